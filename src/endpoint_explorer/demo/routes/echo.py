"""Echo: shows a request as it was received, byte for byte."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from endpoint_explorer.demo.operation import Answer, Operation
from endpoint_explorer.demo.payloads.exploring import (
    Echo,
    EchoBody,
    EchoPath,
    HeaderLine,
    Pair,
)
from endpoint_explorer.demo.received import received
from endpoint_explorer.demo.representation import represent

SHOWN = 1_000_000
"""Up to how many bytes a body is given back; of larger ones only size and hash."""


async def echo(request: Request) -> Response:
    """Answer with what was received."""
    head = received(request.scope)
    query = request.scope["query_string"].decode("ascii")
    payload = Echo(
        method=head.method.decode("ascii"),
        target=head.target.decode("ascii"),
        http_version=f"HTTP/{head.http_version.decode('ascii')}",
        headers=[_header_line(name, value) for name, value in head.headers],
        header_case_kept=head.case_kept,
        query=[Pair(name=n, value=v) for n, v in parse_qsl(query, keep_blank_values=True)],
        body=await _body(request),
    )
    return represent(request, payload, "echo")


def _header_line(name: bytes, value: bytes) -> HeaderLine:
    if value.isascii():
        return HeaderLine(name=name.decode("ascii"), value=value.decode("ascii"))
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = value.decode("latin-1")
    return HeaderLine(name=name.decode("ascii"), value=text, base64=b64encode(value).decode())


async def _body(request: Request) -> EchoBody:
    """Read a body of any size; what is beyond the limit is hashed and forgotten."""
    digest, size, kept = hashlib.sha256(), 0, bytearray()
    async for chunk in request.stream():
        digest.update(chunk)
        size += len(chunk)
        kept += chunk[: SHOWN + 1 - len(kept)]
    if size > SHOWN:
        return EchoBody(size=size, sha256=digest.hexdigest(), text=None, base64=None)
    try:
        text = kept.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    encoded = b64encode(kept).decode()
    return EchoBody(size=size, sha256=digest.hexdigest(), text=text, base64=encoded)


_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_ANSWERS = (Answer(status=200, description="What was received.", model=Echo),)

OPERATIONS = (
    Operation(
        methods=_METHODS,
        any_method=True,
        route="/echo",
        handler=echo,
        tag="exploring",
        summary="Echo",
        description=(
            "Shows the request as it was received: the target undecoded, the headers in their "
            "order and case, the body as text, base64 and hash. Takes any method and any body."
        ),
        answers=_ANSWERS,
    ),
    Operation(
        methods=("GET",),
        any_method=True,
        route="/echo/{path:path}",
        handler=echo,
        tag="exploring",
        summary="Echo a path",
        description="As /echo, with any path after it, to see how a client encodes one.",
        path=EchoPath,
        answers=_ANSWERS,
    ),
)
