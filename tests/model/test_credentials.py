from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint_explorer.model.credentials import (
    Finding,
    find_literals,
    is_likely,
    names_credential,
    replace_literal,
)
from endpoint_explorer.model.request import Auth, Body, Field, FormField, Request

# Put together here, so that no scanner of this repository takes them for real ones.
GITHUB = "ghp_" + "aB3dE5gH7jK9" * 3
AWS = "AKIA" + "IOSFODNN7EXAMPL2"
JWT = "eyJhbGciOiJIUzI1" + ".eyJzdWIiOiIxMjM0" + ".SflKxwRJSMeKKF2Q"
SLACK = "xoxb-" + "123456789012-abcdefABCDEF"
GOOGLE = "AIza" + "SyA1234567890abcdefghijklmnopqrstuv"
STRIPE = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
OPENAI = "sk-" + "proj-abcdEFGH1234567890abcd"
KEY = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEabc\n-----END RSA PRIVATE KEY-----"
PLAIN = "Zq8wTr51nLx0"


@pytest.mark.parametrize(
    "name",
    [
        "API_KEY",
        "api-key",
        "apiKey",
        "token",
        "X-Auth-Token",
        "dbPassword",
        "DB_PASS",
        "client_secret",
        "AWS_SECRET_ACCESS_KEY",
        "credentials",
        "passphrase",
        "KEY2",
        "jwt",
    ],
)
def test_names_of_credentials(name: str) -> None:
    assert names_credential(name)


@pytest.mark.parametrize(
    "name",
    [
        "monkey",
        "keyboard",
        "TOKEN_URL",
        "compass",
        "passenger",
        "page",
        "AWS_ACCESS_KEY_ID",
        "base_url",
        "",
        "keys_count",
        "PASSWORD_FILE",
        "author",
    ],
)
def test_names_of_other_things(name: str) -> None:
    assert not names_credential(name)


@pytest.mark.parametrize(
    ("request_", "field", "kind", "value"),
    [
        (Request(url=f"/x?api_key={PLAIN}&a=1"), "url", "a credential", PLAIN),
        (Request(url=f"https://ada:{PLAIN}@h/"), "url", "a password", PLAIN),
        (Request(url=f"/hooks/{SLACK}"), "url", "a Slack token", SLACK),
        (Request(query=(Field("key", GOOGLE),)), "query.key", "a Google key", GOOGLE),
        (
            Request(headers=(Field("Authorization", f"Bearer {JWT}"),)),
            "headers.Authorization",
            "a JSON Web Token",
            JWT,
        ),
        (
            Request(headers=(Field("authorization", f"token {GITHUB}"),)),
            "headers.authorization",
            "a GitHub token",
            GITHUB,
        ),
        (
            Request(headers=(Field("Authorization", "Basic YWRhOmxvdmVsYWNl"),)),
            "headers.Authorization",
            "a credential",
            "YWRhOmxvdmVsYWNl",
        ),
        (Request(headers=(Field("X-Api-Key", PLAIN),)), "headers.X-Api-Key", "a credential", PLAIN),
        (Request(headers=(Field("X-Other", AWS),)), "headers.X-Other", "an AWS access key", AWS),
        (Request(auth=Auth(type="bearer", token=OPENAI)), "auth.token", "an API key", OPENAI),
        (
            Request(auth=Auth(type="basic", password="lovelace")),
            "auth.password",
            "a credential",
            "lovelace",
        ),
        (
            Request(auth=Auth(type="api-key", name="k", value=STRIPE)),
            "auth.value",
            "a Stripe key",
            STRIPE,
        ),
        (
            Request(body=Body(type="json", text=f'{{"client_secret": "{PLAIN}"}}')),
            "body.client_secret",
            "a credential",
            PLAIN,
        ),
        (Request(body=Body(type="text", text=f"x\n{KEY}\n")), "body", "a private key", KEY),
        (
            Request(body=Body(type="form", fields=(FormField("password", PLAIN),))),
            "body.password",
            "a credential",
            PLAIN,
        ),
    ],
)
def test_what_looks_like_a_credential(request_: Request, field: str, kind: str, value: str) -> None:
    (finding,) = find_literals(request_)
    assert (finding.field, finding.kind, finding.value) == (field, kind, value)
    assert value not in repr(finding)
    moved = replace_literal(request_, finding, "{{moved}}")
    assert find_literals(moved) == ()
    assert value not in str(moved)
    assert "{{moved}}" in str(moved)


@pytest.mark.parametrize(
    "value",
    [
        "{{token}}",
        "xxx",
        "xxxxxxxxxxxx",
        "changeme",
        "change-me-now",
        "your-api-key",
        "<token>",
        "${TOKEN}",
        "secret",
        "password",
        "********",
        "••••••",
        "abc",
        "12345678",
        "my-token",
        "example",
        "",
        "true",
        "some-key-here",
        "sk-...",
        "...",
        "aaaaaaaaaaaa",
    ],
)
def test_what_does_not(value: str) -> None:
    request = Request(
        url=f"https://ada:{value}@h/x?api_key={value}" if " " not in value else "/",
        headers=(Field("Authorization", f"Bearer {value}"), Field("X-Api-Key", value)),
        query=(Field("token", value), Field("page", "Zq8wTr51nLx0"), Field("key", "name")),
        auth=Auth(type="bearer", token=value),
        body=Body(
            type="json", text=f'{{"password": "{value}", "id": "0198f2c4-aa11-7000-8000-1"}}'
        ),
    )
    assert find_literals(request) == ()


def test_the_auth_that_is_not_used_is_not_looked_at() -> None:
    assert find_literals(Request(auth=Auth(type="none", password=PLAIN))) == ()
    assert find_literals(Request(auth=Auth(type="inherit", token=GITHUB))) == ()


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=20))
def test_any_request_can_be_looked_at_and_what_is_moved_is_gone(text: str, name: str) -> None:
    request = Request(
        url=text,
        headers=(Field(name, text),),
        auth=Auth(type="bearer", token=text),
        body=Body(type="text", text=text),
    )
    for finding in find_literals(request):
        moved = replace_literal(request, finding, "{{m}}")
        assert finding.value not in {f.value for f in find_literals(moved)}
    is_likely(text)


def test_a_word_of_the_format_survives() -> None:
    request = Request(auth=Auth(type="bearer", token="bearer-1A"), method="bearer-1A")
    moved = replace_literal(request, Finding("auth.token", "", "bearer-1A"), "{{m}}")
    assert (moved.auth.type, moved.auth.token, moved.method) == ("bearer", "{{m}}", "bearer-1A")
