from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import count
from pathlib import Path

import msgspec
import pytest
from tests.storage.history.samples import numbered

from endpoint_explorer.errors import Cancelled
from endpoint_explorer.model.exchange import Response
from endpoint_explorer.model.history import HistoryQuery, Words
from endpoint_explorer.storage.history import History, index
from endpoint_explorer.storage.history.texts import Columns

PEAR = HistoryQuery(words=(Words("pear"),))


def fill(history: History, bodies: Sequence[str]) -> list[int]:
    return [
        history.record(
            msgspec.structs.replace(
                numbered(number), response=Response(status=200, body=body.encode())
            )
        )
        for number, body in enumerate(bodies)
    ]


def found(history: History) -> list[int]:
    return [row.id for row in history.page(PEAR).rows]


def raw(path: Path, statement: str = "SELECT rowid FROM words WHERE words MATCH 'pear'") -> object:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return [value for (value,) in connection.execute(statement)]


def test_what_was_recorded_is_indexed_once(history: History, path: Path) -> None:
    ids = fill(history, ["pear", "apple", "pears"])
    assert history.stats().indexed == 0
    assert history.unindexed() == 3
    assert history.index() == 3
    assert history.unindexed() == 0
    assert history.index() == 0
    assert history.stats().indexed == 3
    assert raw(path) == ids[:1]
    assert found(history) == [ids[2], ids[0]]


def test_search_sees_what_is_not_indexed_yet(history: History) -> None:
    (first,) = fill(history, ["pear"])
    assert found(history) == [first]
    (second,) = fill(history, ["pear"])
    assert found(history) == [second, first]
    assert history.stats().indexed == 2


@pytest.mark.parametrize("is_indexed", [False, True])
def test_search_of_a_file_that_may_only_be_read(path: Path, is_indexed: bool) -> None:
    history = History(path)
    ids = fill(history, ["pear", "apple"])
    if is_indexed:
        history.index()
        ids += fill(history, ["pear"])
    history.close()
    raw(path, "PRAGMA user_version = 99")
    later = History(path)
    assert found(later) == [number for number in ids[::-1] if number != ids[1]]
    assert [row.id for row in later.page(PEAR, after=0, limit=1).rows] == ids[:1]
    later.close()
    assert "newer version" in later.notices[0]


def test_words_of_what_is_deleted_are_gone(history: History, path: Path) -> None:
    ids = fill(history, ["pear", "pear", "apple", "pear"])
    history.index()
    ids += fill(history, ["pear"])
    assert history.delete([ids[0], ids[2], ids[4]]) == 3
    assert raw(path) == [ids[1], ids[3]]
    assert raw(path, "SELECT rowid FROM words WHERE words MATCH 'apple'") == []
    assert found(history) == [ids[3], ids[1]]
    assert history.stats().indexed == 2


def test_indexing_that_is_cancelled_keeps_what_it_did(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "_ROWS_AT_ONCE", 2)
    fill(history, ["pear"] * 5)
    looks = count()
    with pytest.raises(Cancelled):
        history.index(lambda: next(looks) >= 2)
    assert history.stats().indexed == 4
    assert history.index() == 1


def test_search_that_is_cancelled(history: History) -> None:
    fill(history, ["pear"])
    for search in (history.page, history.endpoints):
        for query in (PEAR, HistoryQuery()):
            with pytest.raises(Cancelled):
                search(query, is_cancelled=lambda: True)
    assert found(history)


def test_search_is_cancelled_in_the_middle_of_a_statement(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(history, ["pear"] * 30)
    history.index()
    monkeypatch.setattr("endpoint_explorer.storage.history.searching._OPCODES_BETWEEN_LOOKS", 10)
    looks = count()
    with pytest.raises(Cancelled):
        history.page(HistoryQuery(), is_cancelled=lambda: next(looks) > 20)
    assert len(history.page().rows) == 30


def test_words_that_were_cut_in_another_way_are_indexed_anew(
    history: History, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fill(history, ["pear", "pear"])
    history.index()
    monkeypatch.setattr(index, "VERSION", "2")
    assert history.stats().indexed == 0
    assert history.index() == 2
    assert raw(path) == ids
    monkeypatch.setattr(index, "VERSION", "3")
    history.delete(ids[:1])
    assert raw(path, "SELECT name FROM sqlite_master WHERE name LIKE 'words%'") == []
    assert found(history) == ids[1:]


@pytest.mark.parametrize("use", ["search", "index", "delete"])
def test_damaged_index_is_made_anew_and_the_file_stays(
    history: History, path: Path, use: str
) -> None:
    ids = fill(history, ["pear", "pear"])
    history.index()
    history.close()
    raw(path, "UPDATE words_data SET block = x'ffffffffffffffff'")
    if use == "index":
        ids += fill(history, ["pear"])
        history.index()
    if use == "delete":
        assert history.delete([ids.pop()]) == 1
    assert found(history) == ids[::-1]
    assert raw(path) == ids
    assert history.notices == []


@pytest.mark.parametrize("what", ["indexed", "deleted"])
def test_another_program_is_at_it_while_texts_are_read(
    history: History, path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    ids = fill(history, ["pear", "pear"])
    other = History(path)
    read: Callable[..., list[tuple[int, Columns]]] = index._read_batch

    def interrupted(connection: sqlite3.Connection, start: int) -> list[tuple[int, Columns]]:
        batch = read(connection, start)
        monkeypatch.setattr(index, "_read_batch", read)
        if what == "indexed":
            other.index()
        else:
            other.delete(ids[:1])
        return batch

    monkeypatch.setattr(index, "_read_batch", interrupted)
    history.index()
    assert raw(path) == (ids if what == "indexed" else ids[1:])
    raw(path, "INSERT INTO words (words) VALUES ('integrity-check')")
    other.close()
