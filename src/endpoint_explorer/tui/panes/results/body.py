"""The Body tab: the body in one of its views, with what is to be known about it above.

What other modules build on:

- `BodyTab.body` is what is shown, `BodyTab.shown` the document made of it, of its `view`; while
  `shown.is_whole` is False it is the beginning of the one to come, with the same lines.
- `BodyTab.view` is the `DocumentView`; `BodyTab.document` is what stands in it just now.
- `show_filtered(document)` puts another document over it, `show_filtered(None)` takes it away; so
  does another body. `BodyTab.Displayed` tells that the document under it has changed.
- `BodyTab.above` and `BodyTab.below` are slots around the viewer for lines such as a breadcrumb and
  a filter bar: mount into them.
- `WIDGET_VIEWS` names the views that are no documents; each makes a widget from a body, which
  stands in the place of the viewer.
"""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import Document, TextDocument
from endpoint_explorer.bodies.graphql import errors_note
from endpoint_explorer.bodies.json_outline import JsonOutline
from endpoint_explorer.bodies.pictures import IMAGE
from endpoint_explorer.bodies.registry import (
    HEX,
    NEVER_AT_ONCE,
    RAW,
    Shown,
    kind_of,
    show,
    show_head,
    views,
)
from endpoint_explorer.model.exchange import Exchange, Response
from endpoint_explorer.tui.panes.results.body_notes import captured, notes_of
from endpoint_explorer.tui.panes.results.filtering import FilteredTab
from endpoint_explorer.tui.panes.results.layout import LaidOut, Layout, LayoutGrown
from endpoint_explorer.tui.panes.results.messages import ResultsMessages
from endpoint_explorer.tui.widgets.choice_bar import ChoiceBar
from endpoint_explorer.tui.widgets.document_view import DocumentView
from endpoint_explorer.tui.widgets.image_view import ImageView
from endpoint_explorer.tui.widgets.line_viewer import LineViewer

AT_ONCE = 32 * 1024
"""Bytes that are laid out without a thread: it takes less time than a frame."""

WIDGET_VIEWS: dict[str, Callable[[Body], Widget]] = {IMAGE: lambda body: ImageView(body.data)}
"""Views that are no documents, by name: what makes the widget of a body, quickly."""


class BodyTab(FilteredTab):
    """Shows the start of a body at once, and the whole as soon as a thread has laid it out."""

    BINDINGS = [
        Binding(
            "x",
            "capture",
            "Capture",
            show=False,
            id="results.capture",
            tooltip="Capture the value at this line into a variable",
        ),
    ]

    DEFAULT_CSS = """
    BodyTab {
        & > #body-notes { height: auto; max-height: 5; padding: 0 1; display: none; }
        & > #body-notes.-shown { display: block; background: $warning 12%; color: $text-warning; }
        & > #body-kind { height: 1; padding: 0 1; color: $text-muted; display: none; }
        & > #body-kind.-shown { display: block; }
        & > .body-slot { height: auto; }
        & > #body-bar { height: 1; }
        & #body-place {
            width: 1fr;
            height: 1;
            text-align: right;
            color: $text-muted;
            padding-right: 1;
        }
    }
    """

    class Displayed(Message):
        """Another document of the body is shown, or more of it."""

    def __init__(self) -> None:
        super().__init__(id="results-body")
        self.view = DocumentView()
        self.shown: Shown | None = None
        self.body = Body(b"")
        self._response: Response | None = None
        self.above = Vertical(classes="body-slot")
        self.below = Vertical(classes="body-slot")
        self._filtered: Document | None = None
        self._widget: Widget | None = None
        self._wanted: dict[str, str] = {}
        self.layouts = Layout(self)
        self._done = 1.0
        self._notes: tuple[str, ...] = ()
        self._notes_shown: list[str] = []
        self._notes_line = Static("", id="body-notes", markup=False)
        self._kind_line = Static("", id="body-kind", markup=False)
        self._views = ChoiceBar((), "")
        self._views.can_focus = False
        self._place = Static("", id="body-place", markup=False)

    def compose(self) -> ComposeResult:
        """Lay out the notes, the viewer, and the bar below it."""
        yield self._notes_line
        yield self._kind_line
        yield self.above
        yield self.view
        if self._widget is not None:
            yield self._widget
        yield self.below
        with Horizontal(id="body-bar"):
            yield self._views
            yield self._place

    def show_exchange(self, exchange: Exchange) -> None:
        """Show the body of a response; the view that was asked for last stays for its kind."""
        response = exchange.response
        if response is None or response is self._response:
            return  # The same answer is shown again once it is recorded.
        self._response = response
        self.body = Body.of(response.body, response.header("content-type") or "")
        errors = errors_note(self.body)
        self._notes = (*notes_of(exchange, response), *([errors] if errors else ()))
        kind = "  ".join(filter(None, (kind_of(self.body), captured(exchange))))
        self._kind_line.update(Content(clean(kind)))
        self._kind_line.set_class(bool(kind), "-shown")
        available = views(self.body)
        self._views.choices = tuple((name, name) for name in available)
        wanted = self._wanted.get(available[0], "")
        self._lay_out(wanted if wanted in available else available[0])
        self.call_later(self.filter_body)

    def action_capture(self) -> None:
        """Ask for the value at the line of the cursor to be captured."""
        outline = None if self._filtered is not None else self.document.outline
        path = "" if outline is None else outline.path(self.view.viewer.cursor_line)
        if path:
            self.post_message(ResultsMessages.CaptureRequested(path))
        else:
            self.notify("Only values of a JSON or XML body can be captured here.", markup=False)

    async def start_find(self) -> None:
        """Open the find bar, unless there is no text to search in."""
        if self._widget is None:
            await self.view.action_find()

    def take_focus(self) -> None:
        """Give the keys to the viewer, or to what stands in its place."""
        (self._widget or self.view.viewer).focus()

    @property
    def document(self) -> Document:
        """What stands in the viewer."""
        return self.view.document

    @property
    def filtered(self) -> Document | None:
        """What stands over the document of the view, None where nothing does."""
        return self._filtered

    def show_filtered(self, document: Document | None) -> None:
        """Show another document over the one of the view, or that one again."""
        if document is None and self._filtered is None:
            return
        self._filtered = document
        if document is not None:
            self.view.viewer.has_numbers = True
            self.view.show_document(document)
        elif self.shown is not None:
            self._show_document(self.shown, keep_position=False)
        self._show_place()

    def _lay_out(self, view: str) -> None:
        """Show what can be shown at once, and have the rest done in a thread."""
        self.layouts.cancel()
        self._filtered = None
        self._done = 0.0
        self._views.value = view
        self._views.refresh(layout=True)
        self._show_widget(view)
        if (
            view == HEX
            or view in WIDGET_VIEWS
            or (len(self.body.data) <= AT_ONCE and view not in NEVER_AT_ONCE)
        ):
            shown = show(self.body, HEX if view in WIDGET_VIEWS else view)
            self._views.value = view if view in WIDGET_VIEWS else shown.view
            self._display(shown)
            return
        self._display(show_head(self.body, view))
        self.layouts.start(self.body, view)

    def _show_widget(self, view: str) -> None:
        """Put the widget of a view that is no document in the place of the viewer."""
        make = WIDGET_VIEWS.get(view)
        if make is None and self._widget is None:
            return
        had_focus = self.has_focus_within
        if self._widget is not None and self._widget.is_attached:
            self._widget.remove()
        self._widget = None if make is None else make(self.body)
        self.view.display = self._widget is None
        # The first body comes before there is anything to mount it into: `compose` does it then.
        if self._widget is not None and self.view.is_attached:
            self.mount(self._widget, after=self.view)
        if had_focus:
            self.call_after_refresh(self.take_focus)

    @on(ImageView.Failed)
    def _take_failure(self, message: ImageView.Failed) -> None:
        """Show the bytes of an image that cannot be drawn, and why it cannot."""
        message.stop()
        if self._widget is message.control:
            self._notes = (*self._notes, f"Image: {message.reason}")
            self._lay_out(HEX)

    @on(LayoutGrown)
    def _take_growth(self, message: LayoutGrown) -> None:
        """Show more of a body while the rest is laid out."""
        message.stop()
        if self.layouts.is_current(message):
            self._done = message.done
            self._display(message.shown, keep_position=True)

    @on(LaidOut)
    def _take_layout(self, message: LaidOut) -> None:
        """Show a body that is laid out, unless another was asked for meanwhile."""
        message.stop()
        if self.layouts.is_current(message):
            before = self.shown
            was_head_of_it = before is not None and before.view == message.shown.view
            address = None if before is None or was_head_of_it else self._origin(before)
            # It is another one than was asked for where that cannot be had.
            self._views.value = message.shown.view
            self._display(message.shown, keep_position=was_head_of_it)
            if address is not None and message.shown.view == RAW and self._filtered is None:
                self.view.viewer.reveal(address)

    def _origin(self, shown: Shown) -> int | None:
        """Return the address in the body of the line under the cursor, None at the start."""
        outline = shown.document.outline
        line = self.view.viewer.cursor_line
        if self._filtered is not None or not line or not isinstance(outline, JsonOutline):
            return None
        return outline.origin(line)

    def _display(self, shown: Shown, *, keep_position: bool = False) -> None:
        self.shown = shown
        if self._filtered is None:
            self._show_document(shown, keep_position=keep_position)
        notes = [*self._notes, shown.note] if shown.note else [*self._notes]
        if notes != self._notes_shown:
            # Not each time that a document grows: it would arrange the whole tab anew.
            self._notes_shown = notes
            lines = Content("\n").join([Content(clean(note)) for note in notes])
            self._notes_line.update(lines)
            self._notes_line.set_class(bool(notes), "-shown")
        self._show_place()
        self.post_message(self.Displayed())

    def _show_document(self, shown: Shown, *, keep_position: bool) -> None:
        document = shown.document
        if not self.body.data:
            document = TextDocument(b"(no body)", lambda text: ((0, len(text), "muted"),))
        # In the hex view the offsets are the numbers.
        self.view.viewer.has_numbers = bool(self.body.data) and shown.view != HEX
        self.view.show_document(document, keep_position=keep_position)

    @on(LineViewer.Moved)
    def _moved(self, message: LineViewer.Moved) -> None:
        message.stop()
        self._show_place()

    def _show_place(self) -> None:
        viewer = self.view.viewer
        if self.shown is None or not self.body.data or self._widget is not None:
            self._place.update(Content(""), layout=False)
            return
        parts = [f"line {viewer.cursor_line + 1:,} of {viewer.document.line_count:,}"]
        if viewer.column:
            parts.insert(0, f"from column {viewer.column + 1:,}")
        if not self.shown.is_whole:
            parts.insert(0, f"laying out {self._done:.0%}")
        # Its size is fixed: a layout of the whole screen would follow each key otherwise.
        self._place.update(Content("  ".join(parts)), layout=False)

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
        # What is wanted instead of the best view of JSON says nothing about an image.
        self._wanted[self._views.choices[0][0]] = view if view in {RAW, HEX} else ""
        self.end_filter()
        self._lay_out(view)
