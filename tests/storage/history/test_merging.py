from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.storage.history.test_index import fill, found

from endpoint_explorer.errors import Cancelled
from endpoint_explorer.model.history import Limits
from endpoint_explorer.storage.history import History, merging

CANARY = b"kanarienvogel"


def bodies(count: int) -> list[str]:
    randomly = random.Random(1)
    return [
        f"pear {randomly.randbytes(200).hex(' ')} w{randomly.randrange(10**9)}"
        for _ in range(count)
    ]


def bytes_of(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes()


@pytest.mark.parametrize("pages", [1, 1_000])
def test_no_word_of_a_deleted_exchange_is_left(
    history: History, path: Path, pages: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "PAGES_AT_FIRST", pages)
    ids = fill(history, bodies(60))
    history.index()
    (canary,) = fill(history, [f"pear {CANARY.decode()}"])
    history.index()
    more = fill(history, bodies(20))
    history.index()
    history.delete([canary])
    assert CANARY in bytes_of(path)
    history.scrub()
    assert CANARY not in bytes_of(path)
    assert found(history) == [*reversed([*ids, *more])]
    history.close()


def test_what_was_pruned_goes_once_it_is_much_or_asked_for(history: History, path: Path) -> None:
    fill(history, [f"pear {CANARY.decode()}"])
    fill(history, bodies(99))
    history.index()
    history.prune(Limits(days=None, count=99))
    history.scrub(always=False)
    assert CANARY in bytes_of(path)
    history.prune(Limits(days=None, count=90))
    history.scrub(always=False)
    assert CANARY not in bytes_of(path)


def test_a_scrubbing_that_is_cancelled_goes_on(history: History, path: Path) -> None:
    (canary, *_) = fill(history, [CANARY.decode(), *bodies(20)])
    history.index()
    history.delete([canary])
    with pytest.raises(Cancelled):
        history.scrub(lambda: True)
    assert CANARY in bytes_of(path)
    history.close()
    history.scrub(always=False)  # it was deleted, not pruned
    assert CANARY not in bytes_of(path)


def test_exchanges_that_are_deleted_meanwhile_go_too(history: History, path: Path) -> None:
    (first, second, *_) = fill(history, ["pear", CANARY.decode(), *bodies(40)])
    history.index()
    history.delete([first])
    steps = iter(range(3))

    def delete_then() -> bool:
        if next(steps, 0) == 1:
            history.delete([second])
        return False

    history.scrub(delete_then)
    assert CANARY not in bytes_of(path)


def test_nothing_is_done_where_no_word_was_forgotten(history: History, path: Path) -> None:
    fill(history, bodies(3))
    history.scrub()
    history.index()
    before = bytes_of(path)
    history.scrub()
    assert bytes_of(path) == before
