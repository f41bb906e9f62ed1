"""A comparison as a person reads it, and as `--json` gives it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from endpoint_explorer.cli.document import Document, timestamp
from endpoint_explorer.cli.listing import local_time
from endpoint_explorer.cli.output import Line, Span
from endpoint_explorer.comparing import Change, Comparison
from endpoint_explorer.comparing.comparison import (
    BodyComparison,
    Difference,
    HeaderDifference,
    TextDiff,
)
from endpoint_explorer.comparing.line_rows import LineRow, line_rows
from endpoint_explorer.comparing.values import text_of
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.model.measure import format_duration

COMPARISON_SHAPE = """
Shape of the JSON document. Both exchanges are redacted, as the history has them.
  same       whether it is the same answer, for all that is not ignored; times and volatile
             headers, such as Date, make no difference
  left       id, started_at (UTC, ISO 8601), method, url, environment; so is right
  outcome    how they ended: list of name (such as Status), left, right; "" where there is none
  headers    those that differ: name, kind (added, removed, changed), left and right (lists of
             values), volatile, ignored
  timings    list of phase, left, right: milliseconds, or null
  body       kind (none, json, text, binary, omitted), note, and
             changes: of JSON, a list of kind (added, removed, changed, moved), path, left, right
             (JSON texts, with the digits that were sent; null where there is nothing), from (the
             index on the left of what was moved, else null)
             hunks: of other text, a list of left_line and right_line (from 1), left and right
             (lists of lines)
             facts: of other bodies, a list of name, left, right
  ignored    the patterns of what was left out
"""

_MARKS = {
    "added": ("+", "green"),
    "removed": ("-", "red"),
    "changed": ("~", "yellow"),
    "moved": (">", "cyan"),
}
_LONGEST = 2_000
"""Characters of a value or a line that are written for a person."""

_SHORT = 60
"""Characters of two values that stand in one line."""


def comparison_document(found: Comparison, left: Exchange, right: Exchange) -> Document:
    """Return the document of a comparison."""
    return {
        "same": found.is_same,
        "left": _side(left),
        "right": _side(right),
        "outcome": [_fact(row) for row in found.outcome],
        "headers": [_header(header) for header in found.headers if header.kind],
        "timings": [
            {"phase": row.name, "left": row.left, "right": row.right} for row in found.timings
        ],
        "body": _body(found.body),
        "ignored": list(found.ignored),
    }


def comparison_lines(found: Comparison, left: Exchange, right: Exchange) -> Iterator[Line]:
    """Yield what differs: how the two ended, headers, body; then how long they took."""
    yield (("--- ", "red"), _title(left))
    yield (("+++ ", "green"), _title(right))
    yield from _part("Outcome", _facts(found.outcome))
    yield from _part("Headers", _headers(found.headers))
    yield from _part("Body", _body_lines(found.body))
    yield from _part("Timing", _timings(found))
    if found.ignored:
        yield ()
        yield ((f"Ignored: {', '.join(found.ignored)}", "dim"),)


def _part(title: str, lines: Iterable[Line]) -> Iterator[Line]:
    is_first = True
    for line in lines:
        if is_first:
            yield ()
            yield ((title, "bold"),)
            is_first = False
        yield line


def _title(exchange: Exchange) -> str:
    facts = [f"#{exchange.id}", local_time(exchange.started_at)]
    if exchange.environment:
        facts.append(exchange.environment)
    return "  ".join([*facts, f"{exchange.wire.method} {exchange.wire.url}"])


def _facts(rows: Iterable[Difference]) -> Iterator[Line]:
    for row in rows:
        if not row.is_same:
            kind = "changed" if row.left and row.right else "removed" if row.left else "added"
            yield from _pair(kind, row.name, row.left, row.right)


def _headers(headers: Iterable[HeaderDifference]) -> Iterator[Line]:
    unheeded = []
    for header in headers:
        if header.counts:
            left, right = ", ".join(header.left), ", ".join(header.right)
            yield from _pair(header.kind or "", header.name, left, right)
        elif header.kind:
            unheeded.append(header.name)
    if unheeded:
        yield ((f"  volatile or ignored: {', '.join(unheeded)}", "dim"),)


def _body_lines(body: BodyComparison) -> Iterator[Line]:
    if body.note:
        yield ((f"  {body.note}", "dim"),)
    for change in body.changes:
        yield from _change(change)
    yield from _facts(body.facts)
    if body.text is not None:
        yield from _hunks(body.text)


def _change(change: Change) -> Iterator[Line]:
    left = "" if change.kind == "added" else text_of(change.left, _LONGEST)
    right = "" if change.kind == "removed" else text_of(change.right, _LONGEST)
    if change.kind == "moved":
        left, right = f"from [{change.source}]", ""
    yield from _pair(change.kind, change.shown_path, left, right)


def _pair(kind: str, name: str, left: str, right: str) -> Iterator[Line]:
    """Yield a difference in one line, or in three where that would be long."""
    sign, style = _MARKS[kind]
    mark: Span = (f"{sign} {name}", style)
    if kind != "changed":
        yield (mark, f"  {left or right}")
    elif len(left) + len(right) <= _SHORT:
        yield (mark, f"  {left} -> {right}")
    else:
        yield (mark,)
        yield (("    - ", "red"), left)
        yield (("    + ", "green"), right)


def _hunks(text: TextDiff) -> Iterator[Line]:
    """Yield the lines as a unified diff does: what was, then what is in its place."""
    held: list[LineRow] = []
    for row in line_rows(text, lambda: None):
        if row.kind in ("same", "gap"):
            yield from _replaced(text, held)
            held = []
        if row.kind == "gap":
            assert row.left is not None
            assert row.right is not None
            yield ((f"@@ -{row.left + 1} +{row.right + 1} @@", "cyan"),)
        elif row.kind == "same":
            yield (f"  {_line(text.left, row.left)}",)
        else:
            held.append(row)
    yield from _replaced(text, held)


def _replaced(text: TextDiff, rows: list[LineRow]) -> Iterator[Line]:
    yield from (
        ((f"- {_line(text.left, row.left)}", "red"),) for row in rows if row.left is not None
    )
    yield from (
        ((f"+ {_line(text.right, row.right)}", "green"),) for row in rows if row.right is not None
    )


def _line(lines: Any, at: int | None) -> str:
    text: str = lines[at][: 4 * _LONGEST].decode("utf-8", "replace")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _timings(found: Comparison) -> Iterator[Line]:
    for row in found.timings:
        left, right = (
            "-" if length is None else format_duration(length) for length in (row.left, row.right)
        )
        yield (f"  {row.name:<12}{left:>10} -> {right}",)


def _side(exchange: Exchange) -> Document:
    return {
        "id": exchange.id,
        "started_at": timestamp(exchange.started_at),
        "method": exchange.wire.method,
        "url": exchange.wire.url,
        "environment": exchange.environment,
    }


def _fact(row: Difference) -> Document:
    return {"name": row.name, "left": row.left, "right": row.right}


def _header(header: HeaderDifference) -> Document:
    return {
        "name": header.name,
        "kind": header.kind,
        "left": list(header.left),
        "right": list(header.right),
        "volatile": header.is_volatile,
        "ignored": header.is_ignored,
    }


def _body(body: BodyComparison) -> Document:
    return {
        "kind": body.kind,
        "note": body.note,
        "changes": [
            {
                "kind": change.kind,
                "path": change.shown_path,
                "left": None if change.kind == "added" else text_of(change.left),
                "right": None if change.kind == "removed" else text_of(change.right),
                "from": change.source,
            }
            for change in body.changes
        ],
        "hunks": [] if body.text is None else _hunk_documents(body.text),
        "facts": [_fact(row) for row in body.facts],
    }


def _hunk_documents(text: TextDiff) -> list[Document]:
    return [
        {
            "left_line": hunk.start + 1,
            "right_line": hunk.first + 1,
            "left": [line.decode("utf-8", "replace") for line in text.left[hunk.start : hunk.stop]],
            "right": [
                line.decode("utf-8", "replace") for line in text.right[hunk.first : hunk.last]
            ],
        }
        for hunk in text.hunks
    ]
