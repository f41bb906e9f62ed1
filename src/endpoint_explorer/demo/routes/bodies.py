"""Bodies on demand: bytes, large JSON, a slow stream, an image."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from functools import cache
from random import Random

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from endpoint_explorer.demo.operation import JSON, Answer, Operation
from endpoint_explorer.demo.payloads.exploring import (
    MEGABYTE,
    BytesPath,
    BytesQuery,
    MegabytesPath,
    SamplePath,
    StreamPath,
    StreamQuery,
)
from endpoint_explorer.demo.png import gradient_png
from endpoint_explorer.demo.reading import read_path, read_query
from endpoint_explorer.demo.samples import MEDIA_TYPES, sample

_CHUNK = 64 * 1024
_RECORDS = 100
_PADDING = b'{"padding":"'
_PADDING_END = b'"}]'
_NDJSON = "application/x-ndjson"


async def send_bytes(request: Request) -> Response:
    """Send pseudo-random bytes, the same for the same seed."""
    count, seed = read_path(request, BytesPath).n, read_query(request, BytesQuery).seed
    headers = {
        "Content-Length": str(count),
        "Content-Disposition": f'attachment; filename="demo-{count}.bin"',
    }
    return StreamingResponse(
        _each_awaited(random_chunks(count, seed)),
        media_type="application/octet-stream",
        headers=headers,
    )


async def send_json(request: Request) -> Response:
    """Send one compact JSON array of an exact size."""
    size = round(read_path(request, MegabytesPath).megabytes * MEGABYTE)
    return StreamingResponse(
        _each_awaited(json_chunks(size)), media_type=JSON, headers={"Content-Length": str(size)}
    )


async def stream_lines(request: Request) -> Response:
    """Send lines of JSON one by one, with a pause between them."""
    count, pause = read_path(request, StreamPath).n, read_query(request, StreamQuery).pause
    return StreamingResponse(_lines(count, pause), media_type=_NDJSON)


async def send_image(_: Request) -> Response:
    """Send a PNG."""
    return Response(_image(), media_type="image/png")


async def send_sample(request: Request) -> Response:
    """Send a small body of a kind."""
    media_type, body = sample(read_path(request, SamplePath).kind)
    return Response(body, headers={"Content-Type": media_type})


def random_chunks(count: int, seed: int) -> Iterator[bytes]:
    """Yield `count` bytes in chunks, the same for the same seed."""
    random = Random(seed)  # noqa: S311 - bytes to look at, not secrets
    for start in range(0, count, _CHUNK):
        yield random.randbytes(min(_CHUNK, count - start))


def json_chunks(size: int) -> Iterator[bytes]:
    """Yield a JSON array of exactly `size` bytes, at least 20, in chunks.

    One block of records is made once and repeated, and a last member fills up what is left: 100
    megabytes cost no more than copying them.
    """
    block = _block()
    left = size - len(b"[") - len(_PADDING) - len(_PADDING_END)
    yield b"["
    while left >= len(block):
        yield block
        left -= len(block)
    yield _PADDING + b"." * left + _PADDING_END


@cache
def _block() -> bytes:
    records = (
        {
            "id": number,
            "name": f"Item {number}",
            "price": number * 1.1,
            "tags": ["demo", "Zoë", None, number % 2 == 0],
            "at": {"city": "Zürich", "position": [47.37 + number, 8.54]},
        }
        for number in range(_RECORDS)
    )
    return b"".join(msgspec.json.encode(record) + b"," for record in records)


@cache
def _image() -> bytes:
    return gradient_png()


async def _each_awaited(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Pass chunks on, letting other requests have their turn between them."""
    for chunk in chunks:
        yield chunk
        await asyncio.sleep(0)


async def _lines(count: int, pause: float) -> AsyncIterator[bytes]:
    for number in range(1, count + 1):
        if number > 1:
            await asyncio.sleep(pause)
        yield msgspec.json.encode({"line": number, "of": count}) + b"\n"


OPERATIONS = (
    Operation(
        methods=("GET",),
        route="/bytes/{n}",
        handler=send_bytes,
        tag="exploring",
        summary="Send bytes",
        description="As many pseudo-random bytes as asked for, up to 200,000,000.",
        path=BytesPath,
        query=BytesQuery,
        offers=(),
        answers=(
            Answer(
                status=200,
                description="The bytes.",
                media={"application/octet-stream": {"type": "string", "format": "binary"}},
            ),
        ),
    ),
    Operation(
        methods=("GET",),
        route="/json/{megabytes}",
        handler=send_json,
        tag="exploring",
        summary="Send much JSON",
        description="One compact array of exactly that size, from 0.001 to 200 megabytes.",
        path=MegabytesPath,
        offers=(),
        answers=(
            Answer(
                status=200,
                description="The array.",
                media={JSON: {"type": "array", "items": {"type": "object"}}},
            ),
        ),
    ),
    Operation(
        methods=("GET",),
        route="/stream/{n}",
        handler=stream_lines,
        tag="exploring",
        summary="Stream lines",
        description="Lines of JSON, each its own chunk, with a pause between them.",
        path=StreamPath,
        query=StreamQuery,
        offers=(),
        answers=(
            Answer(status=200, description="The lines.", media={_NDJSON: {"type": "string"}}),
        ),
    ),
    Operation(
        methods=("GET",),
        route="/image.png",
        handler=send_image,
        tag="exploring",
        summary="Send an image",
        description="A PNG of 240 by 160 pixels: a gradient with a grid.",
        offers=(),
        answers=(
            Answer(
                status=200,
                description="The image.",
                media={"image/png": {"type": "string", "format": "binary"}},
            ),
        ),
    ),
    Operation(
        methods=("GET",),
        route="/bodies/{kind}",
        handler=send_sample,
        tag="exploring",
        summary="Send a kind of body",
        description="A small body: a table, a page, parts, an image, an archive and others.",
        path=SamplePath,
        offers=(),
        answers=(
            Answer(
                status=200,
                description="The body.",
                media={name: {"type": "string"} for name in MEDIA_TYPES},
            ),
        ),
    ),
)
