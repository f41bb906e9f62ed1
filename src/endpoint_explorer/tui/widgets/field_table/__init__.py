"""A table of rows to edit: on or off, a name, a value, whatever columns there are."""

from __future__ import annotations

from endpoint_explorer.tui.widgets.field_table.rows import Column, Rows, Setting
from endpoint_explorer.tui.widgets.field_table.table import FieldTable

__all__ = ["Column", "FieldTable", "Rows", "Setting"]
