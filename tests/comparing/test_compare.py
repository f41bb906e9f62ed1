"""Comparing whole exchanges."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec
import pytest

from endpoint_explorer.bodies.body import Cancelled, Watch
from endpoint_explorer.comparing import Comparer, Comparison, compare
from endpoint_explorer.comparing.comparison import Difference, Hunk
from endpoint_explorer.errors import UsageError
from endpoint_explorer.model.exchange import (
    Exchange,
    Failure,
    Headers,
    OmittedBody,
    Response,
    Timings,
    WireRequest,
)

JSON: Headers = (("Content-Type", "application/json"),)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def answered(
    body: bytes = b"{}", headers: Headers = JSON, *, status: int = 200, **more: Any
) -> Exchange:
    response = Response(status=status, reason="OK", headers=headers, body=body, **more)
    return Exchange(wire=WireRequest(method="GET", url="http://a/"), response=response)


def typed(body: bytes, media: str) -> Exchange:
    return answered(body, (("Content-Type", media),))


def differing(found: Comparison) -> list[str]:
    return [row.name for row in found.outcome if not row.is_same]


class TestOutcome:
    def test_an_answer_is_the_same_as_itself(self) -> None:
        one = answered(b'{"a": 1}')
        assert compare(one, one).is_same
        assert compare(one, one).body.note == ""

    def test_another_status_is_another_answer(self) -> None:
        found = compare(answered(), answered(status=404))
        assert found.outcome[0] == Difference("Status", "200 OK", "404 OK")
        assert not found.is_same

    def test_a_failure_is_put_beside_an_answer(self) -> None:
        failed = Exchange(
            wire=WireRequest(method="GET", url="http://a/"),
            failure=Failure("timeout", "no answer in 3 s"),
        )
        found = compare(answered(), failed)
        assert differing(found) == ["Status", "Version", "Failure"]
        assert compare(failed, failed).is_same

    def test_a_body_that_ended_early_is_another_answer(self) -> None:
        assert differing(compare(answered(), answered(is_complete=False))) == ["Body"]

    def test_times_are_shown_and_make_no_difference(self) -> None:
        slow = msgspec.structs.replace(answered(), timings=Timings(first_byte=90, total=100))
        found = compare(answered(), slow)
        rows = [(row.name, row.left, row.right) for row in found.timings]
        assert rows == [("First byte", None, 90), ("Total", 0, 100)]
        assert found.is_same


class TestHeaders:
    def test_neither_their_order_nor_their_case_counts(self) -> None:
        one = answered(headers=(("A", "1"), ("b", "2"), *JSON))
        other = answered(headers=(*JSON, ("B", "2"), ("a", "1")))
        assert compare(one, other).is_same

    def test_repeated_ones_count_in_their_order(self) -> None:
        one = answered(headers=(("Via", "1"), ("Via", "2")))
        other = answered(headers=(("Via", "2"), ("Via", "1")))
        (via,) = compare(one, other).headers
        assert (via.kind, via.left, via.right) == ("changed", ("1", "2"), ("2", "1"))
        assert not compare(one, other).is_same

    def test_added_and_removed_ones(self) -> None:
        found = compare(answered(headers=(("A", ""),)), answered(headers=(("B", ""),)))
        assert [(h.name, h.kind) for h in found.headers] == [("A", "removed"), ("B", "added")]

    def test_volatile_ones_are_named_as_such(self) -> None:
        one, other = (answered(headers=(*JSON, ("Date", day))) for day in ("Mon", "Tue"))
        date = next(h for h in compare(one, other).headers if h.name == "Date")
        assert (date.kind, date.is_volatile) == ("changed", True)
        assert compare(one, other).is_same

    @pytest.mark.parametrize("pattern", ["header:ETag", "HEADER: x-* ", "header:*", "header:e?ag"])
    def test_one_can_be_left_out(self, pattern: str) -> None:
        name = "X-Tag" if "x-" in pattern else "ETag"
        one, other = (answered(headers=(*JSON, (name, tag))) for tag in "ab")
        assert not compare(one, other).is_same
        assert compare(one, other, [pattern]).is_same


class TestBodies:
    def test_json_is_compared_by_its_structure(self) -> None:
        body = compare(answered(b'{"a": 1}'), answered(b'{"a":2}')).body
        assert (body.kind, body.changes[0].shown_path) == ("json", "$.a")

    def test_json_that_nobody_calls_so_is_compared_too(self) -> None:
        assert compare(typed(b"[1]", "text/plain"), typed(b"[2]", "")).body.kind == "json"

    def test_json_lines_are_an_array(self) -> None:
        one, other = (
            typed(b'{"a": 1}\n{"a": %d}\n' % number, "application/x-ndjson") for number in (2, 3)
        )
        assert compare(one, other).body.changes[0].shown_path == "$[1].a"

    def test_the_same_values_in_other_bytes_are_told(self) -> None:
        found = compare(answered(b'{"a": 1}'), answered(b'{ "a":1 }'))
        assert found.is_same
        assert "white space" in found.body.note

    def test_what_differs_can_be_left_out_and_taken_back(self) -> None:
        comparer = Comparer(answered(b'{"a": 1}'), answered(b'{"a": 2}'))
        assert comparer.compare(["$.a"]).is_same
        assert not comparer.compare().is_same

    @pytest.mark.parametrize("broken", [b'{"a": 1', b'{"a": 01}', b"[" * 3000 + b"]" * 3000])
    def test_broken_json_is_compared_by_line(self, broken: bytes) -> None:
        assert compare(answered(broken), answered(b'{"a": 1}')).body.kind == "text"

    def test_json_in_another_charset_is_the_same_json(self) -> None:
        one = typed('{"a": "ä"}'.encode("utf-16"), "application/json; charset=utf-16")
        assert compare(one, answered('{"a": "ä"}'.encode())).body.is_same

    def test_text_is_compared_by_line(self) -> None:
        body = compare(typed(b"a\nb", "text/plain"), typed(b"a\nc", "text/plain")).body
        assert body.text is not None
        assert body.text.hunks == (Hunk(1, 2, 1, 2),)

    def test_markup_in_one_line_is_compared_as_it_is_laid_out(self) -> None:
        one, other = (typed(b"<a><b>1</b><c>%d</c></a>" % n, "application/xml") for n in (1, 2))
        text = compare(one, other).body.text
        assert text is not None
        assert [text.left[h.start] for h in text.hunks] == [b"  <c>1</c>"]

    def test_nothing_and_something(self) -> None:
        assert compare(answered(b""), answered(b"")).is_same
        assert not compare(answered(b""), answered(b"{}")).is_same

    def test_bytes_are_compared_up_to_where_they_differ(self) -> None:
        one, other = typed(PNG + b"\0\1", "image/png"), typed(PNG + b"\0\2\3", "image/png")
        body = compare(one, other).body
        assert body.kind == "binary"
        assert [fact.name for fact in body.facts] == ["Kind", "Size", "From 49"]
        assert "01" in body.facts[2].left
        assert compare(one, one).is_same

    def test_bytes_that_only_end_early_differ_at_their_end(self) -> None:
        one, other = typed(PNG, "image/png"), typed(PNG + b"\0", "image/png")
        assert compare(one, other).body.facts[-1].name == "From 48"

    def test_a_body_that_was_not_kept_is_compared_by_its_hash(self) -> None:
        data = b"[1]"
        omitted = OmittedBody(len(data), sha256(data).hexdigest())
        gone = answered(b"", omitted=omitted)
        assert compare(gone, answered(data)).is_same
        assert not compare(gone, answered(b"[2]")).is_same


@pytest.mark.parametrize(
    ("pattern", "place"),
    [("a", 1), ("$", 2), ("$.", 2), ("$.a b", 4), ("$['a", 2), ("$[?@.a]", 2), ("header:", 8)],
)
def test_a_pattern_that_means_nothing_is_refused_where_it_goes_wrong(
    pattern: str, place: int
) -> None:
    with pytest.raises(UsageError) as caught:
        compare(answered(), answered(), [pattern])
    assert f"character {place}:" in caught.value.message


def test_a_comparison_can_be_stopped() -> None:
    with pytest.raises(Cancelled):
        compare(answered(b"[1]"), answered(b"[2]"), watch=Watch(is_cancelled=lambda: True))
