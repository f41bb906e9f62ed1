"""What stands in the pane while there is no response to look at."""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic

from textual.containers import VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.exchange import Failure, Progress
from endpoint_explorer.model.measure import format_size
from endpoint_explorer.tui.panes.results.words import HINTS, PHASES, title_of
from endpoint_explorer.tui.widgets.badge import MUTED

SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
TICK = 0.1
"""Seconds between two pictures of the spinner."""

Row = tuple[str, str, str]


class Notice(VerticalScroll):
    """Says how to send, how far a send is, or why there is no response."""

    can_focus = False

    DEFAULT_CSS = """
    Notice {
        height: 1fr;
        padding: 1 2;
        & > Static { width: 1fr; height: auto; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._text = Static(_empty(), markup=False)
        self._timer: Timer | None = None
        self._started = 0.0
        self._target = Content("")
        self._progress = Progress("resolve")

    def compose(self) -> Iterable[Static]:
        """Lay out the one text."""
        yield self._text

    def show_empty(self) -> None:
        """Say how to send."""
        self.stop()
        self._text.update(_empty())

    def show_sending(self, target: Content, started: float) -> None:
        """Count the time since `started`, a monotonic clock's."""
        self.stop()
        self._started = started
        self._progress = Progress("resolve")
        self._target = target
        self._timer = self.set_interval(TICK, self._tick)
        self._tick()

    def show_progress(self, progress: Progress) -> None:
        """Say how far the send is."""
        self._progress = progress

    def show_failure(self, failure: Failure, *, wire: str = "") -> None:
        """Say what failed, where, and what to try; `wire` is the method and URL that were sent."""
        self.stop()
        self._text.update(failure_content(failure, wire))
        self.scroll_home(animate=False)

    @property
    def elapsed(self) -> float:
        """Milliseconds since the send began."""
        return (monotonic() - self._started) * 1000

    def spinner(self) -> str:
        """Return the picture of the moment."""
        return SPINNER[int(self.elapsed / 1000 / TICK) % len(SPINNER)]

    def _tick(self) -> None:
        progress = self._progress
        lines = [
            Content.assemble(
                (self.spinner(), "bold $text-accent"),
                f"  {PHASES.get(progress.phase, '')}  ",
                (f"{self.elapsed / 1000:.1f} s", "bold"),
            ),
            Content.assemble("   ", self._target),
            Content.styled(f"   {_received(progress)}", MUTED),
            Content(""),
            Content.assemble("   ", ("esc", "bold"), (" cancels", MUTED)),
        ]
        self._text.update(Content("\n").join(lines))

    def stop(self) -> None:
        """Let the clock stand still."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None


def failure_content(failure: Failure, wire: str = "") -> Content:
    """Return a failure as a small report."""
    hint = failure.hint or HINTS.get(failure.kind, "")
    phase = PHASES.get(failure.phase)
    rows = (
        ("Host", failure.host, "bold"),
        ("While", phase.lower() if phase else "", ""),
        ("Field", "" if phase else failure.phase, "bold"),
        ("Request", wire, ""),
        ("Try", hint, "$text-accent"),
    )
    title = Content.styled(f"\N{MULTIPLICATION X} {title_of(failure.kind)}", "bold $text-error")
    message = Content(clean(failure.message, keep_newlines=True))
    return Content("\n").join([title, message, Content(""), *_labelled(rows)])


def _labelled(rows: Iterable[Row]) -> Iterable[Content]:
    for label, value, style in rows:
        if value:
            text = Content.styled(clean(value, keep_newlines=True), style)
            yield Content.assemble((f"{label:<8} ", MUTED), text)


def _received(progress: Progress) -> str:
    if progress.received:
        of = "" if progress.expected is None else f" of {format_size(progress.expected)}"
        return f"received {format_size(progress.received)}{of}"
    return f"sent {format_size(progress.sent)}" if progress.sent else "nothing received yet"


def _empty() -> Content:
    keys = (("ctrl+j", "sends the request"), ("ctrl+r", "shows what was sent before"))
    lines = [
        Content.styled("No response yet.", "bold"),
        Content(""),
        *(Content.assemble((f"{key:<9}", "bold"), (text, MUTED)) for key, text in keys),
    ]
    return Content("\n").join(lines)
