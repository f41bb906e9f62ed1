"""The rows that a document has in a view: what is folded, what is wrapped, and where one stands."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import msgspec
from textual import on
from textual.geometry import Size
from textual.message import Message

from endpoint_explorer.bodies.document import Document, TextDocument
from endpoint_explorer.tui.widgets.row_list import RowList
from endpoint_explorer.tui.widgets.row_map import Folds, RowMap
from endpoint_explorer.tui.widgets.wrapping import NARROWEST, Wraps, is_wrappable, wrapped

AT_ONCE = 64 * 1024
"""Bytes of a document whose rows are worked out without a thread."""

_LINES_LOOKED_AT = 200
"""Lines in which a region must start for a document to have a fold column."""

Cancelled = Callable[[], bool]


class Arrangement(msgspec.Struct, frozen=True):
    """Which lines are folded and wrapped, and the rows that come of it."""

    folds: Folds
    wraps: Wraps
    rows: RowMap

    @classmethod
    def of(
        cls, document: Document, folds: Folds, wraps: Wraps, is_cancelled: Cancelled
    ) -> Arrangement:
        """Work out the rows; with many folds that takes a while."""
        return cls(folds, wraps, RowMap(document.line_count, folds, wraps.extra, is_cancelled))


class Change(msgspec.Struct, frozen=True):
    """Another arrangement, and the address that the cursor goes to, if it is to move."""

    arrangement: Arrangement
    address: int | None = None
    keeps_top: bool = False
    """Whether the top line stays where it is, and not the line of the cursor."""


Job = Callable[[Arrangement, Cancelled], Change | None]
"""Makes a change, or None where there is nothing to change; runs in a thread."""


class _Ticket:
    """A job that waits or runs, and may be called off."""

    def __init__(self, job: Job, *, is_wrap: bool) -> None:
        self.job = job
        self.is_wrap = is_wrap
        self.is_cancelled = False


class LineRows(RowList):
    """Keeps the arrangement of a document; jobs change it, one after the other."""

    class Arranged(Message):
        """A job is done."""

        def __init__(self, ticket: _Ticket, change: Change | None) -> None:
            super().__init__()
            self.ticket = ticket
            self.change = change

    class Moved(Message):
        """The cursor is on another line, or other columns are in view."""

    def __init__(self, *, has_numbers: bool = True, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.document: Document = TextDocument(b"")
        self.has_numbers = has_numbers
        self.has_folds = False
        self.is_wrapped = False
        self.arrangement = Arrangement(Folds(), Wraps(), RowMap(1))
        self._is_wrappable = True
        self._tickets: deque[_Ticket] = deque()

    @property
    def row_count(self) -> int:
        """The rows of the document, as it is folded and wrapped."""
        return self.arrangement.rows.row_count

    @property
    def cursor_line(self) -> int:
        """The line under the cursor."""
        return self.line_at_row(max(self.cursor, 0))

    def line_at_row(self, row: int) -> int:
        """Return the line that a row shows."""
        return min(self.arrangement.rows.at(row)[0], self.document.line_count - 1)

    @property
    def text_width(self) -> int:
        """The cells that text has beside the numbers."""
        return max(1, self.scrollable_content_region.width - self.gutter_width)

    @property
    def gutter_width(self) -> int:
        """The cells of the numbers and the fold column."""
        numbers = len(str(self.document.line_count)) + 2 if self.has_numbers else 0
        return numbers + 2 * self.has_folds

    def arrange_anew(self, document: Document, *, keep_position: bool) -> None:
        """Take another document; one that begins like it keeps folds, wraps and place."""
        for ticket in self._tickets:
            ticket.is_cancelled = True
        self._tickets.clear()
        line = self.cursor_line if keep_position else 0
        part = self.arrangement.rows.at(max(self.cursor, 0))[1]
        self.document = document
        outline = document.outline
        looked_at = range(min(document.line_count, _LINES_LOOKED_AT))
        self.has_folds = outline is not None and any(map(outline.opens, looked_at))
        self._is_wrappable = is_wrappable(document)
        folds, wraps = Folds(), self._blank_wraps()
        if keep_position:
            folds = self.arrangement.folds
            if wraps.width == self.arrangement.wraps.width:
                wraps = self.arrangement.wraps
        elif wraps.width:
            wraps = wrapped(document, wraps, limit=AT_ONCE)
        self.arrangement = Arrangement.of(document, folds, wraps, lambda: False)
        if self.is_mounted:
            self.rows_changed(self.arrangement.rows.row_of(line, part))
            self.fit_wraps()

    def _blank_wraps(self) -> Wraps:
        is_known = self.is_mounted and self.scrollable_content_region.width > 0
        if not (self.is_wrapped and self._is_wrappable and is_known):
            return Wraps()
        return Wraps(max(NARROWEST, self.text_width))

    def fit_wraps(self) -> None:
        """Wrap to the width there is, from where that is known on; or unwrap."""
        wanted = self._blank_wraps()
        for ticket in self._tickets:
            ticket.is_cancelled = ticket.is_cancelled or ticket.is_wrap
        document, has = self.document, self.arrangement.wraps
        if wanted.width == has.width and (not wanted.width or has.address >= document.size):
            return

        def wrap(now: Arrangement, is_cancelled: Cancelled) -> Change | None:
            base = now.wraps if now.wraps.width == wanted.width else wanted
            wraps = wrapped(document, base, is_cancelled) if wanted.width else wanted
            arranged = Arrangement.of(document, now.folds, wraps, is_cancelled)
            return Change(arranged, keeps_top=True)

        self.submit(wrap, is_wrap=True)

    def submit(self, job: Job, *, is_wrap: bool = False) -> None:
        """Have a job change the arrangement, after those that were submitted before."""
        ticket = _Ticket(job, is_wrap=is_wrap)
        self._tickets.append(ticket)
        if len(self._tickets) == 1:
            self._start(ticket)

    def _start(self, ticket: _Ticket) -> None:
        arrangement = self.arrangement

        def work() -> None:
            change = ticket.job(arrangement, lambda: ticket.is_cancelled)
            self.post_message(self.Arranged(ticket, change))

        if self.document.size <= AT_ONCE:
            self._take(ticket, ticket.job(arrangement, lambda: ticket.is_cancelled))
        else:
            self.run_worker(work, thread=True, group="arranging")

    @on(Arranged)
    def _take_arranged(self, message: Arranged) -> None:
        message.stop()
        self._take(message.ticket, message.change)

    def _take(self, ticket: _Ticket, change: Change | None) -> None:
        """Show what a job has made, and start the next one."""
        if not self._tickets or self._tickets[0] is not ticket:
            return  # it was for another document
        self._tickets.popleft()
        if change is not None and not ticket.is_cancelled:
            self._show(change)
        if self._tickets:
            self._start(self._tickets[0])

    def _show(self, change: Change) -> None:
        """Take another arrangement, with what one looks at where it was."""
        old, wraps = self.arrangement.rows, self.arrangement.wraps
        top, cursor = self.scroll_offset.y, max(self.cursor, 0)
        pinned = top if change.keeps_top else cursor
        line, part = old.at(pinned)
        place = self._scaled(part, wraps.width, change.arrangement.wraps.width)
        at, at_part = old.at(cursor)
        self.arrangement = change.arrangement
        rows = change.arrangement.rows
        if change.address is not None:
            at, at_part = self.document.line_at(change.address), 0
            row = old.row_of(at)
            if not change.keeps_top and top <= row < top + self.size.height:
                line, place, pinned = at, 0, row
        else:
            at_part = self._scaled(at_part, wraps.width, change.arrangement.wraps.width)
        self.virtual_size = Size(0, self.row_count)
        self.scroll_to(y=rows.row_of(line, place) - (pinned - top), animate=False, force=True)
        self.rows_changed(rows.row_of(at, at_part))
        if change.address is not None:
            self.bring_into_view(change.address)
        self.post_message(self.Moved())

    def _scaled(self, part: int, old: int, new: int) -> int:
        return part * old // new if old and new else 0

    def bring_into_view(self, address: int) -> None:
        """Bring the place of an address in its line into view."""

    def on_resize(self) -> None:
        """Wrap anew where the width is another one."""
        self.fit_wraps()
