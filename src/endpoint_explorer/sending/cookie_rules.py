"""Which cookies a response may set, and where they go (RFC 6265bis, 5).

The standard library's http.cookiejar follows older rules (RFC 2965, a Netscape draft) and costs
40 ms of imports. What is its own here: the rule of thumb for public suffixes, as no list of them
is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

import msgspec

from endpoint_explorer.model.cookie import CONTROLS, LARGEST, Cookie, parse_set_cookie
from endpoint_explorer.sending.urls import Url, to_bytes

LONGEST_LIFE = 400 * 24 * 3600
"""Seconds: a later expiry is brought forward to this."""

_LONGEST_ATTRIBUTE = 1024
_COUNTRY_LEVEL = frozenset(
    {"ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "int", "mil", "ne", "net", "or", "org"}
)
"""Second levels below a country's domain that are open to all, as in co.uk."""

_DELIMITERS = re.compile(r"[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+")
_TIME = re.compile(r"(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)", re.ASCII)
_DAY = re.compile(r"(\d{1,2})(?:\D|$)", re.ASCII)
_YEAR = re.compile(r"(\d{2,4})(?:\D|$)", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WHOLE_NUMBER = re.compile(r"-?\d+", re.ASCII)
_NUMERIC_LABEL = re.compile(r"\d+|0x[0-9a-f]*", re.ASCII)

Reason = Literal["control", "empty", "large", "domain", "suffix", "insecure", "prefix", "shadows"]


class Refused(msgspec.Struct, frozen=True):
    """A cookie that is not kept, and why."""

    name: str
    reason: Reason


def is_secure(url: Url) -> bool:
    """Say whether nobody on the way can listen: https, or this very machine, as in browsers."""
    host = url.host.lower().rstrip(".")
    is_name = host == "localhost" or host.endswith(".localhost")
    is_local = is_name or host == "::1" or (host.startswith("127.") and is_address(host))
    return url.scheme == "https" or is_local


def is_address(host: str) -> bool:
    """Say whether a host is an IP address, which has no parent domains."""
    return ":" in host or bool(_NUMERIC_LABEL.fullmatch(host.rstrip(".").rpartition(".")[2]))


def domain_matches(host: str, domain: str) -> bool:
    """Say whether a host is a domain or below it (5.1.3); both are in lower case."""
    return host == domain or (host.endswith(f".{domain}") and not is_address(host))


def path_matches(path: str, prefix: str) -> bool:
    """Say whether a path is a cookie's path or below it (5.1.4)."""
    if not path.startswith(prefix):
        return False
    return path == prefix or prefix.endswith("/") or path[len(prefix)] == "/"


def default_path(path: str) -> str:
    """Return the folder that a path is in (5.1.4)."""
    return path[: path.rfind("/")] if path.startswith("/") and path.count("/") > 1 else "/"


def is_public_suffix(domain: str) -> bool:
    """Say whether a domain is open to all: a bare top level, or as co.uk."""
    above, dot, top = domain.rstrip(".").rpartition(".")
    return not dot or (len(top) == 2 and above in _COUNTRY_LEVEL)


def parse_date(text: str) -> float | None:
    """Return a date in seconds since the epoch (5.1.1), None where there is none in the text."""
    found: dict[str, tuple[int, ...]] = {}
    for token in _DELIMITERS.split(text):
        for kind, value in _read_token(token):
            if kind not in found:
                found[kind] = value
                break
    if len(found) < 4:
        return None
    (day,), (month,), (year,) = found["day"], found["month"], found["year"]
    if year < 100:
        year += 1900 if year >= 70 else 2000
    if year < 1601:
        return None
    try:
        hour, minute, second = found["time"]
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()
    except ValueError:
        return None


def _read_token(token: str) -> list[tuple[str, tuple[int, ...]]]:
    """Return what a token of a date can be, the likeliest first."""
    readings = []
    for kind, pattern in (("time", _TIME), ("day", _DAY), ("year", _YEAR)):
        match = pattern.match(token)
        if match:
            readings.append((kind, tuple(map(int, match.groups()))))
    if token[:3].lower() in _MONTHS:
        readings.append(("month", (_MONTHS.index(token[:3].lower()) + 1,)))
    return readings


def accept(header: str, url: Url, now: float) -> Cookie | Refused:
    """Return the cookie that a Set-Cookie header means in an answer from a URL (5.6, 5.7).

    One that is to be deleted is a cookie that has expired.
    """
    parsed = parse_set_cookie(header)
    name, value = parsed.name, parsed.value
    if CONTROLS.search(header):
        return Refused(name, "control")
    if not name and not value:
        return Refused(name, "empty")
    if len(to_bytes(name)) + len(to_bytes(value)) > LARGEST:
        return Refused(name, "large")
    attributes = {
        key.lower(): own
        for key, own in parsed.attributes
        if len(to_bytes(own)) <= _LONGEST_ATTRIBUTE
    }
    domain, fault = _domain(attributes.get("domain", ""), url.host.lower())
    if fault is not None:
        return Refused(name, fault)
    path = attributes.get("path", "")
    cookie = Cookie(
        name=name,
        value=value,
        domain=domain or url.host.lower(),
        host_only=not domain,
        path=path if path.startswith("/") else default_path(url.path),
        expires=_expires(attributes, now),
        secure="secure" in attributes,
        http_only="httponly" in attributes,
        same_site=attributes.get("samesite", ""),
        created=now,
    )
    if cookie.secure and not is_secure(url):
        return Refused(name, "insecure")
    return cookie if _keeps_its_promise(cookie, path) else Refused(name, "prefix")


def _domain(attribute: str, host: str) -> tuple[str, Reason | None]:
    """Return the domain, "" for this host alone, and the reason why it cannot be."""
    domain = attribute.removeprefix(".").lower()
    if not domain or (domain == host and is_public_suffix(domain)):
        return "", None
    if not domain.isascii() or not domain_matches(host, domain):
        return "", "domain"
    return domain, "suffix" if is_public_suffix(domain) else None


def _expires(attributes: Mapping[str, str], now: float) -> float | None:
    """Return when it ends; Max-Age stands above Expires, and what is malformed is as absent."""
    age = attributes.get("max-age", "")
    if _WHOLE_NUMBER.fullmatch(age):
        seconds = int(age)
        return now + min(seconds, LONGEST_LIFE) if seconds > 0 else 0.0
    date = parse_date(attributes.get("expires", ""))
    return None if date is None else max(min(date, now + LONGEST_LIFE), 0.0)


def _keeps_its_promise(cookie: Cookie, path: str) -> bool:
    """Check what the prefix of a name promises (4.1.3)."""
    name = (cookie.name or cookie.value).lower()
    if name.startswith("__host-"):
        return bool(cookie.name) and cookie.secure and cookie.host_only and path == "/"
    return not name.startswith("__secure-") or (bool(cookie.name) and cookie.secure)
