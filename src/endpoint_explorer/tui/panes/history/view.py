"""The history as it is looked at: rows, and beside them routes, a preview and a trend."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.widgets import Static

from endpoint_explorer.tui.panes.history.bindings import BINDINGS
from endpoint_explorer.tui.panes.history.listing import HistoryList
from endpoint_explorer.tui.panes.history.look import LOOK
from endpoint_explorer.tui.panes.history.messages import SCOPES, Scope, Subject, ViewState
from endpoint_explorer.tui.panes.history.searching import Searching
from endpoint_explorer.tui.widgets.badge import MUTED
from endpoint_explorer.tui.widgets.choice_bar import ChoiceBar

WIDE = 130
"""With this many columns there is room for a preview."""

NARROW = 90
"""With fewer columns the routes and the rows take turns."""


class HistoryView(Searching):
    """Rows by scope, search and route; posts what it needs, and shows what it is given."""

    BINDINGS = BINDINGS
    DEFAULT_CSS = LOOK

    def __init__(
        self,
        subject: Subject,
        state: ViewState | None = None,
        *,
        has_screen: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        is_chosen = state is not None
        state = state or ViewState(scope=subject.scopes[0])
        super().__init__(subject, state.scope, id=id)
        self.endpoint_id = state.endpoint_id
        self._text, self._at = state.text, state.at
        self._is_scope_chosen = is_chosen
        self.set_class(has_screen, "-screen")
        self.set_class(state.is_grouped, "-grouped")
        self.set_class(state.has_trend, "-trend")
        self._scopes = ChoiceBar(_choices(subject), state.scope)
        self._scopes.can_focus = False
        self._count = Static("", id="history-count", markup=False)

    def compose(self) -> ComposeResult:
        """Lay out the scope with the count, the search, the lists, the preview and the trend."""
        with Horizontal(id="history-head"):
            yield self._scopes
            yield self._count
        yield self.search
        with Horizontal(id="history-body"):
            yield self.routes
            yield self.list
            yield self.preview
        yield self.trend

    def on_mount(self) -> None:
        """Ask for the first rows, or for those that were looked at before."""
        self.show_search(self._text)
        if self._at is None:
            self.ask_anew()
        else:
            self.ask_anew("below", before=self._at + 1)
        self._ask_routes()

    def on_resize(self, event: Resize) -> None:
        """Choose what there is room for."""
        self.set_class(event.size.width >= WIDE, "-wide")
        self.set_class(event.size.width < NARROW, "-narrow")
        self._preview_soon()

    @property
    def state(self) -> ViewState:
        """What is looked at, to come back to it."""
        current = self.current
        is_at_top = self.list.cursor <= 0 and self.list.window.is_newest
        return ViewState(
            scope=self.scope,
            text=self.text,
            endpoint_id=self.endpoint_id,
            is_grouped=self.has_class("-grouped"),
            has_trend=self.has_class("-trend"),
            at=None if current is None or is_at_top else current.id,
        )

    def show_subject(self, subject: Subject) -> None:
        """Look at the history of another request; a scope that was chosen stays if it can."""
        before = self.query_of_rows(None)
        self.subject = subject
        self._scopes.choices = _choices(subject)
        self._scopes.refresh(layout=True)
        if not self._is_scope_chosen or self.scope not in subject.scopes:
            self.scope = self._scopes.value = subject.scopes[0]
        if self.query_of_rows(None) == before:
            self.refresh_rows()
            self.refresh_beside()
        else:
            self._look_anew()

    def action_scope(self) -> None:
        """Take the next wider scope; after the widest the narrowest."""
        scopes = self.subject.scopes
        at = scopes.index(self.scope) if self.scope in scopes else -1
        self._take_scope(scopes[(at + 1) % len(scopes)])

    @on(ChoiceBar.Changed)
    def _scope_clicked(self, message: ChoiceBar.Changed) -> None:
        message.stop()
        self._take_scope(next(scope for scope, _ in SCOPES if scope == message.value))

    def _take_scope(self, scope: Scope) -> None:
        self._is_scope_chosen = True
        self.scope = self._scopes.value = scope
        self._look_anew()

    def _look_anew(self) -> None:
        """Look at other rows altogether: what was narrowed or marked among the old ones is not."""
        self.endpoint_id = None
        self.list.set_marks(frozenset())
        self.list.show_waiting()
        self.ask_anew()
        self._ask_routes()

    def page_shown(self) -> None:
        """Say how many rows there are; nobody waits any more."""
        if not self.is_waiting:
            self.search.end_wait()
        self._show_count()
        self._preview_soon()

    @on(HistoryList.Marked)
    def _marks_changed(self, message: Message) -> None:
        message.stop()
        self._show_count()

    def _show_count(self) -> None:
        window, marked = self.list.window, len(self.list.marked)
        count = f"{window.total:,}" if window.total is not None else f"{len(window.rows):,}"
        more = "" if window.total is not None or (window.is_newest and window.is_oldest) else "+"
        self.refresh_bindings()
        self._count.update(
            Content.assemble(
                (f"{self.narrowed_to}  " if self.narrowed_to else "", "$text-accent"),
                (f"{marked} marked  " if marked else "", "$text-accent"),
                (f"{count}{more}" if window.rows else "", MUTED),
            )
        )

    @on(HistoryList.MoreWanted)
    def _more(self, message: HistoryList.MoreWanted) -> None:
        message.stop()
        self.ask_more(older=message.older)

    @on(HistoryList.EndWanted)
    def _end(self, message: HistoryList.EndWanted) -> None:
        message.stop()
        self.ask_anew("oldest" if message.oldest else "newest")

    def action_screen(self) -> None:
        """Ask for the whole screen."""
        self.post_message(self.ScreenRequested())

    def action_back(self) -> None:
        """Undo what narrows the list, one step at a time: marks, the search, the route."""
        if self.list.marked:
            self.list.set_marks(frozenset())
        elif self.text:
            self._end_search()
        else:
            self.routes.move_to(0)
            self._narrow(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the keys to others where they mean nothing here."""
        del parameters
        if action == "back":
            return bool(self.list.marked or self.text or self.endpoint_id is not None)
        if action == "screen":
            return not self.has_class("-screen")
        return True


def _choices(subject: Subject) -> tuple[tuple[str, str], ...]:
    return tuple((scope, label) for scope, label in SCOPES if scope in subject.scopes)
