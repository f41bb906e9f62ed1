"""The grammar by which people search the history: `status:5xx host:api.example.com "exact words"`.

    query    = *( term )                       between terms is white space
    term     = [ "-" ] field ":" value / words
    words    = bare / quoted                   a quoted one is exact, a bare one may be a beginning
    value    = bare / quoted                   a bare one has no white space and no quote
    quoted   = DQUOTE text ( DQUOTE / end of the query )

The field is one of FIELDS. What has a colon but no such field before it is words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from endpoint_explorer.errors import UsageError
from endpoint_explorer.model.history import Condition, Facet, HistoryQuery, Words

FIELDS: Mapping[str, str] = {
    "status": "404, 5xx or 400-499",
    "method": "GET or POST",
    "host": "api.example.com or *.example.com",
    "route": "/users/{id} or /users/*",
    "env": "the name of an environment",
    "collection": "the name of a collection",
    "since": "30m, 3h, 2d, 1w, today, yesterday or 2026-11-01",
    "is": "failed, ok, changed, pinned, partial or cancelled",
    "has": "note",
    "note": "a part of the note",
}
"""The fields, and what may stand behind each."""

VALUES: Mapping[str, tuple[str, ...]] = {
    "status": ("2xx", "3xx", "4xx", "5xx"),
    "method": ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"),
    "since": ("1h", "1d", "1w", "today", "yesterday"),
    "is": ("failed", "ok", "changed", "pinned", "partial", "cancelled"),
    "has": ("note",),
}
"""Values to propose for a field; those of `is` and `has` are all that there are."""

_TERM = re.compile(
    r"(?P<minus>-?)(?:(?P<field>[A-Za-z]+):)?"
    r'(?:"(?P<quoted>[^"]*)(?P<end>"|\Z)|(?P<bare>[^\s"]*))'
)
_FACETS: Mapping[str, Facet] = {
    "status": "status",
    "method": "method",
    "host": "host",
    "route": "route",
    "env": "env",
    "collection": "collection",
}
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def parse_query(text: str, now: float) -> HistoryQuery:
    """Return what a search asks for; `now` is in seconds since the epoch, for `since:2d`.

    Raises UsageError, whose message says at which character, counted from 1, and what is wrong,
    and whose hint what is possible.
    """
    query = HistoryQuery()
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = _TERM.match(text, position)
        assert match is not None, "every part of a term may be empty"
        term = _Term.of(match, now)
        query = term.add_to(query)
        position = match.end()
    return query


def status_range(value: str) -> tuple[int, int]:
    """Return the lowest and the highest status of `404`, `5xx`, `40` or `400-499`.

    Raises ValueError.
    """
    match = re.fullmatch(r"([1-9]\d{2})-([1-9]\d{2})", value, re.ASCII)
    if match and match[1] <= match[2]:
        return int(match[1]), int(match[2])
    match = re.fullmatch(r"(?=.{1,3}\Z)([1-9]\d{0,2})x*", value, re.ASCII | re.IGNORECASE)
    if not match:
        raise ValueError(value)
    return int(match[1].ljust(3, "0")), int(match[1].ljust(3, "9"))


class _Term(msgspec.Struct, frozen=True):
    """One term, where it stands, and whether its value is in quotes that are closed."""

    field: str
    value: str
    negated: bool
    quoted: bool
    closed: bool
    position: int
    now: float

    @classmethod
    def of(cls, match: re.Match[str], now: float) -> _Term:
        quoted = match["quoted"] is not None
        field, value = (match["field"] or ""), (match["quoted"] if quoted else match["bare"])
        if field and field.lower() not in FIELDS:
            near = _near(field.lower())
            if near and not value.startswith("//"):
                raise UsageError(
                    f"character {match.start() + 1}: there is no field {field}",
                    hint=f"Did you mean {near}? In quotes it is a word.",
                )
            value = f"{field}:{value}"
            field = ""
        return cls(
            field.lower(),
            value,
            bool(match["minus"]),
            quoted,
            bool(match["end"]),
            match.start() + 1,
            now,
        )

    def add_to(self, query: HistoryQuery) -> HistoryQuery:
        if not self.field:
            return self._add_words(query)
        if not self.value and not (self.quoted and self.field in {"env", "collection"}):
            raise self._error(f"{self.field}: says nothing")
        adding = _ADDING.get(self.field, _Term._add_condition)
        return msgspec.structs.replace(query, **adding(self, query))

    def _add_words(self, query: HistoryQuery) -> HistoryQuery:
        if self.negated and self.value:
            raise UsageError(
                f"character {self.position}: words cannot be left out by -",
                hint="- is for fields, as in -status:2xx. In quotes it is part of the words.",
            )
        if not self.value:
            return query
        words = Words(self.value, exact=self.quoted and self.closed)
        return msgspec.structs.replace(query, words=(*query.words, words))

    def _add_condition(self, query: HistoryQuery) -> dict[str, Any]:
        facet = _FACETS[self.field]
        if facet == "status":
            try:
                status_range(self.value)
            except ValueError:
                raise self._error(f"no status is {self.value}") from None
        condition = Condition(facet, self.value, self.negated)
        return {"conditions": (*query.conditions, condition)}

    def _add_state(self, query: HistoryQuery) -> dict[str, Any]:
        state = self.value.lower()
        if state not in VALUES["is"]:
            raise self._error(f"nothing is {self.value}")
        if state == "pinned":
            return {"is_pinned": self._agreed(query.is_pinned)}
        return {"conditions": (*query.conditions, Condition("is", state, self.negated))}

    def _add_has(self, query: HistoryQuery) -> dict[str, Any]:
        if self.value.lower() not in VALUES["has"]:
            raise self._error(f"nothing has {self.value}")
        return {"has_note": self._agreed(query.has_note)}

    def _add_since(self, query: HistoryQuery) -> dict[str, Any]:
        self._refuse_negation()
        try:
            since = _moment(self.value, self.now)
        except (ValueError, OverflowError, OSError):
            raise self._error(f"{self.value} is no time") from None
        return {"since": since if query.since is None else max(since, query.since)}

    def _add_note(self, query: HistoryQuery) -> dict[str, Any]:
        self._refuse_negation()
        if query.note:
            raise self._error("note: can be there once")
        return {"note": self.value}

    def _agreed(self, said: bool | None) -> bool:
        wanted = not self.negated
        if said is not None and said != wanted:
            raise self._error(f"{self.field}:{self.value} is both asked for and left out")
        return wanted

    def _refuse_negation(self) -> None:
        if self.negated:
            raise self._error(f"{self.field}: cannot be left out by -")

    def _error(self, reason: str) -> UsageError:
        return UsageError(
            f"character {self.position}: {reason}",
            hint=f"Behind {self.field}: may stand {FIELDS[self.field]}.",
        )


_ADDING: Mapping[str, Callable[[_Term, HistoryQuery], dict[str, Any]]] = {
    "is": _Term._add_state,  # noqa: SLF001 - one table for the methods of this module's class
    "has": _Term._add_has,  # noqa: SLF001
    "since": _Term._add_since,  # noqa: SLF001
    "note": _Term._add_note,  # noqa: SLF001
}


def _moment(value: str, now: float) -> float:
    """Return the seconds since the epoch of `2d` before now, or of a date in this time zone."""
    match = re.fullmatch(r"(\d{1,9})([smhdw])", value.lower(), re.ASCII)
    if match:
        return now - int(match[1]) * _SECONDS[match[2]]
    if value.lower() in {"today", "yesterday"}:
        day = datetime.fromtimestamp(now).astimezone().date()
        day -= timedelta(days=value.lower() == "yesterday")
        value = day.isoformat()
    return datetime.fromisoformat(value).astimezone().timestamp()


def _near(field: str) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(field, FIELDS, n=1, cutoff=0.8)), "")
