"""Authentication by what a request carries: a pair, a token, a key, a digest, a signature."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from endpoint_explorer.demo.auth import digest, signature4
from endpoint_explorer.demo.auth.access import access_of
from endpoint_explorer.demo.auth.accounts import (
    KEY,
    KEY_COOKIE,
    KEY_HEADER,
    KEY_PARAMETER,
    PASSWORD,
    REALM,
    TOKEN,
    USERNAME,
    is_account,
    is_same,
)
from endpoint_explorer.demo.auth.refusing import basic_pair, credentials_of, unauthorized
from endpoint_explorer.demo.operation import Answer, Operation
from endpoint_explorer.demo.payloads.auth import DigestQuery, KeyQuery, Welcome
from endpoint_explorer.demo.problems import ACCESS_DENIED, CREDENTIALS_NEEDED
from endpoint_explorer.demo.reading import read_bytes, read_query
from endpoint_explorer.demo.representation import represent

_LET_IN = (Answer(status=200, description="Let in.", model=Welcome),)


def _welcome(request: Request, scheme: str, note: str, *, info: str = "") -> Response:
    payload = Welcome(user=USERNAME, scheme=scheme, note=note)
    headers = {"Authentication-Info": info} if info else {}
    return represent(request, payload, "welcome", headers={**headers, "Cache-Control": "no-store"})


async def check_basic(request: Request) -> Response:
    """Let in whom a Basic header names (RFC 7617)."""
    pair = basic_pair(request)
    if pair is None or not is_account(*pair):
        said = "No Basic credentials." if pair is None else "Not these Basic credentials."
        raise unauthorized(
            f"{said} The user name is {USERNAME}, the password {PASSWORD}.",
            f'Basic realm="{REALM}", charset="UTF-8"',
        )
    return _welcome(request, "Basic", "The header is base64 only: anybody can read it.")


async def check_bearer(request: Request) -> Response:
    """Let in who bears the token (RFC 6750)."""
    token = credentials_of(request, "Bearer")
    if token is None or not is_same(token, TOKEN):
        fault = "" if token is None else ', error="invalid_token"'
        said = "No Bearer token." if token is None else "Not this Bearer token."
        raise unauthorized(f"{said} It is {TOKEN}.", f'Bearer realm="{REALM}"{fault}')
    return _welcome(request, "Bearer", "Whoever bears the token is let in.")


async def check_digest(request: Request) -> Response:
    """Let in who knows the password without sending it (RFC 7616)."""
    query = read_query(request, DigestQuery)
    algorithms = (query.algorithm,) if query.algorithm else digest.ALGORITHMS
    login = digest.check(request, access_of(request).nonces, algorithms, query.uses)
    note = f"{login.algorithm}; use {login.count} of {query.uses} of this nonce."
    return _welcome(request, "Digest", note, info=login.info)


async def check_key_in_header(request: Request) -> Response:
    """Let in who sends the key as a header."""
    return _check_key(request, request.headers.get(KEY_HEADER), f"the header {KEY_HEADER}")


async def check_key_in_query(request: Request) -> Response:
    """Let in who sends the key as part of the query."""
    key = request.query_params.get(KEY_PARAMETER)
    return _check_key(request, key, f"the parameter {KEY_PARAMETER}")


async def check_key_in_cookie(request: Request) -> Response:
    """Let in who sends the key as a cookie."""
    return _check_key(request, request.cookies.get(KEY_COOKIE), f"the cookie {KEY_COOKIE}")


def _check_key(request: Request, key: str | None, place: str) -> Response:
    if key is None or not is_same(key, KEY):
        said = f"{place[:1].upper()}{place[1:]} is {'missing' if key is None else 'not the key'}."
        raise unauthorized(f"{said} The key is {KEY}.", f'ApiKey realm="{REALM}"')
    return _welcome(request, "API key", f"Let in by {place}.")


async def check_signature(request: Request) -> Response:
    """Let in who signs as AWS wants it."""
    claim = signature4.check(request, await read_bytes(request))
    note = f"Signed are {', '.join(claim.signed)}, and the body."
    return _welcome(request, "AWS4-HMAC-SHA256", note)


OPERATIONS = (
    Operation(
        methods=("GET",),
        route="/auth/basic",
        handler=check_basic,
        tag="auth",
        summary="Basic",
        description=f"User name {USERNAME}, password {PASSWORD}.",
        security="basic",
        kinds=(CREDENTIALS_NEEDED,),
        answers=_LET_IN,
    ),
    Operation(
        methods=("GET",),
        route="/auth/bearer",
        handler=check_bearer,
        tag="auth",
        summary="Bearer token",
        description=f"The token is {TOKEN}.",
        security="bearer",
        kinds=(CREDENTIALS_NEEDED,),
        answers=_LET_IN,
    ),
    Operation(
        methods=("GET",),
        route="/auth/digest",
        handler=check_digest,
        tag="auth",
        summary="Digest",
        description=(
            f"User name {USERNAME}, password {PASSWORD}, with SHA-256 or MD5. A nonce is good for "
            "a few requests only; then a challenge says stale=true."
        ),
        query=DigestQuery,
        security="digest",
        kinds=(CREDENTIALS_NEEDED,),
        answers=(
            Answer(
                status=200,
                description="Let in.",
                model=Welcome,
                headers={"Authentication-Info": "That the server knows the password, too."},
            ),
        ),
    ),
    Operation(
        methods=("GET",),
        route="/auth/api-key/header",
        handler=check_key_in_header,
        tag="auth",
        summary="API key in a header",
        description=f"The header {KEY_HEADER} with the key {KEY}.",
        security="keyInHeader",
        kinds=(CREDENTIALS_NEEDED,),
        answers=_LET_IN,
    ),
    Operation(
        methods=("GET",),
        route="/auth/api-key/query",
        handler=check_key_in_query,
        tag="auth",
        summary="API key in the query",
        description=f"The parameter {KEY_PARAMETER} with the key {KEY}; logs tend to keep it.",
        query=KeyQuery,
        security="keyInQuery",
        kinds=(CREDENTIALS_NEEDED,),
        answers=_LET_IN,
    ),
    Operation(
        methods=("GET",),
        route="/auth/api-key/cookie",
        handler=check_key_in_cookie,
        tag="auth",
        summary="API key in a cookie",
        description=f"The cookie {KEY_COOKIE} with the key {KEY}.",
        security="keyInCookie",
        kinds=(CREDENTIALS_NEEDED,),
        answers=_LET_IN,
    ),
    Operation(
        methods=("GET", "POST"),
        route="/auth/aws",
        handler=check_signature,
        tag="auth",
        summary="AWS Signature 4",
        description="The credentials are those in the index; a refusal says what differs.",
        security="awsSignature4",
        kinds=(CREDENTIALS_NEEDED, ACCESS_DENIED),
        answers=_LET_IN,
    ),
)
