"""HAR 1.2, the HTTP Archive: exchanges for other programs to read.

The format: http://www.softwareishard.com/blog/har-12-spec/. Fields that it does not know begin
with an underscore, as it asks.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from math import isfinite
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from endpoint_explorer import __version__
from endpoint_explorer.interchange.har_cookies import sent_cookies, set_cookies
from endpoint_explorer.model.exchange import (
    Exchange,
    Headers,
    Response,
    Timings,
    WireRequest,
)

Document = dict[str, Any]

UNKNOWN = -1
"""What the format has for sizes and times that are not known or did not happen."""

_LATEST = 253_402_300_799
"""The last second of the year 9999, in seconds since the epoch."""

_OPENING = f"""\
{{
  "log": {{
    "version": "1.2",
    "creator": {{"name": "Endpoint Explorer", "version": "{__version__}"}},
    "entries": ["""
_CLOSING = "\n    ]\n  }\n}\n"


def write_har(exchanges: Iterable[Exchange]) -> Iterator[bytes]:
    """Yield a HAR document part by part, an exchange at a time; the oldest should come first.

    It is ASCII: everything else in it is escaped. The exchanges are such as the history holds
    them, secrets taken out.
    """
    mark = _OPENING
    for exchange in exchanges:
        yield f"{mark}\n{json.dumps(entry(exchange))}".replace("\x7f", "\\u007f").encode("ascii")
        mark = ","
    yield f"{mark if mark == _OPENING else ''}{_CLOSING}".encode("ascii")


def entry(exchange: Exchange) -> Document:
    """Return the entry of an exchange; without a response its status is 0, as browsers have it."""
    response, failure = exchange.response, exchange.failure
    timings = _timings(exchange.timings)
    document: Document = {
        "startedDateTime": _timestamp(exchange.started_at),
        "time": round(sum(value for value in timings.values() if value > 0) - _twice(timings), 3),
        "request": _request(exchange.wire, response.http_version if response else "HTTP/1.1"),
        "response": _response(response) if response else dict(_NO_RESPONSE),
        "cache": {},
        "timings": timings,
    }
    if exchange.remote_address and not exchange.proxy:
        document["serverIPAddress"] = exchange.remote_address.rpartition(":")[0].strip("[]")
    if exchange.request is not None and exchange.request.name:
        document["comment"] = exchange.request.name
    if exchange.id is not None:
        document["_id"] = exchange.id
    if exchange.environment:
        document["_environment"] = exchange.environment
    if failure is not None:
        document["response"]["_error"] = f"{failure.kind}: {failure.message}"
    if exchange.hops:
        # The request is the first message, the response the answer to the last one.
        document["_redirects"] = [
            {"status": hop.status, "method": hop.method, "url": hop.url, "location": hop.location}
            for hop in exchange.hops
        ]
    return document


_NO_RESPONSE: Document = {
    "status": 0,
    "statusText": "",
    "httpVersion": "",
    "cookies": [],
    "headers": [],
    "content": {"size": 0, "mimeType": "x-unknown"},
    "redirectURL": "",
    "headersSize": UNKNOWN,
    "bodySize": UNKNOWN,
}


def _request(wire: WireRequest, http_version: str) -> Document:
    document: Document = {
        "method": wire.method,
        "url": wire.url.partition("#")[0],
        "httpVersion": http_version,
        "cookies": sent_cookies(wire.headers),
        "headers": _headers(wire.headers),
        "queryString": _query(wire.url),
        "headersSize": UNKNOWN,
        "bodySize": wire.body_size,
    }
    if wire.body or wire.body_size:
        document["postData"] = _post_data(wire)
    return document


def _post_data(wire: WireRequest) -> Document:
    media_type = _header(wire.headers, "content-type")
    document: Document = {"mimeType": media_type or "x-unknown", "params": []}
    if wire.body is None:
        return {**document, "text": "", "comment": "The body was too large to be kept."}
    text, encoding = _text(wire.body, media_type)
    document["text"] = text
    if encoding:
        document["_encoding"] = encoding  # the format has none for what is sent
    return document


def _response(response: Response) -> Document:
    return {
        "status": response.status,
        "statusText": response.reason,
        "httpVersion": response.http_version,
        "cookies": set_cookies(response.header_values("set-cookie")),
        "headers": _headers(response.headers),
        "content": _content(response),
        "redirectURL": response.header("location") or "",
        "headersSize": UNKNOWN,
        "bodySize": response.wire_size,
    }


def _content(response: Response) -> Document:
    media_type = response.header("content-type") or ""
    document: Document = {"size": response.size, "mimeType": media_type or "x-unknown"}
    if response.is_complete and response.wire_size < response.size:
        document["compression"] = response.size - response.wire_size
    if response.omitted:
        return {**document, "comment": "The body was too large to be kept."}
    if response.body:
        document["text"], encoding = _text(response.body, media_type)
        if encoding:
            document["encoding"] = encoding
    return document


def _text(body: bytes, media_type: str) -> tuple[str, str]:
    """Return a body as text where that loses nothing, else in base64; and the encoding."""
    charset = media_type.lower().partition("charset=")[2].strip(' "').replace("utf-8", "utf8")
    if (body.isascii() or charset[:4] in ("", "utf8")) and b"\x00" not in body:
        try:
            return body.decode("utf-8"), ""
        except UnicodeDecodeError:
            pass
    from base64 import b64encode

    return b64encode(body).decode("ascii"), "base64"


def _timings(timings: Timings) -> dict[str, float]:
    """Return milliseconds by phase; what is in none of them is the time that was waited before.

    `connect` includes `ssl`, as the format wants it. `send`, `wait` and `receive` must be there.
    """
    connect = _sum(timings.connect, timings.tls)
    phases = {
        "dns": _sum(timings.dns),
        "connect": connect,
        "ssl": _sum(timings.tls),
        "send": _sum(timings.send, 0.0),
        "wait": _sum(timings.first_byte, 0.0),
        "receive": _sum(timings.download, 0.0),
    }
    rest = _sum(timings.total) - sum(
        phases[name] for name in phases if name != "ssl" and phases[name] > 0
    )
    return {"blocked": round(max(rest, 0.0), 3)} | {k: round(v, 3) for k, v in phases.items()}


def _twice(timings: dict[str, float]) -> float:
    """Return what is counted twice: the handshake is in `connect`, too."""
    return max(timings["ssl"], 0.0)


def _sum(*values: float | None) -> float:
    known = [value for value in values if value is not None and isfinite(value)]
    return sum(known) if known else UNKNOWN


def _headers(headers: Headers) -> list[Document]:
    return [{"name": name, "value": value} for name, value in headers]


def _header(headers: Headers, name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")


def _query(url: str) -> list[Document]:
    try:
        query = urlsplit(url).query
    except ValueError:
        return []
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=None)
    return [{"name": name, "value": value} for name, value in pairs]


def _timestamp(seconds: float) -> str:
    """Say a time in seconds since the epoch as ISO 8601 in UTC, to the millisecond."""
    whole, milliseconds = divmod(round(min(max(seconds, 0), _LATEST) * 1000), 1000)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(whole))}.{milliseconds:03}Z"
