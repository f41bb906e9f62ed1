"""The History tab: what was sent, the newest first, a page at a time."""

from __future__ import annotations

import time

from rich.cells import set_cell_size
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.exchange import ExchangeSummary
from endpoint_explorer.model.measure import format_duration, format_size
from endpoint_explorer.tui.panes.results.amounts import short_moment
from endpoint_explorer.tui.panes.results.messages import ResultsMessages, Scope
from endpoint_explorer.tui.panes.results.tabs import ResultsTab
from endpoint_explorer.tui.panes.results.words import title_of
from endpoint_explorer.tui.widgets.badge import METHOD_WIDTH, MUTED, method_content, status_style
from endpoint_explorer.tui.widgets.choice_bar import ChoiceBar
from endpoint_explorer.tui.widgets.row_list import RowList

NEAR_THE_END = 30
"""Rows before the last at which the next page is asked for."""

_AMOUNT = 9
_ENVIRONMENT = 12


class HistoryList(RowList):
    """The rows that have arrived; asks for more before the cursor reaches the last."""

    BINDINGS = [
        Binding("enter", "select", "Open", id="history.open", tooltip="Show this exchange"),
    ]

    class MoreWanted(Message):
        """The next page is wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[ExchangeSummary, ...] = ()
        self.scope: Scope = "request"
        self.is_loaded = False
        self._has_environments = False

    def show_rows(self, rows: tuple[ExchangeSummary, ...], scope: Scope, cursor: int) -> None:
        """Show other rows."""
        self.rows, self.scope, self.is_loaded = rows, scope, True
        self._has_environments = any(row.environment for row in rows)
        self.rows_changed(cursor)

    @property
    def row_count(self) -> int:
        """The rows that have arrived."""
        return len(self.rows)

    def row_content(self, index: int, width: int) -> Content:
        """Return one exchange, its less important columns left out where there is little room."""
        row = self.rows[index]
        columns = [
            Content.styled(short_moment(row.started_at, time.time()), MUTED),
            method_content(row.method, width=METHOD_WIDTH),
            _outcome(row),
            Content(format_duration(row.duration).rjust(_AMOUNT)),
        ]
        if width >= 64:
            columns.append(Content(format_size(row.size).rjust(_AMOUNT)))
        has_environment = width >= 90 and self._has_environments
        used = sum(column.cell_length + 2 for column in columns)
        room = width - used - (_ENVIRONMENT + 2 if has_environment else 0)
        columns.append(self._label(row, max(room, 0)))
        if has_environment:
            environment = set_cell_size(clean(row.environment), _ENVIRONMENT)
            columns.append(Content.styled(environment, "$text-accent"))
        return Content("  ").join(columns)

    def _label(self, row: ExchangeSummary, width: int) -> Content:
        url = clean(_short_url(row.url, is_one_request=self.scope == "request"))
        if row.failure_kind:
            url = f"{title_of(row.failure_kind)}: {url}"
        name = clean(row.request_name) if self.scope == "everything" else ""
        label = Content.assemble(name, "  " if name else "", (url, MUTED if name else ""))
        if label.cell_length > width:
            return label.truncate(width, ellipsis=True)
        return label.pad_right(width - label.cell_length)

    def empty_lines(self, width: int) -> list[Content]:
        """Say why there is nothing, and what to do."""
        if not self.is_loaded:
            return [Content(""), Content.styled(" Reading the history", MUTED)]
        if self.scope == "request":
            first, second = "This request was not sent yet.", "s shows every request."
        else:
            first, second = "Nothing was sent yet.", "ctrl+j sends the request in the form."
        return [
            Content(""),
            Content.styled(f" {first}"[:width], "bold"),
            Content.styled(f" {second}"[:width], MUTED),
        ]

    def watch_cursor(self, old: int, new: int) -> None:
        """Ask for the next page in time."""
        super().watch_cursor(old, new)
        if new >= self.row_count - NEAR_THE_END:
            self.post_message(self.MoreWanted())


class HistoryTab(ResultsTab):
    """A list of exchanges, of this request or of all, and what can be done to each."""

    BINDINGS = [
        Binding("r", "replay", "Replay", id="history.replay", tooltip="Send this request again"),
        Binding("e", "load", "Edit", id="history.load", tooltip="Load this request into the form"),
        Binding(
            "s", "scope", "Scope", id="history.scope", tooltip="This request, or every request"
        ),
    ]

    DEFAULT_CSS = """
    HistoryTab {
        & > Horizontal { height: 1; }
        & #history-count { width: 1fr; text-align: right; color: $text-muted; padding-right: 1; }
        & HistoryList { height: 1fr; padding: 0 1; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="results-history")
        self.list = HistoryList()
        choices = (("request", "This request"), ("everything", "Everything"))
        self._bar = ChoiceBar(choices, "request")
        self._bar.can_focus = False
        self._count = Static("", id="history-count", markup=False)
        self._is_last = False
        self._asked = False

    def compose(self) -> ComposeResult:
        """Lay out the scope, the count, and the list."""
        with Horizontal():
            yield self._bar
            yield self._count
        yield self.list

    @property
    def scope(self) -> Scope:
        """Whose exchanges are listed."""
        return self.list.scope

    def on_mount(self) -> None:
        """Ask for the first page."""
        self._ask(None)

    def show_rows(
        self, rows: tuple[ExchangeSummary, ...], *, scope: Scope, append: bool, is_last: bool
    ) -> None:
        """Show the first page, or add another; the cursor stays on its exchange."""
        at = self.current
        is_held = at is not None and self.list.cursor > 0
        shown = (*self.list.rows, *rows) if append else rows
        held = (i for i, row in enumerate(shown) if is_held and at is not None and row.id == at.id)
        self._is_last, self._asked = is_last, False
        self._bar.value = scope
        self.list.show_rows(shown, scope, next(held, 0))
        self._count.update(Content(f"{len(shown):,}{'' if is_last else '+'}" if shown else ""))

    @property
    def current(self) -> ExchangeSummary | None:
        """The exchange under the cursor."""
        index = self.list.cursor
        return self.list.rows[index] if 0 <= index < len(self.list.rows) else None

    def take_focus(self) -> None:
        """Give the keys to the list."""
        self.list.focus()

    def _ask(self, before: int | None) -> None:
        self._asked = True
        self.post_message(ResultsMessages.HistoryWanted(self.scope, before))

    @on(HistoryList.MoreWanted)
    def _more(self, message: HistoryList.MoreWanted) -> None:
        message.stop()
        if self.list.rows and not self._is_last and not self._asked:
            self._ask(self.list.rows[-1].id)

    @on(RowList.Selected)
    def _open(self, message: RowList.Selected) -> None:
        message.stop()
        self.post_message(ResultsMessages.ExchangeOpened(self.list.rows[message.index].id))

    @on(RowList.Highlighted)
    @on(RowList.Shown)
    def _ignore(self, message: Message) -> None:
        message.stop()

    def action_replay(self) -> None:
        """Ask for the request under the cursor to be sent again."""
        if self.current is not None:
            self.post_message(ResultsMessages.ReplayRequested(self.current.id))

    def action_load(self) -> None:
        """Ask for the request under the cursor to be edited."""
        if self.current is not None:
            self.post_message(ResultsMessages.LoadRequested(self.current.id))

    def action_scope(self) -> None:
        """Change between this request and every request."""
        self._take_scope("everything" if self.scope == "request" else "request")

    @on(ChoiceBar.Changed)
    def _scope_clicked(self, message: ChoiceBar.Changed) -> None:
        message.stop()
        self._take_scope("everything" if message.value == "everything" else "request")

    def _take_scope(self, scope: Scope) -> None:
        self._bar.value = self.list.scope = scope
        self.list.rows, self.list.is_loaded = (), False
        self.list.rows_changed(0)
        self._ask(None)


def _short_url(url: str, *, is_one_request: bool) -> str:
    """Leave out what is the same in most rows: the scheme, and for one request the host too."""
    host, slash, rest = url.partition("://")[2].partition("/")
    if not host:
        return url
    return slash + rest if slash and is_one_request else f"{host}{slash}{rest}"


def _outcome(row: ExchangeSummary) -> Content:
    """Return the status, or a sign of what failed instead."""
    if row.status is not None:
        mark = "!" if row.failure_kind else " "
        return Content.assemble(
            (str(row.status), f"bold {status_style(row.status)}"), (mark, "bold $text-error")
        )
    return Content.styled("  \N{MULTIPLICATION X} ", "bold $text-error")
