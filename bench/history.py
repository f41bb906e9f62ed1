"""What the history costs: recording, first pages, searching and the start, as ratios in one run.

Whatever is compared takes turns, and of its times the lower quartile counts. Exits with 1 above a
limit.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from bench.histories import HOSTS, NOW, fill, fill_with_words, usual_exchange
from bench.startup import make_collection, time_to_show

from endpoint_explorer.model.history import HistoryQuery
from endpoint_explorer.model.history_query import parse_query
from endpoint_explorer.storage.history import History
from endpoint_explorer.storage.history.opening import PRAGMAS
from endpoint_explorer.storage.locations import history_path

T = TypeVar("T")

PAGE, FULL_PAGE = 30, 100
"""Rows: as many as any query finds among 1,000, and as the program asks for."""

TURN = 10
"""Exchanges that are recorded before the other has its turn."""

RECORDED, FOUND = 1.5, 2.0
"""At most so many times as long as a bare insert, and as the same in a small history."""

SEARCHES = (
    "",
    "status:5xx",
    "status:404 method:GET",
    "-status:2xx",
    "method:POST",
    f"host:{HOSTS[1]}",
    "host:*.example.com -method:POST",
    "route:/users/{id}",
    "env:staging",
    "collection:api",
    "is:failed",
    "is:changed",
    "is:partial",
    "is:pinned",
    "is:pinned status:2xx",
    "has:note",
    "has:note is:failed env:production",
    "since:5m",
    "since:5m status:5xx",
    "status:503 method:GET host:api.example.com route:/users/{id} env:staging is:changed",
)
WORDS = ("w2", "w1", "w2 w3", '"w17"', "w9731", "w1 status:2xx")
"""What is looked for among 100,000: beginnings, whole words, several, and with a filter."""


BARE = """
    SELECT exchanges.id, started_at, method, exchanges.url, reason, failure_kind, duration, size,
        exchanges.status, request_id, request_name, environment, route, endpoints.id,
        changed, pinned, note
    FROM words JOIN exchanges ON exchanges.id = words.rowid
    JOIN series ON series.id = series JOIN endpoints ON endpoints.id = endpoint
    WHERE words MATCH ? ORDER BY words.rowid DESC LIMIT ?
"""
"""A first page of rows by FTS5 alone."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-history-"))
    try:
        ratios = [
            *record(folder, arguments.rounds),
            *browse(folder, arguments.rows, arguments.rounds),
            *search(folder, arguments.rows // 10, arguments.rounds),
            *start(folder, arguments.rounds),
        ]
    finally:
        shutil.rmtree(folder)
    return int(any(ratio > limit for ratio, limit in ratios))


def record(folder: Path, rounds: int) -> Iterable[tuple[float, float]]:
    """Insert 20 KB, and record an exchange of 20 KB, in turns of a few."""
    exchanges = [usual_exchange(number) for number in range(50 * rounds + 1)]
    with (
        closing(History(folder / "recorded" / "history.sqlite")) as history,
        closing(sqlite3.connect(folder / "bare.sqlite", isolation_level=None)) as bare,
    ):
        for pragma in ("PRAGMA auto_vacuum = INCREMENTAL", *PRAGMAS):
            bare.execute(pragma)
        bare.execute("CREATE TABLE bodies (id INTEGER PRIMARY KEY, data BLOB NOT NULL)")

        def insert(data: bytes) -> None:
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO bodies (data) VALUES (?)", (data,))
            bare.execute("COMMIT")

        history.record(exchanges[-1])
        times: dict[str, list[float]] = {"bare insert": [], "record": []}
        for begin, end in pairwise(range(0, len(exchanges), TURN)):
            turn = exchanges[begin:end]
            bodies = [exchange.response.body for exchange in turn if exchange.response]
            times["bare insert"].append(seconds(partial(for_each, insert, bodies)) / TURN)
            times["record"].append(seconds(partial(for_each, history.record, turn)) / TURN)
    yield compare("an exchange of 20 KB is recorded", times, RECORDED)


def browse(folder: Path, rows: int, rounds: int) -> Iterable[tuple[float, float]]:
    """Open a history and show a first page, in a large one and in a small one."""
    paths = {"1,000 rows": folder / "small" / "history.sqlite"}
    name = f"{rows:,} rows"
    paths[name] = folder / "state" / "history.sqlite"
    fill(paths["1,000 rows"], 1_000)
    print(f"{name}: made in {seconds(lambda: fill(paths[name], rows)):.0f} s")
    for text in SEARCHES:
        query = parse_query(text, NOW)
        yield first_page(f"first page of {text or 'everything'!r}", paths, query, rounds)
    yield first_page("first page of a request", paths, HistoryQuery(request_id="users"), rounds)
    yield first_page("first page of an endpoint", paths, HistoryQuery(endpoint_id=1), rounds)
    kept = {key: History(path) for key, path in paths.items()}
    for title, work in (
        ("the oldest page", lambda history: history.page(after=0, limit=PAGE)),
        ("a page in the middle", lambda h: h.page(before=h.page().rows[0].id // 2, limit=PAGE)),
        ("the oldest failed", lambda h: h.page(parse_query("is:failed", NOW), after=0, limit=PAGE)),
        ("grouping by route", History.endpoints),
        ("grouping what failed", lambda h: h.endpoints(parse_query("is:failed", NOW))),
        ("a trend", lambda history: history.trend(1, PAGE)),
    ):
        times = in_turns({key: partial(work, history) for key, history in kept.items()}, rounds)
        yield compare(title, times, FOUND)
    for history in kept.values():
        history.close()


def first_page(
    title: str, paths: dict[str, Path], query: HistoryQuery, rounds: int
) -> tuple[float, float]:
    """Compare opening a file and reading a first page of it."""

    def show(path: Path) -> None:
        with closing(History(path)) as history:
            assert history.page(query, limit=PAGE).rows

    times = in_turns({name: partial(show, path) for name, path in paths.items()}, rounds)
    return compare(title, times, FOUND)


def search(folder: Path, rows: int, rounds: int) -> Iterable[tuple[float, float]]:
    """Look for words, beside FTS5 by itself."""
    path = folder / "words" / "history.sqlite"
    fill_with_words(path, rows)
    with closing(History(path)) as history, closing(sqlite3.connect(path)) as bare:

        def ask(match: str) -> list[object]:
            return bare.execute(BARE, (match, FULL_PAGE)).fetchall()

        def show(query: HistoryQuery) -> int:
            return len(history.page(query, limit=FULL_PAGE).rows)

        for text in WORDS:
            query = parse_query(text, NOW)
            match = " ".join(f'"{w.text}"' + "*" * (not w.exact) for w in query.words)
            contestants: dict[str, Callable[[], object]] = {
                "bare FTS5": partial(ask, match),
                "history": partial(show, query),
            }
            title = f"search for {text!r} ({show(query)} on a page)"
            yield compare(title, in_turns(contestants, rounds), FOUND)


def start(folder: Path, rounds: int) -> Iterable[tuple[float, float]]:
    """Start the program where the history is large, and where there is none."""
    make_collection(folder / "collections", 0, 0)
    program = [sys.executable, "-m", "endpoint_explorer", str(folder / "collections")]
    homes = {"no history": folder / "home", "a large one": folder / "other"}
    os.environ["ENDPOINT_EXPLORER_HOME"] = str(homes["a large one"])
    place = history_path()
    place.parent.mkdir(parents=True, mode=0o700)
    (folder / "state" / "history.sqlite").rename(place)
    markers = [b"bench", b"Send"]
    contestants = {
        name: partial(time_to_show, program, markers, home) for name, home in homes.items()
    }
    yield compare("the first frame", in_turns(contestants, min(rounds, 7)), 1.1)


def in_turns(
    contestants: Mapping[str, Callable[[], object]], rounds: int
) -> dict[str, list[float]]:
    """Return the seconds that each took; the first round, which fills caches, does not count."""
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds + 1):
        for name, work in contestants.items():
            taken = seconds(work)
            if number:
                times[name].append(taken)
    return times


def for_each(work: Callable[[T], object], given: Iterable[T]) -> None:
    """Do something with each."""
    for one in given:
        work(one)


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def compare(title: str, times: Mapping[str, Sequence[float]], limit: float) -> tuple[float, float]:
    """Print what two usually take and return the second's ratio to the first, and the limit."""
    (first, second), (a, b) = times, map(_usual, times.values())
    ratio = b / a
    verdict = "ok" if ratio <= limit else "TOO SLOW"
    print(
        f"{title:<60} {second} {b * 1000:8.2f} ms / {first} {a * 1000:8.2f} ms"
        f" = {ratio:5.2f} (at most {limit}) {verdict}"
    )
    return ratio, limit


def _usual(times: Sequence[float]) -> float:
    """Return the lower quartile: a machine that does something else only ever adds to a time."""
    return statistics.quantiles(times, n=4)[0]


if __name__ == "__main__":
    sys.exit(main())
