"""The list of what differs, coloured by kind."""

from __future__ import annotations

import re

from textual.binding import Binding
from textual.content import Content

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.tui.screens.compare.rows import LONGEST, Item, Row
from endpoint_explorer.tui.widgets.badge import MUTED
from endpoint_explorer.tui.widgets.row_list import RowList

_SIGNS = {"added": "+", "removed": "−", "changed": "~", "moved": "↕"}  # noqa: RUF001 - a minus
_STYLES = {
    "added": "$text-success",
    "removed": "$text-error",
    "changed": "$text-warning",
    "moved": "$text-primary",
}
_MEASURED = 100
"""Rows by which the width of the places is told."""

_WIDEST_LABEL = 48
_BAR = re.compile(r"[\u2580-\u259f]+")
_QUIET = "$primary 70%"
_LEFT = "$text-error"
_RIGHT = "$text-success"


class ChangeList(RowList):
    """Rows of a comparison, side by side or one below the other."""

    BINDINGS = [
        Binding("n", "change(1)", "Next", id="compare.next", tooltip="Go to the next change"),
        Binding(
            "N", "change(-1)", "Previous", id="compare.previous", tooltip="Go to the change before"
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()
        self.empty = Content("")
        self._label = 0

    @property
    def current(self) -> Item | None:
        """What the row under the cursor is of."""
        return self.rows[self.cursor].item if 0 <= self.cursor < len(self.rows) else None

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def show_rows(self, rows: tuple[Row, ...], cursor: int) -> None:
        """Show other rows, with the cursor at an index or near it."""
        self.rows = rows
        self._label = 0
        for row in rows[:_MEASURED]:
            if row.item.line is None and row.part == "whole":
                self._label = max(self._label, len(clean(row.item.source()[0])))
        self.rows_changed(cursor)

    def empty_lines(self, width: int) -> list[Content]:
        """Say that nothing differs."""
        return [Content(""), *(line.truncate(width) for line in self.empty.split("\n"))]

    def row_content(self, index: int, width: int) -> Content:
        """Return a row: the sign and the place, then what stood and what stands there."""
        row = self.rows[index]
        label, left, right = row.item.source()
        if row.item.kind == "gap":
            return Content.styled(f" ⋯  {label}", MUTED).truncate(width, ellipsis=True)
        if row.part == "label":
            return _cell(f" {_sign(row.item)} {clean(label)}", width, _style(row.item))
        if row.part != "whole":
            return _part(row, left, right, width)
        ours, theirs = _sides(row.item, left, right)
        bar = Content.styled(" │ ", MUTED)
        if row.item.line is not None:
            space = (width - 3) // 2
            line = row.item.line
            ours = Content.assemble(_number(line.left), ours)
            theirs = Content.assemble(_number(line.right), theirs)
            return Content.assemble(_fit(ours, space), bar, _fit(theirs, space))
        widest = min(self._label, _WIDEST_LABEL, max(width // 3, 10))
        space = (width - widest - 9) // 2
        head = Content.assemble(
            (f" {_sign(row.item)} ", _style(row.item)),
            _cell(clean(label), widest, _style(row.item)),
        )
        return Content.assemble(head, bar, _fit(ours, space), bar, _fit(theirs, space))

    def action_change(self, distance: int) -> None:
        """Go to where the next change begins; after the last one comes the first."""
        count = len(self.rows)
        for step in range(1, count + 1):
            at = (self.cursor + distance * step) % count
            if self.rows[at].starts:
                self.move_to(at)
                return


def _sign(item: Item) -> str:
    return _SIGNS.get(item.kind, " ")


def _style(item: Item) -> str:
    return _STYLES.get(item.kind, MUTED)


def _part(row: Row, left: str, right: str, width: int) -> Content:
    """Return one side of a row that stands above or below the other."""
    ours, theirs = _sides(row.item, left, right)
    is_left = row.part == "left"
    sign = ("− ", _LEFT) if is_left else ("+ ", _RIGHT)  # noqa: RUF001 - a minus
    lead = Content("     ")
    line = row.item.line
    if line is not None:
        lead = _number(line.left if is_left else line.right)
    if row.item.kind in ("same", "moved"):
        sign = ("  ", "")
    return _fit(Content.assemble(lead, sign, ours if is_left else theirs), width)


def _number(at: int | None) -> Content:
    text = "" if at is None else str(at + 1)
    return Content.styled(f"{text:>6} ", MUTED)


def _sides(item: Item, left: str, right: str) -> tuple[Content, Content]:
    """Return both texts, with a colour on the part of them that differs."""
    left, right = clean(left[:LONGEST]), clean(right[:LONGEST])
    if item.kind == "plain":
        ours, theirs = (Content(text).highlight_regex(_BAR, style=_QUIET) for text in (left, right))
        return ours, theirs
    if item.kind in ("same", "quiet", "moved"):
        return Content.styled(left, MUTED), Content.styled(right, MUTED)
    if item.kind != "changed":
        return Content.styled(left, _LEFT), Content.styled(right, _RIGHT)
    start = _shared(left, right)
    while start and left[start - 1].isalnum() and _is_inside_word(left, right, start):
        start -= 1  # a word that differs in its end differs as a whole
    after = _shared(left[start:][::-1], right[start:][::-1])
    return _marked(left, start, after, _LEFT), _marked(right, start, after, _RIGHT)


def _is_inside_word(left: str, right: str, at: int) -> bool:
    return left[at : at + 1].isalnum() or right[at : at + 1].isalnum()


def _shared(left: str, right: str) -> int:
    """Return how many characters both texts begin with."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(left), len(right)))


def _marked(text: str, start: int, after: int, style: str) -> Content:
    stop = len(text) - after
    return Content.assemble(text[:start], (text[start:stop], f"bold {style}"), text[stop:])


def _cell(text: str, width: int, style: str) -> Content:
    return _fit(Content.styled(text, style), width)


def _fit(content: Content, width: int) -> Content:
    """Return a text in a column of a fixed width."""
    if content.cell_length > width:
        return content.truncate(max(width, 0), ellipsis=True)
    return content.pad_right(width - content.cell_length)
