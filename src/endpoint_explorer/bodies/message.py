"""A message before it is sent, as lines: what is masked, unknown or left out is set off."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.document import Span, TextDocument, Token, no_highlight
from endpoint_explorer.bodies.registry import format_of
from endpoint_explorer.model.exchange import MessagePiece, MessagePreview

_TOKENS: dict[str, Token] = {"masked": "muted", "unknown": "unknown", "omitted": "comment"}


class MessageDocument(TextDocument):
    """The text of a message; names of headers and the body are coloured as elsewhere."""

    def __init__(self, preview: MessagePreview) -> None:
        super().__init__(preview.data)
        head = "".join(piece.text for piece in preview.head)
        self._head_lines = head.count("\n")
        body = Body.of("".join(p.text for p in preview.body).encode("utf-8", "replace"))
        typed = Body.of(body.data, preview.content_type)
        found = format_of(typed) if typed.data else None
        self._highlight_body = no_highlight if found is None else found.highlight
        self._marks = tuple(_marks((*preview.head, *preview.body)))
        self._starts = [start for start, _, _ in self._marks]

    def spans(self, line: int, text: str, start: int = 0) -> Sequence[Span]:
        """Return the tokens of `text`, which stands at the offset `start` of the line."""
        if line >= self._head_lines:
            base = self._highlight_body(text) if not start else ()
        else:
            base = () if start else _head_spans(line, text)
        return _over(base, tuple(self._marks_in(line, start, text)))

    def _marks_in(self, line: int, offset: int, text: str) -> Iterator[Span]:
        """Yield the marks that touch a text, as columns in it."""
        first, last = self.span(line)
        first += offset
        index = max(0, bisect_right(self._starts, first) - 1)
        for begin, end, token in self._marks[index:]:
            if begin >= last:
                return
            if end > first:
                left = self._column(first, begin)
                yield left, min(self._column(first, end), len(text)), token

    def _column(self, first: int, address: int) -> int:
        return len(self.read(first, max(first, address)).decode("utf-8", "replace"))


def _marks(pieces: Iterable[MessagePiece]) -> Iterator[tuple[int, int, Token]]:
    """Yield the addresses between which something else stands than what goes out."""
    position = 0
    for piece in pieces:
        end = position + len(piece.data)
        if piece.kind in _TOKENS:
            yield position, end, _TOKENS[piece.kind]
        position = end


def _head_spans(line: int, text: str) -> Sequence[Span]:
    if line == 0:
        return ((0, len(text.partition(" ")[0]), "tag"),)
    return ((0, max(0, text.find(":")), "key"),)


def _over(base: Iterable[Span], marks: Sequence[Span]) -> tuple[Span, ...]:
    """Lay marks over tokens, which show where no mark is."""
    kept: list[Span] = list(marks)
    for start, end, token in base:
        position = start
        for left, right, _ in marks:
            if position < min(left, end):
                kept.append((position, min(left, end), token))
            position = max(position, right)
        if position < end:
            kept.append((position, end, token))
    return tuple(sorted(kept))
