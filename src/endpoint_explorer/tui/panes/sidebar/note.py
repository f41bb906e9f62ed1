"""The note below the list, on the entry under the cursor."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from endpoint_explorer.model.collection import Summary
from endpoint_explorer.tui.panes.sidebar.labels import shown_text
from endpoint_explorer.tui.panes.sidebar.tree import Row
from endpoint_explorer.tui.widgets.badge import MUTED, method_style


class Note(Static):
    """Why a file cannot be read, or the URL of what was found; hidden when there is neither."""

    DEFAULT_CSS = """
    Note {
        display: none;
        height: auto;
        max-height: 6;
        padding: 0 1;
        border-top: solid $panel-lighten-2;
        &.-shown { display: block; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: tuple[Summary | None, bool] | None = None

    def speak_of(self, row: Row | None, summary: Summary | None, *, is_result: bool) -> None:
        """Say what there is to say about a row."""
        said = (summary, is_result)
        if said == self._said:
            return
        self._said = said
        content = None
        if row is not None and summary is not None:
            content = _problem(row, summary) or (_target(summary) if is_result else None)
        self.set_class(content is not None, "-shown")
        if content is not None:
            self.update(content)


def _problem(row: Row, summary: Summary) -> Content | None:
    if not summary.problem:
        return None
    line = "" if summary.problem_line is None else f":{summary.problem_line}"
    where = shown_text(row.entry.path.name) + line
    return Content.assemble((where, "bold $text-error"), "\n", shown_text(summary.problem))


def _target(summary: Summary) -> Content | None:
    if not summary.url:
        return None
    method = shown_text(summary.method)
    return Content.assemble(
        (method, method_style(summary.method)), " ", (shown_text(summary.url), MUTED)
    )
