"""Whose auth holds, and what it adds."""

from __future__ import annotations

import base64
from pathlib import Path

import msgspec
import pytest

from endpoint_explorer.errors import InvalidRequest, SecretUnavailable
from endpoint_explorer.model.authorization import NtlmLogin
from endpoint_explorer.model.collection import (
    CollectionSettings,
    Context,
    Environment,
    FolderSettings,
)
from endpoint_explorer.model.cookie import Cookie
from endpoint_explorer.model.exchange import PreparedRequest
from endpoint_explorer.model.request import Auth, Field, Request
from endpoint_explorer.sending.cookies import CookieJar
from endpoint_explorer.sending.message import preview_message
from endpoint_explorer.sending.resolve import prepare

BEARER = Auth(type="bearer", token="outer")
NONE = Auth(type="none")


def send(request: Request, collection: Auth = NONE, *folders: Auth) -> PreparedRequest:
    context = Context(
        directory=Path("/nowhere"),
        collection=CollectionSettings(base_url="http://h", auth=collection),
        folders=tuple(FolderSettings(auth=auth) for auth in folders),
        environment=Environment(name="test", secrets={"token": "env:CANARY"}),
    )
    return prepare(request, context)


def authorization(request: Request, collection: Auth = NONE, *folders: Auth) -> str | None:
    headers = send(request, collection, *folders).headers
    values = [value for name, value in headers if name.lower() == "authorization"]
    assert len(values) <= 1
    return values[0] if values else None


def basic(pair: str) -> str:
    return "Basic " + base64.b64encode(pair.encode()).decode()


def test_the_innermost_auth_that_is_not_inherited_holds() -> None:
    request = Request(url="/")
    inherit, inner = Auth(), Auth(type="bearer", token="inner")
    assert authorization(request) is None
    assert authorization(request, BEARER) == "Bearer outer"
    assert authorization(request, BEARER, inner, inherit) == "Bearer inner"
    assert authorization(request, BEARER, inner, NONE) is None
    own = Request(url="/", auth=Auth(type="bearer", token="own"))
    assert authorization(own, BEARER, inner) == "Bearer own"
    assert authorization(Request(url="/", auth=NONE), BEARER, inner) is None
    assert authorization(request, Auth(type="inherit")) is None


@pytest.mark.parametrize(
    "auth",
    [
        Auth(type="digest", username="ada"),
        Auth(type="ntlm", username="LAB\\ada"),
        Auth(type="oauth1", consumer_key="k"),
        Auth(type="aws-sigv4", access_key="a", secret_key="s", region="r", service="s3"),
    ],
    ids=lambda auth: auth.type,
)
def test_what_is_made_when_sent_is_inherited_and_gives_way_to_a_row(auth: Auth) -> None:
    made = send(Request(url="/"), BEARER, auth, Auth())
    assert made.signing or made.challenge
    written = Request(url="/", headers=(Field("Authorization", "mine"),))
    made = send(written, BEARER, auth)
    assert (made.signing, made.challenge) == (None, None)
    assert authorization(written, BEARER, auth) == "mine"
    assert send(Request(url="/", auth=NONE), BEARER, auth).challenge is None


def test_a_domain_before_the_user_name_is_ntlm_s() -> None:
    made = send(Request(url="/", auth=Auth(type="ntlm", username="LAB\\ada")))
    assert made.challenge == NtlmLogin(username="ada", password="", domain="LAB")


def test_basic_is_utf_8() -> None:
    auth = Auth(type="basic", username="Zoë", password="pä:ss")
    assert authorization(Request(url="/", auth=auth)) == basic("Zoë:pä:ss")


def test_a_basic_pair_is_a_secret_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANARY", "s3cret")
    auth = Auth(type="basic", username="me", password="x{{token}}y")
    prepared = send(Request(url="/", auth=auth))
    pair = basic("me:xs3crety").removeprefix("Basic ")
    assert pair in {secret.value for secret in prepared.secrets}
    assert {secret.name for secret in prepared.secrets} == {"token", "auth.password"}


def test_a_colon_in_a_user_name_is_refused() -> None:
    with pytest.raises(InvalidRequest) as caught:
        send(Request(url="/", auth=Auth(type="basic", username="a:b")))
    assert caught.value.field == "auth.username"


@pytest.mark.parametrize("token", ["", "  ", "a\nb"])
def test_a_bearer_token_must_be_one_line(token: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        send(Request(url="/", auth=Auth(type="bearer", token=token)))
    assert caught.value.field == "auth.token"


def test_an_api_key_in_a_header() -> None:
    auth = Auth(type="api-key", name="x-api-key", value="k")
    prepared = send(Request(url="/", auth=auth))
    assert ("x-api-key", "k") in prepared.headers
    assert (prepared.auth_headers, prepared.auth_query) == (("x-api-key",), ())


def test_an_api_key_in_the_query(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANARY", "{{a}}&b")
    auth = Auth(type="api-key", name="k y", value="{{token}}", location="query")
    prepared = send(Request(url="/?a", query=(Field("b", "1"),), auth=auth))
    assert prepared.url == "http://h/?a&b=1&k%20y=%7B%7Ba%7D%7D%26b"
    assert (prepared.auth_headers, prepared.auth_query) == ((), ("k%20y",))


@pytest.mark.parametrize(
    ("auth", "field"),
    [
        (Auth(type="api-key", value="k"), "auth.name"),
        (Auth(type="api-key", name="k", value="a\nb"), "auth.value"),
        (Auth(type="api-key", name="a b", value="k"), "headers.a b"),
    ],
)
def test_an_api_key_that_cannot_be_sent(auth: Auth, field: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        send(Request(url="/", auth=auth))
    assert caught.value.field == field


@pytest.mark.parametrize(
    "auth",
    [
        Auth(type="basic", username="u", password="{{token}}"),
        Auth(type="bearer", token="{{token}}"),
        Auth(type="api-key", name="authorization", value="{{token}}"),
    ],
)
def test_a_written_row_wins_and_the_credentials_are_not_even_resolved(auth: Auth) -> None:
    request = Request(url="/", auth=auth, headers=(Field("authorization", "mine"),))
    assert authorization(request) == "mine"
    assert send(request).auth_headers == ()
    with pytest.raises(SecretUnavailable):
        send(msgspec.structs.replace(request, headers=()))


def test_userinfo_moves_to_basic() -> None:
    request = Request(url="http://me:p%40ss@h/x")
    prepared = send(request)
    assert prepared.url == "http://h/x"
    assert authorization(request) == basic("me:p@ss")
    assert prepared.auth_headers == ("Authorization",)


def test_userinfo_stands_between_inherited_and_own_auth() -> None:
    request = Request(url="http://me:pw@h/")
    assert authorization(request, BEARER) == basic("me:pw")
    own = Request(url="http://me:pw@h/", auth=Auth(type="bearer", token="own"))
    assert authorization(own) == "Bearer own"
    row = Request(url="http://me:pw@h/", headers=(Field("Authorization", "mine"),))
    assert authorization(row) == "mine"


COOKIE_KEY = Auth(type="api-key", name="key", value="k1", location="cookie")
JAR = CookieJar(
    [
        Cookie(name="sid", value="s1", domain="h"),
        Cookie(name="key", value="from the jar", domain="h"),
    ]
)


def cookies(request: Request, jar: CookieJar = JAR) -> list[str]:
    headers = jar.add_to(send(request)).headers
    return [value for name, value in headers if name.lower() == "cookie"]


def test_an_api_key_in_a_cookie_stands_after_those_of_the_jar() -> None:
    request = Request(url="/", auth=COOKIE_KEY)
    assert cookies(request) == ["sid=s1; key=k1"]
    assert cookies(request, CookieJar()) == ["key=k1"]
    assert send(request).auth_headers == ("Cookie",)


def test_an_api_key_in_a_cookie_joins_a_row_that_is_written() -> None:
    request = Request(url="/", auth=COOKIE_KEY, headers=(Field("cookie", "a=b"),))
    assert cookies(request) == ["a=b; key=k1"]
    written = Request(url="/", auth=COOKIE_KEY, headers=(Field("cookie", "a=b; key=mine"),))
    assert cookies(written) == ["a=b; key=mine"]


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [("a b", "k", "headers.a b"), ("k", "a;b", "auth.value"), ("k", "a\nb", "auth.value")],
)
def test_an_api_key_that_no_cookie_can_hold(name: str, value: str, field: str) -> None:
    auth = Auth(type="api-key", name=name, value=value, location="cookie")
    with pytest.raises(InvalidRequest) as caught:
        send(Request(url="/", auth=auth))
    assert caught.value.field == field


def test_the_preview_shows_the_cookie_of_the_key_and_masks_those_of_the_jar() -> None:
    context = Context(directory=Path("/nowhere"))
    head = preview_message(Request(url="http://h/", auth=COOKIE_KEY), context, JAR).data.decode()
    assert "Cookie: sid=••••••; key=••••••\r\n" in head
