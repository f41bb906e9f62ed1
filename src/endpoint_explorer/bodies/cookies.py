"""Cookies as a response sets them."""

from __future__ import annotations

import msgspec


class Cookie(msgspec.Struct, frozen=True):
    """One Set-Cookie header, its attributes in their order, names and values as they were sent."""

    name: str
    value: str
    attributes: tuple[tuple[str, str], ...] = ()


def parse_set_cookie(header: str) -> Cookie:
    """Split a header as user agents do (RFC 6265, 5.2): nothing in it is too odd to be shown."""
    pair, _, rest = header.partition(";")
    name, equals, value = pair.partition("=")
    if not equals:
        name, value = "", pair
    attributes = tuple(
        (key.strip(), own.strip())
        for key, _, own in (piece.partition("=") for piece in rest.split(";"))
        if key.strip()
    )
    return Cookie(name.strip(), value.strip(), attributes)
