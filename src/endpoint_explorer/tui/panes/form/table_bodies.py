"""The bodies that are tables: form, multipart and file; and none at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from endpoint_explorer.model.request import Body, FormField
from endpoint_explorer.tui.panes.form.body_editor import BodyEditor
from endpoint_explorer.tui.widgets.field_table import Column, FieldTable, Setting

_PART_TYPES = ("application/json", "text/plain", "image/png", "image/jpeg", "application/pdf")


class NoBody(BodyEditor):
    """Says that there is no body."""

    DEFAULT_CSS = """
    NoBody > Static { padding: 0 1; color: $text-muted; }
    """

    def compose(self) -> ComposeResult:
        """Compose the one line."""
        yield Static(Content("This request has no body. Choose a type above to write one."))

    def load(self, body: Body) -> None:
        """Show nothing."""

    def show(self, body: Body) -> None:
        """Show nothing."""

    def amend(self, body: Body) -> Body:
        """Return the body as it is."""
        return body


class TableBody(BodyEditor):
    """A body that is edited in a table."""

    def __init__(self, table: FieldTable[Any]) -> None:
        super().__init__()
        self.table = table
        self._shown: tuple[Any, ...] = ()

    def compose(self) -> ComposeResult:
        """Compose the table."""
        yield self.table

    def rows_of(self, body: Body) -> tuple[Any, ...]:
        """Return the rows that stand for a body."""
        raise NotImplementedError

    def with_rows(self, body: Body, rows: tuple[Any, ...]) -> Body:
        """Return a body for which other rows stand."""
        raise NotImplementedError

    def load(self, body: Body) -> None:
        """Show the rows of another body."""
        self._shown = self.rows_of(body)
        self.table.load(self._shown)

    def show(self, body: Body) -> None:
        """Show the rows as they are after an edit."""
        self._shown = self.rows_of(body)
        self.table.show(self._shown)

    def amend(self, body: Body) -> Body:
        """Return the body with the rows of the table."""
        rows = self.table.values
        return body if rows == self._shown else self.with_rows(body, rows)

    @on(FieldTable.Changed)
    def _changed(self, event: FieldTable.Changed) -> None:
        event.stop()
        self.post_message(self.Changed())


class FieldsBody(TableBody):
    """The fields of a form, or the parts of a multipart body."""

    FORM: Sequence[Column] = (
        Column("name", "name", 2, style="name"),
        Column("value", "value", 3),
    )
    MULTIPART: Sequence[Column] = (
        Column("name", "name", 3, style="name"),
        Column("value", "value", 4),
        Column("file", "or path of a file", 4),
        Column("content_type", "content type", 3, choices=lambda _: _PART_TYPES),
    )

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__(FieldTable(columns, FormField("")))

    def rows_of(self, body: Body) -> tuple[FormField, ...]:
        """Return the fields."""
        return body.fields

    def with_rows(self, body: Body, rows: tuple[FormField, ...]) -> Body:
        """Return the body with other fields."""
        return msgspec.structs.replace(body, fields=rows)


class FileBody(TableBody):
    """A file that is sent as it is."""

    def __init__(self) -> None:
        columns = (
            Column("name", "", 1, is_editable=False, style="name"),
            Column("value", "", 4),
        )
        super().__init__(FieldTable(columns, Setting(""), is_fixed=True))

    def rows_of(self, body: Body) -> tuple[Setting, ...]:
        """Return a row for the path and one for the content type."""
        return (
            Setting("File", body.file, "path, relative to the collection's folder"),
            Setting("Content type", body.content_type, "application/octet-stream"),
        )

    def with_rows(self, body: Body, rows: tuple[Setting, ...]) -> Body:
        """Return the body with another file."""
        file, content_type = rows
        return msgspec.structs.replace(body, file=file.value, content_type=content_type.value)
