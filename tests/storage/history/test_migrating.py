from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.storage.history.samples import EXCHANGE, FAILED, numbered, write_version_1

from endpoint_explorer.errors import FileUnwritable
from endpoint_explorer.model.exchange import Exchange, Failure, Response, WireRequest
from endpoint_explorer.model.request import Request
from endpoint_explorer.storage.history import History, migrating
from endpoint_explorer.storage.history.schema import VERSION

exchanges = st.builds(
    Exchange,
    wire=st.builds(
        WireRequest,
        method=st.sampled_from(["GET", "POST"]),
        url=st.sampled_from(["http://h/a", "http://h/users/1", "http://h/users/2?x", "http://i/"]),
        body=st.sampled_from([None, b"", b"sent"]),
    ),
    response=st.none()
    | st.builds(Response, status=st.sampled_from([200, 404]), body=st.sampled_from([b"", b"a"])),
    failure=st.none() | st.just(Failure("timeout", "too late")),
    started_at=st.sampled_from([1.0, 5.0, 3.0]),
    request=st.none() | st.builds(Request, id=st.just("r1"), url=st.just("/users/{id}")),
    collection=st.sampled_from(["", "/c"]),
    environment=st.sampled_from(["", "local"]),
)


def backups(path: Path) -> list[Path]:
    return sorted(path.parent.glob("history.sqlite.v1-*.backup*"))


def dump(path: Path, tables: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT * FROM {tables} ORDER BY 1").fetchall()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(sent=st.lists(exchanges, min_size=1, max_size=8))
def test_older_file_becomes_what_recording_the_same_now_would_give(
    tmp_path_factory: pytest.TempPathFactory, sent: list[Exchange]
) -> None:
    folder = tmp_path_factory.mktemp("histories")
    write_version_1(folder / "old", sent)
    old, new = History(folder / "old"), History(folder / "new")
    for exchange in sent:
        new.record(exchange)
    assert old.page() == new.page()
    for number in range(1, len(sent) + 1):
        assert old.get(number) == new.get(number)
    old.close()
    new.close()
    for table in ("series", "endpoints", "(SELECT id, call, latest FROM exchanges)"):
        assert dump(folder / "old", table) == dump(folder / "new", table)


def test_calls_of_version_2_are_told_apart_by_their_bodies_too(path: Path) -> None:
    sent = [numbered(n) for n in range(3)]
    bodies = (b"{users}", b"", None, b"{users}", b"{posts}")
    sent += [
        Exchange(wire=WireRequest(method="POST", url="http://h/graphql", body=body))
        for body in bodies
    ]
    history = History(path)
    for exchange in sent:
        history.record(exchange)
    history.close()
    calls = dump(path, "(SELECT id, call FROM exchanges)")
    assert len({call for _, call in calls[-5:]}) == 3
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE exchanges SET call = 1 WHERE request_body IS NOT NULL")
        connection.execute("PRAGMA user_version = 2")
    history = History(path)
    assert len(history.page().rows) == len(sent)
    history.close()
    assert dump(path, "(SELECT id, call FROM exchanges)") == calls


def test_ids_of_deleted_rows_are_not_used_again(path: Path, history: History) -> None:
    write_version_1(path, [numbered(n) for n in range(5)])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM exchanges WHERE id = 5")
    assert history.record(FAILED) == 6


def test_what_was_is_kept_beside_it_for_the_owner_alone(path: Path, history: History) -> None:
    write_version_1(path, [EXCHANGE, FAILED])
    before = dump(path, "exchanges"), dump(path, "bodies")
    assert len(history.page().rows) == 2
    (backup,) = backups(path)
    assert (dump(backup, "exchanges"), dump(backup, "bodies")) == before
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    (notice,) = history.notices
    assert backup.name in notice
    again = History(path)
    assert len(again.page().rows) == 2
    assert again.notices == []
    again.close()


def test_what_is_in_the_log_only_is_in_the_backup_too(path: Path, history: History) -> None:
    write_version_1(path, [EXCHANGE])
    with closing(sqlite3.connect(path)) as reader, closing(sqlite3.connect(path)) as writer:
        reader.execute("SELECT 1 FROM exchanges").fetchone()
        with writer:
            writer.execute("UPDATE exchanges SET reason = 'of late'")
        assert [row.reason for row in history.page().rows] == ["of late"]
        assert "of late" in dump(backups(path)[0], "exchanges")[0]


def test_new_file_has_nothing_to_back_up(path: Path, history: History) -> None:
    history.record(FAILED)
    assert backups(path) == []
    assert history.notices == []


def test_newest_two_backups_are_kept(path: Path, history: History) -> None:
    write_version_1(path, [FAILED])
    names = [f"history.sqlite.v1-2024010{n}T000000Z.backup" for n in (1, 2, 3)]
    for name in (*names, "history.sqlite.v1-20240104T000000Z.backup.partial"):
        path.with_name(name).touch()
    history.page()
    assert backups(path)[0].name == names[2]
    assert len(backups(path)) == 2


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (OSError(28, "No space left on device"), "the disk is full"),
        (sqlite3.OperationalError("disk I/O error"), "disk I/O error"),
    ],
)
def test_nothing_is_changed_where_no_backup_can_be_made(
    path: Path, history: History, monkeypatch: pytest.MonkeyPatch, fault: Exception, reason: str
) -> None:
    write_version_1(path, [EXCHANGE])
    before = path.read_bytes()

    def fail(source: Path, target: Path) -> None:
        target.write_bytes(b"half of it")
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(migrating, "_copy", fail)
        with pytest.raises(FileUnwritable, match=f"no backup could be made .*: {reason}"):
            history.record(FAILED)
    assert backups(path) == []
    assert path.read_bytes() == before
    assert history.record(FAILED) == 2


def test_damage_found_on_the_way_moves_the_file_aside(path: Path, history: History) -> None:
    body = os.urandom(30_000)
    write_version_1(
        path, [msgspec.structs.replace(EXCHANGE, response=Response(status=200, body=body))]
    )
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xde\xad" * 2048)
    assert history.page().rows == ()
    assert history.record(FAILED) == 1
    assert any("damaged" in notice for notice in history.notices)


def test_two_programs_that_start_together_migrate_once(path: Path, history: History) -> None:
    write_version_1(path, [EXCHANGE])
    other = History(path)
    assert history.record(FAILED) == 2
    assert other.record(FAILED) == 3
    other.close()
    assert len(backups(path)) == 1
    assert dump(path, "pragma_user_version") == [(VERSION,)]
