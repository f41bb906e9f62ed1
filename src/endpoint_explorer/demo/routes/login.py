"""Logging in with a form's worth of JSON, and staying so by a cookie."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from endpoint_explorer.demo.auth.access import access_of
from endpoint_explorer.demo.auth.accounts import (
    PASSWORD,
    REALM,
    SESSION_COOKIE,
    USERNAME,
    is_account,
)
from endpoint_explorer.demo.auth.refusing import credentials_of, unauthorized
from endpoint_explorer.demo.operation import Answer, Operation
from endpoint_explorer.demo.payloads.auth import LoggedIn, LoginInput, Welcome
from endpoint_explorer.demo.problems import CREDENTIALS_NEEDED
from endpoint_explorer.demo.reading import read_json
from endpoint_explorer.demo.representation import represent

_CHALLENGE = f'Cookie realm="{REALM}", form-action="/login", cookie-name={SESSION_COOKIE}'


async def log_in(request: Request) -> Response:
    """Start a session, and set the cookie that names it."""
    given = await read_json(request, LoginInput)
    if not is_account(given.username, given.password):
        detail = f"The user name is {USERNAME}, the password {PASSWORD}."
        raise unauthorized(detail, _CHALLENGE)
    session = access_of(request).log_in(given.username)
    headers = {
        "Set-Cookie": f"{SESSION_COOKIE}={session}; Path=/; HttpOnly; SameSite=Lax",
        "Cache-Control": "no-store",
    }
    payload = LoggedIn(user=given.username, token=session)
    return represent(request, payload, "login", headers=headers)


async def show_me(request: Request) -> Response:
    """Say who is logged in."""
    by_cookie = request.cookies.get(SESSION_COOKIE)
    session = by_cookie or credentials_of(request, "Bearer")
    user = access_of(request).sessions.get(session or "")
    if user is None:
        said = "Nobody is logged in" if session is None else "This session has ended"
        raise unauthorized(
            f"{said}: POST /login with the user name {USERNAME} and the password {PASSWORD} sets "
            f"the cookie {SESSION_COOKIE}; its token works as a Bearer token, too.",
            _CHALLENGE,
        )
    scheme = "Cookie" if by_cookie else "Bearer"
    payload = Welcome(user=user, scheme=scheme, note="The session ends with POST /logout.")
    return represent(request, payload, "me", headers={"Cache-Control": "no-store"})


async def log_out(request: Request) -> Response:
    """End the session, and take the cookie back."""
    session = request.cookies.get(SESSION_COOKIE) or credentials_of(request, "Bearer") or ""
    access_of(request).sessions.pop(session, None)
    gone = f"{SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
    return Response(status_code=204, headers={"Set-Cookie": gone})


OPERATIONS = (
    Operation(
        methods=("POST",),
        route="/login",
        handler=log_in,
        tag="auth",
        summary="Log in",
        description=f"User name {USERNAME}, password {PASSWORD}; a cookie names the session.",
        body=LoginInput,
        kinds=(CREDENTIALS_NEEDED,),
        answers=(
            Answer(
                status=200,
                description="Logged in.",
                model=LoggedIn,
                headers={"Set-Cookie": "The session."},
            ),
        ),
    ),
    Operation(
        methods=("GET",),
        route="/me",
        handler=show_me,
        tag="auth",
        summary="Who am I?",
        description="Needs the session's cookie, or its token as a Bearer token.",
        security="session",
        kinds=(CREDENTIALS_NEEDED,),
        answers=(Answer(status=200, description="Who is logged in.", model=Welcome),),
    ),
    Operation(
        methods=("POST",),
        route="/logout",
        handler=log_out,
        tag="auth",
        summary="Log out",
        description="Ends the session; without one nothing happens.",
        offers=(),
        answers=(
            Answer(
                status=204,
                description="Logged out.",
                headers={"Set-Cookie": "Takes the session back."},
            ),
        ),
    ),
)
