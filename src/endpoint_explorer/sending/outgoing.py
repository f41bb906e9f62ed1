"""The body of a request on its way out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256

from endpoint_explorer.errors import SendError
from endpoint_explorer.model.exchange import FilePart, OmittedBody, PreparedRequest, WireRequest
from endpoint_explorer.model.network import Proxy
from endpoint_explorer.sending import tunnels, urls
from endpoint_explorer.sending.attempt import Attempt

KEPT_BODY = 50_000_000
"""Bytes of a request's body that its record keeps; of a larger one, size and hash."""

_CHUNK = 64 * 1024


def head(
    request: PreparedRequest, url: urls.Url, proxy: Proxy | None
) -> tuple[str, list[tuple[bytes, bytes]]]:
    """Return the target and the headers as they go to the server, or to a proxy before it."""
    headers = [(urls.to_bytes(name), urls.to_bytes(value)) for name, value in request.headers]
    if proxy is None:
        return url.target, headers
    is_forwarded = tunnels.is_forwarded(proxy, url.origin)
    headers = tunnels.headers(headers, proxy, is_forwarded=is_forwarded)
    # A proxy that forwards needs the absolute form (RFC 9112, 3.2.2).
    return str(url) if is_forwarded else url.target, headers


def chunks(
    parts: tuple[bytes | FilePart, ...], attempt: Attempt, on_sent: Callable[[int], None]
) -> Iterator[bytes]:
    """Yield the body in chunks, reading its files as they are needed.

    Raises SendError when a file cannot be read, or is no longer of the size that was announced.
    """
    sent = 0
    attempt.has_more_to_send = bool(parts)
    digest = sha256() if size_of(parts) > KEPT_BODY else None
    for part in parts:
        for chunk in _read(part) if isinstance(part, FilePart) else cut(part):
            yield chunk
            sent += len(chunk)
            on_sent(sent)
            if digest is not None:
                digest.update(chunk)
    attempt.has_more_to_send = False
    attempt.body_sha256 = digest.hexdigest() if digest else ""


def record(
    prepared: PreparedRequest, parts: tuple[bytes | FilePart, ...], body_sha256: str = ""
) -> WireRequest:
    """Return the record of a request; `parts` are those of `in_memory`.

    Of a body that is too large to keep, `body_sha256` is the hash, empty where not all was sent.
    """
    whole = [part for part in parts if isinstance(part, bytes)]
    is_kept = len(whole) == len(parts) and prepared.body_size <= KEPT_BODY
    return WireRequest(
        method=prepared.method,
        url=prepared.url,
        headers=prepared.headers,
        body=b"".join(whole) if is_kept else None,
        body_size=prepared.body_size,
        omitted=OmittedBody(prepared.body_size, body_sha256) if body_sha256 else None,
    )


def in_memory(parts: tuple[bytes | FilePart, ...]) -> tuple[bytes | FilePart, ...]:
    """Read the files of a body that is small enough to be kept; raises as `chunks` does."""
    if size_of(parts) > KEPT_BODY:
        return parts
    return tuple(b"".join(_read(part)) if isinstance(part, FilePart) else part for part in parts)


def size_of(parts: tuple[bytes | FilePart, ...]) -> int:
    """Return the length of a body in bytes."""
    return sum(part.size if isinstance(part, FilePart) else len(part) for part in parts)


def contents(parts: tuple[bytes | FilePart, ...]) -> Iterator[bytes]:
    """Yield the bytes of a body, beside any sending of it; raises as `chunks` does."""
    for part in parts:
        yield from _read(part) if isinstance(part, FilePart) else cut(part)


def cut(data: bytes) -> Iterator[bytes]:
    """Yield data in the pieces in which it is sent."""
    view = memoryview(data)
    return (bytes(view[i : i + _CHUNK]) for i in range(0, len(data), _CHUNK))


def _read(part: FilePart) -> Iterator[bytes]:
    try:
        with part.path.open("rb") as file:
            size = file.seek(0, 2)
            if size != part.size:
                raise _changed(part)
            file.seek(0)
            left = part.size
            while left:
                chunk = file.read(min(left, _CHUNK))
                if not chunk:
                    raise _changed(part)
                left -= len(chunk)
                yield chunk
    except OSError as error:
        message = f"{part.path} cannot be read: {error.strerror or error}"
        raise SendError(message, phase="send") from error


def _changed(part: FilePart) -> SendError:
    return SendError(
        f"{part.path} is no longer of the {part.size} bytes that it had",
        phase="send",
        hint="Something is writing to the file; send again when that is done.",
    )
