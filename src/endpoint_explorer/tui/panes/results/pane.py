"""The results pane: a status strip, tabs, and below them the one that is looked at."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Literal, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Offset
from textual.timer import Timer

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.cookie import Cookie
from endpoint_explorer.model.exchange import Exchange, Failure, Progress
from endpoint_explorer.model.secret import redact
from endpoint_explorer.tui.panes.history.messages import Subject
from endpoint_explorer.tui.panes.results.exporting import ExportingPane
from endpoint_explorer.tui.panes.results.notice import TICK, Notice
from endpoint_explorer.tui.panes.results.strip import (
    StatusStrip,
    exchange_parts,
    origin_mark,
    problem_parts,
)
from endpoint_explorer.tui.panes.results.tabs import TABS, ResultsTab, TabName, make_tab
from endpoint_explorer.tui.widgets.choice_bar import ChoiceBar
from endpoint_explorer.tui.widgets.focus_handover import hand_over

if TYPE_CHECKING:
    from endpoint_explorer.tui.panes.history.view import HistoryView
    from endpoint_explorer.tui.panes.results.body import BodyTab
    from endpoint_explorer.tui.panes.results.history import HistoryTab

State = Literal["empty", "sending", "failed", "shown"]


class ResultsPane(ExportingPane):
    """Shows one exchange, or why there is none, and the history of those before it.

    A tab is made when it is first looked at, and filled when it is looked at anew.
    """

    BORDER_TITLE = "Response"

    BINDINGS = [
        Binding(
            "left_square_bracket",
            "step_tab(-1)",
            "Previous tab",
            show=False,
            id="results.previous_tab",
            tooltip="Show the tab to the left",
        ),
        Binding(
            "right_square_bracket",
            "step_tab(1)",
            "Next tab",
            key_display="]",
            show=False,
            id="results.next_tab",
            tooltip="Show the tab to the right",
        ),
        Binding(
            "down,j,enter",
            "focus_content",
            "Into the tab",
            show=False,
            id="results.enter",
            tooltip="Move from the tabs into what they show",
        ),
        Binding("slash", "find", "Find", show=False, id="results.find", tooltip="Find text"),
        Binding("v", "next_view", "View", id="results.view", tooltip="Show the body another way"),
        Binding("escape", "cancel", "Cancel", id="results.cancel", tooltip="Stop the request"),
    ]

    # The rules for a small screen start above the pane: scoped ones would never match.
    SCOPED_CSS = False

    DEFAULT_CSS = """
    ResultsPane {
        height: 1fr;
        border: round $panel-lighten-2;
        border-title-color: $text-muted;
        &.-focused { border: round $accent; border-title-color: $text-accent; }
        & > #results-tabs { margin-bottom: 1; }
    }
    .-compact ResultsPane, .-compact ResultsPane.-focused { border: none; }
    .-compact ResultsPane > #results-tabs { margin-bottom: 0; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.exchange: Exchange | None = None
        self.filter_text = ""
        self._state: State = "empty"
        self._sending = Content("")
        self._timer: Timer | None = None
        self._strip = StatusStrip()
        self._tabs = ChoiceBar(TABS, "body", has_marks=True, id="results-tabs")
        self._notice = Notice()
        self._made: dict[str, ResultsTab] = {}
        self._filled: set[str] = set()
        self._is_focus_due = False
        self._subject = Subject()

    def compose(self) -> ComposeResult:
        """Lay out what stands in the first frame."""
        yield self._strip
        yield self._tabs
        yield self._notice

    @property
    def tab(self) -> TabName:
        """The tab that is looked at."""
        return next(name for name, _ in TABS if name == self._tabs.value)

    def show_empty(self) -> None:
        """Show that nothing was sent yet."""
        self._enter("empty", None)
        self._strip.show([])
        self._notice.show_empty()
        self._refresh_content()

    def show_sending(self, method: str, url: str, *, started: float | None = None) -> None:
        """Show that a request is under way, since `started` by the monotonic clock."""
        self._enter("sending", None)
        self._leave_history()
        self._sending = Content.assemble((clean(method), "bold"), " ", clean(url))
        self._notice.show_sending(self._sending, monotonic() if started is None else started)
        self._timer = self.set_interval(TICK, self._tick)
        self._tick()
        self._refresh_content()

    def show_progress(self, progress: Progress) -> None:
        """Show how far the request under way is."""
        if self._state == "sending":
            self._notice.show_progress(progress)

    def show_exchange(
        self, exchange: Exchange, *, from_history: bool = False, of_another: bool = False
    ) -> None:
        """Show what came of a send, or of another one than that of the request in the form."""
        if self._state == "shown" and exchange is self.exchange:
            return
        before, was_shown = self.exchange, self._state == "shown"
        mark = origin_mark(exchange, from_history=from_history, of_another=of_another)
        self._strip.show(exchange_parts(exchange), mark)
        if was_shown and before is not None and exchange.response is before.response:
            # The same answer, recorded by now: whoever reads it is not to be disturbed.
            self.exchange = exchange
            return
        self._enter("failed" if exchange.response is None else "shown", exchange)
        if exchange.response is None:
            failure = exchange.failure or Failure("", "There is no response.")
            wire = redact(f"{exchange.wire.method} {exchange.wire.url}", exchange.secrets)
            self._notice.show_failure(failure, wire=wire)
        sets_cookies = exchange.response is not None and exchange.response.header("set-cookie")
        self._tabs.marked = frozenset({"cookies"} if sets_cookies else ())
        self._refresh_content()

    def show_problem(self, failure: Failure) -> None:
        """Show why a request could not be sent."""
        self._enter("failed", None)
        self._leave_history()
        self._strip.show(problem_parts(failure))
        self._notice.show_failure(failure)
        self._refresh_content()

    def show_subject(self, subject: Subject) -> None:
        """Show the history of a request, now or when it is looked at."""
        self._subject = subject
        if (view := self.history_view) is not None:
            view.show_subject(subject)

    @property
    def history_view(self) -> HistoryView | None:
        """The list of the history, None before it was first looked at."""
        tab = self._made.get("history")
        return None if tab is None else cast("HistoryTab", tab).view

    def show_jar(self, cookies: tuple[Cookie, ...], owner: str) -> None:
        """Show the cookies that are kept, and whose they are."""
        from endpoint_explorer.tui.panes.results.cookies import CookiesTab

        tab = self._made.get("cookies")
        if isinstance(tab, CookiesTab):
            tab.show_jar(cookies, owner)

    def show_tab(self, name: str) -> None:
        """Show a tab: body, headers, cookies, timing or history."""
        self._tabs.value = name
        self._refresh_content()

    @property
    def is_laying_out(self) -> bool:
        """Whether a body is looked at of which only the beginning is shown yet."""
        tab = self._made.get("body")
        shown = None if tab is None or not tab.display else cast("BodyTab", tab).shown
        return shown is not None and not shown.is_whole

    @property
    def places(self) -> tuple[tuple[str, Offset], ...]:
        """Where the tabs stand on the screen."""
        return self._tabs.places

    def focus_content(self) -> None:
        """Give the keys to what is looked at, or to the tabs while there is nothing."""
        tab = self._made.get(self.tab)
        if tab is None or not tab.display:
            self._tabs.focus()
        else:
            tab.take_focus()

    def _enter(self, state: State, exchange: Exchange | None) -> None:
        """Take a state; what belonged to the one before is gone."""
        self._notice.stop()
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._state = state
        self.exchange = exchange
        self._filled.clear()
        self._tabs.marked = frozenset()

    def _leave_history(self) -> None:
        """Look at what comes of a send, not at what was sent before."""
        if self.tab == "history":
            self._tabs.value = "body"

    def _is_visible(self, name: TabName) -> bool:
        """Say whether a tab has something to show in this state."""
        if name == "history":
            return True
        if name == "cookies":
            return self._state != "sending"
        if name == "timing" and self._state == "failed":
            return self.exchange is not None
        return self._state == "shown"

    def _refresh_content(self) -> None:
        """Show the tab that is looked at, or the notice in its place."""
        name = self.tab if self._is_visible(self.tab) else None
        had_focus = self.has_focus_within and (not self._tabs.has_focus or self._is_focus_due)
        if name is not None:
            self._fill(name)
        self._notice.display = name is None
        for made, tab in self._made.items():
            tab.display = made == name
        # What had the keys may be hidden now: the tabs hold them until there is content again.
        self._is_focus_due = had_focus and name is None
        if had_focus:
            hand_over(self, self.focus_content, holder=self._tabs)
        self.refresh_bindings()

    def _fill(self, name: TabName) -> None:
        tab = self._made.get(name)
        if tab is None:
            tab = self._made[name] = make_tab(name, self._subject)
            self.mount(tab)
        if name not in self._filled:
            self._filled.add(name)
            tab.filter_text = self.filter_text
            if self.exchange is None:
                tab.show_nothing()
            else:
                tab.show_exchange(self.exchange)

    def _tick(self) -> None:
        took = f"{self._notice.elapsed / 1000:.1f} s"
        spinner = (self._notice.spinner(), "bold $text-accent")
        self._strip.show([Content.assemble(spinner, " ", (took, "bold")), self._sending])

    @on(ChoiceBar.Changed, "#results-tabs")
    def _tab_taken(self, message: ChoiceBar.Changed) -> None:
        message.stop()
        self._refresh_content()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what there is something to do with; leave the other keys to others."""
        del parameters
        if action == "cancel":
            return self._state == "sending"
        if action in {"next_view", "page", "edit", "save_body"}:
            return self._state == "shown" and self.tab == "body"
        return True

    def action_cancel(self) -> None:
        """Ask for the request under way to be stopped."""
        self.post_message(self.CancelRequested())

    async def action_find(self) -> None:
        """Search in what is looked at."""
        tab = self._made.get(self.tab)
        if tab is not None and tab.display:
            await tab.start_find()

    def action_next_view(self) -> None:
        """Show the body in the next of its views."""
        self._body_tab().next_view()

    def _body_tab(self) -> BodyTab:
        return cast("BodyTab", self._made["body"])

    def action_step_tab(self, distance: int) -> None:
        """Show the tab so many places on, around the ends."""
        names = [name for name, _ in TABS]
        self.show_tab(names[(names.index(self.tab) + distance) % len(names)])

    def action_focus_content(self) -> None:
        """Move from the tabs into what they show."""
        self.focus_content()
