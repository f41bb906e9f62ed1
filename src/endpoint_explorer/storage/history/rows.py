"""An exchange as a row of the history, and the other way round."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from typing import Any

import msgspec

from endpoint_explorer.model.exchange import (
    Exchange,
    OmittedBody,
    Response,
    WireRequest,
)
from endpoint_explorer.model.request import Request
from endpoint_explorer.storage.history.classifying import Traits, traits_of

BODY_LIMIT = 50_000_000
"""Bytes. Of a larger body only size and hash are kept."""

_LARGEST_INTEGER = 2**63 - 1


class StoredBody(msgspec.Struct, frozen=True):
    """A body by its content: `encoding` is how `data` is kept, `size` in bytes before that."""

    sha256: bytes
    size: int
    encoding: str
    data: bytes | None

    @classmethod
    def of(cls, body: bytes) -> StoredBody:
        """Return a body as it is kept, not yet compressed."""
        is_kept = len(body) <= BODY_LIMIT
        digest = sha256(body).digest()
        encoding = "raw" if is_kept else "omitted"
        return cls(digest, len(body), encoding, body if is_kept else None)

    @classmethod
    def of_response(cls, response: Response) -> StoredBody:
        """Return the body of a response, which may not have been kept at all."""
        if response.omitted is None:
            return cls.of(response.body)
        digest = bytes.fromhex(response.omitted.sha256)
        size = min(response.omitted.size, _LARGEST_INTEGER)
        return cls(digest, size, "omitted", None)

    @classmethod
    def of_request(cls, wire: WireRequest) -> StoredBody | None:
        """Return the body of a request, None where there is none or nothing is known of it."""
        if wire.body:
            return cls.of(wire.body)
        if wire.omitted is None:
            return None
        size = min(wire.omitted.size, _LARGEST_INTEGER)
        return cls(bytes.fromhex(wire.omitted.sha256), size, "omitted", None)

    def compressed(self, compress: Callable[[bytes], bytes]) -> StoredBody:
        """Return the body compressed by zstd, where that makes it smaller."""
        if self.encoding != "raw" or self.data is None or self.size < 64:
            return self
        data = compress(self.data)
        if len(data) >= self.size:
            return self
        return msgspec.structs.replace(self, encoding="zstd", data=data)

    def content(self) -> bytes | None:
        """Return the body as it was, None for one that was too large; raise ValueError."""
        if self.encoding != "zstd" or self.data is None:
            return self.data
        import zstandard

        try:
            return zstandard.ZstdDecompressor().decompress(self.data, max_output_size=self.size)
        except zstandard.ZstdError as error:
            raise ValueError(f"a body does not decompress: {error}") from error


class Row(msgspec.Struct, frozen=True):
    """What is inserted: the values of the columns, where it belongs, and its bodies."""

    columns: dict[str, object]
    traits: Traits
    started_at: float
    request_body: StoredBody | None
    response_body: StoredBody | None


def to_row(exchange: Exchange) -> Row:
    """Return an exchange, already redacted, as a row; nothing in it can make an insert fail."""
    wire, response = exchange.wire, exchange.response
    request = exchange.request or Request()
    failure_kind = exchange.failure.kind if exchange.failure else ""
    status = _integer(response.status) if response else None
    started_at = _finite(exchange.started_at)
    url = to_text(wire.url)
    columns: dict[str, object] = {
        "started_at": started_at,
        "url": url,
        "status": status,
        "reason": to_text(response.reason) if response else "",
        "duration": _finite(exchange.timings.total),
        "size": min(response.size, _LARGEST_INTEGER) if response else 0,
        "request_id": to_text(request.id),
        "request_name": to_text(request.name),
        "request_path": to_text(exchange.request_path),
        "document": _to_document(exchange),
    }
    request_body = StoredBody.of_request(wire)
    traits = traits_of(
        body=request_body.sha256 if request_body and request_body.size else b"",
        method=to_text(wire.method),
        url=url,
        route=to_text(request.url),
        collection=to_text(exchange.collection),
        environment=to_text(exchange.environment),
        status=status,
        failure_kind=to_text(failure_kind),
    )
    return Row(
        columns,
        traits,
        started_at,
        request_body,
        StoredBody.of_response(response) if response and response.size else None,
    )


def to_exchange(
    exchange_id: int,
    document: bytes,
    request_body: StoredBody | None,
    response_body: StoredBody | None,
) -> Exchange:
    """Return the exchange that a row holds; raise ValueError for a row that holds none."""
    exchange = msgspec.convert(_with_queries(json.loads(document)), Exchange)
    response = exchange.response
    return msgspec.structs.replace(
        exchange,
        id=exchange_id,
        wire=_with_request_body(exchange.wire, request_body),
        response=_with_response_body(response, response_body) if response else None,
    )


def _with_queries(document: Any) -> Any:
    """Read the captures of a request that an older version recorded."""
    request = document.get("request") if isinstance(document, dict) else None
    for row in request.get("captures", ()) if isinstance(request, dict) else ():
        if isinstance(row, dict) and "value" in row:
            row.setdefault("query", row["value"])
    return document


def _to_document(exchange: Exchange) -> bytes:
    response = exchange.response
    bare = msgspec.structs.replace(
        exchange,
        id=None,
        secrets=(),
        cookies=(),
        # An empty body is no row: the document says that it is there.
        wire=msgspec.structs.replace(
            exchange.wire, body=b"" if exchange.wire.body == b"" else None
        ),
        response=msgspec.structs.replace(response, body=b"") if response else None,
    )
    # The standard library's JSON, unlike msgspec's, takes half a surrogate pair and NaN, and
    # gives back the same; but it takes ten times as long.
    if math.isfinite(sum(_numbers(bare))):
        with suppress(UnicodeEncodeError):
            return msgspec.json.encode(bare)
    return json.dumps(msgspec.to_builtins(bare), separators=(",", ":")).encode()


def _numbers(exchange: Exchange) -> Iterator[float]:
    """Yield all that may be no finite number."""
    yield exchange.started_at
    for milliseconds in msgspec.structs.astuple(exchange.timings):
        yield milliseconds or 0.0
    if exchange.certificate:
        yield exchange.certificate.not_before
        yield exchange.certificate.not_after
    if exchange.request:
        yield exchange.request.options.timeout or 0.0


def _with_request_body(wire: WireRequest, body: StoredBody | None) -> WireRequest:
    if body is None:
        return wire
    return msgspec.structs.replace(wire, body=body.content(), omitted=_omitted(body))


def _with_response_body(response: Response, body: StoredBody | None) -> Response:
    if body is None:
        return response
    omitted = _omitted(body)
    notes = response.notes
    if omitted is not None:
        notes = (*notes, f"the body was too large to keep: {omitted.size:,} bytes")
    return msgspec.structs.replace(
        response, body=body.content() or b"", omitted=omitted, notes=notes
    )


def _omitted(body: StoredBody) -> OmittedBody | None:
    if body.encoding != "omitted":
        return None
    return OmittedBody(body.size, body.sha256.hex())


def to_text(text: str) -> str:
    """Return a text as SQLite takes it: half a surrogate pair becomes a question mark."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _finite(number: float) -> float:
    return float(number) if math.isfinite(number) else 0.0


def _integer(number: int) -> int | None:
    return number if abs(number) <= _LARGEST_INTEGER else None
