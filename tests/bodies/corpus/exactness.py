"""What must hold for every document: lines and addresses agree, and no byte is changed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.document import Document, TextDocument
from endpoint_explorer.bodies.registry import RAW, Shown, show

_PLACED = re.compile(r"line \d+, column \d+: \S")
_SLICES = 12


def without_white_space(text: bytes) -> bytes:
    """Take white space outside strings out, a byte at a time: slow, plain, and independent."""
    kept = bytearray()
    is_inside = is_escaped = False
    for byte in text:
        if is_inside:
            kept.append(byte)
            is_inside = is_escaped or byte != ord('"')
            is_escaped = not is_escaped and byte == ord("\\")
        elif byte not in b" \t\r\n":
            kept.append(byte)
            is_inside = byte == ord('"')
    return bytes(kept)


def in_slices(document: Document, chance: random.Random) -> bytes:
    """Read a document from its start to its end in slices of random sizes."""
    most = max(1, 2 * document.size // _SLICES)
    parts = []
    start = 0
    while start < document.size:
        stop = start + chance.randint(1, most)
        parts.append(document.read(start, stop))
        start = stop
    return b"".join(parts)


def in_lines(document: Document) -> bytes:
    """Return the bytes of each line and of the line ends between them, by `span` alone."""
    spans = [document.span(line) for line in range(document.line_count)]
    starts = [start for start, _ in spans[1:]] + [document.size]
    return b"".join(
        document.read(start, end) + document.read(end, following)
        for (start, end), following in zip(spans, starts, strict=True)
    )


def check_document(document: Document, chance: random.Random) -> bytes:
    """Assert that lines, addresses and text agree; return the bytes of the document."""
    data = in_slices(document, chance)
    assert len(data) == document.size
    assert document.read(0, document.size) == data
    assert in_lines(document) == data
    lines = list(range(document.line_count))
    for line in lines if len(lines) < 200 else chance.sample(lines, 200):
        start, end = document.span(line)
        following = document.span(line + 1)[0] if line + 1 in lines else document.size
        assert 0 <= start <= end <= following <= document.size
        for address in {start, (start + end) // 2, max(end - 1, start), following - 1}:
            if start <= address < following:
                assert document.line_at(address) == line
        if isinstance(document, TextDocument):
            check_text(document, line, chance)
    return data


def check_text(document: TextDocument, line: int, chance: random.Random) -> None:
    """Assert that a line says what its bytes are, whole and in parts, and has no line end."""
    start, end = document.span(line)
    data = document.read(start, end)
    assert b"\n" not in data
    assert document.text(line) == data.decode("utf-8", "replace")
    if data and document.text(line).encode("utf-8") == data:
        left, right = sorted((chance.randint(0, len(data)), chance.randint(0, len(data))))
        parts = [
            document.text(line, 0, left),
            document.text(line, left, right),
            document.text(line, right),
        ]
        assert "".join(parts) == document.text(line)


def check_raw(data: bytes, content_type: str, chance: random.Random) -> None:
    """Assert that the raw view has every byte, or every character where it had to be converted."""
    body = Body.of(data, content_type)
    raw = show(body, RAW)
    assert raw.view == RAW
    expected = data
    if body.charset.codec != "utf-8":
        expected = data.decode(body.charset.codec, "replace").encode("utf-8", "replace")
    assert check_document(raw.document, chance) == expected


def check_laid_out(shown: Shown, text: bytes, chance: random.Random) -> None:
    """Assert that nothing but white space outside strings was changed in a JSON text."""
    data = check_document(shown.document, chance)
    assert without_white_space(data) == without_white_space(text)


def check_refused(shown: Shown, data: bytes, chance: random.Random) -> None:
    """Assert that a body is shown raw, with a note that says where its fault is."""
    assert shown.view == RAW
    assert _PLACED.search(shown.note) or "nested" in shown.note, shown.note
    assert check_document(shown.document, chance) == data


def failures(
    texts: Iterable[tuple[str, bytes]], check: Callable[[bytes, random.Random], None]
) -> list[str]:
    """Return what went wrong with which text; thousands of tests of their own would take long."""
    failed = []
    count = 0
    chance = random.Random(4)
    for name, data in texts:
        count += 1
        try:
            check(data, chance)
        except Exception as error:
            failed.append(f"{name}: {data[:80]!r}: {type(error).__name__} {str(error)[:200]}")
    assert count
    return failed
