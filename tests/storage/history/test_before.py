from __future__ import annotations

import pytest

from endpoint_explorer.model.exchange import Exchange, WireRequest
from endpoint_explorer.storage.history import History
from endpoint_explorer.storage.history.store import _BEFORE


def test_the_exchange_before_one_of_the_same_call(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whatever the method and URL, the call has one number.
    monkeypatch.setattr("endpoint_explorer.storage.history.classifying._number_of", lambda _: 1)

    def sent(method: str, url: str) -> int:
        return history.record(Exchange(wire=WireRequest(method=method, url=url)))

    first, other, another = sent("GET", "http://h/a"), sent("POST", "http://h/a"), sent("GET", "b")
    again = sent("GET", "http://h/a")
    third = sent("GET", "http://h/a")
    assert [history.before(n) for n in (third, again)] == [again, first]
    assert [history.before(n) for n in (first, other, another, 0, 999, 2**80)] == [None] * 6


def test_the_exchange_before_is_found_by_its_index(history: History) -> None:
    history.page()
    plan = history._reader._open().connection.execute(f"EXPLAIN QUERY PLAN {_BEFORE}", (1,))
    steps = [step for *_, step in plan]
    assert not any("SCAN" in step or "B-TREE" in step for step in steps), steps
