"""Several old requests sent again, one after the other, each beside what came of it then."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.comparing.comparison import Comparison
from endpoint_explorer.errors import EndpointExplorerError
from endpoint_explorer.explorer import Explorer, Plan
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.model.measure import format_duration
from endpoint_explorer.tui.screens.offloading import Offloading
from endpoint_explorer.tui.widgets.badge import METHOD_WIDTH, MUTED, method_content, status_style
from endpoint_explorer.tui.widgets.key_footer import KeyFooter
from endpoint_explorer.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from endpoint_explorer.sending.transport import CancelToken

State = Literal["waiting", "sending", "same", "differs", "stopped"]
Planner = Callable[[int], Plan]
"""Makes the message of an exchange once more; raises what stands in the way."""

_OUTCOME = 4
_AMOUNT = 8


@dataclass(slots=True)
class Replay:
    """One old exchange, and what came of sending it again; `verdict` says how they differ.

    Of what the history has, the bodies are left there.
    """

    exchange_id: int
    state: State = "waiting"
    verdict: str = ""
    original: Exchange | None = None
    answer: Exchange | None = None


class ReplayList(RowList):
    """A row for each exchange that is sent again."""

    BINDINGS = [
        Binding("enter", "select", "Compare", id="replays.compare", tooltip="Compare then and now"),
    ]

    def __init__(self, replays: list[Replay]) -> None:
        super().__init__()
        self.replays = replays

    @property
    def row_count(self) -> int:
        """How many there are."""
        return len(self.replays)

    def row_content(self, index: int, width: int) -> Content:
        """Return what was, what is, and how they differ."""
        replay = self.replays[index]
        original, answer = replay.original, replay.answer
        verdict = Content.styled(f"{clean(replay.verdict):18}", _STYLES[replay.state])
        if original is None:
            label = Content.styled(f" {replay.exchange_id}", MUTED)
            return Content("  ").join([label, verdict]).truncate(width, ellipsis=True)
        columns = [
            Content(" ") + method_content(original.wire.method, width=METHOD_WIDTH),
            Content(" ").join([_outcome(original), Content("\N{RIGHTWARDS ARROW}"), _came(answer)]),
            verdict,
            Content(clean(original.wire.url)),
        ]
        if width >= 100:
            columns.insert(2, Content(_took(original, answer)))
        return Content("  ").join(columns).truncate(width, ellipsis=True)


_STYLES: dict[State, str] = {
    "waiting": MUTED,
    "sending": "$text-accent",
    "same": "$text-success",
    "differs": "bold $text-warning",
    "stopped": "bold $text-error",
}


class ReplaysScreen(Offloading, Screen[None]):
    """Sends in order, shows each as it comes, and compares on enter."""

    BINDINGS = [
        Binding("escape", "stop", "Stop", id="replays.stop", tooltip="Send nothing more"),
        Binding("escape", "leave", "Back", id="replays.leave", tooltip="Leave the replays"),
        Binding("f1", "help", "Help", show=False, priority=True, id="replays.help", tooltip="Keys"),
    ]

    DEFAULT_CSS = """
    ReplaysScreen {
        layout: vertical;
        background: $background;
        .replays--head { height: 1; background: $panel; padding: 0 1; }
        ReplayList { height: 1fr; }
    }
    """

    class Progressed(Message):
        """A replay has gone on."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    class Ended(Message):
        """Nothing more is sent."""

    def __init__(self, explorer: Explorer, ids: tuple[int, ...], plan: Planner, title: str) -> None:
        super().__init__()
        self.explorer = explorer
        self._plan = plan
        self._about = title
        self.replays = [Replay(exchange_id) for exchange_id in ids]
        self._list = ReplayList(self.replays)
        self._cancel: CancelToken | None = None
        self._is_stopped = self.is_over = False

    def compose(self) -> ComposeResult:
        """Compose the head, the rows and the footer."""
        yield Static("", classes="replays--head", markup=False)
        yield self._list
        yield KeyFooter()

    def on_mount(self) -> None:
        """Begin."""
        self._list.rows_changed(0)
        self._list.focus()
        self._show_head()
        threading.Thread(target=self._run, name="replays", daemon=True).start()

    def _run(self) -> None:
        """Send one after the other in a thread, which touches nothing but the replays."""
        for index, replay in enumerate(self.replays):
            if self._is_stopped:
                break
            try:
                self._send(index, replay)
            except EndpointExplorerError as error:
                replay.state, replay.verdict = "stopped", error.message
            self.post_message(self.Progressed(index))
        self.post_message(self.Ended())

    def _send(self, index: int, replay: Replay) -> None:
        from endpoint_explorer.explorer.comparing import Compared
        from endpoint_explorer.sending.transport import CancelToken

        original = self.explorer.history.get(replay.exchange_id)
        replay.original = _without_body(original)
        replay.state, replay.verdict = "sending", "sending"
        self.post_message(self.Progressed(index))
        plan = self._plan(replay.exchange_id)
        self._cancel = CancelToken()
        if self._is_stopped:
            self._cancel.cancel()
        with self.explorer.recording():  # what the end of the program cancels is kept, too
            sent = self.explorer.transmit(plan, cancel=self._cancel)
        compared = Compared(self.explorer, original, sent.exchange)
        comparison = compared.compare(compared.remembered())
        replay.state = "same" if comparison.is_same else "differs"
        replay.verdict = _verdict(comparison)
        is_kept = sent.exchange.id is not None
        replay.answer = _without_body(sent.exchange) if is_kept else sent.exchange

    @on(Progressed)
    def show_progress(self, message: Progressed) -> None:
        """Show how far it is."""
        message.stop()
        self._list.refresh()
        self._show_head()

    @on(Ended)
    def end(self, message: Ended) -> None:
        """Say what came of it all."""
        message.stop()
        self.is_over = True
        for replay in self.replays:
            if replay.state == "waiting":
                replay.state, replay.verdict = "stopped", "not sent"
        self._list.refresh()
        self._show_head()
        self.refresh_bindings()

    def _show_head(self) -> None:
        states = [replay.state for replay in self.replays]
        done = sum(state in {"same", "differs", "stopped"} for state in states)
        counts = [
            f"{states.count(state)} {word}"
            for state, word in (
                ("same", "the same"),
                ("differs", "differ"),
                ("stopped", "not sent"),
            )
            if state in states
        ]
        progress = "" if self.is_over else f"  {done} of {len(states)}"
        head = Content.assemble(
            (f"Replay {clean(self._about)}", "bold"), progress, ("  " + " · ".join(counts), MUTED)
        )
        self.query_one(".replays--head", Static).update(head)

    @on(RowList.Highlighted)
    @on(RowList.Shown)
    def _ignore(self, message: Message) -> None:
        message.stop()

    @on(RowList.Selected)
    def compare_selected(self, message: RowList.Selected) -> None:
        """Compare then and now."""
        message.stop()
        self.action_compare()

    def action_compare(self) -> None:
        """Compare the answer of then with that of now."""
        from endpoint_explorer.tui.screens.compare import CompareScreen

        index = self._list.cursor
        if not 0 <= index < len(self.replays):
            return
        replay = self.replays[index]
        if replay.original is None or replay.answer is None:
            self.tell(replay.verdict or "It has not been sent yet.")
            return
        answer = replay.answer

        def read() -> tuple[Exchange, Exchange]:
            get = self.explorer.history.get
            return get(replay.exchange_id), answer if answer.id is None else get(answer.id)

        def show(pair: tuple[Exchange, Exchange]) -> None:
            self.app.push_screen(CompareScreen(self.explorer, *pair))

        self.offload(read, show, group="compare", exclusive=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Give escape one meaning: to stop what is under way, to leave where nothing is."""
        del parameters
        is_done = self.is_over or self._is_stopped
        return {"stop": not is_done, "leave": is_done}.get(action, True)

    def action_stop(self) -> None:
        """Stop what is under way."""
        self._stop()
        self.refresh_bindings()
        self.tell("Stopped: what was not sent yet stays unsent.")

    def action_leave(self) -> None:
        """Leave; nothing more is sent."""
        if self.is_active:
            self.dismiss(None)

    def on_unmount(self) -> None:
        """Send nothing more, however the screen ends: nobody would see it."""
        self._stop()

    def _stop(self) -> None:
        self._is_stopped = True
        if self._cancel is not None:
            self._cancel.cancel()

    def action_help(self) -> None:
        """Show every key that works here."""
        from endpoint_explorer.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.active_bindings.values()))


def _without_body(exchange: Exchange) -> Exchange:
    response = exchange.response
    bare = msgspec.structs.replace(response, body=b"") if response else None
    return msgspec.structs.replace(exchange, response=bare)


def _verdict(comparison: Comparison) -> str:
    if comparison.is_same:
        return "the same answer"
    heads = sum(header.counts for header in comparison.headers)
    outcomes = sum(not outcome.is_same for outcome in comparison.outcome)
    count = outcomes + heads + comparison.body.count
    return f"{count:,} difference{'s'[: count != 1]}"


def _outcome(exchange: Exchange) -> Content:
    if exchange.failure is not None or exchange.response is None:
        return Content.styled("\N{MULTIPLICATION X}".rjust(3), "bold $text-error")
    status = exchange.response.status
    return Content.styled(str(status).rjust(3), f"bold {status_style(status)}")


def _came(exchange: Exchange | None) -> Content:
    return Content("   ") if exchange is None else _outcome(exchange)


def _took(original: Exchange, answer: Exchange | None) -> str:
    before = format_duration(original.timings.total).rjust(_AMOUNT)
    after = format_duration(answer.timings.total) if answer else ""
    return f"{before} \N{RIGHTWARDS ARROW} {after.rjust(_AMOUNT)}"
