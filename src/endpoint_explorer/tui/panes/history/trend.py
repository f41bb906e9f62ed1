"""How an endpoint has done: a small chart of durations, coloured by what came of each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec
from textual.content import Content
from textual.widget import Widget

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.history import TrendPoint
from endpoint_explorer.model.measure import format_duration
from endpoint_explorer.tui.widgets.badge import MUTED, status_style

_BLOCKS = " ▁▂▃▄▅▆▇█"
_STEPS = len(_BLOCKS) - 1
"""Heights that a character can have."""


class Bar(msgspec.Struct, frozen=True):
    """One column: the longest duration of its exchanges, in milliseconds, and their worst."""

    duration: float
    worst: TrendPoint


def bars_of(points: Sequence[TrendPoint], columns: int) -> list[Bar]:
    """Put points, the oldest first, into at most so many columns of about as many each."""
    count = min(len(points), columns)
    edges = [len(points) * i // count for i in range(count + 1)] if count > 0 else []
    return [
        Bar(
            max(point.duration for point in points[start:end]),
            max(points[start:end], key=_badness),
        )
        for start, end in pairwise(edges)
    ]


def percentile(durations: Sequence[float], share: float) -> float:
    """Return the duration that a share of all, from 0 to 1, do not exceed (nearest rank)."""
    ranked = sorted(durations)
    rank = -int(-len(ranked) * share // 1)
    return ranked[max(rank, 1) - 1] if ranked else 0.0


def chart_lines(bars: Sequence[Bar], height: int) -> list[Content]:
    """Draw bars over so many lines, the longest as high as all of them."""
    most = max((bar.duration for bar in bars), default=0.0) or 1.0
    # The shortest still has a foot to stand on: it was sent.
    heights = [max(round(bar.duration / most * height * _STEPS), 1) for bar in bars]
    lines = []
    for line in range(height - 1, -1, -1):
        cells: list[tuple[str, str]] = []
        for bar, level in zip(bars, heights, strict=True):
            block = _BLOCKS[max(0, min(level - line * _STEPS, _STEPS))]
            cells.append((block, outcome_style(bar.worst)))
        lines.append(Content.assemble(*cells))
    return lines


def outcome_style(point: TrendPoint) -> str:
    """Return the colour of what came of an exchange."""
    return status_style(None if point.failure_kind else point.status)


def _badness(point: TrendPoint) -> int:
    if point.failure_kind or point.status is None:
        return 9
    return point.status // 100


class TrendChart(Widget):
    """A caption with the figures, and below it the chart."""

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    TrendChart { height: 5; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self._points: tuple[TrendPoint, ...] | None = None

    def show(self, title: str, points: tuple[TrendPoint, ...] | None) -> None:
        """Show the course of an endpoint; None while it is being read."""
        self._title, self._points = clean(title), points
        self.refresh()

    def render(self) -> Content:
        """Draw the figures and as much of the chart as there is room for."""
        width, height = self.content_size
        if not self._points:
            text = "Reading the trend" if self._points is None else "Nothing was sent yet."
            return Content.styled(text[:width], MUTED)
        caption = _caption(self._title, self._points, width)
        chart = chart_lines(bars_of(self._points, width), max(height - 1, 1))
        return Content("\n").join([caption, *chart])


def _caption(title: str, points: Sequence[TrendPoint], width: int) -> Content:
    """Return the title and the figures; where there is no room for both, fewer figures."""
    name = Content.styled(f"{title}   " if title else "", "bold")
    whole = Content.assemble(name, _figures(points, 3))
    if whole.cell_length <= width:
        return whole
    return Content.assemble(name, _figures(points, 2)).truncate(width, ellipsis=True)


def _figures(points: Sequence[TrendPoint], count: int) -> Content:
    durations = [point.duration for point in points]
    failed = sum(point.is_failed for point in points)
    figures = (
        ("p50", percentile(durations, 0.5)),
        ("p95", percentile(durations, 0.95)),
        ("max", max(durations)),
    )
    said: list[str | tuple[str, str]] = []
    for name, value in figures[:count]:
        said += [(f"{name} ", MUTED), f"{format_duration(value)}   "]
    rate = f"{100 * failed / len(points):.1f}% failed" if failed else "none failed"
    last = f"   last {len(points):,}" if len(points) > 1 else "   only one"
    style = "$text-error" if failed else "$text-success"
    return Content.assemble(*said, (rate, style), (last, MUTED))
