"""What a search by words looks through in a row: its URL, its headers and its bodies, as text."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

from endpoint_explorer.storage.history.words import line_up

BODY_LIMIT = 1_000_000
"""Bytes of a body, from its beginning, whose words are looked at."""

_MOST_FAULTS = 10
"""One character in so many may be broken in what is taken for text."""

Columns = tuple[str, str, str]
"""The words of the URL, of the headers and of the bodies, each lined up."""

_ROW = "SELECT document, request_body, response_body FROM exchanges WHERE id = ?"
_BODY = """
    SELECT encoding, CASE encoding WHEN 'raw' THEN substr(data, 1, ?) ELSE data END
    FROM bodies WHERE id = ?
"""
_ESCAPE = re.compile(
    r"\\(?:u([Dd][89ABab][0-9A-Fa-f]{2})\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|.)",
    re.DOTALL,
)
# Not every codec that Python knows is a character set of texts, and some take ages.
_CHARSET = re.compile(
    r"charset=[\"']?((?:iso-?8859|latin|windows|cp|koi8|shift|sjis|euc|gb|big5|ks_c)[\w-]*)",
    re.IGNORECASE | re.ASCII,
)


def read_columns(connection: sqlite3.Connection, exchange_id: int) -> Columns | None:
    """Return the words of a row, None where there is no such row."""
    row = connection.execute(_ROW, (exchange_id,)).fetchone()
    if row is None:
        return None
    document, request_body, response_body = row
    sent, received = _messages(document)
    url = str(sent.get("url", ""))
    decoded = unquote(url)
    bodies = (
        _body_text(_body(connection, number), _content_type(message))
        for number, message in ((request_body, sent), (response_body, received))
        if number is not None
    )
    return (
        line_up([url] if decoded == url else [url, decoded]),
        line_up(f"{name} {value}" for part in (sent, received) for name, value in _headers(part)),
        line_up(bodies),
    )


def _messages(document: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the request and the response in a document, empty where they are not to be had."""
    try:
        exchange = json.loads(document)
    except ValueError:
        return {}, {}
    if not isinstance(exchange, dict):
        return {}, {}
    sent, received = exchange.get("wire"), exchange.get("response")
    return (
        sent if isinstance(sent, dict) else {},
        received if isinstance(received, dict) else {},
    )


def _headers(message: dict[str, Any]) -> Iterator[tuple[str, str]]:
    headers = message.get("headers")
    for header in headers if isinstance(headers, list) else ():
        if isinstance(header, list) and len(header) == 2:
            yield str(header[0]), str(header[1])


def _content_type(message: dict[str, Any]) -> str:
    values = (value for name, value in _headers(message) if name.lower() == "content-type")
    return next(values, "").lower()


def _body(connection: sqlite3.Connection, number: int) -> bytes:
    """Return the beginning of a body, empty for one that was not kept or cannot be read."""
    encoding, data = connection.execute(_BODY, (BODY_LIMIT, number)).fetchone() or ("", None)
    if data is None or encoding == "raw":
        return data or b""
    import zstandard

    try:
        with zstandard.ZstdDecompressor().stream_reader(data) as reader:
            return reader.read(BODY_LIMIT)
    except zstandard.ZstdError:
        return b""


def _body_text(body: bytes, content_type: str) -> str:
    """Return a body as text, empty for one that is none."""
    text = _decoded(body, content_type)
    if "json" in content_type or text[:64].lstrip()[:1] in {"{", "["}:
        return _ESCAPE.sub(_unescape, text)
    if "x-www-form-urlencoded" in content_type:
        return unquote(text)
    return text


def _decoded(body: bytes, content_type: str) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    if b"\0" in body:
        return ""
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        if len(body) >= BODY_LIMIT and error.start >= len(body) - 3:  # a character that was cut
            return body[: error.start].decode()
    return _not_utf_8(body, content_type)


def _not_utf_8(body: bytes, content_type: str) -> str:
    charset = _CHARSET.search(content_type)
    with suppress(LookupError):
        if charset:
            return body.decode(charset[1], "replace")
    if charset or content_type.startswith("text/"):
        return body.decode("latin-1")
    text = body.decode(errors="replace")
    is_text = _MOST_FAULTS * text.count("\N{REPLACEMENT CHARACTER}") <= len(text)
    return text if is_text else ""


def _unescape(match: re.Match[str]) -> str:
    high, low, single = match.groups()
    if single:
        return chr(int(single, 16))
    if high:
        return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + (int(low, 16) - 0xDC00))
    return " "
