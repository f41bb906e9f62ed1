"""Signatures over a connection: what is signed is what goes out, anew for each hop of an origin."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import msgspec
import pytest
from tests.faults.asking import failure_of, message_of
from tests.faults.server import FaultServer, Peer

from endpoint_explorer.model.authorization import AwsSigning
from endpoint_explorer.model.collection import Context, Environment
from endpoint_explorer.model.exchange import Exchange, Headers, PreparedRequest
from endpoint_explorer.model.request import Auth, AuthType, Body, Field, FormField, Options, Request
from endpoint_explorer.sending import aws_signing
from endpoint_explorer.sending.challenges import parse_parameters
from endpoint_explorer.sending.message import preview_message
from endpoint_explorer.sending.resolve import prepare
from endpoint_explorer.sending.transport import Settings, Transport
from endpoint_explorer.sending.urls import parse
from endpoint_explorer.storage.redaction import redact_exchange

NOW = 1440938160.0
DATE = "20150830T123600Z"
EMPTY = hashlib.sha256(b"").hexdigest()
AWS = Auth(
    type="aws-sigv4",
    access_key="AKIDEXAMPLE",
    secret_key="{{secret}}",
    region="us-east-1",
    service="service",
)
OAUTH1 = Auth(type="oauth1", consumer_key="k", consumer_secret="{{secret}}", realm="r")
SECRET = "s3cret+key"


class Site:
    """A server that keeps what it was sent, and redirects where it is told to."""

    def __init__(self, **moved: str) -> None:
        self._moved = {f"/{path}": place for path, place in moved.items()}
        self.requests: list[bytes] = []

    def __call__(self, peer: Peer) -> None:
        while True:
            request = peer.read_request()
            self.requests.append(request)
            place = self._moved.get(request.split(b" ")[1].decode())
            headers = f"Location: {place}\r\n" if place else ""
            peer.answer(b"ok", status="302 Found" if place else "200 OK", headers=headers)

    def headers(self, index: int) -> Headers:
        head = self.requests[index].partition(b"\r\n\r\n")[0].decode()
        lines = (line.partition(": ") for line in head.split("\r\n")[1:])
        return tuple((name, value) for name, _, value in lines)


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANARY", SECRET)


def context() -> Context:
    environment = Environment(name="test", secrets={"secret": "env:CANARY"})
    return Context(directory=Path("/"), environment=environment)


def resolved(request: Request) -> PreparedRequest:
    request = msgspec.structs.replace(request, options=Options(timeout=5, http2=False))
    return prepare(request, context())


def send(request: Request) -> Exchange:
    transport = Transport(Settings(clock=lambda: NOW))
    try:
        return transport.send(resolved(request))
    finally:
        transport.close()


def expected(method: str, url: str, headers: Headers, payload: str) -> str:
    signing = AwsSigning(
        access_key="AKIDEXAMPLE", secret_key=SECRET, region="us-east-1", service="service"
    )
    message = aws_signing.Message(method, parse(url), headers, payload)
    return aws_signing.authorization(message, signing, DATE)


def test_what_goes_out_is_what_is_signed() -> None:
    body = b'{"a": 1}'
    site = Site()
    with FaultServer(site) as server:
        url = f"{server.url}/a%20b//c?z=1&a=2"
        request = Request(
            method="POST",
            url=url,
            auth=AWS,
            body=Body(type="json", text=body.decode()),
            headers=(Field("X-Trace", "  two   words "), Field("x-amz-date", "mine")),
        )
        exchange = send(request)
    assert exchange.failure is None
    sent = site.headers(0)
    assert [value for name, value in sent if name.lower() == "x-amz-date"] == [DATE]
    authorization = dict(sent)["Authorization"]
    assert authorization == expected("POST", url, sent, hashlib.sha256(body).hexdigest())
    signed = re.findall(r"SignedHeaders=([^,]+)", authorization)[0].split(";")
    assert {"host", "content-type", "x-amz-date", "x-trace"} <= set(signed)


def test_each_hop_of_the_origin_is_signed_anew_and_another_origin_never() -> None:
    other = Site()
    with FaultServer(other) as there:
        site = Site(a="/b", b=f"{there.url}/c")
        with FaultServer(site) as server:
            exchange = send(Request(url=f"{server.url}/a", auth=AWS))
            for index, path in enumerate("ab"):
                sent = site.headers(index)
                made = expected("GET", f"{server.url}/{path}", sent, EMPTY)
                assert dict(sent)["Authorization"] == made
    assert not {"Authorization", "X-Amz-Date"} & dict(other.headers(0)).keys()
    assert exchange.hops[0].dropped == ()
    assert set(exchange.hops[1].dropped) == {"Authorization", "X-Amz-Date"}


def test_s3_has_the_hash_of_the_body_and_temporary_credentials_their_token(
    tmp_path: Path,
) -> None:
    data = b"x" * 1_500_000
    (tmp_path / "data").write_bytes(data)
    auth = msgspec.structs.replace(AWS, service="s3", session_token="{{secret}}")
    site = Site()
    with FaultServer(site) as server:
        body = Body(type="file", file=str(tmp_path / "data"))
        send(Request(method="PUT", url=f"{server.url}/a", auth=auth, body=body))
    sent = dict(site.headers(0))
    assert sent["X-Amz-Content-Sha256"] == hashlib.sha256(data).hexdigest()
    assert sent["X-Amz-Security-Token"] == SECRET
    assert "x-amz-content-sha256;x-amz-date;x-amz-security-token" in sent["Authorization"]


def test_a_payload_is_unsigned_where_the_header_says_so() -> None:
    auth = msgspec.structs.replace(AWS, service="s3")
    unsigned = Field("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
    site = Site()
    with FaultServer(site) as server:
        send(Request(method="PUT", url=server.url, auth=auth, headers=(unsigned,)))
    hashes = [value for name, value in site.headers(0) if name.lower() == unsigned.name]
    assert hashes == ["UNSIGNED-PAYLOAD"]


def test_oauth_1_signs_each_hop_and_forms() -> None:
    site = Site(a="/b")
    with FaultServer(site) as server:
        exchange = send(Request(url=f"{server.url}/a?x[]=1", auth=OAUTH1))
        body = Body(type="form", fields=(FormField("a", "b c"),))
        send(Request(method="POST", url=f"{server.url}/c", auth=OAUTH1, body=body))
    assert exchange.failure is None
    made = [parse_parameters(dict(site.headers(i))["Authorization"][6:]) for i in range(2)]
    assert made[0]["oauth_timestamp"] == str(int(NOW))
    assert len({one["oauth_nonce"] for one in made}) == 2
    assert len({one["oauth_signature"] for one in made}) == 2


def test_what_cannot_be_signed_is_not_sent() -> None:
    site = Site()
    with FaultServer(site) as server:
        body = Body(type="form", fields=(FormField("a", "b"),))
        exchange = send(Request(url=server.url, auth=OAUTH1, body=body))
    assert failure_of(exchange) == ("auth", "resolve")
    assert message_of(exchange).startswith("OAuth 1: the message cannot be signed")
    assert site.requests == []


@pytest.mark.parametrize("auth", [AWS, OAUTH1], ids=["aws", "oauth1"])
def test_signatures_are_not_recorded(auth: Auth) -> None:
    site = Site()
    with FaultServer(site) as server:
        exchange = send(Request(url=server.url, auth=auth))
    _, _, value = dict(site.headers(0))["Authorization"].partition(" ")
    assert value in dict(exchange.wire.headers)["Authorization"]
    kept = repr(msgspec.to_builtins(redact_exchange(exchange), builtin_types=(bytes,)))
    assert value not in kept
    assert SECRET not in kept
    assert SECRET not in repr(resolved(Request(url="http://h/", auth=auth)).signing)


@pytest.mark.parametrize(("auth", "scheme"), [(AWS, "AWS4-HMAC-SHA256"), (OAUTH1, "OAuth")])
def test_the_preview_names_what_is_made_when_sent(auth: Auth, scheme: str) -> None:
    seen = preview_message(Request(url="http://h/", auth=auth), context())
    assert seen.problems == ()
    assert f"Authorization: {scheme} … (made when sent)" in seen.data.decode()
    assert any(piece.kind == "unknown" for piece in seen.head)


@pytest.mark.parametrize(
    ("type_", "fields"),
    [
        ("aws-sigv4", {"auth.region", "auth.service", "auth.access_key", "auth.secret_key"}),
        ("oauth1", {"auth.consumer_key"}),
        ("digest", {"auth.username"}),
    ],
)
def test_what_is_missing_is_named(type_: AuthType, fields: set[str]) -> None:
    request = Request(url="http://h.example/", auth=Auth(type=type_))
    assert {field for field, _ in preview_message(request, context()).problems} == fields


def test_a_host_of_aws_says_region_and_service() -> None:
    auth = msgspec.structs.replace(AWS, region="", service="")
    made = resolved(Request(url="https://b.s3.eu-west-1.amazonaws.com/k", auth=auth))
    assert isinstance(made.signing, AwsSigning)
    assert (made.signing.region, made.signing.service) == ("eu-west-1", "s3")
