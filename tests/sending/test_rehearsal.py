from __future__ import annotations

import os

import pytest

from endpoint_explorer.explorer import Explorer
from endpoint_explorer.sending import rehearsal
from endpoint_explorer.sending.rehearsal import rehearse


def test_a_rehearsal_is_answered_and_leaves_nothing_open() -> None:
    rehearse()
    before = set(os.listdir("/proc/self/fd"))
    assert rehearse()
    assert set(os.listdir("/proc/self/fd")) == before


def test_a_rehearsal_connects_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a rehearsal has no network")

    monkeypatch.setattr("endpoint_explorer.sending.lookup.look_up", refuse)
    monkeypatch.setattr("endpoint_explorer.sending.network.connect", refuse)
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert rehearse()


def test_the_transport_is_made_after_one_rehearsal(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    monkeypatch.setattr(rehearsal, "rehearse", lambda: calls.append(1))
    explorer = Explorer()
    assert explorer.transport is explorer.transport
    assert calls == [1]
