from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests.storage.history.samples import EXCHANGE, FAILED

from endpoint_explorer.errors import FileUnwritable
from endpoint_explorer.storage.history import History

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
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


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
        patch.setattr(store, "connection", Failing())
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
