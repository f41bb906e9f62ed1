"""The OAuth 2 server, by requests as any client writes them."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from endpoint_explorer.demo.auth.grants import CODE_LIFE, Grant, Grants

CLIENT = ("demo-client", "demo-client-secret")
USER = {"username": "ada", "password": "demo-password"}
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
REDIRECT = "http://127.0.0.1:8000/callback?kept=1"
QUESTION = {
    "response_type": "code",
    "client_id": "demo-public",
    "redirect_uri": REDIRECT,
    "scope": "read profile",
    "state": "s<1>",
    # The example of RFC 7636, appendix B.
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
}


def ask(client: httpx.Client, grant_type: str, **fields: str) -> httpx.Response:
    return client.post("/oauth/token", auth=CLIENT, data={"grant_type": grant_type, **fields})


def token(response: httpx.Response) -> dict[str, Any]:
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    found: dict[str, Any] = response.json()
    assert found["token_type"] == "Bearer"
    return found


def profile(client: httpx.Client, access_token: str, scope: str = "read") -> httpx.Response:
    headers = {"Authorization": f"Bearer {access_token}"}
    return client.get("/oauth/profile", params={"scope": scope}, headers=headers)


def told(location: str) -> dict[str, str]:
    assert location.startswith("http://127.0.0.1:8000/callback?kept=1&")
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def code(client: httpx.Client) -> str:
    answer = client.post("/oauth/authorize", data={**QUESTION, "decision": "allow"})
    assert answer.status_code == 302
    found = told(answer.headers["location"])
    assert found["state"] == "s<1>"
    return found["code"]


@pytest.mark.parametrize("place", ["header", "body"])
def test_client_credentials(client: httpx.Client, place: str) -> None:
    fields = {"grant_type": "client_credentials", "audience": "https://api.example.com"}
    if place == "body":
        fields |= {"client_id": CLIENT[0], "client_secret": CLIENT[1]}
    auth = httpx.BasicAuth(*CLIENT) if place == "header" else httpx.Auth()
    got = token(client.post("/oauth/token", data=fields, auth=auth))
    assert (got["scope"], got["expires_in"]) == ("read", 3600)
    assert "refresh_token" not in got
    shown = profile(client, got["access_token"]).json()
    assert shown["client"] == "demo-client"
    assert shown["user"] == ""
    assert shown["audience"] == "https://api.example.com"


def test_password_refresh_and_a_refresh_token_that_works_once(client: httpx.Client) -> None:
    first = token(ask(client, "password", **USER, scope="read write"))
    assert profile(client, first["access_token"], "write").json()["user"] == "ada"
    second = token(ask(client, "refresh_token", refresh_token=first["refresh_token"], scope="read"))
    assert second["scope"] == "read"
    again = ask(client, "refresh_token", refresh_token=first["refresh_token"])
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_life_that_the_request_sets(client: httpx.Client) -> None:
    data = {"grant_type": "client_credentials"}
    got = token(client.post("/oauth/token?expires_in=60", auth=CLIENT, data=data))
    assert got["expires_in"] == 60
    assert profile(client, got["access_token"]).json()["expires_in"] in (59, 60)


def test_what_was_given_out_expires() -> None:
    now = 0.0
    grants = Grants(lambda: now)
    grant = Grant("demo-client", "ada", ("read",))
    access = grants.make_access(grant, 60)
    kept, late = (grants.make_code(grant, REDIRECT, "c") for _ in range(2))
    assert grants.take_code(kept) is not None
    assert grants.take_code(kept) is None
    now = CODE_LIFE + 1
    assert grants.take_code(late) is None
    found = grants.access(access)
    assert found is not None
    assert found[1] == -1


def test_an_authorization_code_with_pkce(client: httpx.Client) -> None:
    page = client.get("/oauth/authorize", params=QUESTION)
    assert page.headers["content-type"].startswith("text/html")
    assert "s&lt;1&gt;" in page.text
    assert "Know your name" in page.text
    fields = {"code": code(client), "code_verifier": VERIFIER, "redirect_uri": REDIRECT}
    data = {"grant_type": "authorization_code", "client_id": "demo-public", **fields}
    got = token(client.post("/oauth/token", data=data))
    assert got["scope"] == "read profile"
    assert got["refresh_token"]
    again = client.post("/oauth/token", data=data)
    assert again.json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"code_verifier": "other"}, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:8000/"}, "invalid_grant"),
        ({"code": "made-up"}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_request"),
    ],
)
def test_a_code_is_only_for_who_asked(
    client: httpx.Client, wrong: dict[str, str], error: str
) -> None:
    fields = {"code": code(client), "code_verifier": VERIFIER, "redirect_uri": REDIRECT} | wrong
    data = {"grant_type": "authorization_code", "client_id": "demo-public", **fields}
    refused = client.post("/oauth/token", data=data)
    assert (refused.status_code, refused.json()["error"]) == (400, error)


@pytest.mark.parametrize(
    ("fields", "status", "error"),
    [
        ({"grant_type": "client_credentials", "scope": "admin"}, 400, "invalid_scope"),
        ({"grant_type": "implicit"}, 400, "unsupported_grant_type"),
        ({}, 400, "invalid_request"),
        ({"grant_type": "password", "username": "ada", "password": "x"}, 400, "invalid_grant"),
        ({"grant_type": "client_credentials", "client_secret": "x"}, 400, "invalid_request"),
    ],
)
def test_errors_are_those_of_rfc_6749(
    client: httpx.Client, fields: dict[str, str], status: int, error: str
) -> None:
    refused = client.post("/oauth/token", auth=CLIENT, data=fields)
    assert (refused.status_code, refused.json()["error"]) == (status, error)
    assert refused.json()["error_description"]


def test_a_client_that_is_not_known(client: httpx.Client) -> None:
    data = {"grant_type": "client_credentials"}
    refused = client.post("/oauth/token", auth=("demo-client", "x"), data=data)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    assert "demo-client-secret" in refused.json()["error_description"]
    assert refused.headers["www-authenticate"].startswith("Basic")
    public = client.post("/oauth/token", data={**data, "client_id": "demo-public"})
    assert public.json()["error"] == "unauthorized_client"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"scope": "admin"}, "invalid_scope"),
    ],
)
def test_a_question_that_is_wrong_goes_back(
    client: httpx.Client, changed: dict[str, str], error: str
) -> None:
    answer = client.get("/oauth/authorize", params=QUESTION | changed)
    assert answer.status_code == 302
    assert told(answer.headers["location"])["error"] == error
    assert told(answer.headers["location"])["state"] == "s<1>"


def test_a_no_goes_back(client: httpx.Client) -> None:
    answer = client.post("/oauth/authorize", data={**QUESTION, "decision": "deny"})
    assert told(answer.headers["location"])["error"] == "access_denied"


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "other"},
        {"redirect_uri": "https://evil.example.com/"},
        {"redirect_uri": "http://127.0.0.1.example.com/"},
        {"redirect_uri": "http://["},
        {"redirect_uri": ""},
    ],
)
def test_nobody_is_sent_to_a_stranger(client: httpx.Client, changed: dict[str, str]) -> None:
    for answer in (
        client.get("/oauth/authorize", params=QUESTION | changed),
        client.post("/oauth/authorize", data=QUESTION | changed | {"decision": "allow"}),
    ):
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == next(iter(changed))


def test_what_is_protected_says_which_token_it_wants(client: httpx.Client) -> None:
    bare = client.get("/oauth/profile")
    assert (bare.status_code, bare.headers["www-authenticate"]) == (
        401,
        'Bearer realm="demo", scope="read"',
    )
    unknown = profile(client, "made-up")
    assert 'error="invalid_token"' in unknown.headers["www-authenticate"]
    small = token(ask(client, "client_credentials"))["access_token"]
    refused = profile(client, small, "write")
    assert refused.status_code == 403
    assert 'error="insufficient_scope"' in refused.headers["www-authenticate"]
