"""Taking a body out of the results: into a file, the pager, the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.model.secret import redact
from endpoint_explorer.tui.panes.results.messages import ResultsMessages

if TYPE_CHECKING:
    from endpoint_explorer.bodies.export import Export
    from endpoint_explorer.tui.panes.results.body import BodyTab


class ExportingPane(ResultsMessages, Vertical):
    """The keys that take the body elsewhere; each posts a message with an `Export`."""

    DEFAULT_CSS = """
    ExportingPane #body-saving { padding: 0 1; color: $text-muted; }
    """

    BINDINGS = [
        Binding("f3", "page", "Pager", id="results.pager", tooltip="Read the body in the pager"),
        Binding(
            "f4",
            "edit",
            "Editor",
            show=False,
            id="results.editor",
            tooltip="Open a copy of the body in the editor",
        ),
        Binding(
            "s",
            "save_body",
            "Save body",
            show=False,
            id="results.save",
            tooltip="Save the body to a file",
        ),
    ]

    exchange: Exchange | None = None

    def action_page(self) -> None:
        """Hand what is shown to the pager."""
        if (export := self._export()) is not None:
            self.post_message(self.PagerRequested(export))

    def action_edit(self) -> None:
        """Open a copy of what is shown in the editor."""
        if (export := self._export()) is not None:
            self.post_message(self.BodyEditorRequested(export))

    def action_save_body(self) -> None:
        """Ask for the body to be saved."""
        if (export := self._export()) is not None:
            self.post_message(self.SaveRequested(export))

    def show_saving(self, name: str, size: int | None) -> None:
        """Show below the body how many bytes of it are written; None takes the line away."""
        slot = self._body_tab().below
        lines = slot.query("#body-saving")
        if size is None:
            lines.remove()
            return
        text = Content(clean(f"saving {name}: {size / 1_000_000:,.0f} MB written; escape stops it"))
        if lines:
            lines.first(Static).update(text)
        else:
            slot.mount(Static(text, id="body-saving", markup=False))

    def _body_tab(self) -> BodyTab:
        raise NotImplementedError

    def _export(self) -> Export | None:
        tab = self._body_tab()
        if self.exchange is None or tab.shown is None or not tab.body.data:
            self.notify("There is no body.", markup=False)
            return None
        return export_of(self.exchange, tab)


def export_of(exchange: Exchange, tab: BodyTab) -> Export | None:
    """Return the body of an exchange as it is shown, named by its headers and its URL."""
    from endpoint_explorer.bodies.export import Export
    from endpoint_explorer.bodies.file_names import extension_of, file_name

    response = exchange.response
    if response is None or tab.shown is None:
        return None
    extension = extension_of(response.header("content-type") or "", tab.body.head)
    url = redact(exchange.wire.url, exchange.secrets)
    name = file_name(response.header("content-disposition") or "", url, extension)
    return Export(tab.body, tab.shown, name, extension, tab.filtered)
