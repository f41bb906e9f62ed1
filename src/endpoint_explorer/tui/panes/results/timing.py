"""The Timing tab: where the time went, as a waterfall."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.exchange import Exchange, Hop, Timings
from endpoint_explorer.model.measure import format_duration
from endpoint_explorer.model.secret import redact
from endpoint_explorer.tui.panes.results.amounts import exact_size, moment
from endpoint_explorer.tui.panes.results.certificate import certificate_lines
from endpoint_explorer.tui.panes.results.tabs import ResultsTab
from endpoint_explorer.tui.widgets.badge import MUTED, status_style

_LABEL_WIDTH = 12
_AMOUNT_WIDTH = 11
_WIDEST_BAR = 80
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_NOTICEABLE = 1.0
"""Milliseconds from which time that belongs to no phase gets a bar of its own."""


class Phase(msgspec.Struct, frozen=True):
    """A bar: when it begins and how long it is, in milliseconds; None did not happen."""

    label: str
    begin: float
    length: float | None
    style: str


def phases(timings: Timings, hops: int, before: str = "Redirects") -> list[Phase]:
    """Return the phases one after the other; `before` names the time of the hops."""
    measured = (
        ("DNS", timings.dns, "$secondary"),
        ("Connect", timings.connect, "$warning"),
        ("TLS", timings.tls, "$accent"),
        ("Send", timings.send, "$primary"),
        ("First byte", timings.first_byte, "$success"),
        ("Download", timings.download, "$primary"),
    )
    known = sum(length or 0.0 for _, length, _ in measured)
    rest = max(timings.total - known, 0.0)
    found = []
    at = 0.0
    if hops:
        found.append(Phase(before, 0.0, rest, MUTED))
        at = rest
    for label, length, style in measured:
        found.append(Phase(label, at, length, style))
        at += length or 0.0
    if not hops and rest >= _NOTICEABLE:
        found.append(Phase("Other", at, rest, MUTED))
    return found


def bar(begin: float, length: float, total: float, width: int) -> tuple[int, str]:
    """Return how many blank cells come before a bar, and the bar: at least a hair's breadth."""
    if total <= 0:
        return 0, _EIGHTHS[1]
    start = min(int(begin / total * width), width - 1)
    eighths = max(1, min(round(length / total * width * 8), (width - start) * 8))
    whole, part = divmod(eighths, 8)
    return start, "█" * whole + (_EIGHTHS[part] if part else "")


class Waterfall(Widget):
    """The phases of the last hop as bars on one scale, and facts about the connection below."""

    DEFAULT_CSS = """
    Waterfall { height: auto; width: 1fr; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._exchange: Exchange | None = None

    def show(self, exchange: Exchange) -> None:
        """Show another exchange."""
        self._exchange = exchange
        self.refresh(layout=True)

    def render(self) -> Content:
        """Draw the bars as wide as there is room for."""
        if self._exchange is None:
            return Content("")
        exchange = self._exchange
        lines = [*self._bars(exchange), Content(""), *_facts(exchange)]
        if exchange.certificate:
            lines += certificate_lines(exchange.certificate, exchange.started_at, exchange.secrets)
        lines += _hops(exchange)
        return Content("\n").join(lines)

    def _bars(self, exchange: Exchange) -> Iterator[Content]:
        timings = exchange.timings
        width = min(max(self.size.width - _LABEL_WIDTH - _AMOUNT_WIDTH - 2, 8), _WIDEST_BAR)
        before = "Sent before" if _is_sent_again(exchange) else "Redirects"
        for phase in phases(timings, len(exchange.hops), before):
            label = (phase.label.ljust(_LABEL_WIDTH), MUTED)
            if phase.length is None:
                yield Content.assemble(label, ("-".rjust(_AMOUNT_WIDTH), MUTED))
                continue
            blank, drawn = bar(phase.begin, phase.length, timings.total, width)
            amount = format_duration(phase.length).rjust(_AMOUNT_WIDTH)
            yield Content.assemble(label, amount, "  ", " " * blank, (drawn, phase.style))
        total = format_duration(timings.total).rjust(_AMOUNT_WIDTH)
        yield Content.assemble(("Total".ljust(_LABEL_WIDTH), "bold"), (total, "bold"))


class TimingTab(ResultsTab):
    """The waterfall, which scrolls where it does not fit."""

    def __init__(self) -> None:
        super().__init__(id="results-timing")
        self._waterfall = Waterfall()
        self._scroll = VerticalScroll()

    def compose(self) -> ComposeResult:
        """Lay out the waterfall."""
        with self._scroll:
            yield self._waterfall

    def show_exchange(self, exchange: Exchange) -> None:
        """Show the times of another exchange."""
        self._waterfall.show(exchange)

    def take_focus(self) -> None:
        """Give the keys to what scrolls."""
        self._scroll.focus()


def _facts(exchange: Exchange) -> Iterator[Content]:
    response = exchange.response
    timings = exchange.timings
    yield _fact("Started", moment(exchange.started_at))
    if exchange.remote_address:
        is_reused = timings.connect is None and timings.first_byte is not None
        reused = ", over a connection that was open already" if is_reused else ""
        yield _fact("Address", f"{exchange.remote_address}{reused}")
    if exchange.proxy:
        source = f", which {exchange.proxy_source} names" if exchange.proxy_source else ""
        yield _fact("Proxy", f"via proxy {exchange.proxy}{source}")
    if response is not None:
        yield _fact("Version", response.http_version)
        decoded = exact_size(len(response.body))
        if response.wire_size != len(response.body):
            decoded = f"{exact_size(response.wire_size)} on the wire, {decoded} decoded"
        yield _fact("Body", decoded)
    yield _fact("Sent", f"{exact_size(exchange.wire.body_size)} of body")
    if exchange.environment:
        yield _fact("Environment", exchange.environment)


def _hops(exchange: Exchange) -> Iterator[Content]:
    if not exchange.hops:
        return
    yield Content("")
    yield Content.styled("On the way" if _is_sent_again(exchange) else "Redirects", "bold")
    for hop in exchange.hops:
        yield from _hop(hop, exchange)
    last = redact(f"{exchange.wire.method} {exchange.wire.url}", exchange.secrets)
    status = exchange.response.status if exchange.response is not None else None
    yield _stop(status, last)


def _is_sent_again(exchange: Exchange) -> bool:
    """Say whether something else than redirects led to the answer."""
    return any(hop.note for hop in exchange.hops)


def _hop(hop: Hop, exchange: Exchange) -> Iterator[Content]:
    yield _stop(hop.status, redact(f"{hop.method} {hop.url}", exchange.secrets))
    where = clean(redact(hop.note or hop.location, exchange.secrets))
    yield Content.assemble(("    → ", MUTED), where)
    if hop.dropped:
        names = clean(", ".join(hop.dropped))
        yield Content.styled(f"      not taken along: {names}", "$text-warning")


def _stop(status: int | None, target: str) -> Content:
    code = "  -" if status is None else str(status)
    return Content.assemble((code, f"bold {status_style(status)}"), " ", clean(target))


def _fact(label: str, value: str) -> Content:
    return Content.assemble((label.ljust(_LABEL_WIDTH), MUTED), clean(value))
