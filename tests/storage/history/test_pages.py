from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from tests.storage.history.samples import FAILED, numbered

from endpoint_explorer.model.exchange import Exchange, Response, WireRequest
from endpoint_explorer.model.history import EndpointSummary, HistoryQuery, TrendPoint
from endpoint_explorer.model.history_query import parse_query
from endpoint_explorer.model.request import Request
from endpoint_explorer.storage.history import History, pages, searching

_COLUMNS = """series, call, started_at, latest, url, reason, duration, size, request_id,
    request_name, request_path, document"""


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Histories of the same exchanges, the second with ten times as many of them."""
    return {
        rounds: _grown(tmp_path_factory.mktemp("grown") / "history.sqlite", rounds)
        for rounds in (20, 200)
    }


def _grown(path: Path, rounds: int) -> Path:
    history = History(path)
    for number in range(60):
        status = (200, 200, 404, 500)[number % 4]
        history.record(
            Exchange(
                wire=WireRequest(
                    method="GET" if number % 5 else "POST",
                    url=f"http://h{number % 3}.example.com/items{number % 7}/{number}",
                ),
                request=Request(id=f"r{number % 7}"),
                response=Response(status=status, body=b"%d" % (number % 2)),
                environment="local" if number % 11 else "staging",
            )
        )
    history.close()
    with closing(sqlite3.connect(path)) as connection:
        for _ in range(rounds - 1):
            connection.execute(
                f"INSERT INTO exchanges ({_COLUMNS}) "
                f"SELECT {_COLUMNS} FROM exchanges WHERE id <= 60 ORDER BY id"
            )
        connection.execute("UPDATE exchanges SET started_at = id, latest = id")
        connection.execute("UPDATE exchanges SET pinned = 1, note = 'n' WHERE id % 600 = 7")
        connection.commit()
    return path


def work(path: Path, read: Callable[[History, Callable[[], bool]], object]) -> int:
    """Return how many instructions of SQLite's machine a reading takes."""
    looks = 0

    def look() -> bool:
        nonlocal looks
        looks += 1
        return False

    history = History(path)
    read(history, look)  # opens the file
    looks = 0
    read(history, look)
    history.close()
    return looks


@pytest.mark.parametrize(
    "text",
    [
        "",
        "status:404",
        "is:failed",
        "-is:failed",
        "is:changed",
        "method:POST host:h1.example.com",
        "route:/items3/{id} env:staging",
        "env:nowhere",
        "is:partial",
        "since:100s",
        "since:300s status:500",
        "-is:pinned",
        "request",
        "request is:failed",
        "endpoint",
    ],
)
@pytest.mark.parametrize("place", ["first", "middle", "oldest"])
def test_page_of_a_long_history_takes_no_more_than_one_of_a_short(
    grown: dict[int, Path], monkeypatch: pytest.MonkeyPatch, text: str, place: str
) -> None:
    monkeypatch.setattr(searching, "_OPCODES_BETWEEN_LOOKS", 1)
    monkeypatch.setattr(pages, "_COUNTED", 100)  # of a request, the rows are counted so far

    def taken(rounds: int) -> int:
        rows = rounds * 60
        query = parse_query(text.replace("request", "").replace("endpoint", ""), now=float(rows))
        if "request" in text:
            query = msgspec.structs.replace(query, request_id="r3")
        if "endpoint" in text:
            query = msgspec.structs.replace(query, endpoint_id=3)
        before = rows // 2 if place == "middle" else None
        after = 0 if place == "oldest" else None
        return work(
            grown[rounds],
            lambda history, look: history.page(
                query, before=before, after=after, limit=20, is_cancelled=look
            ),
        )

    short, long = taken(20), taken(200)
    assert long <= 1.5 * short


@pytest.mark.parametrize("text", ["", "is:failed env:local"])
def test_grouping_of_a_long_history_takes_no_more_than_one_of_a_short(
    grown: dict[int, Path], monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(searching, "_OPCODES_BETWEEN_LOOKS", 1)
    query = parse_query(text, 0.0)
    short, long = (
        work(grown[n], lambda history, look: history.endpoints(query, is_cancelled=look))
        for n in (20, 200)
    )
    assert long <= 1.5 * short


def test_total_of_what_is_on_one_page_is_known(history: History) -> None:
    ids = [history.record(numbered(number)) for number in range(4)]
    history.pin(ids[:2], pinned=True)
    pinned = HistoryQuery(is_pinned=True)
    assert history.page(pinned).total == 2
    assert history.page(pinned, limit=1).total is None
    assert history.page(pinned, before=ids[1]).total is None


def test_endpoints_are_listed_by_their_last_use(history: History) -> None:
    for number in (1, 2):
        history.record(numbered(number))
    history.record(msgspec.structs.replace(FAILED, started_at=7.0))
    history.record(numbered(3))
    assert history.endpoints() == (
        EndpointSummary(
            id=1, method="GET", host="h", route="/{id}", count=3, failed=0, last_id=4, last_at=0.0
        ),
        EndpointSummary(
            id=2, method="GET", host="h", route="/", count=1, failed=1, last_id=3, last_at=7.0
        ),
    )


def test_trend_is_of_the_newest_in_the_order_of_time(history: History) -> None:
    for number in range(3):
        history.record(numbered(number))
    history.record(FAILED)
    assert history.trend(1, limit=2) == (
        TrendPoint(2, 0.0, 0.0, 200),
        TrendPoint(3, 0.0, 0.0, 200),
    )
    assert history.trend(2) == (TrendPoint(4, 0.0, 0.0, None, "connect"),)
    assert history.trend(2)[0].is_failed
    assert history.trend(99) == history.trend(1, limit=0) == ()
