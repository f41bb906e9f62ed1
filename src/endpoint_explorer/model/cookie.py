"""Cookies: as a response sets them, as they are kept, and how two views of a jar are joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

PER_DOMAIN = 180
"""How many cookies of one domain are kept, as in browsers; the one set longest ago goes first."""

TOTAL = 3000
"""How many cookies a jar keeps at most."""

LARGEST = 4096
"""Bytes of name and value together (RFC 6265bis, 5.6); a larger cookie is not kept."""

CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
"""What makes a whole Set-Cookie header void (RFC 6265bis, 5.6)."""


class SetCookie(msgspec.Struct, frozen=True):
    """One Set-Cookie header, its attributes in their order, names and values as they were sent."""

    name: str
    value: str
    attributes: tuple[tuple[str, str], ...] = ()


def parse_set_cookie(header: str) -> SetCookie:
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
    return SetCookie(name.strip(), value.strip(), attributes)


Key = tuple[str, str, str, bool]
"""What makes two cookies the same one: name, domain, path, and whether it is for one host only."""


class Cookie(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A cookie that is kept. `domain` is in lower case and has no leading dot.

    `host_only`: not for the hosts below `domain`. `expires` and `created` are in seconds since
    the epoch; without `expires` it is kept until it is deleted. `same_site` is shown, not enforced.
    """

    name: str
    value: str
    domain: str
    path: str = "/"
    expires: float | None = None
    secure: bool = False
    http_only: bool = False
    host_only: bool = True
    same_site: str = ""
    created: float = 0.0

    @property
    def key(self) -> Key:
        """What it has in common with the cookie that takes its place."""
        return self.name, self.domain, self.path, self.host_only

    @property
    def pair(self) -> str:
        """What goes into a Cookie header; a cookie without a name is its value alone."""
        return f"{self.name}={self.value}" if self.name else self.value

    def is_expired(self, now: float) -> bool:
        """Say whether its time is over."""
        return self.expires is not None and self.expires <= now

    def __repr__(self) -> str:
        """Leave the value out: it is a credential as often as not, and may land in a log."""
        return f"Cookie({self.name!r}, {self.domain!r}, {self.path!r})"


Changes = Mapping[Key, Cookie | None]
"""What to do to a jar: cookies to put into it, and under None the keys to take out."""


def merge(cookies: Iterable[Cookie], changes: Changes, now: float) -> tuple[Cookie, ...]:
    """Return the cookies with the changes made, those set last at the end, within the limits."""
    by_key = {cookie.key: cookie for cookie in cookies}
    for key, cookie in changes.items():
        by_key.pop(key, None)
        if cookie is not None:
            by_key[key] = cookie
    return _bounded([cookie for cookie in by_key.values() if not cookie.is_expired(now)])


def _bounded(cookies: list[Cookie]) -> tuple[Cookie, ...]:
    excess = Counter(cookie.domain for cookie in cookies)
    excess.subtract(dict.fromkeys(excess, PER_DOMAIN))
    kept = []
    for cookie in cookies:
        if excess[cookie.domain] > 0:
            excess[cookie.domain] -= 1
        else:
            kept.append(cookie)
    return tuple(kept[-TOTAL:])


def value_fault(name: str, value: str) -> str | None:
    """Say why a cookie cannot have a value, None where it can."""
    if CONTROLS.search(value):
        return "A control character cannot be in a cookie."
    if ";" in value:
        return "A semicolon would end the cookie."
    if value != value.strip(" \t"):
        return "White space around a value is lost: take it out."
    try:
        size = len(f"{name}{value}".encode())
    except UnicodeEncodeError:
        return "The value is not text that can be sent."
    return f"Name and value are over {LARGEST:,} bytes." if size > LARGEST else None
