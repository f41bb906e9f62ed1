"""The JSON documents that `--json` prints: their shapes are EXCHANGE_SHAPE and ROW_SHAPE."""

from __future__ import annotations

import json
import time
from typing import Any

import msgspec

from endpoint_explorer.model.exchange import (
    Exchange,
    ExchangeSummary,
    Response,
    WireRequest,
)
from endpoint_explorer.model.network import Certificate
from endpoint_explorer.model.session import Captured

Document = dict[str, Any]


EXCHANGE_SHAPE = """
Shape of the JSON document. What is null is unknown or did not happen; sizes are in bytes, times
in milliseconds; every secret is replaced by {{name}}, every
cookie's value in Cookie and Set-Cookie by dots.
  id              number in the history; null when it is not kept there
  started_at      UTC, ISO 8601: "2026-01-31T12:00:00.000Z"
  request         method, url, headers: list of [name, value], body, body_encoding, size
  saved_as        file, id, name, collection (its folder), environment; "" where there is none
  response        null when none came, else: status, reason, http_version, headers, body,
                  body_encoding, size (of the decoded body), wire_size, expected_size (what
                  Content-Length promised), complete (false: the body ended early), notes
  timings         dns, connect, tls, send, first_byte, download, total
  hops            redirects that were followed: status, method, url, location, dropped (names
                  of the headers that were not sent on), note ("", or what else than a redirect
                  it was, such as a challenge that was answered)
  remote_address  where the connection went: to the proxy if there is one
  proxy           null, or: url (without credentials), source (the environment variable that
                  names it; "" when the settings do)
  certificate     of the server; null without TLS, else: subject, issuer, not_before and
                  not_after (as started_at), names, verified
  captures        what the request captures: name, value (null when there is none), secret (the
                  value is dots then), fault ("", or why there is no value)
  failure         null, or: kind, message, hint, host, phase
body_encoding is "utf-8" when body is the body's text, "base64" when that is not UTF-8, null
when the body was too large to keep.
"""

ROW_SHAPE = """
Shape of the JSON document: a list, newest first, of objects with id, started_at (UTC, ISO 8601),
method, url, status (or null), reason, failure (its kind, or null), duration (milliseconds), size
(bytes), request_id, request_name, environment, route ("/users/{id}", also where it is inferred),
changed (the body differs from the one before of the same call), pinned, note ("" for none).
"""


def exchange_document(exchange: Exchange) -> Document:
    """Return the document of a redacted exchange."""
    request, response, failure = exchange.request, exchange.response, exchange.failure
    return {
        "id": exchange.id,
        "started_at": timestamp(exchange.started_at),
        "request": request_document(exchange.wire),
        "saved_as": {
            "file": exchange.request_path,
            "id": request.id if request else "",
            "name": request.name if request else "",
            "collection": exchange.collection,
            "environment": exchange.environment,
        },
        "response": None if response is None else _response(response),
        "timings": _fields(exchange.timings),
        "hops": [_fields(hop) for hop in exchange.hops],
        "remote_address": exchange.remote_address,
        "proxy": {"url": exchange.proxy, "source": exchange.proxy_source}
        if exchange.proxy
        else None,
        "certificate": _certificate(exchange.certificate) if exchange.certificate else None,
        "captures": [_captured(told) for told in exchange.captures],
        "failure": None if failure is None else _fields(failure),
    }


def summary_document(row: ExchangeSummary) -> Document:
    """Return the document of a row of the history."""
    return {
        "id": row.id,
        "started_at": timestamp(row.started_at),
        "method": row.method,
        "url": row.url,
        "status": row.status,
        "reason": row.reason,
        "failure": row.failure_kind or None,
        "duration": row.duration,
        "size": row.size,
        "request_id": row.request_id,
        "request_name": row.request_name,
        "environment": row.environment,
        "route": row.route,
        "changed": row.changed,
        "pinned": row.pinned,
        "note": row.note,
    }


def dump(document: Document | list[Document], *, ascii_only: bool) -> bytes:
    """Return a document as JSON in UTF-8, with a newline at its end.

    `ascii_only`, for a terminal, escapes whatever else could steer it. A lone surrogate, which
    UTF-8 does not have, is escaped always.
    """
    text = json.dumps(document, indent=2, ensure_ascii=ascii_only)
    if ascii_only:
        text = text.replace("\x7f", "\\u007f")
    return f"{text}\n".encode("utf-8", "backslashreplace")


def timestamp(seconds: float) -> str:
    """Say a time in seconds since the epoch as ISO 8601 in UTC, to the millisecond."""
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(whole))}.{milliseconds:03}Z"


def request_document(wire: WireRequest) -> Document:
    """Return the part `request` of the document of a redacted exchange."""
    return {
        "method": wire.method,
        "url": wire.url,
        "headers": [list(pair) for pair in wire.headers],
        **_body(wire.body),
        "size": wire.body_size,
    }


def _response(response: Response) -> Document:
    return {
        "status": response.status,
        "reason": response.reason,
        "http_version": response.http_version,
        "headers": [list(pair) for pair in response.headers],
        **_body(None if response.omitted else response.body),
        "size": response.size,
        "wire_size": response.wire_size,
        "expected_size": response.expected_size,
        "complete": response.is_complete,
        "notes": list(response.notes),
    }


def _captured(told: Captured) -> Document:
    value = None if told.fault else told.shown
    return {
        "name": told.name,
        "value": value,
        "secret": told.is_secret,
        "fault": told.fault,
    }


def _certificate(certificate: Certificate) -> Document:
    return {
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "not_before": timestamp(certificate.not_before),
        "not_after": timestamp(certificate.not_after),
        "names": list(certificate.names),
        "verified": certificate.is_verified,
    }


def _body(data: bytes | None) -> Document:
    """Return a body as text where that loses nothing, else in base64."""
    if data is None:
        return {"body": None, "body_encoding": None}
    try:
        return {"body": data.decode("utf-8"), "body_encoding": "utf-8"}
    except UnicodeDecodeError:
        from base64 import b64encode

        return {"body": b64encode(data).decode("ascii"), "body_encoding": "base64"}


def _fields(value: msgspec.Struct) -> Document:
    """Return every field of a struct of plain values, also those that have their default."""
    return {name: getattr(value, name) for name in value.__struct_fields__}
