"""Cookies: setting them, and seeing which ones a client sends back (RFC 6265)."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from endpoint_explorer.demo.operation import Answer, Operation
from endpoint_explorer.demo.payloads.exploring import CookieQuery, Cookies, Pair
from endpoint_explorer.demo.payloads.problem import Fault
from endpoint_explorer.demo.problems import INVALID_INPUT
from endpoint_explorer.demo.reading import invalid_input
from endpoint_explorer.demo.representation import represent

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# cookie-octet of RFC 6265, section 4.1.1.
_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*")


async def list_cookies(request: Request) -> Response:
    """Answer with the cookies that were received, in order."""
    lines = request.headers.getlist("cookie")
    pairs = [pair.strip() for line in lines for pair in line.split(";")]
    named = [pair.partition("=") for pair in pairs if pair]
    payload = Cookies(cookies=[Pair(name=name, value=value) for name, _, value in named])
    return represent(request, payload, "cookies")


async def set_cookies(request: Request) -> Response:
    """Set a cookie for each parameter of the query."""
    pairs = request.query_params.multi_items()
    faults = [fault for name, value in pairs if (fault := _fault(name, value))]
    if not pairs:
        faults = [Fault(location="query", field="(query)", detail="must name at least one cookie")]
    if faults:
        raise invalid_input(faults)
    payload = Cookies(cookies=[Pair(name=name, value=value) for name, value in pairs])
    response = represent(request, payload, "cookies")
    for name, value in pairs:
        response.headers.append("Set-Cookie", f"{name}={value}; Path=/; HttpOnly; SameSite=Lax")
    return response


def _fault(name: str, value: str) -> Fault | None:
    if not _NAME.fullmatch(name):
        return Fault(location="query", field=name or "(empty)", detail="cannot be a cookie's name")
    if not _VALUE.fullmatch(value):
        detail = 'must hold no white space, no comma, semicolon, backslash or ", and ASCII only'
        return Fault(location="query", field=name, detail=detail)
    return None


OPERATIONS = (
    Operation(
        methods=("GET",),
        route="/cookies",
        handler=list_cookies,
        tag="cookies",
        summary="List cookies",
        description="The cookies that the client sent.",
        answers=(Answer(status=200, description="The cookies.", model=Cookies),),
    ),
    Operation(
        methods=("GET",),
        route="/cookies/set",
        handler=set_cookies,
        tag="cookies",
        summary="Set cookies",
        description="Each parameter of the query becomes a cookie; any names will do.",
        query=CookieQuery,
        kinds=(INVALID_INPUT,),
        answers=(
            Answer(
                status=200,
                description="The cookies that were set.",
                model=Cookies,
                headers={"Set-Cookie": "One for each cookie."},
            ),
        ),
    ),
)
