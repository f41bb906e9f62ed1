"""The Body tab: the body in one of its views, with what is to be known about it above."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import TextDocument
from endpoint_explorer.bodies.registry import HEX, RAW, Shown, show, show_head, views
from endpoint_explorer.model.exchange import Exchange, Response
from endpoint_explorer.tui.panes.results.amounts import exact_size
from endpoint_explorer.tui.panes.results.messages import ResultsMessages
from endpoint_explorer.tui.panes.results.tabs import ResultsTab
from endpoint_explorer.tui.panes.results.words import title_of
from endpoint_explorer.tui.widgets.choice_bar import ChoiceBar
from endpoint_explorer.tui.widgets.document_view import DocumentView
from endpoint_explorer.tui.widgets.line_viewer import LineViewer

AT_ONCE = 32 * 1024
"""Bytes that are laid out without a thread: it takes less time than a frame."""

PAGER_LIMIT = 64 * 1024 * 1024
"""Bytes that are handed to a pager."""


class BodyTab(ResultsTab):
    """Shows the start of a body at once, and the whole as soon as a thread has laid it out."""

    DEFAULT_CSS = """
    BodyTab {
        & > #body-notes { height: auto; max-height: 5; padding: 0 1; display: none; }
        & > #body-notes.-shown { display: block; background: $warning 12%; color: $text-warning; }
        & > #body-bar { height: 1; }
        & #body-place { width: 1fr; text-align: right; color: $text-muted; padding-right: 1; }
    }
    """

    class LaidOut(Message):
        """A thread has laid a body out."""

        def __init__(self, generation: int, shown: Shown) -> None:
            super().__init__()
            self.generation = generation
            self.shown = shown

    def __init__(self) -> None:
        super().__init__(id="results-body")
        self.view = DocumentView()
        self.shown: Shown | None = None
        self._body = Body(b"")
        self._wanted = ""
        self._generation = 0
        self._notes: tuple[str, ...] = ()
        self._notes_line = Static("", id="body-notes", markup=False)
        self._views = ChoiceBar((), "")
        self._views.can_focus = False
        self._place = Static("", id="body-place", markup=False)

    def compose(self) -> ComposeResult:
        """Lay out the notes, the viewer, and the bar below it."""
        yield self._notes_line
        yield self.view
        with Horizontal(id="body-bar"):
            yield self._views
            yield self._place

    def show_exchange(self, exchange: Exchange) -> None:
        """Show the body of a response; the view that was asked for last stays where it fits."""
        response = exchange.response
        if response is None:
            return
        self._body = Body.of(response.body, response.header("content-type") or "")
        self._notes = tuple(_notes(exchange, response))
        available = views(self._body)
        self._views.choices = tuple((name, name) for name in available)
        self._lay_out(self._wanted if self._wanted in available else available[0])

    async def start_find(self) -> None:
        """Open the find bar."""
        await self.view.action_find()

    def take_focus(self) -> None:
        """Give the keys to the viewer."""
        self.view.viewer.focus()

    def _lay_out(self, view: str) -> None:
        """Show what can be shown at once, and have the rest done in a thread."""
        self._generation += 1
        self.workers.cancel_group(self, "layout")
        self._views.value = view
        self._views.refresh(layout=True)
        if view == HEX or len(self._body.data) <= AT_ONCE:
            self._display(show(self._body, view))
            return
        self._display(show_head(self._body, view))
        generation, body = self._generation, self._body
        # Not a partial: Textual would make the repr of its arguments, the whole body.
        self.run_worker(
            lambda: self._lay_out_whole(generation, body, view), thread=True, group="layout"
        )

    def _lay_out_whole(self, generation: int, body: Body, view: str) -> None:
        self.post_message(self.LaidOut(generation, show(body, view)))

    @on(LaidOut)
    def _take_layout(self, message: LaidOut) -> None:
        """Show a body that is laid out, unless another was asked for meanwhile."""
        message.stop()
        if message.generation == self._generation:
            was_head_of_it = self.shown is not None and self.shown.view == message.shown.view
            self._display(message.shown, keep_position=was_head_of_it)

    def _display(self, shown: Shown, *, keep_position: bool = False) -> None:
        self.shown = shown
        document = shown.document
        if not self._body.data:
            document = TextDocument(b"(no body)", lambda text: ((0, len(text), "muted"),))
        # In the hex view the offsets are the numbers.
        self.view.viewer.has_numbers = bool(self._body.data) and shown.view != HEX
        self.view.show_document(document, keep_position=keep_position)
        notes = [*self._notes, shown.note] if shown.note else [*self._notes]
        self._notes_line.update(Content("\n").join([Content(clean(note)) for note in notes]))
        self._notes_line.set_class(bool(notes), "-shown")
        self._show_place()

    @on(LineViewer.Moved)
    def _moved(self, message: LineViewer.Moved) -> None:
        message.stop()
        self._show_place()

    def _show_place(self) -> None:
        viewer = self.view.viewer
        if self.shown is None or not self._body.data:
            self._place.update(Content(""))
            return
        parts = [f"line {max(viewer.cursor, 0) + 1:,} of {viewer.row_count:,}"]
        if viewer.column:
            parts.insert(0, f"from column {viewer.column + 1:,}")
        if not self.shown.is_whole:
            parts.insert(0, "laying out")
        self._place.update(Content("  ".join(parts)))

    @on(ChoiceBar.Changed)
    def _view_clicked(self, message: ChoiceBar.Changed) -> None:
        message.stop()
        self._take_view(message.value)

    def next_view(self) -> None:
        """Show the body in the next of its views."""
        names = [name for name, _ in self._views.choices]
        if self._views.value in names:
            self._take_view(names[(names.index(self._views.value) + 1) % len(names)])

    def _take_view(self, view: str) -> None:
        self._wanted = view if view in {RAW, HEX} else ""
        self._lay_out(view)

    def page(self) -> None:
        """Hand what is shown to the pager."""
        if self.shown is not None and self._body.data:
            shown = self.shown
            self.run_worker(
                lambda: self._make_pages(shown), thread=True, group="pager", exclusive=True
            )

    def _make_pages(self, shown: Shown) -> None:
        document = shown.document
        if shown.view == HEX:
            lines = range(min(document.line_count, PAGER_LIMIT // 80))
            text = "\n".join(map(document.text, lines))
        else:
            text = clean(
                document.read(0, PAGER_LIMIT).decode("utf-8", "replace"), keep_newlines=True
            )
        self.post_message(ResultsMessages.PagerRequested(text))


def _notes(exchange: Exchange, response: Response) -> Iterable[str]:
    """Say what a reader of the body must know before believing it."""
    failure = exchange.failure
    if failure is not None or not response.is_complete:
        received = response.wire_size or len(response.body)
        of = "" if response.expected_size is None else f" of {exact_size(response.expected_size)}"
        reason = "" if failure is None else f" {title_of(failure.kind)}: {failure.message}"
        yield f"Received {received:,}{of or ' bytes'}, then the response ended.{reason}"
        if failure is not None and failure.hint:
            yield failure.hint
    yield from response.notes
