"""How a row of the history looks, with the room that there is."""

from __future__ import annotations

from rich.cells import set_cell_size
from textual.content import Content

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.exchange import ExchangeSummary
from endpoint_explorer.model.measure import format_duration, format_size
from endpoint_explorer.tui.panes.results.amounts import short_moment
from endpoint_explorer.tui.panes.results.words import title_of
from endpoint_explorer.tui.widgets.badge import METHOD_WIDTH, MUTED, method_content, status_style

_AMOUNT = 7
_SIZE = 6
_ENVIRONMENT = 12

DATED = 11
"""Cells of a moment that is not of today."""

TODAY = 8
"""Cells of the time of today."""

PINNED = "\N{BLACK DIAMOND}"
NOTED = "\N{BULLET}"
CHANGED = "\N{GREEK CAPITAL LETTER DELTA}"
MARKED = "\N{BLACK SQUARE}"


def row_content(
    row: ExchangeSummary,
    width: int,
    now: float,
    *,
    is_marked: bool = False,
    time_width: int = DATED,
    has_host: bool = True,
    has_name: bool = False,
    has_environment: bool = False,
) -> Content:
    """Return a row of `width` cells, its less important columns left out where room is short.

    `has_host` and `has_name` say whether the host and the request's name are worth their room.
    `now` is in seconds since the epoch.
    """
    columns = [
        Content.assemble(
            (MARKED if is_marked else " ", "bold $text-accent"),
            (short_moment(row.started_at, now).strip().rjust(time_width), MUTED),
        ),
        method_content(row.method, width=METHOD_WIDTH),
        _outcome(row),
        Content(format_duration(row.duration).rjust(_AMOUNT)),
    ]
    if width >= 64:
        columns.append(Content(format_size(row.size).rjust(_SIZE)))
    columns.append(_flags(row))
    has_environment = has_environment and width >= 90
    used = sum(column.cell_length + 1 for column in columns)
    room = width - used - (_ENVIRONMENT + 1 if has_environment else 0)
    columns.append(_label(row, max(room, 0), has_host=has_host, has_name=has_name))
    if has_environment:
        environment = set_cell_size(clean(row.environment), _ENVIRONMENT)
        columns.append(Content.styled(environment, "$text-accent"))
    return Content(" ").join(columns)


def short_url(url: str, *, has_host: bool) -> str:
    """Leave out what is the same in most rows: the scheme, and where it is, the host too."""
    host, slash, rest = url.partition("://")[2].partition("/")
    if not host:
        return url
    return f"{host}{slash}{rest}" if has_host or not slash else slash + rest


def _flags(row: ExchangeSummary) -> Content:
    """Return the marks: another body than before, pinned, noted."""
    return Content.assemble(
        (CHANGED if row.changed else " ", "$text-warning"),
        (PINNED if row.pinned else " ", "$text-accent"),
        (NOTED if row.note else " ", "$text-secondary"),
    )


def _label(row: ExchangeSummary, width: int, *, has_host: bool, has_name: bool) -> Content:
    url = clean(short_url(row.url, has_host=has_host))
    if row.failure_kind:
        url = f"{title_of(row.failure_kind)}: {url}"
    name = clean(row.request_name) if has_name else ""
    note = clean(row.note)
    label = Content.assemble(
        url,
        (f"  {note}" if note else "", "italic $text-secondary"),
        (f"  {name}" if name else "", MUTED),
    )
    if label.cell_length > width:
        return label.truncate(width, ellipsis=True)
    return label.pad_right(width - label.cell_length)


def _outcome(row: ExchangeSummary) -> Content:
    """Return the status, or a sign of what failed instead."""
    if row.status is not None:
        mark = "!" if row.failure_kind else " "
        return Content.assemble(
            (str(row.status).rjust(3), f"bold {status_style(row.status)}"),
            (mark, "bold $text-error"),
        )
    return Content.styled(" \N{MULTIPLICATION X}  ", "bold $text-error")
