from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.storage.history.samples import EXCHANGE, numbered

from endpoint_explorer.errors import FileUnwritable, UsageError
from endpoint_explorer.model.exchange import ExchangeSummary, Response
from endpoint_explorer.storage.history import History
from endpoint_explorer.storage.history.schema import VERSION

odd = st.text(max_size=9) | st.sampled_from(["\ud800", "a\0b", "it's", '"', "$.a['b'][*]"])


def row(history: History, number: int) -> ExchangeSummary:
    return next(summary for summary in history.page().rows if summary.id == number)


def counts(path: Path, *tables: str) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        return [connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables]


def test_pinned_exchanges_are_marked_until_they_are_let_go(history: History) -> None:
    first, second, third = (history.record(numbered(n)) for n in range(3))
    history.pin([first, third, 99, 10**30], pinned=True)
    history.pin([first], pinned=True)
    assert [summary.pinned for summary in history.page().rows] == [True, False, True]
    history.pin([first, second], pinned=False)
    assert [summary.pinned for summary in history.page().rows] == [True, False, False]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(note=odd)
def test_note_of_any_text_comes_back(history: History, note: str) -> None:
    number = history.record(EXCHANGE)
    history.annotate(number, note)
    kept = note.strip().encode("utf-8", "replace").decode()
    assert history.page(limit=1).rows[0].note == kept
    history.annotate(number, "")
    assert history.page(limit=1).rows[0].note == ""


@pytest.mark.parametrize("number", [0, 7, -1, 10**30])
def test_note_on_an_unknown_exchange(history: History, number: int) -> None:
    history.record(EXCHANGE)
    with pytest.raises(UsageError, match=f"no exchange {number} in the history"):
        history.annotate(number, "why")


def test_deleting_leaves_what_others_still_have(history: History, path: Path) -> None:
    other = msgspec.structs.replace(EXCHANGE, response=Response(status=200, body=b"another"))
    first, second, third = (history.record(e) for e in (EXCHANGE, EXCHANGE, other))
    history.pin([first], pinned=True)
    assert history.delete([first, first, third, 99, 10**30]) == 2
    assert [summary.id for summary in history.page().rows] == [second]
    assert history.get(second).response == EXCHANGE.response
    assert counts(path, "bodies", "series", "endpoints") == [2, 1, 1]
    assert history.delete([second]) == 1
    assert counts(path, "bodies", "series", "endpoints") == [0, 0, 0]
    assert history.record(EXCHANGE) > third


def test_deleted_bytes_are_gone_from_the_file(history: History, path: Path) -> None:
    number = history.record(
        msgspec.structs.replace(EXCHANGE, response=Response(status=200, body=b"unmistakable"))
    )
    history.delete([number])
    history.close()
    assert b"unmistakable" not in b"".join(f.read_bytes() for f in path.parent.iterdir())


def test_many_are_deleted_in_batches(history: History) -> None:
    ids = [history.record(numbered(n)) for n in range(120)]
    assert history.delete(ids[:-1]) == 119
    assert [summary.id for summary in history.page().rows] == ids[-1:]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(subject=odd, paths=st.lists(odd, max_size=4))
def test_ignored_paths_are_remembered(history: History, subject: str, paths: Sequence[str]) -> None:
    history.ignore_paths(subject, paths)
    assert history.ignored_paths(subject) == tuple(dict.fromkeys(paths))
    assert history.ignored_paths("somebody else") == ()
    history.ignore_paths(subject, [])
    assert history.ignored_paths(subject) == ()


@pytest.mark.parametrize("text", ["not JSON", "{}", "[1]", "null"])
def test_ignored_paths_that_cannot_be_made_out_are_none(
    history: History, path: Path, text: str
) -> None:
    history.ignore_paths("r1", ["$.a"])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE ignored_paths SET paths = ?", (text,))
    assert history.ignored_paths("r1") == ()


def test_newer_file_is_not_changed(history: History, path: Path) -> None:
    number = history.record(EXCHANGE)
    history.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(FileUnwritable, match="nothing was pinned: a newer version"):
        history.pin([number], pinned=True)
    with pytest.raises(FileUnwritable, match="the note was not kept"):
        history.annotate(number, "why")
    with pytest.raises(FileUnwritable, match="not deleted"):
        history.delete([number])
    assert row(history, number).note == ""
