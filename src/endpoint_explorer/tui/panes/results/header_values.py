"""What the value of a header field says, in plain words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime

from endpoint_explorer.bodies.file_names import disposition_name
from endpoint_explorer.bodies.media import parse_media_type
from endpoint_explorer.model.cookie import parse_set_cookie
from endpoint_explorer.model.measure import format_size
from endpoint_explorer.tui.panes.results.amounts import moment
from endpoint_explorer.tui.panes.results.spans_of_time import ago_or_in, duration

Fact = tuple[str, str]
"""A part of a value, and what it says; the texts may come from outside."""

_LIST = re.compile(r'\s*((?:"(?:[^"\\]|\\.)*"|[^",])+?)\s*(?:,|$)')

_DIRECTIVES = {
    "no-store": "nobody may store it",
    "no-cache": "may be stored, but must be checked with the server before each use",
    "private": "only the client may store it, no shared cache",
    "public": "any cache may store it",
    "must-revalidate": "once stale, it must be checked with the server",
    "proxy-revalidate": "once stale, shared caches must check it with the server",
    "no-transform": "nobody on the way may change it",
    "immutable": "it does not change while it is fresh",
    "only-if-cached": "answer from a cache, or not at all",
    "must-understand": "store it only when the status code is understood",
    "max-age": "fresh for {}",
    "s-maxage": "fresh in shared caches for {}",
    "stale-while-revalidate": "may be used for {} more while a cache checks it",
    "stale-if-error": "may be used for {} more when the server fails",
    "max-stale": "may be stale by {}",
    "min-fresh": "must stay fresh for {}",
}

_CODINGS = {
    "gzip": "compressed with gzip",
    "x-gzip": "compressed with gzip",
    "deflate": "compressed with zlib",
    "br": "compressed with Brotli",
    "zstd": "compressed with Zstandard",
    "compress": "compressed with LZW",
    "identity": "not coded",
    "chunked": "in chunks, each with its length",
    "trailers": "fields after the content are taken",
}

_COOKIE = {
    "secure": "sent over HTTPS only",
    "httponly": "hidden from scripts",
    "partitioned": "kept apart for each top-level site",
}

_SAME_SITE = {
    "strict": "never sent on requests from other sites",
    "lax": "sent from other sites only when following links",
    "none": "sent on requests from other sites too",
}


def explain(name: str, value: str, now: float) -> list[Fact]:
    """Return what the parts of a value say, nothing where it speaks for itself."""
    reader = _READERS.get(name.lower())
    if reader is None:
        return []
    try:
        return list(reader(value, now))
    except (ValueError, OverflowError, OSError, IndexError):
        return [(value, "not in the form that this field has")]


def cookie_facts(attributes: tuple[tuple[str, str], ...], now: float) -> list[Fact]:
    """Return what the attributes of a Set-Cookie say, with what they leave unsaid."""
    facts = [(f"{key}={own}" if own else key, _attribute(key, own, now)) for key, own in attributes]
    keys = {key.lower() for key, _ in attributes}
    if not keys & {"expires", "max-age"}:
        facts.append(("", "kept for the session: it has no expiry"))
    if "domain" not in keys:
        facts.append(("", "for this host only"))
    return facts


def _attribute(key: str, value: str, now: float) -> str:
    lowered = key.lower()
    if lowered == "samesite":
        return _SAME_SITE.get(value.lower(), "not a known value: read as Lax")
    if lowered == "domain":
        return f"for {value.lstrip('.')} and the hosts below it"
    if lowered == "path":
        return "for every path" if value == "/" else f"for {value} and the paths below it"
    if lowered in {"max-age", "expires"}:
        return _expiry(lowered, value, now)
    return _COOKIE.get(lowered, "")


def _expiry(key: str, value: str, now: float) -> str:
    if key == "expires":
        expires = _seconds(value)
        left = None if expires is None else expires - now
    else:
        left = float(value[:12]) if re.fullmatch(r"-?[0-9]+", value) else None
    if left is None:
        return "not understood: ignored"
    return f"expires in {duration(left)}" if left > 0 else "deleted at once"


def _cache_control(value: str, now: float) -> Iterator[Fact]:
    del now
    for part in _parts(value):
        key, _, own = part.partition("=")
        words = _DIRECTIVES.get(key.strip().lower(), "")
        seconds = own.strip().strip('"')
        if "{}" in words:
            words = words.format(duration(float(seconds))) if seconds else "for any time"
        elif seconds and words:
            words = f"{words} (the fields {seconds})"
        yield part, words


def _date(value: str, now: float) -> Iterator[Fact]:
    seconds = _seconds(value)
    if seconds is None:
        raise ValueError(value)
    yield moment(seconds), f"local time, {ago_or_in(seconds - now)}"


def _content_type(value: str, now: float) -> Iterator[Fact]:
    del now
    media = parse_media_type(value)
    yield media.name, "the media type"
    if media.suffix:
        yield f"+{media.suffix}", f"can be read as {media.suffix.upper()}"
    for key, own in media.parameters.items():
        yield f"{key}={own}", {"charset": "how bytes are read as text"}.get(key, "a parameter")


def _disposition(value: str, now: float) -> Iterator[Fact]:
    del now
    kind = value.partition(";")[0].strip()
    says = {"attachment": "to be downloaded", "inline": "to be shown"}
    yield kind, says.get(kind.lower(), "read as attachment")
    if name := disposition_name(value):
        yield name, "the file name"


def _set_cookie(value: str, now: float) -> Iterator[Fact]:
    cookie = parse_set_cookie(value)
    yield cookie.name or "(no name)", "the name"
    yield from cookie_facts(cookie.attributes, now)


def _transport_security(value: str, now: float) -> Iterator[Fact]:
    del now
    for part in value.split(";"):
        key, _, own = (piece.strip() for piece in part.partition("="))
        if key.lower() == "max-age":
            seconds = float(own.strip('"'))
            yield part.strip(), f"for {duration(seconds)}" if seconds else "no longer"
        elif key.lower() == "includesubdomains":
            yield key, "for the hosts below it too"
        elif key.lower() == "preload":
            yield key, "to be built into browsers"


def _retry_after(value: str, now: float) -> Iterator[Fact]:
    if value.strip().isdecimal():
        seconds = float(value)
        yield f"{value} s", f"wait {duration(seconds)}"
        return
    yield from _date(value, now)


def _reset(value: str, now: float) -> Iterator[Fact]:
    seconds = float(value)
    # Some send the time of the renewal, some the seconds until then.
    if seconds > 1_000_000_000:
        yield moment(seconds), f"local time, {ago_or_in(seconds - now)}"
    else:
        yield f"{value} s", f"renewed in {duration(seconds)}"


def _seconds_long(value: str, now: float) -> Iterator[Fact]:
    del now
    yield f"{value} s", duration(float(value))


def _length(value: str, now: float) -> Iterator[Fact]:
    del now
    yield f"{int(value):,} bytes", format_size(int(value))


def _codings(value: str, now: float) -> Iterator[Fact]:
    del now
    for part in _parts(value):
        yield part, _CODINGS.get(part.partition(";")[0].strip().lower(), "")


def _etag(value: str, now: float) -> Iterator[Fact]:
    del now
    weak = value.startswith("W/")
    says = "weak: the same meaning, perhaps other bytes" if weak else "strong: byte for byte"
    yield value, says


def _link(value: str, now: float) -> Iterator[Fact]:
    del now
    for target, parameters in re.findall(r"<([^<>]*)>([^<]*)", value):
        relation = re.search(r'\brel\s*=\s*(?:"([^"]*)"|([^\s;,]+))', parameters)
        yield (relation[1] or relation[2]) if relation else "link", target


def _timing(value: str, now: float) -> Iterator[Fact]:
    del now
    for part in _parts(value):
        name = part.partition(";")[0].strip()
        took = re.search(r'dur\s*=\s*"?([\d.]+)', part)
        about = re.search(r'desc\s*=\s*(?:"([^"]*)"|([^\s;,]+))', part)
        words = [(about[1] or about[2]) if about else "", f"{took[1]} ms" if took else ""]
        yield name, ", ".join(filter(None, words))


def _trace(value: str, now: float) -> Iterator[Fact]:
    del now
    _, trace, parent, flags = value.split("-")[:4]
    yield trace, "the trace"
    yield parent, "the caller in it"
    yield flags, "recorded" if int(flags, 16) & 1 else "not recorded"


def _scheme(value: str, now: float) -> Iterator[Fact]:
    del now
    yield value.partition(" ")[0], "the scheme; the rest is the credential"


def _parts(value: str) -> list[str]:
    return [part for part in _LIST.findall(value) if part.strip()]


def _seconds(value: str) -> float | None:
    try:
        return parsedate_to_datetime(value.replace("-", " ")).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


_READERS: dict[str, Callable[[str, float], Iterator[Fact]]] = {
    **dict.fromkeys(("cache-control", "cdn-cache-control", "surrogate-control"), _cache_control),
    **dict.fromkeys(
        ("date", "expires", "last-modified", "if-modified-since", "if-unmodified-since", "sunset"),
        _date,
    ),
    "content-type": _content_type,
    "content-disposition": _disposition,
    "set-cookie": _set_cookie,
    "strict-transport-security": _transport_security,
    "retry-after": _retry_after,
    **dict.fromkeys(("ratelimit-reset", "x-ratelimit-reset"), _reset),
    **dict.fromkeys(("age", "access-control-max-age"), _seconds_long),
    "content-length": _length,
    **dict.fromkeys(("content-encoding", "accept-encoding", "transfer-encoding", "te"), _codings),
    "etag": _etag,
    "link": _link,
    "server-timing": _timing,
    "traceparent": _trace,
    **dict.fromkeys(("authorization", "proxy-authorization"), _scheme),
}
