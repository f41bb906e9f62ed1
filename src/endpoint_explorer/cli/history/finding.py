"""Queries on the command line: the words that make one, and the rows that it finds."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import click

from endpoint_explorer.cli.group import Command
from endpoint_explorer.cli.output import Output
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.exchange import ExchangeSummary
from endpoint_explorer.model.history import HistoryQuery
from endpoint_explorer.model.history_query import FIELDS, parse_query

PAGE = 200
"""Rows that are read from the history at a time."""

BACKLOG = 2_000
"""Exchanges that are indexed in about a second."""

QUERY_NOTES = f"""
A query is words, which are looked for in URLs, headers and bodies, and filters:
{chr(10).join(f"  {name + ':':<13} {about}" for name, about in FIELDS.items())}
All of them must hold, but of several values of one field, is: aside, any. A minus turns a filter
round: -status:2xx. A word is the beginning of one; quotes, kept from the shell by others around
the query, make words exact: history search '"not found" since:2d'.
"""

_NEGATED = re.compile(r"-[A-Za-z]+:.*", re.DOTALL)
_FIELD = re.compile(r"(?P<field>-?[A-Za-z]+:)?(?P<value>.*)", re.DOTALL)

F = TypeVar("F", bound=Callable[..., Any])


class QueryCommand(Command):
    """A command whose arguments are a query, in which a word may begin with a minus."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the filters that are turned round from being taken for options."""
        end = args.index("--") if "--" in args else len(args)
        negated = [word for word in args[:end] if _NEGATED.fullmatch(word)]
        if negated:
            options = [word for word in args[:end] if not _NEGATED.fullmatch(word)]
            args = [*options, "--", *negated, *args[end + 1 :]]
        return super().parse_args(ctx, args)


def take_query(words: Sequence[str]) -> HistoryQuery:
    """Return what the words ask for; raises UsageError.

    One argument is a query as it stands. Of several each is a term, blanks in it included: the
    shell has taken the quotes away.
    """
    text = words[0] if len(words) == 1 else " ".join(map(_term, words))
    return parse_query(text, time.time())


def rows(
    explorer: Explorer,
    query: HistoryQuery,
    *,
    page: int = PAGE,
    oldest_first: bool = False,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[ExchangeSummary]:
    """Yield what a query finds, a page at a time; raises Cancelled."""
    before: int | None = None
    after = 0 if oldest_first else None
    while True:
        found = explorer.history.page(
            query, before=before, after=after, limit=page, is_cancelled=is_cancelled
        )
        yield from reversed(found.rows) if oldest_first else found.rows
        if found.is_last or not found.rows:
            return
        if oldest_first:
            after = found.rows[0].id
        else:
            before = found.rows[-1].id


def tell_backlog(output: Output, explorer: Explorer, query: HistoryQuery) -> None:
    """Say it to a person where a search has so much to index first that it takes a while."""
    if query.words and (behind := explorer.history.unindexed()) > BACKLOG:
        output.status(
            f"Indexing the words of {behind:,} exchanges, which is done once. Ctrl+C stops it, and "
            "the next search goes on."
        )


def _term(word: str) -> str:
    if '"' in word or not any(char.isspace() for char in word):
        return word
    match = _FIELD.fullmatch(word)
    assert match is not None, "every part of it may be empty"
    return f'{match["field"] or ""}"{match["value"]}"'
