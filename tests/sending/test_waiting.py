"""What a send that waits hears of, whoever tells it."""

from __future__ import annotations

import threading

import pytest

from endpoint_explorer.sending.waiting import CancelRequested, CancelToken, Guard


def test_a_cancel_that_comes_without_an_alarm_is_heard() -> None:
    """As a signal's is whose handler runs only once the call that waits has come back."""
    token = CancelToken()
    with token.alarm() as alarm:
        guard = Guard(None, token, alarm)
        with token._lock:
            alarms, token._alarms = token._alarms, set()
        threading.Thread(target=token.cancel).start()
        with pytest.raises(CancelRequested):
            guard.poll({}, 30)
        token._alarms = alarms


def test_a_limit_longer_than_one_look_is_kept() -> None:
    token = CancelToken()
    with token.alarm() as alarm:
        assert Guard(None, token, alarm).poll({}, 0.3) == []
