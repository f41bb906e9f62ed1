"""Representations: one payload, written as JSON or as XML, whichever the client prefers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import msgspec
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from endpoint_explorer.demo.negotiation import choose
from endpoint_explorer.demo.operation import XML
from endpoint_explorer.demo.problems import NOT_ACCEPTABLE, Problem
from endpoint_explorer.demo.xml import write_xml


def negotiate(request: Request, offers: Sequence[str]) -> None:
    """Settle which media type to answer with; raises Problem, 406, when none fits.

    It happens before a handler does anything, so that a refused request has had no effect.
    """
    if not offers:
        return
    accept = ", ".join(request.headers.getlist("accept"))
    chosen = choose(accept, offers)
    if chosen is None:
        raise Problem(
            NOT_ACCEPTABLE,
            f"The header Accept is {accept!r}; on offer are {', '.join(offers)}.",
        )
    request.state.media_type = chosen


def represent(
    request: Request,
    payload: BaseModel,
    root: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Write a payload in the media type that was settled; `root` names the XML root element.

    Members that were never set are left out. A GET is answered with an ETag, and with 304 when
    the client has that version already (RFC 9110, section 13.1.2).
    """
    value = payload.model_dump(mode="json", exclude_unset=True)
    media_type: str = request.state.media_type
    body = write_xml(value, root) if media_type == XML else msgspec.json.encode(value)
    all_headers = {**(headers or {}), "Vary": "Accept"}
    if request.method in {"GET", "HEAD"} and status == 200:
        all_headers["ETag"] = etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if _has(request, etag):
            return Response(status_code=304, headers=all_headers)
    return Response(body, status, all_headers, media_type)


def _has(request: Request, etag: str) -> bool:
    """Tell whether If-None-Match names this ETag, by weak comparison."""
    given = ", ".join(request.headers.getlist("if-none-match"))
    return any(tag.strip().removeprefix("W/") in {etag, "*"} for tag in given.split(","))
