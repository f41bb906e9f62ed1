from __future__ import annotations

import fcntl
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from endpoint_explorer.errors import FileMalformed, FileUnreadable, FileUnwritable, UsageError
from endpoint_explorer.model.exchange import (
    Exchange,
    ExchangeSummary,
    Failure,
    Hop,
    OmittedBody,
    Response,
    Timings,
    WireRequest,
)
from endpoint_explorer.model.history import HistoryQuery
from endpoint_explorer.model.request import Field, Request
from endpoint_explorer.model.secret import Secret
from endpoint_explorer.storage.history import History
from endpoint_explorer.storage.history import opening, rows
from endpoint_explorer.storage.history.schema import VERSION

AsNobody = Callable[[Path], AbstractContextManager[None]]

REQUEST = Request(id="r1", name="Get", url="/users/{id}", headers=(Field("X", "{{token}}"),))
EXCHANGE = Exchange(
    wire=WireRequest(
        method="POST",
        url="http://127.0.0.1:8765/users/25?a=1",
        headers=(("Host", "127.0.0.1"), ("X", "1"), ("X", "2")),
        body=b"\x00sent",
        body_size=5,
    ),
    response=Response(
        status=201,
        reason="Created",
        headers=(("X-Twice", "a=1"), ("X-Twice", "b=2")),
        body=b'{"id": 25}\n\xff',
        wire_size=12,
        expected_size=12,
    ),
    timings=Timings(dns=0.5, total=12.25),
    hops=(Hop(302, "GET", "http://a/", "http://b/", ("Authorization",)),),
    started_at=1_700_000_000.5,
    remote_address="127.0.0.1:8765",
    request=REQUEST,
    request_path="/c/get.toml",
    collection="/c",
    environment="local",
    overrides={"a": "1"},
)
FAILED = Exchange(
    wire=WireRequest(method="GET", url="http://h/", body=None, body_size=7),
    failure=Failure("connect", "refused", "try", "h", "connect"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "history.sqlite"


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    opened = History(path)
    yield opened
    opened.close()


def numbered(number: int, request_id: str = "r1") -> Exchange:
    wire = WireRequest(method="GET", url=f"http://h/{number}")
    return Exchange(wire=wire, request=Request(id=request_id), response=Response(status=200))


def test_nothing_is_opened_before_it_is_used(path: Path) -> None:
    history = History(path)
    history.close()
    assert not path.exists()


@pytest.mark.parametrize("exchange", [EXCHANGE, FAILED])
def test_exchange_comes_back_whole_also_after_a_restart(path: Path, exchange: Exchange) -> None:
    first = History(path)
    number = first.record(exchange)
    first.close()
    second = History(path)
    assert second.get(number) == msgspec.structs.replace(exchange, id=number)
    second.close()
    assert first.notices == second.notices == []


def test_partial_answer_comes_back_with_its_failure(history: History) -> None:
    partial = msgspec.structs.replace(
        EXCHANGE,
        response=Response(status=200, body=b"half", is_complete=False, expected_size=8),
        failure=Failure("connection-broken", "reset"),
    )
    number = history.record(partial)
    assert history.get(number) == msgspec.structs.replace(partial, id=number)
    (summary,) = history.page().rows
    assert (summary.status, summary.failure_kind, summary.size) == (None, "connection-broken", 4)


def test_summary_of_an_exchange(history: History) -> None:
    number = history.record(EXCHANGE)
    assert history.page().rows == (
        ExchangeSummary(
            id=number,
            started_at=1_700_000_000.5,
            method="POST",
            url="http://127.0.0.1:8765/users/25?a=1",
            status=201,
            reason="Created",
            duration=12.25,
            size=12,
            request_id="r1",
            request_name="Get",
            environment="local",
        ),
    )


def test_pages_run_from_the_newest_to_the_oldest(history: History) -> None:
    ids = [history.record(numbered(n, "odd" if n % 2 else "even")) for n in range(10)]
    newest_first = ids[::-1]
    pages = []
    before: int | None = None
    while page := history.page(before=before, limit=3).rows:
        pages += [summary.id for summary in page]
        before = page[-1].id
    assert pages == newest_first
    odd = history.page(HistoryQuery(request_id="odd"), limit=2).rows
    assert [summary.id for summary in odd] == [ids[9], ids[7]]
    rest = history.page(HistoryQuery(request_id="odd"), before=odd[-1].id).rows
    assert [summary.id for summary in rest] == [ids[5], ids[3], ids[1]]
    assert history.page(request_id="none").rows == ()
    assert history.page(limit=0).rows == ()
    assert len(history.page(before=10**30, limit=10**30).rows) == 10


@pytest.mark.parametrize("number", [0, -1, 7, 10**30])
def test_unknown_exchange(history: History, number: int) -> None:
    history.record(FAILED)
    with pytest.raises(UsageError, match=f"no exchange {number} in the history"):
        history.get(number)


def test_pages_are_found_by_an_index_never_by_looking_through_all(
    history: History, path: Path
) -> None:
    history.record(FAILED)
    with sqlite3.connect(path) as connection:
        for query in (
            "SELECT url FROM exchanges WHERE request_id = 'x' AND id < 5 ORDER BY id DESC LIMIT 9",
            "SELECT url FROM exchanges WHERE id < 5 ORDER BY id DESC LIMIT 9",
        ):
            plan = connection.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
            assert [row[3].split()[0] for row in plan] == ["SEARCH"]
    connection.close()


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
    history.page().rows
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_connection_is_set_up_to_last(history: History) -> None:
    history.record(FAILED)
    assert history._writer._store is not None
    execute = history._writer._store.connection.execute
    pragmas = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "user_version")
    values = [execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in pragmas]
    assert values == ["wal", 2, 1, 1, VERSION]


def test_same_body_is_kept_once_and_compressed(history: History, path: Path) -> None:
    body = b'{"name": "Ada"}' * 10_000
    exchange = msgspec.structs.replace(EXCHANGE, response=Response(status=200, body=body))
    ids = [history.record(exchange) for _ in range(5)]
    assert all(history.get(number).response == exchange.response for number in ids)
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT size, length(data) FROM bodies ORDER BY size").fetchall()
    connection.close()
    assert [size for size, _ in rows] == [5, len(body)]
    assert rows[1][1] < len(body) / 20


def test_body_over_the_limit_is_named_with_size_and_hash(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "BODY_LIMIT", 10)
    sent, received = b"s" * 11, b"r" * 12
    exchange = msgspec.structs.replace(
        EXCHANGE,
        wire=msgspec.structs.replace(EXCHANGE.wire, body=sent, body_size=11),
        response=Response(status=200, body=received),
    )
    kept = history.get(history.record(exchange))
    assert kept.wire.body is None
    assert kept.wire.omitted == OmittedBody(11, sha256(sent).hexdigest())
    assert kept.response is not None
    assert kept.response.body == b""
    assert kept.response.omitted == OmittedBody(12, sha256(received).hexdigest())
    assert "too large to keep: 12 bytes" in kept.response.notes[0]
    assert history.page().rows[0].size == 12


CANARY = "c4n4ry-s3cret+/="


def test_no_secret_reaches_the_disk_in_any_form(history: History, path: Path) -> None:
    secret = Secret("token", "env:TOKEN", CANARY)
    percent = "c4n4ry-s3cret%2B%2F%3D"
    exchange = msgspec.structs.replace(
        EXCHANGE,
        wire=WireRequest(
            method="GET",
            url=f"http://h/?t={percent}",
            headers=(("Authorization", f"Bearer {CANARY}"),),
            body=CANARY.encode(),
        ),
        response=Response(
            status=200,
            headers=(("X-Echo", CANARY),),
            body=f"you sent {CANARY} and {percent}".encode() * 20,
        ),
        failure=Failure("timeout", f"no answer to {CANARY}"),
        secrets=(secret,),
        overrides={"t": CANARY},
    )
    number = history.record(exchange)
    kept = history.get(number)
    assert kept.secrets == ()
    assert kept.request == REQUEST
    assert kept.wire.url == "http://h/?t={{token}}"
    assert kept.wire.headers == (("Authorization", "Bearer {{token}}"),)
    assert kept.response is not None
    assert kept.response.body.startswith(b"you sent {{token}} and {{token}}")
    while_open = b"".join(file.read_bytes() for file in path.parent.iterdir())
    history.close()
    closed = b"".join(file.read_bytes() for file in path.parent.iterdir())
    for data in (while_open, closed, repr(kept).encode(), repr(history.page().rows).encode()):
        assert b"c4n4ry" not in data
        assert b"YzRuNHJ5" not in data


odd = st.text(max_size=8) | st.sampled_from(["\ud800", "a\0b", "\x1b[31m", "\udfff\ud800"])
numbers = st.floats() | st.sampled_from([float("nan"), float("inf"), -0.0])
sizes = st.integers(-(2**70), 2**70)
headers = st.lists(st.tuples(odd, odd), max_size=3).map(tuple)
exchanges = st.builds(
    Exchange,
    wire=st.builds(
        WireRequest,
        method=odd,
        url=odd | st.just("http://[::1"),
        headers=headers,
        body=st.none() | st.binary(max_size=80),
        body_size=sizes,
    ),
    response=st.none()
    | st.builds(
        Response,
        status=sizes,
        reason=odd,
        headers=headers,
        body=st.binary(max_size=80),
        wire_size=sizes,
        expected_size=st.none() | sizes,
    ),
    failure=st.none() | st.builds(Failure, odd, odd, odd),
    timings=st.builds(Timings, dns=st.none() | numbers, total=numbers),
    hops=st.lists(st.builds(Hop, sizes, odd, odd, odd, st.just(())), max_size=2).map(tuple),
    started_at=numbers,
    remote_address=odd,
    request=st.none() | st.builds(Request, id=odd, name=odd, url=odd),
    environment=odd,
    overrides=st.dictionaries(odd, odd, max_size=2),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(exchange=exchanges)
def test_nothing_that_a_server_says_breaks_an_insert(history: History, exchange: Exchange) -> None:
    number = history.record(exchange)
    kept = history.get(number)
    assert repr(kept) == repr(msgspec.structs.replace(exchange, id=number))
    assert history.page(limit=1).rows[0].id == number


def test_any_number_of_threads(history: History) -> None:
    errors: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for number in range(20):
                history.record(numbered(number, name))
                history.page(HistoryQuery(request_id=name), limit=3).rows
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(str(n),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(history.page(limit=1000).rows) == 80


def test_two_instances_see_what_the_other_wrote(history: History, path: Path) -> None:
    other = History(path)
    first = history.record(numbered(1))
    assert other.get(first).wire.url == "http://h/1"
    second = other.record(numbered(2))
    assert [summary.id for summary in history.page().rows] == [second, first]
    other.close()


WRITER = """
import sys
from pathlib import Path
from endpoint_explorer.model.exchange import Exchange, Response, WireRequest
from endpoint_explorer.storage.history import History

history = History(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    body = b"%d" % number * 2000
    wire = WireRequest(method="GET", url=f"http://h/{number}")
    print(history.record(Exchange(wire=wire, response=Response(status=200, body=body))), flush=True)
"""


def start_writer(path: Path, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(count)], stdout=subprocess.PIPE, text=True
    )


def test_two_processes_that_start_together(path: Path, history: History) -> None:
    writers = [start_writer(path, 50) for _ in range(2)]
    ids = [int(line) for writer in writers for line in writer.communicate()[0].split()]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert sorted(ids) == list(range(1, 101))
    assert len(history.page(limit=1000).rows) == 100
    assert history.notices == []


@pytest.mark.parametrize("acknowledged", [1, 7])
def test_killed_program_loses_nothing_that_it_acknowledged(
    path: Path, history: History, acknowledged: int
) -> None:
    with start_writer(path, 100_000) as writer:
        assert writer.stdout is not None
        seen = [int(writer.stdout.readline()) for _ in range(acknowledged)]
        writer.send_signal(signal.SIGKILL)
        seen += [int(line) for line in writer.stdout.read().splitlines(True) if line.endswith("\n")]
    for number in seen:
        assert history.get(number).response is not None
    assert history.notices == []
    assert history._writer._store is not None
    check = history._writer._store.connection.execute("PRAGMA integrity_check").fetchone()
    assert check == ("ok",)


def fill(path: Path, count: int = 40) -> None:
    history = History(path)
    for number in range(count):
        body = os.urandom(3000)
        exchange = msgspec.structs.replace(
            numbered(number), response=Response(status=200, body=body)
        )
        history.record(exchange)
    history.close()


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


def test_damage_found_while_in_use_loses_no_new_exchange(path: Path) -> None:
    fill(path)
    history = History(path)
    history.page(limit=1).rows
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xde\xad" * ((size - 4096) // 2))
    number = history.record(FAILED)
    assert history.get(number).failure == FAILED.failure
    assert len(history.notices) == 1
    assert len(list(path.parent.glob("*.damaged-*"))) == 1
    history.close()


def test_other_instance_goes_on_in_the_new_file(path: Path) -> None:
    fill(path)
    one, other = History(path), History(path)
    one.page().rows
    other.page().rows
    os.truncate(path, 5000)
    one.record(FAILED)
    other.record(FAILED)
    assert len(one.page().rows) == 2
    aside = [file for file in path.parent.glob("*.damaged-*") if file.suffix.count("-") < 3]
    assert len(aside) == 1
    one.close()
    other.close()


def test_damage_that_another_instance_has_dealt_with_is_not_dealt_with_again(path: Path) -> None:
    fill(path, 1)
    late, _ = opening.open_store(path)
    path.rename(path.with_name("aside"))
    fill(path, 2)
    store, notices = opening.replace_damaged(late)
    assert notices == []
    assert len(store.page(None, None, 9).rows) == 2
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
        History(path).page().rows


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


@pytest.mark.parametrize("column", ["document", "body"])
def test_row_that_cannot_be_made_out_names_itself(
    history: History, path: Path, column: str
) -> None:
    body = b"x" * 1000
    number = history.record(
        msgspec.structs.replace(EXCHANGE, response=Response(status=200, body=body))
    )
    with sqlite3.connect(path) as connection:
        if column == "document":
            connection.execute("UPDATE exchanges SET document = '{\"wire\": 1}'")
        else:
            connection.execute("UPDATE bodies SET data = x'00' WHERE encoding = 'zstd'")
    connection.close()
    with pytest.raises(FileMalformed, match=f"exchange {number} cannot be read"):
        history.get(number)
    assert len(history.page().rows) == 1


@pytest.mark.parametrize("step", range(8))
def test_failure_at_any_step_leaves_no_half_of_an_exchange(
    history: History, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    history.record(FAILED)
    store = history._writer._store
    assert store is not None
    real = store.connection
    count = 0

    class Failing:
        def execute(self, *arguments: object) -> object:
            nonlocal count
            count += 1
            if count == step + 1:
                raise sqlite3.OperationalError("disk I/O error")
            return real.execute(*arguments)  # type: ignore[arg-type]  # passed on as they came

    with monkeypatch.context() as patch:
        patch.setattr(store, "_connection", Failing())
        try:
            history.record(EXCHANGE)
            kept = 2
        except FileUnwritable:
            kept = 1
    assert len(history.page().rows) == kept
    assert (kept == 2) == (count < step + 1)
    history.record(EXCHANGE)
    assert len(history.page().rows) == kept + 1
    bodies = real.execute("SELECT count(*) FROM bodies").fetchone()
    assert bodies == (2,)
