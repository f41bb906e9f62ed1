from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from endpoint_explorer.errors import Cancelled, FileUnwritable
from endpoint_explorer.model.exchange import Exchange, Response
from endpoint_explorer.model.history import HistoryQuery, Limits, Pruned, Words
from endpoint_explorer.storage.history import History

from .samples import numbered

DAY = 86_400
NONE = Limits(days=None, count=None, size=None)


def exchange(number: int, *, days_ago: float = 0.0, body: bytes = b"") -> Exchange:
    return msgspec.structs.replace(
        numbered(number),
        started_at=time.time() - days_ago * DAY,
        response=Response(status=200, body=body),
    )


def ids(history: History) -> list[int]:
    with closing(sqlite3.connect(history.path)) as connection:
        found = connection.execute("SELECT id FROM exchanges ORDER BY id DESC").fetchall()
    return [number for (number,) in found]


def ask(path: Path, statement: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (number,) = connection.execute(statement).fetchone()
        return int(number)


def pin(path: Path, *numbers: int) -> None:
    for number in numbers:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("UPDATE exchanges SET pinned = 1 WHERE id = ?", (number,))


class TestBounds:
    def test_what_is_too_old_goes(self, history: History) -> None:
        for days_ago in (91, 90.1, 89.9, 0):
            history.record(exchange(1, days_ago=days_ago))
        assert history.prune(Limits()).exchanges == 2
        assert ids(history) == [4, 3]

    def test_the_oldest_go_until_there_are_few_enough(self, history: History) -> None:
        for number in range(50):
            history.record(exchange(number))
        assert history.prune(Limits(count=3)).exchanges == 47
        assert ids(history) == [50, 49, 48]

    def test_the_oldest_go_until_there_is_room(self, history: History, path: Path) -> None:
        for number in range(60):
            history.record(exchange(number, body=os.urandom(20_000)))
        pruned = history.prune(Limits(size=600_000))
        left = ids(history)
        assert 18 <= len(left) <= 28
        assert left == list(range(60, 60 - len(left), -1))
        assert pruned.freed > 500_000
        assert path.stat().st_size <= 600_000

    def test_without_bounds_all_stays(self, history: History) -> None:
        history.record(exchange(1, days_ago=10_000))
        assert history.prune(NONE) == Pruned()
        assert ids(history) == [1]

    def test_pinned_ones_stay_whatever_the_bounds(self, history: History, path: Path) -> None:
        for number in range(5):
            history.record(exchange(number, days_ago=100))
        pin(path, 1, 3)
        assert history.prune(Limits(count=0, size=0)).exchanges == 3
        assert ids(history) == [3, 1]

    def test_one_whose_clock_was_ahead_keeps_no_others(self, history: History) -> None:
        history.record(exchange(1, days_ago=-10_000))
        for number in range(40):
            history.record(exchange(number, days_ago=100))
        history.record(exchange(2))
        assert history.prune(Limits()).exchanges == 40
        assert ids(history) == [42, 1]

    @settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=30),
        st.one_of(st.none(), st.integers(0, 5)),
        st.one_of(st.none(), st.integers(0, 30)),
    )
    def test_what_stays_is_what_the_bounds_say(
        self,
        tmp_path: Path,
        told: list[tuple[int, bool]],
        days: int | None,
        count: int | None,
    ) -> None:
        path = tmp_path / os.urandom(8).hex() / "history.sqlite"
        told = sorted(told, reverse=True)
        with closing(History(path)) as history:
            for days_ago, _ in told:
                history.record(exchange(1, days_ago=days_ago + 0.5))
            pin(path, *[i for i, (_, pinned) in enumerate(told, 1) if pinned])
            history.prune(Limits(days=days, count=count, size=None))
            left = [
                (number, pinned)
                for number, (days_ago, pinned) in enumerate(told, 1)
                if pinned or days is None or days_ago + 0.5 <= days
            ]
            excess = max(0, len(left) - count) if count is not None else 0
            loose = [number for number, pinned in left if not pinned]
            gone = set(loose[:excess])
            assert sorted(ids(history)) == [number for number, _ in left if number not in gone]


def test_nothing_is_left_of_what_went(history: History, path: Path) -> None:
    shared = os.urandom(5_000)
    for number in range(5):
        history.record(exchange(number, body=shared))
        history.record(exchange(number + 10, body=os.urandom(5_000)))
    history.prune(Limits(count=2))
    assert ask(path, "SELECT count(*) FROM bodies") == 2
    assert ask(path, "SELECT sum(count) FROM series") == 2
    assert ask(path, "SELECT count(*) FROM endpoints") == 1


def test_the_file_itself_becomes_smaller(history: History, path: Path) -> None:
    for number in range(60):
        history.record(exchange(number, body=os.urandom(40_000)))
    pruned = history.prune(Limits(count=1))
    history.close()
    assert pruned.freed > 2_000_000
    assert path.stat().st_size < 300_000
    assert ask(path, "PRAGMA freelist_count") == 0


def test_a_file_that_could_not_shrink_is_rewritten(history: History, path: Path) -> None:
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA auto_vacuum = NONE")
        connection.execute("CREATE TABLE something (else_)")
    for number in range(60):
        history.record(exchange(number, body=os.urandom(40_000)))
    assert ask(path, "PRAGMA auto_vacuum") == 0
    assert history.prune(Limits(count=1)).freed > 2_000_000
    assert ask(path, "PRAGMA auto_vacuum") == 2


def test_a_few_empty_pages_are_left_to_be_used_again(history: History, path: Path) -> None:
    for number in range(30):
        history.record(exchange(number, body=os.urandom(20_000)))
    assert history.prune(Limits(count=28)) == Pruned(2, 0)
    assert ask(path, "PRAGMA freelist_count") > 0


def test_it_can_be_cancelled_between_two_steps(history: History) -> None:
    for number in range(40):
        history.record(exchange(number))
    asked: list[int] = []

    def is_cancelled() -> bool:
        asked.append(1)
        return len(asked) > 1

    with pytest.raises(Cancelled):
        history.prune(Limits(count=0), is_cancelled)
    assert 0 < len(ids(history)) < 40


def test_large_ones_go_one_at_a_time(history: History) -> None:
    for number in range(4):
        history.record(exchange(number, body=bytes(1_500_000 + number)))
    asked: list[int] = []

    def is_cancelled() -> bool:
        asked.append(len(ids(history)))
        return False

    history.prune(Limits(count=0), is_cancelled)
    assert asked[:5] == [4, 3, 2, 1, 0]


def test_others_record_while_it_is_done(history: History, path: Path) -> None:
    for number in range(60):
        history.record(exchange(number))
    added: list[int] = []

    def record() -> bool:
        if len(added) < 4:
            added.append(history.record(exchange(len(added))))
        return False

    history.prune(Limits(count=5), record)
    assert ids(history) == [64, 63, 62, 61, 60]


def test_an_idle_pruning_writes_nothing(history: History, path: Path) -> None:
    history.record(exchange(1))
    history.prune(Limits())
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # any write would wait for it, and fail
        assert history.prune(Limits()) == Pruned()


def test_a_history_that_is_read_only_says_so(history: History, path: Path) -> None:
    history.record(exchange(1))
    history.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 999")
    with pytest.raises(FileUnwritable, match="newer version"):
        history.prune(Limits(count=0))


@pytest.mark.parametrize("is_pruned", [True, False])
def test_no_word_is_left_of_what_went(history: History, path: Path, is_pruned: bool) -> None:
    for body in (b"a peculiar word", b"another peculiar word", b"nothing"):
        history.record(exchange(1, body=body))
    history.index()
    if is_pruned:
        history.prune(Limits(count=1))
    else:
        assert history.delete([1, 2, 2, 99]) == 2
    history.record(exchange(2, body=b"a common word"))
    found = history.page(HistoryQuery(words=(Words("word"),))).rows
    assert [row.id for row in found] == [4]
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, words, row)")
        terms = {term for (term,) in connection.execute("SELECT term FROM v")}
    assert "common" in terms
    assert not {"peculiar", "another"} & terms


def test_many_that_are_pinned_are_looked_at_once(history: History, path: Path) -> None:
    for number in range(12):
        history.record(exchange(number))
    pin(path, *range(1, 12, 2))
    assert history.prune(Limits(count=8)).exchanges == 4
    assert ids(history) == [12, 11, 10, 9, 7, 5, 3, 1]


class TestStatistics:
    def test_an_empty_history_has_none_of_anything(self, history: History) -> None:
        found = history.stats()
        assert (found.exchanges, found.bodies, found.oldest_at, found.newest_at) == (0,) * 2 + (
            None,
            None,
        )

    def test_bodies_are_counted_as_they_came_and_as_they_are_kept(self, history: History) -> None:
        first = exchange(1, days_ago=2, body=b"a" * 10_000)
        last = msgspec.structs.replace(first, started_at=first.started_at + 9)
        for sent in (first, first, last):
            history.record(sent)
        history.record(msgspec.structs.replace(first, response=Response(status=404)))
        found = history.stats()
        assert (found.exchanges, found.failed, found.endpoints) == (4, 1, 1)
        assert (found.bodies, found.body_size) == (1, 30_000)
        assert found.kept_size < 1_000
        assert found.file_size > 10_000
        assert found.oldest_at == first.started_at

    def test_pinned_and_noted_ones_are_counted(self, history: History, path: Path) -> None:
        for number in range(3):
            history.record(exchange(number))
        pin(path, 1, 2)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("UPDATE exchanges SET note = 'x' WHERE id = 3")
        found = history.stats()
        assert (found.pinned, found.noted) == (2, 1)
