"""Routes: where the parameters of a URL are, and how a URL and its query rows say the same."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from endpoint_explorer.model.request import Field

_PARAMETER = re.compile(r"(?<!\{)\{(?P<braced>[^{}/?#]+)\}(?!\})|(?<=/):(?P<colon>[A-Za-z_]\w*)")


class Parameter(msgspec.Struct, frozen=True):
    """A path parameter: its name, and where its mark starts and ends in the URL."""

    name: str
    start: int
    end: int


def path_parameters(url: str) -> tuple[Parameter, ...]:
    """Return the parameters of a route, `{id}` and `:id`, in order; variables are none."""
    path = split_url(url)[0]
    return tuple(
        Parameter(m["braced"] or m["colon"], m.start(), m.end()) for m in _PARAMETER.finditer(path)
    )


def fill_path(url: str, values: Mapping[str, str]) -> str:
    """Put values, already encoded, in the place of the parameters that they name."""
    parts: list[str] = []
    position = 0
    for parameter in path_parameters(url):
        if parameter.name in values:
            parts += [url[position : parameter.start], values[parameter.name]]
            position = parameter.end
    return "".join(parts) + url[position:]


def split_url(url: str) -> tuple[str, str | None, str | None]:
    """Split a URL into what is before the query, the query, and the fragment, all verbatim.

    None and the empty string differ, as `/users` and `/users?` do.
    """
    before, hash_mark, fragment = url.partition("#")
    base, question_mark, query = before.partition("?")
    return base, query if question_mark else None, fragment if hash_mark else None


def parse_query(query: str) -> tuple[Field, ...]:
    """Split a query into rows, verbatim: nothing is decoded, repeated and bare names are kept."""
    rows = []
    for piece in query.split("&") if query else ():
        name, equals, value = piece.partition("=")
        rows.append(Field(name, value, bare=not equals))
    return tuple(rows)


def format_query(rows: tuple[Field, ...]) -> str:
    """Join the rows that are switched on into a query, verbatim."""
    return "&".join(
        row.name if row.bare and not row.value else f"{row.name}={row.value}"
        for row in rows
        if row.enabled
    )


def keep_in_step(rows: tuple[Field, ...], names: tuple[str, ...]) -> tuple[Field, ...]:
    """Return one path row for each name, in order, with the values that the rows had."""
    values = {row.name: row for row in rows}
    return tuple(values.get(name, Field(name)) for name in dict.fromkeys(names))
