"""The kinds of authentication, by requests as any client writes them."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.demo.auth.refusing import parameters_of

AWS = ("AKIDDEMOEXAMPLE", "demo-secret-key-EXAMPLE", "us-east-1", "execute-api")


def problem(response: httpx.Response, status: int = 401) -> str:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    return str(response.json()["detail"])


@pytest.mark.parametrize(
    ("path", "right", "wrong", "expected"),
    [
        (
            "/auth/basic",
            {"auth": ("ada", "demo-password")},
            {"auth": ("ada", "x")},
            "demo-password",
        ),
        (
            "/auth/bearer",
            {"headers": {"Authorization": "bearer demo-token"}},
            {"headers": {"Authorization": "Bearer demo"}},
            "demo-token",
        ),
        (
            "/auth/api-key/header",
            {"headers": {"x-demo-key": "demo-key"}},
            {"headers": {"x-demo-key": ""}},
            "X-Demo-Key",
        ),
        (
            "/auth/api-key/query",
            {"params": {"api_key": "demo-key"}},
            {"params": {"api_key": "Demo-Key"}},
            "api_key",
        ),
        (
            "/auth/api-key/cookie",
            {"headers": {"Cookie": "demo_key=demo-key"}},
            {"headers": {"Cookie": "key=demo-key"}},
            "demo_key",
        ),
    ],
)
def test_who_has_it_is_let_in_and_a_refusal_says_what_was_expected(
    client: httpx.Client, path: str, right: dict[str, Any], wrong: dict[str, Any], expected: str
) -> None:
    answer = client.get(path, **right)
    assert (answer.status_code, answer.json()["user"]) == (200, "ada")
    for other in ({}, wrong):
        refused = client.get(path, **other)
        assert expected in problem(refused)
        assert refused.headers["www-authenticate"]


def digest_headers(
    challenge: str, target: str, *, count: int = 1, other: dict[str, str] | None = None
) -> dict[str, str]:
    """Answer a challenge as RFC 7616 says, with all that a client may get wrong."""
    asked = parameters_of(challenge.removeprefix("Digest "))
    assert asked is not None
    algorithm = asked["algorithm"]
    made = {"SHA-256": hashlib.sha256, "MD5": hashlib.md5}[algorithm]

    def digest(*parts: str) -> str:
        return made(":".join(parts).encode()).hexdigest()

    fields = {
        "username": "ada",
        "realm": asked["realm"],
        "nonce": asked["nonce"],
        "uri": target,
        "qop": "auth",
        "nc": f"{count:08x}",
        "cnonce": "c1",
        "algorithm": algorithm,
        "opaque": asked["opaque"],
    } | (other or {})
    password = fields.pop("password", "demo-password")
    first = digest("ada", fields["realm"], password)
    second = digest("GET", fields["uri"])
    text = (fields["nonce"], fields["nc"], fields["cnonce"], "auth", second)
    fields["response"] = digest(first, *text)
    return {"Authorization": "Digest " + ", ".join(f'{n}="{v}"' for n, v in fields.items())}


def challenged(client: httpx.Client, target: str) -> str:
    refused = client.get(target)
    problem(refused)
    challenge: str = refused.headers["www-authenticate"]
    assert "stale" not in challenge
    return challenge


@pytest.mark.parametrize("algorithm", ["SHA-256", "MD5"])
def test_digest_until_the_nonce_is_stale(client: httpx.Client, algorithm: str) -> None:
    target = f"/auth/digest?algorithm={algorithm}&uses=2"
    challenge = challenged(client, target)
    for count in (1, 2):
        answer = client.get(target, headers=digest_headers(challenge, target, count=count))
        assert answer.status_code == 200
        assert f"use {count} of 2" in answer.json()["note"]
        assert "rspauth=" in answer.headers["authentication-info"]
    worn = client.get(target, headers=digest_headers(challenge, target, count=3))
    assert "good for 2 requests" in problem(worn)
    assert "stale=true" in worn.headers["www-authenticate"]
    again = digest_headers(worn.headers["www-authenticate"], target)
    assert client.get(target, headers=again).status_code == 200


def test_digest_offers_the_strongest_first(client: httpx.Client) -> None:
    challenge = challenged(client, "/auth/digest")
    assert re.findall(r"algorithm=([^,]+)", challenge) == ["SHA-256", "MD5"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password": "x"}, "does not fit"),
        ({"username": "eve"}, "does not fit"),
        ({"uri": "/auth/other"}, "uri is /auth/other"),
        ({"qop": "auth-int"}, "qop is not auth"),
        ({"realm": "other"}, "realm"),
        ({"nc": "1"}, "eight hex digits"),
        ({"nonce": "made-up"}, "not one that this server gave out"),
    ],
)
def test_digest_says_what_cannot_be_right(
    client: httpx.Client, wrong: dict[str, str], said: str
) -> None:
    target = "/auth/digest?algorithm=MD5"
    headers = digest_headers(challenged(client, target), target, other=wrong)
    assert said in problem(client.get(target, headers=headers))


def test_a_nonce_count_works_once(client: httpx.Client) -> None:
    target = "/auth/digest?algorithm=SHA-256"
    headers = digest_headers(challenged(client, target), target)
    assert client.get(target, headers=headers).status_code == 200
    assert "used with this nonce before" in problem(client.get(target, headers=headers))


@given(st.dictionaries(st.from_regex(r"[a-z]+", fullmatch=True), st.text(), max_size=4))
def test_parameters_are_read_as_they_were_quoted(rows: dict[str, str]) -> None:
    quoted = (re.sub(r'(["\\])', r"\\\1", value) for value in rows.values())
    text = ", ".join(f'{name}="{value}"' for name, value in zip(rows, quoted, strict=True))
    assert parameters_of(text) == rows


@given(st.text(alphabet=' \t=,"\\\\ab1é\n', max_size=30))
def test_no_parameters_make_it_fail(text: str) -> None:
    found = parameters_of(text)
    assert found is None or all(found)


@pytest.mark.parametrize("text", ['a="b', "a=1, a=2", "= 1", 'a="1" b="2"'])
def test_parameters_that_make_no_sense(text: str) -> None:
    assert parameters_of(text) is None


def aws_headers(host: str, body: bytes, wrong: dict[str, str]) -> dict[str, str]:
    """Sign POST /auth/aws?b=2&a=1%202, by the recipe of the documentation, step by step."""
    access, secret, region, service = AWS
    access, region = wrong.get("access", access), wrong.get("region", region)
    date = wrong.get("date", time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()))
    payload = hashlib.sha256(body).hexdigest()
    lines = ("POST", "/auth/aws", "a=1%202&b=2", f"host:{host}", f"x-amz-date:{date}", "")
    canonical = "\n".join((*lines, "host;x-amz-date", payload))
    scope = f"{date[:8]}/{region}/{service}/aws4_request"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    key = f"AWS4{wrong.get('secret', secret)}".encode()
    for part in (*scope.split("/"), f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{hashed}"):
        key = hmac.new(key, part.encode(), "sha256").digest()
    signed = wrong.get("signed", "host;x-amz-date")
    credential = f"Credential={access}/{scope}, SignedHeaders={signed}, Signature={key.hex()}"
    return {"X-Amz-Date": date, "Authorization": f"AWS4-HMAC-SHA256 {credential}"}


def ask_aws(
    client: httpx.Client, body: bytes = b"hello", wrong: dict[str, str] | None = None
) -> httpx.Response:
    headers = aws_headers(f"127.0.0.1:{client.base_url.port}", b"hello", wrong or {})
    return client.post("/auth/aws?b=2&a=1%202", headers=headers, content=body)


def test_a_signature_that_fits(client: httpx.Client) -> None:
    assert ask_aws(client).json()["scheme"] == "AWS4-HMAC-SHA256"
    assert AWS[1] in problem(client.get("/auth/aws"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"access": "AKIDOTHER"}, "the access key is AKIDOTHER"),
        ({"region": "eu-west-1"}, "must be"),
        ({"date": "20150830T123600Z"}, "15 minutes"),
        ({"date": "yesterday"}, "must be like"),
        ({"signed": "x-amz-date"}, "host must be among"),
        ({"signed": "host;x-amz-date;x-other"}, "x-other is signed and missing"),
        ({"secret": "other"}, "canonical request is:\nPOST\n/auth/aws\na=1%202&b=2\nhost:127"),
    ],
)
def test_a_signature_that_does_not_fit_says_why(
    client: httpx.Client, wrong: dict[str, str], said: str
) -> None:
    refused = ask_aws(client, wrong=wrong)
    problem(refused, 403)
    assert any(said in fault["detail"] for fault in refused.json()["errors"])


def test_another_body_is_noticed(client: httpx.Client) -> None:
    assert "does not fit" in problem(ask_aws(client, b"hello!"), 403)


def test_login_call_logout(client: httpx.Client) -> None:
    assert "POST /login" in problem(client.get("/me"))
    wrong = {"username": "ada", "password": "x"}
    assert "demo-password" in problem(client.post("/login", json=wrong))
    login = client.post("/login", json={"username": "ada", "password": "demo-password"})
    assert "HttpOnly" in login.headers["set-cookie"]
    assert client.get("/me").json()["scheme"] == "Cookie"
    client.cookies.clear()
    bearer = {"Authorization": f"Bearer {login.json()['token']}"}
    assert client.get("/me", headers=bearer).json()["scheme"] == "Bearer"
    assert client.post("/logout", headers=bearer).status_code == 204
    assert "has ended" in problem(client.get("/me", headers=bearer))
