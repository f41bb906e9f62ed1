"""Cookies as HAR has them, from the headers that they are in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

from endpoint_explorer.model.exchange import Headers

Document = dict[str, Any]


def sent_cookies(headers: Headers) -> list[Document]:
    """Return the cookies of a request."""
    return [
        _named(part)
        for key, value in headers
        if key.lower() == "cookie"
        for part in value.split(";")
        if part.strip()
    ]


def set_cookies(values: Iterable[str]) -> list[Document]:
    """Return the cookies that a response sets, with what it says of each."""
    return [_set_cookie(value) for value in values if value.strip()]


def _set_cookie(value: str) -> Document:
    first, *rest = value.split(";")
    document = {**_named(first), "httpOnly": False, "secure": False}
    for part in rest:
        name, _, said = (piece.strip() for piece in part.partition("="))
        match name.lower():
            case "path" | "domain" as key:
                document[key] = said
            case "samesite":
                document["sameSite"] = said
            case "httponly":
                document["httpOnly"] = True
            case "secure":
                document["secure"] = True
            case "expires":
                document |= _expires(said)
    return document


def _named(pair: str) -> Document:
    name, mark, value = pair.strip().partition("=")
    return {"name": name if mark else "", "value": value if mark else name}


def _expires(said: str) -> Document:
    try:
        moment = parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError, OverflowError):
        return {}
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return {"expires": moment.isoformat()}
