"""Users, version 2: the same users, with their names in parts. Writing is still version 1's."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from endpoint_explorer.demo.operation import Answer, Operation
from endpoint_explorer.demo.paging import LIST_HEADERS, paginate
from endpoint_explorer.demo.payloads.users import UserPageV2, UserPath, UserQuery, UserV2
from endpoint_explorer.demo.problems import NOT_FOUND
from endpoint_explorer.demo.reading import read_query
from endpoint_explorer.demo.records import UserRecord
from endpoint_explorer.demo.representation import represent
from endpoint_explorer.demo.routes.users import user_at, users_asked_for


def _view(user: UserRecord) -> UserV2:
    given, _, family = user.fields.name.strip().partition(" ")
    return UserV2(
        id=user.id,
        given_name=given,
        family_name=family.strip(),
        email=user.fields.email,
        role=user.fields.role,
        address=user.fields.address,
        created_at=user.created_at,
        updated_at=user.updated_at,
    )


async def list_users_v2(request: Request) -> Response:
    """Answer with a page of users."""
    query = read_query(request, UserQuery)
    page = paginate(request, users_asked_for(request, query), query)
    payload = UserPageV2(**page.totals, items=[_view(user) for user in page.items])
    return represent(request, payload, "users", headers=page.headers)


async def get_user_v2(request: Request) -> Response:
    """Answer with a user."""
    return represent(request, _view(user_at(request)), "user")


OPERATIONS = (
    Operation(
        methods=("GET",),
        route="/v2/users",
        handler=list_users_v2,
        tag="users",
        summary="List users (version 2)",
        description="As in version 1, but a name comes as given_name and family_name.",
        query=UserQuery,
        answers=(
            Answer(status=200, description="A page.", model=UserPageV2, headers=LIST_HEADERS),
        ),
    ),
    Operation(
        methods=("GET",),
        route="/v2/users/{id}",
        handler=get_user_v2,
        tag="users",
        summary="Get a user (version 2)",
        description="As in version 1, but the name comes as given_name and family_name.",
        path=UserPath,
        kinds=(NOT_FOUND,),
        answers=(Answer(status=200, description="The user.", model=UserV2),),
    ),
)
