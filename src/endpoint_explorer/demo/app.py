"""The application: a route for each path, and what all answers have in common."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount, Route, Router
from starlette.types import Receive, Scope, Send

from endpoint_explorer.demo.auth.access import Access
from endpoint_explorer.demo.operation import Operation
from endpoint_explorer.demo.problems import (
    INTERNAL,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    Problem,
    problem_response,
)
from endpoint_explorer.demo.received import raw_path
from endpoint_explorer.demo.replica_key import require_key
from endpoint_explorer.demo.representation import negotiate
from endpoint_explorer.demo.routes import OPERATIONS
from endpoint_explorer.demo.store import Store
from endpoint_explorer.demo.versions import NEW, OLD, mark_deprecated

STAGING = "/staging"
"""Where everything is a second time, so that two environments can be told apart."""

_log = logging.getLogger(__name__)


def create_app() -> Starlette:
    """Return a fresh application with its own data, seeded the same each time."""
    by_route: dict[str, list[Operation]] = defaultdict(list)
    for operation in OPERATIONS:
        by_route[operation.route].append(operation)
    routes = [
        Route(route, Resource(operations, has_successor=route.replace(OLD, NEW) in by_route))
        for route, operations in by_route.items()
    ]
    staging = Mount(STAGING, app=Router(routes, redirect_slashes=False))
    app = Starlette(routes=[*routes, staging], exception_handlers={HTTPException: _no_route})
    app.router.redirect_slashes = False
    app.state.store = Store()
    app.state.access = Access()
    app.state.operations = OPERATIONS
    return app


class Resource:
    """Everything at one path: picks the operation by method, and maps problems to answers."""

    def __init__(self, operations: Sequence[Operation], *, has_successor: bool) -> None:
        self._operations = tuple(operations)
        self._has_successor = has_successor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as an ASGI application does."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except ClientDisconnect:
            return
        root: str = scope.get("root_path", "")
        path = raw_path(scope).removeprefix(root)
        if root:
            response.headers["X-Demo-Environment"] = root.removeprefix("/")
        if path.startswith(OLD):
            mark_deprecated(response, path, has_successor=self._has_successor, root=root)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            return await self._operate(request)
        except Problem as problem:
            return problem_response(request, problem)
        except ClientDisconnect:
            raise
        except Exception:
            # The boundary: a fault of ours is logged whole, and told without its inside.
            _log.exception("%s %s failed", request.method, raw_path(request.scope))
            return problem_response(request, Problem(INTERNAL, "An unexpected fault."))

    async def _operate(self, request: Request) -> Response:
        operation = self._select(request.method)
        if operation is None:
            if request.method == "OPTIONS":
                return Response(status_code=204, headers={"Allow": self._allowed()})
            raise Problem(
                METHOD_NOT_ALLOWED,
                f"{request.method} is not taken here; {self._allowed()} are.",
                headers={"Allow": self._allowed()},
            )
        if operation.needs_key:
            require_key(request)
        negotiate(request, operation.offers)
        return await operation.handler(request)

    def _select(self, method: str) -> Operation | None:
        """Return the operation of a method; HEAD is answered as GET is, without the body."""
        for operation in self._operations:
            if operation.any_method or method in operation.methods:
                return operation
            if method == "HEAD" and "GET" in operation.methods:
                return operation
        return None

    def _allowed(self) -> str:
        methods = [m for operation in self._operations for m in operation.methods]
        if "GET" in methods:
            methods.insert(methods.index("GET") + 1, "HEAD")
        return ", ".join([*methods, "OPTIONS"])


async def _no_route(request: Request, _: Exception) -> Response:
    detail = (
        f"No endpoint has the path {raw_path(request.scope)}; /openapi.json lists those there are."
    )
    return problem_response(request, Problem(NOT_FOUND, detail))
