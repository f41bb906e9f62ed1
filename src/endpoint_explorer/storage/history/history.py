"""What the rest of the program sees of the history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from endpoint_explorer.errors import Cancelled, FileMalformed, FileUnwritable, UsageError
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.model.history import (
    EndpointSummary,
    HistoryPage,
    HistoryQuery,
    HistoryStats,
    Limits,
    Pruned,
    TrendPoint,
)
from endpoint_explorer.storage.history.access import Access

if TYPE_CHECKING:
    import sqlite3

    from endpoint_explorer.storage.history.searching import Reading
    from endpoint_explorer.storage.history.store import Store

_LARGEST = 2**63 - 1
"""The largest integer, and so id, that SQLite knows."""

_BATCH = 50
"""Exchanges that are deleted at a time: others can be recorded between two such batches."""

S = TypeVar("S")
T = TypeVar("T")

EVERYTHING = HistoryQuery()

Watch = Callable[[], bool]
"""Says whether what is being done is not wanted any more."""


def _never() -> bool:
    return False


def _given(_connection: sqlite3.Connection, ids: Sequence[int]) -> Sequence[int]:
    return ids


def _unknown(exchange_id: int) -> UsageError:
    return UsageError(
        f"no exchange {exchange_id} in the history",
        hint="`endpoint-explorer history list` shows those that there are.",
    )


class History:
    """The history in the file `path`, opened when it is first used; for any number of threads.

    What writes, what reads and what keeps it in order have a connection each: neither a long
    search nor a pruning makes an exchange wait to be recorded.
    `notices` are sentences for the user: that a damaged file was moved aside, that a file is
    open for reading only. Every method raises FileUnwritable or FileUnreadable when the file
    cannot be used at all; the program goes on without it. Those that take `is_cancelled` raise
    Cancelled once it says so.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notices: list[str] = []
        self._writer = Access(path, self.notices)
        self._reader = Access(path, self.notices)
        self._keeper = Access(path, self.notices)

    def record(self, exchange: Exchange) -> int:
        """Keep an exchange and return its id, once it is safely on disk.

        No secret of the exchange reaches the file. Raises FileUnwritable when it was not kept.
        """
        from endpoint_explorer.storage.history.rows import to_row
        from endpoint_explorer.storage.redaction import redact_exchange

        row = to_row(redact_exchange(exchange))
        return self._write(lambda store: store.insert(row), "the exchange was not recorded")

    def get(self, exchange_id: int) -> Exchange:
        """Return an exchange; raise UsageError where the history has none of this id.

        Raises FileMalformed for one that cannot be made out, as a newer version may write it.
        """
        from endpoint_explorer.storage.history.rows import to_exchange

        wanted = exchange_id if abs(exchange_id) <= _LARGEST else 0
        found = self._reader.run(lambda store: store.find(wanted))
        if found is None:
            raise _unknown(exchange_id)
        try:
            return to_exchange(exchange_id, *found)
        except ValueError as error:  # of JSON, of msgspec, of a body that does not decompress
            raise FileMalformed(
                self.path, f"exchange {exchange_id} cannot be read: {error}"
            ) from error

    def page(
        self,
        query: HistoryQuery = EVERYTHING,
        *,
        before: int | None = None,
        after: int | None = None,
        limit: int = 100,
        is_cancelled: Watch = _never,
    ) -> HistoryPage:
        """Return rows that a query finds, the newest first: those just below the id `before`.

        With `after`, an id too, those just above it; 0 gives the oldest of all.
        """
        from endpoint_explorer.storage.history.pages import read_page
        from endpoint_explorer.storage.history.searching import Stretch

        stretch = Stretch(
            None if before is None else max(min(before, _LARGEST), -_LARGEST),
            None if after is None else max(min(after, _LARGEST), -_LARGEST),
            max(min(limit, _LARGEST - 1), 0),
        )
        return self._find(
            query,
            partial(read_page, query=query, stretch=stretch, is_cancelled=is_cancelled),
            is_cancelled,
        )

    def endpoints(
        self, query: HistoryQuery = EVERYTHING, *, is_cancelled: Watch = _never
    ) -> tuple[EndpointSummary, ...]:
        """Return the endpoints of the exchanges that a query finds, the latest used first."""
        from endpoint_explorer.storage.history.trends import read_endpoints

        return self._find(
            query, partial(read_endpoints, query=query, is_cancelled=is_cancelled), is_cancelled
        )

    def trend(self, endpoint_id: int, limit: int = 1_000) -> tuple[TrendPoint, ...]:
        """Return the newest exchanges of an endpoint as points, the oldest of them first."""
        from endpoint_explorer.storage.history.trends import read_trend

        return self._reader.run(
            lambda store: read_trend(store.connection, endpoint_id, max(min(limit, _LARGEST), 0))
        )

    def before(self, exchange_id: int) -> int | None:
        """Return the id of the newest before one: of its call, else of its saved request."""
        wanted = exchange_id if abs(exchange_id) <= _LARGEST else 0
        return self._reader.run(lambda store: store.before(wanted))

    def paths_of(self, request_id: str) -> tuple[str, ...]:
        """Return the files that a request was sent from, the one that was first so used first."""
        return self._reader.run(lambda store: store.paths_of(request_id))

    def pin(self, exchange_ids: Sequence[int], *, pinned: bool) -> None:
        """Pin exchanges, so that no pruning removes them, or let them go."""
        from endpoint_explorer.storage.history.marking import pin

        known = [number for number in exchange_ids if abs(number) <= _LARGEST]
        self._change(lambda connection: pin(connection, known, pinned=pinned), "nothing was pinned")

    def annotate(self, exchange_id: int, note: str) -> None:
        """Give an exchange a note, or with an empty text none.

        Raises UsageError where the history has no exchange of this id.
        """
        from endpoint_explorer.storage.history.marking import annotate

        wanted = exchange_id if abs(exchange_id) <= _LARGEST else 0
        if not self._change(lambda c: annotate(c, wanted, note), "the note was not kept"):
            raise _unknown(exchange_id)

    def delete(self, exchange_ids: Sequence[int]) -> int:
        """Remove exchanges, pinned ones too, and what only they had; return how many there were.

        `scrub` then removes what the index of words has of them.
        """
        from endpoint_explorer.storage.history.merging import ask_for_merging
        from endpoint_explorer.storage.history.removing import remove

        known = [number for number in dict.fromkeys(exchange_ids) if abs(number) <= _LARGEST]
        batches = (known[i : i + _BATCH] for i in range(0, len(known), _BATCH))
        removals = (partial(remove, choose=partial(_given, ids=batch)) for batch in batches)
        removed = sum(self._write(removal, "not deleted", self._keeper) for removal in removals)
        if removed:
            self._change(partial(ask_for_merging, always=True), "not deleted whole", self._keeper)
        return removed

    def scrub(self, is_cancelled: Watch = _never, *, always: bool = True) -> None:
        """Take the words of removed exchanges out of the index, which nothing finds any more.

        It writes the index anew, in steps of some milliseconds: with `always` whenever a word is
        left, else when many are. What is cancelled goes on with the next call.
        """
        from endpoint_explorer.storage.history import merging
        from endpoint_explorer.storage.history.pacing import repeat

        def merge(pages: int) -> int:
            return self._write(partial(merging.merge_some, pages), refusal, self._keeper)

        refusal = "the words were not removed"
        self._change(partial(merging.ask_for_merging, always=always), refusal, self._keeper)
        repeat(merge, merging.PAGES_AT_FIRST, is_cancelled)

    def ignored_paths(self, subject: str) -> tuple[str, ...]:
        """Return the paths that comparisons leave out for a subject, a request or an endpoint."""
        from endpoint_explorer.storage.history.marking import ignored_paths

        return self._reader.run(lambda store: ignored_paths(store.connection, subject))

    def ignore_paths(self, subject: str, paths: Sequence[str]) -> None:
        """Remember the paths that comparisons leave out for a subject, instead of any before."""
        from endpoint_explorer.storage.history.marking import ignore_paths

        kept = tuple(paths)
        self._change(lambda c: ignore_paths(c, subject, kept), "the paths were not remembered")

    def index(self, is_cancelled: Watch = _never) -> int:
        """Make what was recorded since the last time searchable by words; return how many rows.

        It is done some rows at a time: what was done before it is cancelled stays.
        """
        from endpoint_explorer.storage.history.index import index_some

        indexed = 0
        while not is_cancelled():
            rows = self._write(index_some, "the words were not indexed", self._keeper)
            if not rows:
                return indexed
            indexed += rows
        raise Cancelled("the indexing of the history was cancelled")

    def unindexed(self) -> int:
        """Return about how many exchanges a search by words would have to index before it looks."""
        from endpoint_explorer.storage.history.index import count_behind

        return self._reader.run(lambda store: count_behind(store.connection))

    def prune(self, limits: Limits, is_cancelled: Watch = _never) -> Pruned:
        """Remove the oldest exchanges until what is left keeps the bounds; pinned ones stay.

        It is done in steps of some milliseconds, between which exchanges are recorded and found.
        """
        from endpoint_explorer.storage.history.pruning import Pruning

        def step(work: Callable[[Store], S]) -> S:
            return self._write(work, "nothing was removed", self._keeper)

        return Pruning(step, limits, is_cancelled).prune()

    def stats(self) -> HistoryStats:
        """Return what the history holds."""
        from endpoint_explorer.storage.history.index import count_indexed
        from endpoint_explorer.storage.history.statistics import statistics

        return self._reader.run(
            lambda store: statistics(store.connection, self.path, count_indexed(store.connection))
        )

    def close(self) -> None:
        """Close the file; using the history again opens it again."""
        for access in (self._writer, self._reader, self._keeper):
            access.close()

    def _find(self, query: HistoryQuery, read: Reading[T], is_cancelled: Watch) -> T:
        """Read what a query finds, once its words can be looked up."""

        def found(store: Store) -> T:
            return read(store.connection, scans=True)

        if not query.words:
            return self._reader.run(found)
        from endpoint_explorer.storage.history.index import IndexDamaged, NotIndexed, discard

        try:
            return self._reader.run(lambda store: read(store.connection, scans=False))
        except NotIndexed:
            # What cannot be indexed, in a file that may only be read, is looked through.
            with suppress(FileUnwritable):
                self.index(is_cancelled)
            with suppress(IndexDamaged):
                return self._reader.run(found)
        except IndexDamaged:
            pass
        self._write(discard, "the words cannot be looked up", self._keeper)
        self.index(is_cancelled)
        return self._reader.run(found)

    def _change(
        self,
        work: Callable[[sqlite3.Connection], T],
        refusal: str,
        access: Access | None = None,
    ) -> T:
        """Do something in one transaction."""

        def change(store: Store) -> T:
            with store.transaction() as connection:
                return work(connection)

        return self._write(change, refusal, access)

    def _write(self, work: Callable[[Store], T], refusal: str, access: Access | None = None) -> T:
        def write(store: Store) -> T:
            if store.refusal:
                raise FileUnwritable(
                    self.path,
                    f"{refusal}: {store.refusal}",
                    hint="Set ENDPOINT_EXPLORER_HOME to keep a history elsewhere.",
                )
            return work(store)

        return (access or self._writer).run(write)
