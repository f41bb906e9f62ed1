"""Comparing the bodies of two answers, each kind in its own way."""

from __future__ import annotations

import hashlib
import re

from endpoint_explorer.bodies.body import Body, Watch
from endpoint_explorer.bodies.document import Document
from endpoint_explorer.bodies.hex import WIDTH, HexDocument
from endpoint_explorer.bodies.registry import format_of, is_binary, kind_of, show
from endpoint_explorer.comparing.comparison import BodyComparison, Difference
from endpoint_explorer.comparing.json_diff import diff
from endpoint_explorer.comparing.paths import Ignoring
from endpoint_explorer.comparing.text_diff import diff_texts, first_difference
from endpoint_explorer.comparing.values import NotJson, Value, parse, without
from endpoint_explorer.model.exchange import Response

SAME_VALUES = (
    "The values are the same; the bytes differ in white space, in how a text is written, or in "
    "the order or repetition of names."
)
_LAID_OUT = frozenset({"XML", "HTML"})
"""Formats whose lines mean little until they are laid out."""

_JSON = frozenset({"JSON", "JSON lines"})


class Bodies:
    """The bodies of two answers; what is decoded of them once is kept."""

    def __init__(self, left: Response | None, right: Response | None) -> None:
        self._responses = (left, right)
        self._values: tuple[Value, Value] | None = None
        self._is_json = True

    def compare(self, ignoring: Ignoring, watch: Watch) -> BodyComparison:
        """Compare them without what patterns name; raises Cancelled."""
        left, right = self._responses
        if any(response is not None and response.omitted for response in (left, right)):
            return _omitted(left, right)
        ours, theirs = _body(left), _body(right)
        if not ours.data and not theirs.data:
            return BodyComparison()
        if is_binary(ours) or is_binary(theirs):
            return _binary(ours, theirs, watch)
        if not ours.data or not theirs.data:
            return _text(ours, theirs, watch)
        found = self._json(ours, theirs, ignoring, watch)
        return found or _text(ours, theirs, watch)

    def _json(
        self, left: Body, right: Body, ignoring: Ignoring, watch: Watch
    ) -> BodyComparison | None:
        """Compare JSON by its structure; None where one of them is none, or too deep."""
        if not self._is_json:
            return None
        try:
            ours, theirs = self._values = self._values or (_value(left), _value(right))
            changes = diff(
                without(ours, ignoring.body), without(theirs, ignoring.body), watch.check
            )
        except (NotJson, RecursionError):
            self._is_json = False
            return None
        has_other_bytes = not changes and not ignoring.body and left.data != right.data
        return BodyComparison(
            kind="json", changes=changes, note=SAME_VALUES if has_other_bytes else ""
        )


def _body(response: Response | None) -> Body:
    if response is None:
        return Body(b"")
    return Body.of(response.body, response.header("content-type") or "")


def _value(body: Body) -> Value:
    """Return the value of a body, JSON lines as an array; raises NotJson."""
    found = format_of(body)
    if found is None or found.name not in _JSON:
        raise NotJson
    text = body.utf8()
    if found.name == "JSON":
        return parse(text)
    return [parse(line) for line in re.split(rb"[\n\x1e]", text) if line.strip()]


def _text(left: Body, right: Body, watch: Watch) -> BodyComparison:
    ours, theirs = _lines(left, watch), _lines(right, watch)
    note = ""
    if ours == theirs and left.data != right.data:
        note = "The text is the same; the bytes differ in white space or in their charset."
    return BodyComparison(kind="text", text=diff_texts(ours, theirs, watch.check), note=note)


def _lines(body: Body, watch: Watch) -> bytes:
    found = format_of(body)
    if found is None or found.name not in _LAID_OUT:
        return body.utf8()
    document: Document = show(body, found.name, watch).document
    return document.read(0, document.size)


def _binary(left: Body, right: Body, watch: Watch) -> BodyComparison:
    at = first_difference(left.data, right.data, watch.check)
    facts = [
        Difference("Kind", kind_of(left) or "bytes", kind_of(right) or "bytes"),
        Difference("Size", f"{len(left.data):,} bytes", f"{len(right.data):,} bytes"),
    ]
    if at is not None:
        facts.append(Difference(f"From {at:,}", _row(left.data, at), _row(right.data, at)))
    return BodyComparison(kind="binary", facts=tuple(facts))


def _row(data: bytes, at: int) -> str:
    """Return the line of a hexadecimal view that shows a byte, empty beyond the end."""
    if at >= len(data):
        return ""
    return HexDocument(data).text(at // WIDTH)


def _omitted(left: Response | None, right: Response | None) -> BodyComparison:
    ours, theirs = _hashed(left), _hashed(right)
    facts = tuple(
        Difference(name, a, b) for name, a, b in zip(("Size", "SHA-256"), ours, theirs, strict=True)
    )
    return BodyComparison(
        kind="omitted",
        facts=facts,
        note="A body was too large to keep: sizes and hashes are compared.",
    )


def _hashed(response: Response | None) -> tuple[str, str]:
    if response is None:
        return "", ""
    omitted = response.omitted
    digest = omitted.sha256 if omitted else hashlib.sha256(response.body).hexdigest()
    return f"{response.size:,} bytes", digest
