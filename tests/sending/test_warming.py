from __future__ import annotations

import os

import pytest

from endpoint_explorer.explorer import Explorer
from endpoint_explorer.sending import warming
from endpoint_explorer.sending.warming import warm_up


def test_warming_up_is_answered_and_leaves_nothing_open() -> None:
    warm_up()
    before = set(os.listdir("/proc/self/fd"))
    assert warm_up()
    assert set(os.listdir("/proc/self/fd")) == before


def test_warming_up_connects_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("warming up has no network")

    monkeypatch.setattr("endpoint_explorer.sending.lookup.look_up", refuse)
    monkeypatch.setattr("endpoint_explorer.sending.network.connect", refuse)
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert warm_up()


def test_the_transport_is_made_after_one_warming_up(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    monkeypatch.setattr(warming, "warm_up", lambda: calls.append(1))
    explorer = Explorer()
    assert explorer.transport is explorer.transport
    assert calls == [1]
