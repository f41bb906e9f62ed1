"""Path values that survive the renaming and the retyping of their parameters."""

from __future__ import annotations

import msgspec

from endpoint_explorer.model.request import Field, Request
from endpoint_explorer.model.route import fill_path, parameter_names


class PathMemory:
    """Remembers, while one request is edited, which values the parameters of its URL had.

    A parameter is the one it was when its name is the same; else when everything around the
    parameters is the same, so that `/users/:i` on the way to `/users/:user` keeps its value.
    """

    def __init__(self) -> None:
        self._by_name: dict[str, Field] = {}
        self._by_shape: dict[str, tuple[Field, ...]] = {}

    def follow(self, before: Request, after: Request) -> Request:
        """Return the request after an edit of its URL, with path rows that fit the URL."""
        old_names, new_names = parameter_names(before.url), parameter_names(after.url)
        if old_names == new_names:
            return after
        rows = {row.name: row for row in before.path}
        self._by_name |= rows
        old_rows = tuple(rows.get(name, Field(name)) for name in old_names)
        self._by_shape[_shape(before.url)] = old_rows
        same_places = self._by_shape.get(_shape(after.url), ())
        kept = [
            self._row(name, rows, same_places[index : index + 1], new_names)
            for index, name in enumerate(new_names)
        ]
        stale = [row for row in before.path if row.name not in {*old_names, *new_names}]
        path = tuple(row for row in kept if row.value or row.name in rows or not row.enabled)
        return msgspec.structs.replace(after, path=(*path, *stale))

    def _row(
        self, name: str, rows: dict[str, Field], place: tuple[Field, ...], names: tuple[str, ...]
    ) -> Field:
        if name in rows:
            return rows[name]
        if place and place[0].name not in names:
            return msgspec.structs.replace(place[0], name=name)
        return self._by_name.get(name, Field(name))


def _shape(url: str) -> str:
    return fill_path(url, dict.fromkeys(parameter_names(url), "{}"))
