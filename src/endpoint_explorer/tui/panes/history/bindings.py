"""The keys of the history beside those for rows."""

from __future__ import annotations

from textual.binding import Binding, BindingType

BINDINGS: list[BindingType] = [
    Binding("slash", "search", "Search", id="history.search", tooltip="Search the history"),
    Binding(
        "s",
        "scope",
        "Scope",
        id="history.scope",
        tooltip="This request, this route, this collection, or everything",
    ),
    Binding("b", "group", "Routes", id="history.group", tooltip="List the routes beside the rows"),
    Binding(
        "t", "trend", "Trend", id="history.trend", tooltip="Chart durations and outcomes over time"
    ),
    Binding(
        "left,h",
        "other_list",
        "To the routes",
        show=False,
        id="history.to_routes",
        tooltip="Go from the rows to the routes",
    ),
    Binding(
        "right,l",
        "rows",
        "To the rows",
        show=False,
        id="history.to_rows",
        tooltip="Go from the routes to the rows",
    ),
    Binding(
        "H", "screen", "Full screen", id="history.screen", tooltip="Give the history the screen"
    ),
    Binding(
        "escape",
        "back",
        "Show all",
        id="history.back",
        tooltip="Take the marks, end the search, or show every route again",
    ),
]
