"""An OAuth 2 server (RFC 6749, with PKCE of RFC 7636), and something that it protects."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from endpoint_explorer.demo.auth.access import access_of
from endpoint_explorer.demo.auth.accounts import CLIENT_ID, PUBLIC_CLIENT_ID, REALM, USERNAME
from endpoint_explorer.demo.auth.authorizing import consent_page, decide, read_ask
from endpoint_explorer.demo.auth.refusing import credentials_of, forbidden, unauthorized
from endpoint_explorer.demo.auth.token_endpoint import TokenError, issue
from endpoint_explorer.demo.operation import JSON, Answer, Operation
from endpoint_explorer.demo.payloads.auth import (
    AuthorizeQuery,
    Decision,
    Profile,
    ProfileQuery,
    TokenInput,
    TokenQuery,
)
from endpoint_explorer.demo.problems import ACCESS_DENIED, CREDENTIALS_NEEDED
from endpoint_explorer.demo.reading import FORM, read_form, read_query
from endpoint_explorer.demo.representation import represent

HTML = "text/html"
_NO_STORE = {"Cache-Control": "no-store"}
_OBJECT = {JSON: {"type": "object"}}


async def authorize(request: Request) -> Response:
    """Ask a person whether a client may, or send the client an error."""
    read_query(request, AuthorizeQuery)
    ask = read_ask(dict(request.query_params))
    if isinstance(ask, str):
        return _send_to(ask)
    return Response(consent_page(ask), media_type=HTML, headers=_NO_STORE)


async def decide_authorization(request: Request) -> Response:
    """Send the client what the person decided."""
    form = await read_form(request)
    ask = read_ask({name: value for name, value in form.items() if name != "decision"})
    if isinstance(ask, str):
        return _send_to(ask)
    return _send_to(decide(ask, form.get("decision", ""), access_of(request).grants))


async def get_token(request: Request) -> Response:
    """Give out a token for what a client has."""
    query = read_query(request, TokenQuery)
    form = await read_form(request)
    try:
        token = issue(request, form, access_of(request).grants, query.expires_in)
    except TokenError as error:
        told = {"error": error.code, "error_description": error.description}
        headers = {"WWW-Authenticate": f'Basic realm="{REALM}"'} if error.status == 401 else {}
        return _json(told, error.status, headers)
    return _json(token, 200, {})


async def show_profile(request: Request) -> Response:
    """Show what a token opens, if it allows what is asked for (RFC 6750, section 3)."""
    needed = read_query(request, ProfileQuery).scope
    text = credentials_of(request, "Bearer")
    if text is None:
        raise unauthorized(
            "Send an access token of POST /oauth/token as a Bearer token.",
            f'Bearer realm="{REALM}", scope="{needed}"',
        )
    found = access_of(request).grants.access(text)
    if found is None or found[1] <= 0:
        said = "is not known" if found is None else "has expired"
        raise unauthorized(
            f"The access token {said}; get another from /oauth/token.",
            f'Bearer realm="{REALM}", error="invalid_token", '
            f'error_description="The access token {said}"',
        )
    token, left = found
    if needed not in token.grant.scope:
        raise forbidden(
            f"The token allows {' '.join(token.grant.scope)}; the scope {needed} is needed.",
            challenge=f'Bearer realm="{REALM}", error="insufficient_scope", scope="{needed}"',
        )
    grant = token.grant
    payload = Profile(
        client=grant.client,
        user=grant.user,
        scope=list(grant.scope),
        audience=grant.audience,
        expires_in=int(left),
    )
    return represent(request, payload, "profile", headers=_NO_STORE)


def _send_to(url: str) -> Response:
    return Response(status_code=302, headers={"Location": url, **_NO_STORE})


def _json(value: object, status: int, headers: dict[str, str]) -> Response:
    body = msgspec.json.encode(value)
    return Response(body, status, {**headers, **_NO_STORE, "Pragma": "no-cache"}, JSON)


_GOES_BACK = Answer(
    status=302,
    description="Back to the client, with a code or an error.",
    headers={"Location": "The redirect_uri, with what is told added to its query."},
)

OPERATIONS = (
    Operation(
        methods=("GET",),
        route="/oauth/authorize",
        handler=authorize,
        tag="oauth",
        summary="Ask for authorization",
        description=f"A page that asks {USERNAME}. PKCE with S256 is needed.",
        query=AuthorizeQuery,
        offers=(),
        answers=(
            Answer(status=200, description="The question.", media={HTML: {"type": "string"}}),
            _GOES_BACK,
        ),
    ),
    Operation(
        methods=("POST",),
        route="/oauth/authorize",
        handler=decide_authorization,
        tag="oauth",
        summary="Answer the question",
        description="What the buttons of the page send.",
        body=Decision,
        body_types=(FORM,),
        offers=(),
        answers=(_GOES_BACK,),
    ),
    Operation(
        methods=("POST",),
        route="/oauth/token",
        handler=get_token,
        tag="oauth",
        summary="Get a token",
        description=(
            "Client credentials, password, authorization code and refresh token. The client is "
            f"{CLIENT_ID}, in a Basic header or in the body, or {PUBLIC_CLIENT_ID}. Errors are "
            "those of RFC 6749."
        ),
        query=TokenQuery,
        body=TokenInput,
        body_types=(FORM,),
        offers=(),
        answers=(
            Answer(status=200, description="The token.", media=_OBJECT),
            Answer(status=400, description="An error of RFC 6749.", media=_OBJECT),
            Answer(status=401, description="The client is not known.", media=_OBJECT),
        ),
    ),
    Operation(
        methods=("GET",),
        route="/oauth/profile",
        handler=show_profile,
        tag="oauth",
        summary="Get the profile",
        description="Needs an access token, and the scope that the query names.",
        query=ProfileQuery,
        security="oauth2",
        kinds=(CREDENTIALS_NEEDED, ACCESS_DENIED),
        answers=(Answer(status=200, description="What the token opens.", model=Profile),),
    ),
)
