"""Finding requests by words in their name, method and URL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

import msgspec

from endpoint_explorer.model.collection import Entry, Summary
from endpoint_explorer.tui.panes.sidebar.tree import Caption, Line, Row

T = TypeVar("T")

SLICE = 1000
"""Requests handled before others get their turn: about 3 ms of work."""


class _Candidate(msgspec.Struct, eq=False, gc=False):
    text: str
    row: Row
    folder: Caption


class FilterIndex:
    """Every request with its text in lower case, in the order in which the tree shows them."""

    def __init__(self) -> None:
        self._candidates: list[_Candidate] = []

    def __len__(self) -> int:
        return len(self._candidates)

    async def build(self, summaries: Mapping[Path, Summary]) -> None:
        """Take in what there is, a slice at a time."""
        folder = Caption()
        for part in _slices(summaries.items()):
            for path, summary in part:
                if folder.folder != (parent := path.parent):
                    folder = Caption(folder=parent)
                row = Row(Entry(path, "request"))
                name = summary.name or row.entry.stem
                text = f"{name}\n{summary.method}\n{summary.url}".casefold()
                self._candidates.append(_Candidate(text, row, folder))
            await asyncio.sleep(0)

    async def match(self, words: Sequence[str]) -> tuple[list[Line], int]:
        """Return the requests that hold every word, below captions for their folders; and how many.

        Case does not matter. A word may be found in the name, the method or the URL. A name that
        is what was typed comes first, then those that begin with it, then the rest.
        """
        phrase = " ".join(words)
        is_named: list[_Candidate] = []
        begins: list[_Candidate] = []
        holds: list[_Candidate] = []
        for part in _slices(self._candidates):
            for candidate in part:
                text = candidate.text
                if all(word in text for word in words):
                    if not text.startswith(phrase):
                        holds.append(candidate)
                    elif text.startswith(f"{phrase}\n"):
                        is_named.append(candidate)
                    else:
                        begins.append(candidate)
            await asyncio.sleep(0)
        found = [*is_named, *begins, *holds]
        return _with_captions(found), len(found)


def split_words(query: str) -> list[str]:
    """Return the words of a query as they are compared."""
    return query.casefold().split()


def _with_captions(candidates: Iterable[_Candidate]) -> list[Line]:
    lines: list[Line] = []
    folder: Caption | None = None
    for candidate in candidates:
        if candidate.folder is not folder:
            folder = candidate.folder
            lines.append(folder)
        lines.append(candidate.row)
    return lines


def _slices(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while part := list(islice(iterator, SLICE)):
        yield part
