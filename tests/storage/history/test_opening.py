from __future__ import annotations

import fcntl
import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec
import pytest
from tests.storage.history.samples import EXCHANGE, FAILED, fill, write_version_1

from endpoint_explorer.errors import FileUnreadable, FileUnwritable
from endpoint_explorer.model.exchange import (
    Response,
)
from endpoint_explorer.storage.history import History, opening
from endpoint_explorer.storage.history.schema import VERSION

AsNobody = Callable[[Path], AbstractContextManager[None]]


def test_file_and_folder_are_the_owners_alone(history: History, path: Path) -> None:
    path.parent.mkdir(mode=0o755)
    history.record(FAILED)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()}
    assert set(modes) >= {"history.sqlite", "history.sqlite-wal"}
    assert set(modes.values()) == {0o600}


def test_file_that_others_could_read_is_closed_to_them(path: Path, history: History) -> None:
    fill(path, 1)
    path.chmod(0o644)
    history.page()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_connection_is_set_up_to_last(history: History) -> None:
    history.record(FAILED)
    assert history._writer._store is not None
    execute = history._writer._store.connection.execute
    pragmas = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "user_version")
    values = [execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in pragmas]
    assert values == ["wal", 2, 1, 1, VERSION]


@pytest.mark.parametrize("kept", [10, 99, 100, 3000, 4096, 4097, 40_960])
def test_truncated_file_is_moved_aside_and_a_new_one_started(path: Path, kept: int) -> None:
    fill(path)
    os.truncate(path, kept)
    truncated = path.read_bytes()
    history = History(path)
    assert history.page().rows == ()
    number = history.record(FAILED)
    assert [summary.id for summary in history.page().rows] == [number]
    history.close()
    (aside,) = path.parent.glob("history.sqlite.damaged-*")
    assert aside.read_bytes() == truncated
    (notice,) = history.notices
    assert str(path) in notice
    assert aside.name in notice
    again = History(path)
    assert len(again.page().rows) == 1
    assert again.notices == []
    again.close()


def test_file_that_is_something_else_is_moved_aside(path: Path, history: History) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database, but someone's notes\n" * 100)
    history.record(FAILED)
    (aside,) = path.parent.glob("*.damaged-*")
    assert aside.read_bytes().startswith(b"not a database")
    assert len(history.notices) == 1


def test_empty_file_is_a_new_history(path: Path, history: History) -> None:
    path.parent.mkdir()
    path.touch()
    history.record(FAILED)
    assert history.notices == []


def databases_set_aside(path: Path) -> list[Path]:
    aside = path.parent.glob("*.damaged-*")
    return [file for file in aside if not file.name.endswith(("-wal", "-shm"))]


def test_damage_found_while_in_use_loses_no_new_exchange(path: Path) -> None:
    fill(path)
    history = History(path)
    history.page(limit=1)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xde\xad" * ((size - 4096) // 2))
    number = history.record(FAILED)
    assert history.get(number).failure == FAILED.failure
    assert len(history.notices) == 1
    assert len(databases_set_aside(path)) == 1
    history.close()


def test_other_instance_goes_on_in_the_new_file(path: Path) -> None:
    fill(path)
    one, other = History(path), History(path)
    one.page()
    other.page()
    os.truncate(path, 5000)
    one.record(FAILED)
    other.record(FAILED)
    assert len(one.page().rows) == 2
    assert len(databases_set_aside(path)) == 1
    one.close()
    other.close()


def test_damage_that_another_instance_has_dealt_with_is_not_dealt_with_again(path: Path) -> None:
    fill(path, 1)
    late, _ = opening.open_store(path)
    path.rename(path.with_name("aside"))
    fill(path, 2)
    store, notices = opening.replace_damaged(late)
    assert notices == []
    assert store.connection.execute("SELECT count(*) FROM exchanges").fetchone() == (2,)
    store.close()


def test_one_program_at_a_time_opens_or_replaces(path: Path) -> None:
    path.parent.mkdir()
    lock = path.with_name("history.sqlite.lock")
    with opening._exclusive(path), lock.open() as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with lock.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_file_deleted_while_in_use_is_made_anew(path: Path, history: History) -> None:
    history.record(FAILED)
    for file in path.parent.iterdir():
        file.unlink()
    history.record(EXCHANGE)
    assert [summary.method for summary in history.page().rows] == ["POST"]
    assert path.exists()


def test_newer_file_can_be_read_but_not_recorded_to(path: Path) -> None:
    fill(path, 2)
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE exchanges ADD COLUMN mood TEXT")
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    before = path.read_bytes()
    history = History(path)
    assert [summary.id for summary in history.page().rows] == [2, 1]
    assert history.get(1).response is not None
    with pytest.raises(FileUnwritable, match="not recorded: a newer version") as caught:
        history.record(FAILED)
    assert caught.value.hint
    assert len(history.notices) == 1
    assert "newer version" in history.notices[0]
    history.close()
    assert path.read_bytes() == before


def test_read_only_folder_and_file(path: Path, unprivileged: AsNobody) -> None:
    fill(path, 2)
    path.chmod(0o444)
    path.parent.chmod(0o555)
    history = History(path)
    with unprivileged(path.parent):
        assert len(history.page().rows) == 2
        with pytest.raises(FileUnwritable, match="may not be written to"):
            history.record(FAILED)
        history.close()
    assert len(history.notices) == 1
    assert {p.name for p in path.parent.iterdir()} == {"history.sqlite", "history.sqlite.lock"}


def test_older_file_that_may_not_be_written(path: Path, unprivileged: AsNobody) -> None:
    write_version_1(path, [FAILED])
    path.chmod(0o444)
    path.parent.chmod(0o555)
    history = History(path)
    with unprivileged(path.parent):
        for use in (history.page, history.endpoints, lambda: history.record(FAILED)):
            with pytest.raises(FileUnreadable, match="cannot be brought up to date") as caught:
                use()
            assert caught.value.hint
    path.parent.chmod(0o755)


def test_folder_where_none_can_be_made(tmp_path: Path, unprivileged: AsNobody) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(0o555)
    history = History(folder / "history.sqlite")
    with unprivileged(folder), pytest.raises(FileUnwritable, match="permission denied"):
        history.record(FAILED)
    (tmp_path / "file").touch()
    with pytest.raises(FileUnwritable):
        History(tmp_path / "file" / "history.sqlite").record(FAILED)


def test_file_that_may_not_be_read(path: Path, unprivileged: AsNobody) -> None:
    fill(path, 1)
    path.parent.chmod(0o755)
    path.chmod(0o600)
    with unprivileged(path.parent), pytest.raises(FileUnreadable):
        History(path).page()


def test_full_disk_refuses_one_exchange_and_keeps_the_others(history: History, path: Path) -> None:
    first = history.record(FAILED)
    assert history._writer._store is not None
    connection = history._writer._store.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    big = msgspec.structs.replace(EXCHANGE, response=Response(status=200, body=os.urandom(99_999)))
    with pytest.raises(FileUnwritable, match="the disk is full") as caught:
        history.record(big)
    assert caught.value.path == path
    assert caught.value.hint
    assert [summary.id for summary in history.page().rows] == [first]
    connection.execute("PRAGMA max_page_count = 100000")
    number = history.record(big)
    assert history.get(number).response == big.response


def test_file_held_by_another_program(
    history: History, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_BUSY_TIMEOUT", 0.01)
    history.record(FAILED)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(FileUnwritable, match="another program holds it"):
        history.record(FAILED)
    assert len(history.page().rows) == 1
    other.execute("ROLLBACK")
    other.close()
    assert history.record(FAILED) == 2
