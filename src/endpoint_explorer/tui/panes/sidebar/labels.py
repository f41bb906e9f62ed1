"""What a line of the sidebar looks like."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
from textual.content import Content

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.collection import Summary
from endpoint_explorer.tui.panes.sidebar.tree import Caption, Row
from endpoint_explorer.tui.widgets.badge import MUTED, method_content

BADGE_WIDTH = 5
INDENT = 2

LONGEST = 500
"""Characters of a name that are looked at: more than any terminal shows in a line."""


class Look(msgspec.Struct, frozen=True):
    """What is known of an entry besides its place; `words` are what a filter looks for."""

    summary: Summary | None = None
    is_current: bool = False
    has_draft: bool = False
    words: tuple[str, ...] = ()


def entry_name(row: Row, summary: Summary | None) -> str:
    """Return the name to show, safe for a terminal: the one in the file, else the file's own."""
    return shown_text((summary.name if summary else "") or row.entry.stem)


def shown_text(text: str) -> str:
    """Return outside text as one short safe line."""
    return clean(text[:LONGEST])


def row_label(row: Row, look: Look, width: int) -> Content:
    """Return a row as: mark of the open request, indent, badge or arrow, name, dot of a draft."""
    indent = " " * min(row.depth * INDENT, width // 3)
    mark = Content.styled("▌", "$text-accent") if look.is_current else Content(" ")
    dot = Content.styled(" ●", "$text-warning") if look.has_draft else Content("")
    head = Content.assemble(mark, indent, _symbol(row, look.summary))
    room = max(width - head.cell_length - dot.cell_length, 1)
    name = _name(row, look, room)
    return Content.assemble(head, name.pad_right(room - name.cell_length), dot)


def caption_label(caption: Caption, text: str, width: int) -> Content:
    """Return a caption as muted text."""
    line = " " * (1 + caption.depth * INDENT) + shown_text(text)
    return Content.styled(line, MUTED).truncate(width, ellipsis=True)


def _symbol(row: Row, summary: Summary | None) -> Content:
    if not row.is_request:
        style = "$text-error" if summary and summary.problem else MUTED
        return Content.styled("▾ " if row.is_expanded else "▸ ", style)
    if summary is None:
        return Content(" " * (BADGE_WIDTH + 1))
    if summary.problem:
        return Content.styled("!".ljust(BADGE_WIDTH + 1), "bold $text-error")
    return method_content(summary.method, width=BADGE_WIDTH) + " "


def _name(row: Row, look: Look, room: int) -> Content:
    name = Content.styled(entry_name(row, look.summary), _name_style(row, look))
    content = name.truncate(room, ellipsis=True)
    for start, end in _found(content.plain, look.words):
        content = content.stylize("$text-accent underline", start, end)
    return content


def _name_style(row: Row, look: Look) -> str:
    if look.summary and look.summary.problem:
        return "$text-error"
    if row.entry.kind == "collection" or look.is_current:
        return "bold"
    return MUTED if row.is_request and look.summary is None else ""


def _found(name: str, words: Iterable[str]) -> Iterable[tuple[int, int]]:
    for word in words:
        for match in re.finditer(re.escape(word), name, re.IGNORECASE):
            yield match.span()
