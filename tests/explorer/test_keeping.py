from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from endpoint_explorer.explorer import Explorer
from endpoint_explorer.explorer.keeping import keep_history, keep_history_briefly
from endpoint_explorer.model.exchange import Exchange, Response, WireRequest
from endpoint_explorer.model.history import HistoryQuery, Limits, Pruned, Words
from endpoint_explorer.model.settings import Settings
from endpoint_explorer.storage.history import History


@pytest.fixture
def explorer(tmp_path: Path) -> Iterator[Explorer]:
    with closing(Explorer(history=History(tmp_path / "history.sqlite"))) as explorer:
        explorer.use_settings(Settings(history=Limits(days=None, count=2, size=None)))
        yield explorer


def record(explorer: Explorer, count: int) -> None:
    for number in range(count):
        wire = WireRequest(method="GET", url=f"http://h/page/{number}")
        explorer.history.record(Exchange(wire=wire, response=Response(status=200), started_at=1.0))


def never() -> bool:
    return False


def test_words_are_indexed_and_the_bounds_kept(explorer: Explorer) -> None:
    record(explorer, 5)
    assert keep_history(explorer, never).exchanges == 3
    stats = explorer.history.stats()
    assert (stats.exchanges, stats.indexed) == (2, 2)
    query = HistoryQuery(words=(Words("page"),))
    assert [row.id for row in explorer.history.page(query).rows] == [5, 4]


def test_no_history_is_made_for_it(explorer: Explorer) -> None:
    assert keep_history(explorer, never) == Pruned()
    assert not explorer.history.path.exists()


def test_it_gives_way_to_the_end(explorer: Explorer) -> None:
    record(explorer, 5)
    explorer.close()
    assert keep_history(explorer, never) == Pruned()
    assert explorer.history.stats().exchanges == 5
    explorer.history.close()


def test_a_history_that_cannot_be_used_is_left_alone(explorer: Explorer) -> None:
    explorer.history.path.mkdir()
    assert keep_history(explorer, never) == Pruned()


@pytest.mark.parametrize(("exchange_id", "left"), [(None, 5), (15, 5), (16, 2), (32, 2)])
def test_short_programs_do_it_once_in_a_while(
    explorer: Explorer, exchange_id: int | None, left: int
) -> None:
    record(explorer, 5)
    keep_history_briefly(explorer, exchange_id)
    assert explorer.history.stats().exchanges == left
