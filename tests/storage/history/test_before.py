from __future__ import annotations

import pytest

from endpoint_explorer.model.exchange import Exchange, Response, WireRequest
from endpoint_explorer.model.request import Request
from endpoint_explorer.storage.history import History
from endpoint_explorer.storage.history.store import _BEFORE, _BEFORE_OF_REQUEST


def test_the_exchange_before_one_of_the_same_call(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whatever the method and URL, the call has one number.
    monkeypatch.setattr("endpoint_explorer.storage.history.classifying._number_of", lambda *_: 1)

    def sent(method: str, url: str) -> int:
        return history.record(Exchange(wire=WireRequest(method=method, url=url)))

    first, other, another = sent("GET", "http://h/a"), sent("POST", "http://h/a"), sent("GET", "b")
    again = sent("GET", "http://h/a")
    third = sent("GET", "http://h/a")
    with_a_body = history.record(
        Exchange(wire=WireRequest(method="POST", url="http://h/a", body=b"1"))
    )
    assert [history.before(n) for n in (third, again)] == [again, first]
    assert history.before(with_a_body) is None
    assert [history.before(n) for n in (first, other, another, 0, 999, 2**80)] == [None] * 6


def test_another_body_is_another_call(history: History) -> None:
    """As with GraphQL, where all calls have one URL."""

    def sent(body: bytes, answer: bytes, request_id: str = "") -> int:
        return history.record(
            Exchange(
                wire=WireRequest(method="POST", url="http://h/graphql", body=body),
                response=Response(status=200, body=answer),
                request=Request(id=request_id),
            )
        )

    users, posts = sent(b"{users}", b"[1]"), sent(b"{posts}", b"[2]")
    again, changed = sent(b"{users}", b"[1]"), sent(b"{posts}", b"[3]")
    assert [row.id for row in history.page().rows if row.changed] == [changed]
    assert [history.before(n) for n in (posts, again, changed)] == [None, users, posts]


def test_where_a_call_is_new_the_one_before_is_that_of_the_saved_request(history: History) -> None:
    def sent(url: str, request_id: str) -> int:
        return history.record(
            Exchange(wire=WireRequest(method="GET", url=url), request=Request(id=request_id))
        )

    first, other = sent("http://h/?1", "0001"), sent("http://h/?2", "")
    third, fourth = sent("http://h/?3", "0001"), sent("http://h/?4", "")
    assert [history.before(n) for n in (third, other, fourth)] == [first, None, None]


def test_the_exchange_before_is_found_by_its_index(history: History) -> None:
    history.page()
    for statement in (_BEFORE, _BEFORE_OF_REQUEST):
        plan = history._reader._open().connection.execute(f"EXPLAIN QUERY PLAN {statement}", (1,))
        steps = [step for *_, step in plan]
        assert not any("SCAN" in step or "B-TREE" in step for step in steps), steps
