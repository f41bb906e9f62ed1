"""What may come next in a search: names of fields, and the values that are known for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from endpoint_explorer.model.history_query import FIELDS, VALUES


def last_term(text: str) -> str:
    """Return the term that is being written at the end of a search; empty after a space."""
    is_quoted, start = False, 0
    for index, character in enumerate(text):
        if character == '"':
            is_quoted = not is_quoted
        elif character.isspace() and not is_quoted:
            start = index + 1
    return text[start:]


def begins_field(term: str) -> bool:
    """Say whether a term may become a field, as `sta` may become `status:`."""
    name = term.removeprefix("-").lower()
    return bool(name) and any(field.startswith(name) for field in FIELDS)


def suggestions(
    text: str, known: Mapping[str, Sequence[str]], *, limit: int = 40
) -> list[tuple[str, str]]:
    """Return what may come next, each with the search that it makes.

    `known` has values of fields beside those that are always possible. Nothing is suggested for
    an empty search, nor for what is complete.
    """
    term = last_term(text)
    before = text[: len(text) - len(term)]
    sign = "-" if term.startswith("-") else ""
    wanted = term[len(sign) :].lower()
    name, colon, value = wanted.partition(":")
    if not wanted or wanted.startswith('"'):
        return []
    if not colon:
        names = [field for field in FIELDS if field.startswith(name)]
        return [(f"{sign}{field}:", f"{before}{sign}{field}:") for field in names]
    values = dict.fromkeys((*known.get(name, ()), *VALUES.get(name, ())))
    bare = value.strip('"')
    begin = [each for each in values if each.lower().startswith(bare)]
    contain = [each for each in values if bare in each.lower() and each not in begin]
    found = [*begin, *contain]
    if [each.lower() for each in found] == [bare]:
        return []
    return [(each, f"{before}{sign}{name}:{_quoted(each)} ") for each in found[:limit]]


def _quoted(value: str) -> str:
    if any(character.isspace() or character == '"' for character in value):
        return f'"{value.replace(chr(34), "")}"'
    return value
