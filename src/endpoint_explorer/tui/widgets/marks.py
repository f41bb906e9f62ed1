"""Ranges of a text that mean something: variables and path parameters."""

from __future__ import annotations

from collections.abc import Container
from typing import Literal, NamedTuple

from endpoint_explorer.model.route import path_parameters
from endpoint_explorer.model.variable import VARIABLE

MarkKind = Literal["variable", "unknown", "parameter", "unset"]
"""`unknown` is a variable that there is not, `unset` a path parameter without a value."""


class Mark(NamedTuple):
    """A range of characters, the end not included, and what it is."""

    start: int
    end: int
    kind: MarkKind


def variable_marks(text: str) -> list[Mark]:
    """Return where `{{name}}` stands in a text."""
    if "{{" not in text:
        return []
    return [Mark(match.start(), match.end(), "variable") for match in VARIABLE.finditer(text)]


def url_marks(text: str, given: Container[str]) -> list[Mark]:
    """Return where the variables and the path parameters of a URL stand.

    `given` holds the names of the parameters that have a value.
    """
    parameters = (
        Mark(p.start, p.end, "parameter" if p.name in given else "unset")
        for p in path_parameters(text)
    )
    return [*variable_marks(text), *parameters]
