"""The tree of collections as rows: what is loaded, what is expanded, what is in view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from endpoint_explorer.model.collection import Entry


class Row(msgspec.Struct, eq=False, gc=False):
    """An entry in its place. `children` is None until they have been given.

    Rows refer downwards only, which spares the garbage collector 10,000 of them: no cycle can
    form, and a collection in the midst of filling a folder would stall the loop for 50 ms.
    """

    entry: Entry
    depth: int = 0
    children: list[Row] | None = None
    is_expanded: bool = False

    @property
    def is_request(self) -> bool:
        """Whether it is a request, and so has no children."""
        return self.entry.kind == "request"


class Caption(msgspec.Struct, frozen=True, gc=False):
    """A line that is no entry: the folder that results are in, or a word on an empty folder."""

    text: str = ""
    folder: Path | None = None
    depth: int = 0


Line = Row | Caption


class EntryTree:
    """The roots and whatever has been loaded below them, as a flat list of lines.

    Loading 10,000 entries takes a few milliseconds: a row is two words and an entry until
    somebody looks at it.
    """

    def __init__(self) -> None:
        self.roots: list[Row] = []
        self.lines: list[Line] = []

    def set_roots(self, entries: Sequence[Entry]) -> None:
        """Replace the top of the tree; what stays keeps its children."""
        self.roots = _merge(self.roots, entries, 0)
        self._flatten()

    def fill(self, row: Row, entries: Sequence[Entry]) -> None:
        """Give a folder its children; folders that were there keep theirs."""
        row.children = _merge(row.children or [], entries, row.depth + 1)
        self._flatten()

    def expand(self, row: Row) -> None:
        """Expand a folder, and every folder above it."""
        for above in self.trail(row.entry.path):
            above.is_expanded = not above.is_request
        self._flatten()

    def collapse(self, row: Row) -> None:
        """Collapse a folder."""
        row.is_expanded = False
        self._flatten()

    def find(self, path: Path) -> Row | None:
        """Return the row of a path, None when it or a folder above it is not loaded."""
        trail = self.trail(path)
        return trail[-1] if trail and trail[-1].entry.path == path else None

    def parent(self, row: Row) -> Row | None:
        """Return the folder that a row is in, None for a root."""
        return self.find(row.entry.path.parent) if row.depth else None

    def trail(self, path: Path) -> list[Row]:
        """Return the rows from a root down to a path, as far as they are loaded."""
        chain = [*reversed(path.parents), path]
        root = next((root for root in self.roots if root.entry.path in chain), None)
        if root is None:
            return []
        trail = [root]
        for wanted in chain[chain.index(root.entry.path) + 1 :]:
            rows = trail[-1].children or ()
            row = next((row for row in rows if row.entry.path == wanted), None)
            if row is None:
                break
            trail.append(row)
        return trail

    def index(self, row: Row | None) -> int:
        """Return where a row stands among the lines, -1 when it is not to be seen."""
        try:
            return self.lines.index(row) if row is not None else -1
        except ValueError:
            return -1

    def _flatten(self) -> None:
        self.lines = list(_walk(self.roots))


def _merge(old: list[Row], entries: Sequence[Entry], depth: int) -> list[Row]:
    kept = {row.entry: row for row in old if row.children is not None or row.is_expanded}
    if not kept:
        return [Row(entry, depth) for entry in entries]
    # Requests are never among the kept, and 10,000 paths take long to hash.
    return [(entry.kind != "request" and kept.get(entry)) or Row(entry, depth) for entry in entries]


def _walk(rows: list[Row]) -> Iterator[Line]:
    for row in rows:
        yield row
        if row.is_expanded and row.children is not None:
            if row.children:
                yield from _walk(row.children)
            else:
                yield Caption("empty", depth=row.depth + 1)
