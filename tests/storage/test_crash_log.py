"""The record of a crash: what and where, and nothing that was in a variable."""

from __future__ import annotations

import stat

import pytest

from endpoint_explorer.errors import UsageError
from endpoint_explorer.storage.crash_log import KEPT, describe_crash, write_crash_log
from endpoint_explorer.storage.locations import state_dir

SECRET = "s3cr3t-value"


def crash() -> BaseException:
    """Raise as a program does, with a secret in a local variable and in the messages."""
    token = SECRET
    try:
        try:
            {"": ""}[token]
        except KeyError as error:
            raise ValueError(f"bad token {token!r} at https://x/?key={token}") from error
    except ValueError as error:
        return error
    raise AssertionError


def test_it_names_types_and_frames_and_no_values() -> None:
    path = write_crash_log(crash())
    text = path.read_text()
    assert "ValueError: bad token '...' at https://..." in text
    assert "KeyError: '...'" in text
    assert "test_crash_log.py:" in text
    assert " in crash" in text
    assert SECRET not in text


def test_it_is_private_and_in_the_state_folder() -> None:
    path = write_crash_log(crash())
    assert path.parent == state_dir() / "logs"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_old_records_are_pruned() -> None:
    newest = write_crash_log(crash())
    for i in range(KEPT + 3):
        (newest.parent / f"crash-20200101-00000{i:02}-1.log").write_text("old")
    newest = write_crash_log(crash())
    left = sorted(newest.parent.glob("crash-*.log"))
    assert len(left) == KEPT
    assert left[-1] == newest


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError(), "ValueError"),
        (ValueError("it's 'a' and \"b\" and b'c'"), "ValueError: it'...'"),
        (UsageError("no request at 'x'"), "UsageError: no request at 'x'"),
        (ValueError("x" * 1000), "ValueError: " + "x" * 300 + "..."),
    ],
)
def test_what_is_said_of_an_error(error: Exception, said: str) -> None:
    assert describe_crash(error) == said
