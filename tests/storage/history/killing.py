"""Kills a program while it works on a history, again and again, and looks at what is left.

    python -m tests.storage.history.killing FOLDER ROUNDS SEED

A program of its own with a single thread, so that it may fork: a round costs no start of Python.
Prints how many were killed, and how many exchanges they had acknowledged; exits with 1 at a fault.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.storage.history.samples import write_version_1

from endpoint_explorer.model.exchange import Exchange, Response, WireRequest
from endpoint_explorer.model.history import HistoryQuery, Limits, Words
from endpoint_explorer.model.request import Request
from endpoint_explorer.storage.history import History

ROWS = 60
"""Those that are there before a round begins, ids 1 to this; every tenth is pinned."""

KEPT = 20
"""What a pruning leaves, beside those that are pinned."""

Acknowledge = Callable[[int, int], None]


def exchange(number: int) -> Exchange:
    """Return an exchange that can be told from every other by its number."""
    noise = random.Random(number).randbytes(number % 7 * 500).hex()
    body = f"{noise} number{number}".encode()
    return Exchange(
        wire=WireRequest(method="GET", url=f"http://h/users/{number}", body=b"sent" * (number % 3)),
        response=Response(status=200, body=body),
        request=Request(id="r1", url="/users/{id}"),
    )


def insert(history: History, acknowledge: Acknowledge) -> None:
    """Record until killed."""
    for number in range(1_000, 100_000):
        acknowledge(history.record(exchange(number)), number)


def migrate(history: History, acknowledge: Acknowledge) -> None:
    """Open a file of version 1, then record."""
    insert(history, acknowledge)


def index_words(history: History, acknowledge: Acknowledge) -> None:
    """Index what is there, and record more to index."""
    for number in range(1_000, 100_000, 10):
        history.index()
        for more in range(number, number + 10):
            acknowledge(history.record(exchange(more)), more)


def prune(history: History, acknowledge: Acknowledge) -> None:
    """Record more than is kept, and prune."""
    for number in range(1_000, 100_000):
        history.record(exchange(number))
        if number % 5 == 0:
            history.index()
            history.prune(Limits(count=KEPT))
            history.scrub()
        acknowledge(0, 0)


JOBS = (insert, migrate, index_words, prune)


def prepare(folder: Path) -> dict[str, Path]:
    """Write the files that rounds start with: one of version 1, and one of today."""
    old, new = folder / "old.sqlite", folder / "new.sqlite"
    numbers = range(1, ROWS + 1)
    write_version_1(old, [exchange(number) for number in numbers])
    history = History(new)
    for number in numbers:
        history.record(exchange(number))
    history.pin([number for number in numbers if number % 10 == 0], pinned=True)
    history.close()
    # What a child would import late, so that it is not killed while it imports.
    checked = shutil.copyfile(new, folder / "checked.sqlite")
    check(checked, insert.__name__, [])
    with closing(History(checked)) as history:
        history.prune(Limits(count=KEPT))
        history.scrub()
    return {job.__name__: old if job is migrate else new for job in JOBS}


def work(path: Path, job: Callable[[History, Acknowledge], None], pipe: int) -> None:
    """Do a job in this process, which does not survive it."""

    def acknowledge(number: int, content: int) -> None:
        os.write(pipe, b"%d %d\n" % (number, content))

    acknowledge(0, 0)  # it begins
    job(History(path), acknowledge)


def kill_at_work(
    path: Path, job: Callable[[History, Acknowledge], None], delay: float
) -> list[tuple[int, int]]:
    """Let a child work for some seconds, kill it, and return what it acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work(path, job, writing)
        except BaseException as error:
            os.write(2, repr(error).encode())
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        pipe.readline()
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        told = [
            line.split() for line in pipe.read().splitlines(keepends=True) if line[-1:] == b"\n"
        ]
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "a child gave up before it was killed"
    return [(int(number), int(content)) for number, content in told if number != b"0"]


def check(path: Path, job: str, told: list[tuple[int, int]]) -> None:
    """Assert that the file is whole, and that what was acknowledged is in it."""
    history = History(path)
    last = history.record(exchange(999))
    there = {row.id for row in history.page(limit=100_000).rows}
    expected = dict(told)
    if job == "prune":
        expected = {number: number for number in range(10, ROWS + 1, 10)}
    else:
        expected |= {number: number for number in range(1, ROWS + 1)}
    assert there >= {*expected, last}, sorted({*expected, last} - there)
    for number in (*expected, *list(there - {*expected})[:5]):
        kept = history.get(number)
        assert kept.response is not None
        content = int(kept.response.body.rpartition(b"number")[2])
        assert kept.response == exchange(content).response
        assert kept.wire == exchange(content).wire
        assert content == expected.get(number, content)
    found = history.page(HistoryQuery(words=(Words("number999", exact=True),)))
    assert [row.id for row in found.rows] == [last]
    history.close()
    assert [notice for notice in history.notices if "version" not in notice] == []
    whole(path)
    for backup in path.parent.glob("*.backup"):
        whole(backup)
        with closing(sqlite3.connect(backup)) as connection:
            assert connection.execute("SELECT count(*) FROM exchanges").fetchone() == (ROWS,)


def whole(path: Path) -> None:
    """Assert that SQLite finds no fault, and that what is counted is what there is."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        if path.suffix == ".backup":
            return
        counted = connection.execute("SELECT id, count, last FROM series ORDER BY id").fetchall()
        really = connection.execute(
            "SELECT series, count(*), max(id) FROM exchanges GROUP BY series ORDER BY series"
        ).fetchall()
        assert counted == really
        unused = connection.execute(
            "SELECT count(*) FROM bodies WHERE id NOT IN (SELECT response_body FROM exchanges"
            " WHERE response_body IS NOT NULL UNION SELECT request_body FROM exchanges"
            " WHERE request_body IS NOT NULL)"
        ).fetchone()
        assert unused == (0,)


def main(folder: Path, rounds: int, seed: int) -> None:
    """Do the rounds, a job after the other."""
    randomly = random.Random(seed)
    templates = prepare(folder)
    acknowledged = 0
    for number in range(rounds):
        job = JOBS[number % len(JOBS)]
        place = folder / "round"
        place.mkdir(mode=0o700)
        path = place / "history.sqlite"
        shutil.copyfile(templates[job.__name__], path)
        delay = randomly.uniform(0, 0.06 if job is insert else 0.12)
        try:
            told = kill_at_work(path, job, delay)
            check(path, job.__name__, told)
        except BaseException:
            told_of = f"round {number}, {job.__name__}, killed after {delay:.4f} s\n"
            sys.stderr.write(told_of)
            raise
        acknowledged += len(told)
        shutil.rmtree(place)
    sys.stdout.write(f"{rounds} {acknowledged}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
