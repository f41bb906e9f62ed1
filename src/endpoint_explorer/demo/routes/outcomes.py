"""Outcomes on demand: a status, a delay, redirects, a failure."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from endpoint_explorer.demo.operation import Answer, Operation
from endpoint_explorer.demo.payloads.exploring import (
    Delayed,
    DelayPath,
    RedirectPath,
    RedirectQuery,
    StatusPath,
    StatusReport,
)
from endpoint_explorer.demo.problems import (
    INTERNAL,
    Problem,
    bare_problem_response,
    reason_of,
)
from endpoint_explorer.demo.reading import read_path, read_query
from endpoint_explorer.demo.representation import represent

# What RFC 9110 and RFC 6585 want beside a status.
_COMPANIONS: Mapping[int, Mapping[str, str]] = {
    **{status: {"Location": "/echo"} for status in (201, 301, 302, 303, 307, 308)},
    401: {"WWW-Authenticate": 'Basic realm="demo"'},
    405: {"Allow": "GET, HEAD, OPTIONS"},
    407: {"Proxy-Authenticate": 'Basic realm="demo"'},
    416: {"Content-Range": "bytes */0"},
    426: {"Upgrade": "HTTP/2.0", "Connection": "Upgrade"},
    429: {"Retry-After": "5"},
    503: {"Retry-After": "5"},
}
_BODILESS = frozenset({204, 205, 304})


async def answer_status(request: Request) -> Response:
    """Answer with the status that was asked for, and the headers that belong to it."""
    status = read_path(request, StatusPath).code
    headers = _COMPANIONS.get(status, {})
    if status in _BODILESS:
        return Response(status_code=status, headers=dict(headers))
    if status >= 400:
        return bare_problem_response(request, status, headers)
    payload = StatusReport(status=status, reason=reason_of(status))
    return represent(request, payload, "status", status=status, headers=headers)


async def answer_late(request: Request) -> Response:
    """Answer after a while."""
    seconds = read_path(request, DelayPath).seconds
    await asyncio.sleep(seconds)
    return represent(request, Delayed(delayed=seconds), "delay")


async def redirect(request: Request) -> Response:
    """Lead on to one redirect fewer, and at last to /echo."""
    left = read_path(request, RedirectPath).n - 1
    status = read_query(request, RedirectQuery).status
    target = f"/redirect/{left}?status={status}" if left else "/echo"
    return Response(status_code=status, headers={"Location": target})


async def fail(_: Request) -> Response:
    """Fail as a server should: without telling about its inside."""
    raise Problem(INTERNAL, "This endpoint always fails, so that you see how a failure looks.")


OPERATIONS = (
    Operation(
        methods=("GET",),
        any_method=True,
        route="/status/{code}",
        handler=answer_status,
        tag="exploring",
        summary="Answer with a status",
        description="Any status from 200 to 599, with the headers that belong to it.",
        path=StatusPath,
        answers=(
            Answer(status=200, description="The status asked for.", model=StatusReport),
            Answer(status=204, description="204, 205 and 304 have no body."),
        ),
    ),
    Operation(
        methods=("GET",),
        route="/delay/{seconds}",
        handler=answer_late,
        tag="exploring",
        summary="Answer late",
        description="Waits before it answers, up to 60 seconds: to see a timeout, or to cancel.",
        path=DelayPath,
        answers=(Answer(status=200, description="Here at last.", model=Delayed),),
    ),
    Operation(
        methods=("GET", "POST"),
        any_method=True,
        route="/redirect/{n}",
        handler=redirect,
        tag="exploring",
        summary="Redirect",
        description=(
            "Redirects n times, then to /echo, which shows what arrived. After 303, and by habit "
            "after 301 and 302, a POST arrives as a GET; after 307 and 308 it stays a POST."
        ),
        path=RedirectPath,
        query=RedirectQuery,
        offers=(),
        answers=(
            Answer(
                status=302,
                description="Go on at Location.",
                headers={"Location": "The next redirect, or /echo."},
            ),
        ),
    ),
    Operation(
        methods=("GET",),
        route="/error",
        handler=fail,
        tag="exploring",
        summary="Fail",
        description="Always answers with 500 and problem details without a traceback.",
        kinds=(INTERNAL,),
        answers=(),
    ),
)
