"""The API about itself: its index, its description, its problems, and starting over."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from endpoint_explorer.demo.auth.access import access_of
from endpoint_explorer.demo.index_page import index_html
from endpoint_explorer.demo.openapi import API_NAME, describe, plain_path
from endpoint_explorer.demo.operation import JSON, XML, Answer, Operation
from endpoint_explorer.demo.payloads.exploring import Entry, Index, ProblemPath
from endpoint_explorer.demo.payloads.problem import ProblemKind
from endpoint_explorer.demo.problems import CATALOGUE, NOT_FOUND, Problem
from endpoint_explorer.demo.representation import represent
from endpoint_explorer.demo.store import store_of

HTML = "text/html"
_WELCOME = (
    "A small shop, to learn what an endpoint is: a method and a path, such as GET /v1/users/{id}. "
    "Everything lives in memory; starting the server again brings it all back."
)


async def show_index(request: Request) -> Response:
    """Answer with what there is to explore, as a page for browsers."""
    operations: Sequence[Operation] = request.app.state.operations
    index = Index(
        name=API_NAME,
        description=_WELCOME,
        openapi="/openapi.json",
        endpoints=[
            Entry(method=method, path=plain_path(o.route), tag=o.tag, summary=o.summary)
            for o in operations
            for method in o.methods
        ],
    )
    if request.state.media_type == HTML:
        return Response(index_html(index), headers={"Vary": "Accept"}, media_type=HTML)
    return represent(request, index, "index")


async def show_openapi(request: Request) -> Response:
    """Answer with the OpenAPI description of all operations."""
    return Response(msgspec.json.encode(describe(request.app.state.operations)), media_type=JSON)


async def show_problem(request: Request) -> Response:
    """Answer with the documentation of a kind of problem."""
    slug: str = request.path_params["slug"]
    kind = CATALOGUE.get(slug)
    if kind is None:
        known = ", ".join(sorted(CATALOGUE))
        raise Problem(NOT_FOUND, f"No kind of problem is named {slug}; there are {known}.")
    payload = ProblemKind(
        type=kind.uri, status=kind.status, title=kind.title, explanation=kind.explanation
    )
    return represent(request, payload, "problem_kind")


async def reset(request: Request) -> Response:
    """Bring back the data that the server started with, and log everybody out."""
    store_of(request).reset()
    access_of(request).reset()
    return Response(status_code=204)


OPERATIONS = (
    Operation(
        methods=("GET",),
        route="/",
        handler=show_index,
        tag="service",
        summary="Index",
        description="What there is to explore: JSON, XML, or a page for browsers.",
        offers=(JSON, XML, HTML),
        answers=(
            Answer(
                status=200,
                description="The index.",
                model=Index,
                media={HTML: {"type": "string"}},
            ),
        ),
    ),
    Operation(
        methods=("GET",),
        route="/openapi.json",
        handler=show_openapi,
        tag="service",
        summary="Describe the API",
        description="This API as an OpenAPI 3.1 document, which other tools can read.",
        offers=(),
        answers=(
            Answer(status=200, description="The document.", media={JSON: {"type": "object"}}),
        ),
    ),
    Operation(
        methods=("GET",),
        route="/problems/{slug}",
        handler=show_problem,
        tag="service",
        summary="Explain a kind of problem",
        description="Where the `type` of problem details leads.",
        path=ProblemPath,
        kinds=(NOT_FOUND,),
        answers=(Answer(status=200, description="The explanation.", model=ProblemKind),),
    ),
    Operation(
        methods=("POST",),
        route="/reset",
        handler=reset,
        tag="service",
        summary="Start over",
        description="Brings back the data that the server started with, and logs everybody out.",
        offers=(),
        answers=(Answer(status=204, description="All is as it was."),),
    ),
)
