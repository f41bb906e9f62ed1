"""Users, version 1: the whole life of a resource, and an action on it."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from endpoint_explorer.demo.operation import Answer, Operation
from endpoint_explorer.demo.paging import LIST_HEADERS, paginate
from endpoint_explorer.demo.payloads.users import (
    PasswordReset,
    User,
    UserInput,
    UserPage,
    UserPatch,
    UserPath,
    UserQuery,
)
from endpoint_explorer.demo.problems import NOT_FOUND, Problem
from endpoint_explorer.demo.reading import PATCH_TYPES, read_json, read_merged, read_query
from endpoint_explorer.demo.records import UserRecord
from endpoint_explorer.demo.representation import represent
from endpoint_explorer.demo.store import store_of


def users_asked_for(request: Request, query: UserQuery) -> list[UserRecord]:
    """Return the users of the role that the query names, in the order of their ids."""
    users = store_of(request).users.values()
    return [user for user in users if query.role in {None, user.fields.role}]


def user_at(request: Request) -> UserRecord:
    """Return the user that the path names, or raise Problem, 404."""
    identity: str = request.path_params["id"]
    # A number with more digits than an id can have is no id, and slow to convert.
    is_number = identity.isascii() and identity.isdecimal() and len(identity) < 19
    user = store_of(request).users.get(int(identity)) if is_number else None
    if user is None:
        raise Problem(NOT_FOUND, f"No user has the id {identity}.")
    return user


def _view(user: UserRecord) -> User:
    fields = dict(user.fields)
    return User(id=user.id, created_at=user.created_at, updated_at=user.updated_at, **fields)


async def list_users(request: Request) -> Response:
    """Answer with a page of users."""
    query = read_query(request, UserQuery)
    page = paginate(request, users_asked_for(request, query), query)
    payload = UserPage(**page.totals, items=[_view(user) for user in page.items])
    return represent(request, payload, "users", headers=page.headers)


async def create_user(request: Request) -> Response:
    """Keep a new user and say where it is."""
    user = store_of(request).add_user(await read_json(request, UserInput))
    headers = {"Location": f"/v1/users/{user.id}"}
    return represent(request, _view(user), "user", status=201, headers=headers)


async def get_user(request: Request) -> Response:
    """Answer with a user."""
    return represent(request, _view(user_at(request)), "user")


async def replace_user(request: Request) -> Response:
    """Replace all that was said about a user."""
    user = user_at(request)
    fields = await read_json(request, UserInput)
    return represent(request, _view(store_of(request).change_user(user, fields)), "user")


async def change_user(request: Request) -> Response:
    """Change some of what was said about a user."""
    user = user_at(request)
    fields = await read_merged(request, UserInput, user.fields)
    return represent(request, _view(store_of(request).change_user(user, fields)), "user")


async def delete_user(request: Request) -> Response:
    """Forget a user."""
    del store_of(request).users[user_at(request).id]
    return Response(status_code=204)


async def reset_password(request: Request) -> Response:
    """Pretend to send a mail with a link to choose a new password."""
    user = user_at(request)
    local, _, domain = user.fields.email.partition("@")
    payload = PasswordReset(
        user_id=user.id,
        sent_to=f"{local[:1]}***@{domain}",
        expires_at=store_of(request).tick() + timedelta(hours=1),
    )
    return represent(request, payload, "password_reset")


_ONE = "/v1/users/{id}"

OPERATIONS = (
    Operation(
        methods=("GET",),
        route="/v1/users",
        handler=list_users,
        tag="users",
        summary="List users",
        description="A page of users, in the order of their ids. `role` narrows the list.",
        query=UserQuery,
        answers=(Answer(status=200, description="A page.", model=UserPage, headers=LIST_HEADERS),),
    ),
    Operation(
        methods=("POST",),
        route="/v1/users",
        handler=create_user,
        tag="users",
        summary="Create a user",
        description="The server chooses the id. The answer says where the user is (Location).",
        body=UserInput,
        answers=(
            Answer(
                status=201,
                description="The user that was created.",
                model=User,
                headers={"Location": "The path of the new user."},
            ),
        ),
    ),
    Operation(
        methods=("GET",),
        route=_ONE,
        handler=get_user,
        tag="users",
        summary="Get a user",
        description="One user, by its id.",
        path=UserPath,
        kinds=(NOT_FOUND,),
        answers=(Answer(status=200, description="The user.", model=User),),
    ),
    Operation(
        methods=("PUT",),
        route=_ONE,
        handler=replace_user,
        tag="users",
        summary="Replace a user",
        description="What the body leaves out goes back to its default; to change a part: PATCH.",
        path=UserPath,
        body=UserInput,
        kinds=(NOT_FOUND,),
        answers=(Answer(status=200, description="The user as it is now.", model=User),),
    ),
    Operation(
        methods=("PATCH",),
        route=_ONE,
        handler=change_user,
        tag="users",
        summary="Change a user",
        description="A JSON merge patch (RFC 7396): what is left out stays, null removes.",
        path=UserPath,
        body=UserPatch,
        body_types=PATCH_TYPES,
        kinds=(NOT_FOUND,),
        answers=(Answer(status=200, description="The user as it is now.", model=User),),
    ),
    Operation(
        methods=("DELETE",),
        route=_ONE,
        handler=delete_user,
        tag="users",
        summary="Delete a user",
        description="Afterwards the user is gone: asking again gives 404.",
        path=UserPath,
        kinds=(NOT_FOUND,),
        offers=(),
        answers=(Answer(status=204, description="Deleted; there is no body."),),
    ),
    Operation(
        methods=("POST",),
        route=f"{_ONE}/reset-password",
        handler=reset_password,
        tag="users",
        summary="Reset a user's password",
        description="An action that is no plain create, read, update or delete. No body needed.",
        path=UserPath,
        kinds=(NOT_FOUND,),
        answers=(Answer(status=200, description="What was done.", model=PasswordReset),),
    ),
)
