from __future__ import annotations

import base64
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint_explorer.errors import AuthorizationFailed
from endpoint_explorer.model.authorization import OAuth2Settings
from endpoint_explorer.model.exchange import PreparedRequest, Response
from endpoint_explorer.model.oauth2 import Token, TokenState, key_of
from endpoint_explorer.model.secret import Secret
from endpoint_explorer.sending import grants

SETTINGS = OAuth2Settings(
    token_url="https://auth.test/token?tenant=1",
    authorize_url="https://auth.test/authorize?a=b%20c&d",
    client_id="a:b c",
    client_secret="p%&+ß",
)
LIKE = PreparedRequest(method="GET", url="https://api.test/", timeout=7.0)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def read(body: object, status: int = 200, before: Token | None = None) -> Token:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return grants.read_token(Response(status=status, body=data), "code", 100.0, before)


def test_a_client_is_encoded_as_a_form_and_then_as_basic() -> None:
    """RFC 6749, 2.3.1."""
    request = grants.token_request(SETTINGS, {"grant_type": "client_credentials"}, LIKE)
    headers = dict(request.headers)
    pair = base64.b64decode(headers["Authorization"].removeprefix("Basic "))
    assert pair == b"a%3Ab+c:p%25%26%2B%C3%9F"
    assert request.body == (b"grant_type=client_credentials",)
    assert (request.url, request.timeout) == (SETTINGS.token_url, 7.0)
    assert not request.follow_redirects
    assert not request.cookies
    assert headers["Authorization"].removeprefix("Basic ") in {s.value for s in request.secrets}


def test_a_pair_is_for_the_hosts_of_what_is_in_it() -> None:
    secret = Secret("client", "env:CLIENT", SETTINGS.client_secret, ("auth.test",))
    like = PreparedRequest(method="GET", url="https://api.test/", secrets=(secret,))
    request = grants.token_request(SETTINGS, {"grant_type": "client_credentials"}, like)
    pair = dict(request.headers)["Authorization"].removeprefix("Basic ")
    assert ("auth.test",) in {s.hosts for s in request.secrets if s.value == pair}


def test_the_url_for_a_person_keeps_its_own_query() -> None:
    asked = grants.ask_person(SETTINGS, "http://127.0.0.1:1/callback")
    assert asked.url.startswith("https://auth.test/authorize?a=b%20c&d&response_type=code&")
    rows = parse_qs(urlsplit(asked.url).query)
    assert rows["client_id"] == ["a:b c"]
    assert rows["redirect_uri"] == ["http://127.0.0.1:1/callback"]
    assert "scope" not in rows
    assert asked.verifier not in asked.url
    other = grants.ask_person(SETTINGS, "http://127.0.0.1:1/callback")
    assert (asked.state, asked.verifier) != (other.state, other.verifier)
    assert asked.verifier not in repr(asked)


def test_a_form_is_understood_too() -> None:
    token = read(b"access_token=abc&token_type=bearer&scope=a+b&expires_in=50")
    assert (token.access_token, token.scope, token.expires_at) == ("abc", "a b", 150.0)


def test_what_a_refresh_does_not_say_stays() -> None:
    before = Token(access_token="old", refresh_token="r", id_token="i", scope="s", expires_at=1.0)
    token = read({"access_token": "new"}, before=before)
    assert token == Token(
        access_token="new", refresh_token="r", id_token="i", scope="s", obtained_at=100.0
    )


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({"error": "invalid_grant"}, 200, "answered 200 to the code: invalid_grant"),
        ({"error": "x", "error_description": "a\n b"}, 400, "400 to the code: x: a b"),
        ({"access_token": "abc", "token_type": "mac"}, 200, "of the type mac"),
        ({"access_token": "a\r\nb"}, 200, "no header can carry"),
        ({"access_token": ""}, 200, "no token"),
        ({"access_token": "abc"}, 500, "500 to the code, which is no token"),
        (b"", 502, "an empty body"),
        (b"[" * 100_000, 200, "no token"),
        (b"\xff\xfe", 200, "no token"),
    ],
)
def test_what_is_no_token_is_explained(body: object, status: int, message: str) -> None:
    with pytest.raises(AuthorizationFailed, match=message) as error:
        read(body, status)
    assert "abc" not in error.value.message
    assert len(error.value.message) < 800


@pytest.mark.parametrize(
    ("step", "hint"),
    [("password", "Check username and password."), ("code", "Authorize again"), ("other", "")],
)
def test_a_refused_grant_says_what_to_try(step: str, hint: str) -> None:
    answer = Response(status=400, body=json.dumps({"error": "invalid_grant"}).encode())
    with pytest.raises(AuthorizationFailed) as error:
        grants.read_token(answer, step, 100.0)
    assert error.value.hint[: len(hint) or None] == hint


@settings(max_examples=60)
@given(
    st.binary(max_size=40)
    | st.dictionaries(
        st.sampled_from(["access_token", "token_type", "expires_in", "error", "scope"]),
        st.none() | st.booleans() | st.integers() | st.floats() | TEXT | st.lists(TEXT),
    ).map(lambda body: json.dumps(body).encode())
)
def test_any_answer_is_a_token_or_no_token(body: bytes) -> None:
    try:
        token = read(body)
    except AuthorizationFailed:
        return
    assert token.access_token.isprintable()
    assert token.expires_at is None or token.expires_at >= 100.0


@settings(max_examples=30)
@given(TEXT, TEXT, TEXT, TEXT)
def test_the_key_has_no_secret_in_it(client: str, scope: str, secret: str, password: str) -> None:
    first = OAuth2Settings(token_url="t", client_id=client, scope=scope, client_secret=secret)
    second = OAuth2Settings(token_url="t", client_id=client, scope=scope, password=password)
    other = OAuth2Settings(token_url="t", client_id=client, scope=f"{scope}!")
    assert key_of(first) == key_of(second) != key_of(other)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (0.5, "0 seconds"),
        (1, "1 second"),
        (59.9, "59 seconds"),
        (60, "1 minute"),
        (7200, "2 hours"),
    ],
)
def test_how_long_a_token_lasts(left: float, words: str) -> None:
    assert TokenState(1000.0 + left).describe(1000.0) == f"token expires in {words}"
