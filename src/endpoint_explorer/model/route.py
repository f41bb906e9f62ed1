"""Routes: where the parameters of a URL are, and how a URL and its query rows say the same."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from endpoint_explorer.model.request import Field

_PARAMETER = re.compile(
    r"(?<!\{)\{(?P<braced>[^{}/?#]+)\}(?!\})"
    r"|(?<=/)(?<!://):(?P<colon>[A-Za-z_]\w*)"  # after `://` it would be a password or a port
)

_NAME_DELIMITERS = str.maketrans({"&": "%26", "#": "%23", "=": "%3D"})
_VALUE_DELIMITERS = str.maketrans({"&": "%26", "#": "%23"})


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


def parameter_names(url: str) -> tuple[str, ...]:
    """Return the name of each parameter of a route once, in order."""
    return tuple(dict.fromkeys(parameter.name for parameter in path_parameters(url)))


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


def join_url(base: str, query: str | None, fragment: str | None) -> str:
    """Put together what `split_url` took apart."""
    query_part = "" if query is None else f"?{query}"
    return base + query_part + ("" if fragment is None else f"#{fragment}")


def add_query(url: str, rows: tuple[Field, ...]) -> str:
    """Put the rows that are switched on behind the query that a URL has of its own."""
    if not any(row.enabled for row in rows):
        return url
    base, own, fragment = split_url(url)
    return join_url(base, (f"{own}&" if own else "") + format_query(rows), fragment)


def parse_query(query: str) -> tuple[Field, ...]:
    """Split a query into rows, verbatim: nothing is decoded, repeated and bare names are kept."""
    rows = []
    for piece in query.split("&") if query else ():
        name, equals, value = piece.partition("=")
        rows.append(Field(name, value, bare=not equals))
    return tuple(rows)


def format_query(rows: tuple[Field, ...]) -> str:
    """Join the rows that are switched on into a query, verbatim but for delimiters.

    A delimiter inside a name or a value is percent-encoded, so that each row stays one pair.
    """
    return "&".join(_format_row(row) for row in rows if row.enabled)


def _format_row(row: Field) -> str:
    name = row.name.translate(_NAME_DELIMITERS)
    if row.bare and not row.value:
        return name
    return f"{name}={row.value.translate(_VALUE_DELIMITERS)}"


def keep_in_step(rows: tuple[Field, ...], names: tuple[str, ...]) -> tuple[Field, ...]:
    """Return one path row for each name, in order, with the values that the rows had."""
    values = {row.name: row for row in rows}
    return tuple(values.get(name, Field(name)) for name in dict.fromkeys(names))
