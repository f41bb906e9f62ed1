from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from tests.storage.history.faulty_disk import (
    FULL,
    IOERR_SYNC,
    IOERR_WRITE,
    FaultyDisk,
    faulty_disk,
)
from tests.storage.history.killing import whole
from tests.storage.history.samples import EXCHANGE, FAILED, numbered, write_version_1

from endpoint_explorer.errors import FileError
from endpoint_explorer.model.exchange import Response
from endpoint_explorer.model.history import HistoryQuery, Limits, Words
from endpoint_explorer.storage.history import History
from endpoint_explorer.storage.history.store import Store

ROOT = Path(__file__).parents[3]

WRITER = """
import sys
from pathlib import Path
from endpoint_explorer.model.exchange import Exchange, Response, WireRequest
from endpoint_explorer.storage.history import History
from endpoint_explorer.storage.history.store import Store

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


def test_two_processes_that_write_at_once(path: Path, history: History) -> None:
    writers = [start_writer(path, 1_000) for _ in range(2)]
    ids = [[int(line) for line in writer.communicate()[0].split()] for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert all(own == sorted(own) for own in ids)
    assert sorted(chain(*ids)) == list(range(1, 2_001))
    assert {row.id for row in history.page(limit=3_000).rows} == set(range(1, 2_001))
    assert history.page().total == 2_000
    assert history.notices == []


def test_killed_program_loses_nothing_that_it_acknowledged(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    rounds = str(pytestconfig.getoption("--kill-rounds"))
    killing = [sys.executable, "-m", "tests.storage.history.killing", str(tmp_path), rounds, "1"]
    done = subprocess.run(killing, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    survived, acknowledged = done.stdout.split()
    assert survived == rounds
    assert int(acknowledged) > 0


@pytest.fixture
def disk() -> Iterator[FaultyDisk]:
    with faulty_disk() as found:
        if found is None:
            pytest.skip("SQLite is built into this Python: its file system is out of reach")
        yield found


def prepare(path: Path) -> None:
    """Write a history of three rows: the second one pinned, the first and third indexed."""
    history = History(path)
    for exchange in (EXCHANGE, FAILED, numbered(3)):
        history.record(exchange)
    history.pin([2], pinned=True)
    history.index()
    history.close()


def record(history: History) -> None:
    response = Response(status=500, body=b"another answer" * 50)
    assert history.record(msgspec.structs.replace(EXCHANGE, response=response)) == 4


def migrate(history: History) -> None:
    history.page()


def delete(history: History) -> None:
    assert history.delete([1]) == 1


def annotate(history: History) -> None:
    history.annotate(1, "why")


def index(history: History) -> None:
    history.index()


def prune(history: History) -> None:
    assert history.prune(Limits(days=None, count=2, size=None)).exchanges == 1


Work = Callable[[History], None]

LEFT: dict[Work, set[int]] = {record: {1, 2, 3, 4}, delete: {2, 3}, prune: {2, 3}}
"""The ids that are there after what was done; the first three after anything else."""


def left_by(work: Work) -> set[int]:
    return LEFT.get(work, {1, 2, 3})


@pytest.mark.parametrize("work", [record, migrate, delete, annotate, index, prune])
@pytest.mark.parametrize("fault", ["write", "sync", "full"])
def test_disk_that_fails_at_any_moment_takes_nothing_that_was_acknowledged(
    tmp_path: Path, disk: FaultyDisk, work: Work, fault: str
) -> None:
    template = tmp_path / "template" / "history.sqlite"
    if work is migrate:
        write_version_1(template, [EXCHANGE, FAILED, numbered(3)])
    else:
        prepare(template)
    for number in range(1, 500):
        path = tmp_path / str(number) / "history.sqlite"
        path.parent.mkdir()
        shutil.copyfile(template, path)
        if not fail_at(disk, path, work, number, fault):
            return
    pytest.fail("there is no end of what it writes")


def fail_at(disk: FaultyDisk, path: Path, work: Work, number: int, fault: str) -> bool:
    """Let one write or sync fail, and look at what is left; say whether it came to that."""
    history = History(path)
    code = {"write": IOERR_WRITE, "sync": IOERR_SYNC, "full": FULL}[fault]
    disk.fail("sync" if fault == "sync" else "write", number, code, lasting=fault == "full")
    is_done = True
    try:
        work(history)
    except FileError:
        is_done = False
    was_reached = disk.was_reached()
    history.close()
    disk.heal()
    assert is_done or was_reached
    check(path, left_by(work) if is_done else None, work)
    return was_reached


def check(path: Path, left: set[int] | None, work: Work) -> None:
    """Assert that all is there, or nothing of what was done, and that it goes on from there."""
    if work is not migrate or left:
        whole(path)
    history = History(path)
    ids = {row.id for row in history.page().rows}
    assert ids in ([left] if left else [{1, 2, 3}, left_by(work)])
    assert history.page().total == len(ids)
    found = history.page(HistoryQuery(words=(Words("http"),)))
    assert {row.id for row in found.rows} == ids
    assert all(history.get(number) for number in ids)
    assert history.record(FAILED) == max(3, *ids) + 1
    history.close()
    assert [notice for notice in history.notices if "damaged" in notice] == []
    whole(path)


class FailingConnection:
    """Does what a connection does, but for one statement."""

    def __init__(self, real: sqlite3.Connection, failing: int) -> None:
        self._real = real
        self._failing = failing
        self.statements = 0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._real, name)
        return partial(self._do, found) if name.startswith("execute") else found

    def _do(self, execute: Callable[..., object], *arguments: object) -> object:
        self.statements += 1
        if self.statements == self._failing:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode, error.sqlite_errorname = 10, "SQLITE_IOERR"
            raise error
        return execute(*arguments)


@pytest.mark.parametrize("work", [record, delete, annotate, index, prune])
def test_failure_at_any_statement_leaves_no_half_of_what_was_done(
    tmp_path: Path, work: Work
) -> None:
    template = tmp_path / "template" / "history.sqlite"
    prepare(template)
    for number in range(1, 500):
        path = tmp_path / str(number) / "history.sqlite"
        path.parent.mkdir()
        shutil.copyfile(template, path)
        history = History(path)
        failing = FailingConnection(history._writer.run(lambda store: store.connection), number)
        keeping = FailingConnection(history._keeper.run(lambda store: store.connection), number)
        for access, connection in ((history._writer, failing), (history._keeper, keeping)):
            access.run(partial(use, connection=connection))
        is_done = True
        try:
            work(history)
        except FileError:
            is_done = False
        history.close()
        check(path, left_by(work) if is_done else None, work)
        if max(failing.statements, keeping.statements) < number:
            assert is_done
            return
    pytest.fail("there is no end of what it does")


def use(store: Store, connection: FailingConnection) -> None:
    store.connection = cast("sqlite3.Connection", connection)
