"""The form pane: builds a request."""

from __future__ import annotations

from endpoint_explorer.tui.panes.form.pane import FormPane

__all__ = ["FormPane"]
