"""NTLM: its three messages on one connection, which nobody else is given."""

from __future__ import annotations

import base64
import sys
from pathlib import Path

import msgspec
import pytest
import spnego
from tests.faults.asking import failure_of, prepared
from tests.faults.server import FaultServer, Peer

from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.model.request import Auth, Body, Request
from endpoint_explorer.sending.resolve import prepare
from endpoint_explorer.sending.transport import Transport
from endpoint_explorer.storage.redaction import redact_exchange

ADA = Auth(type="ntlm", username="LAB\\ada", password="hunter22")


class Acceptor:
    """A server that logs connections in, with the acceptor of the same library."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self.user = ""

    def __call__(self, peer: Peer) -> None:
        context = spnego.server(hostname="127.0.0.1", service="http", protocol="ntlm")
        while not context.complete:
            request = peer.read_request()
            self.requests.append(request)
            token = request.partition(b"Authorization: NTLM ")[2].partition(b"\r\n")[0]
            answer = "NTLM"
            if token:
                try:
                    made = context.step(base64.b64decode(token))
                except spnego.exceptions.SpnegoError:
                    context = spnego.server(hostname="127.0.0.1", service="http", protocol="ntlm")
                else:
                    answer = f"NTLM {base64.b64encode(made or b'').decode()}"
            if not context.complete:
                header = f"WWW-Authenticate: {answer}\r\n"
                peer.answer(b"no", status="401 Unauthorized", headers=header)
        self.user = context.client_principal or ""
        peer.answer(b"in")
        while True:
            self.requests.append(peer.read_request())
            peer.answer(b"still in")


@pytest.fixture(autouse=True)
def users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "users"
    file.write_text("LAB:ada:hunter22\n")
    monkeypatch.setenv("NTLM_USER_FILE", str(file))


def send(transport: Transport, url: str, auth: Auth = ADA) -> Exchange:
    request = Request(
        method="POST", url=url, auth=auth, body=Body(type="text", text="sent each time")
    )
    return transport.send(prepare(request, Context(directory=Path("/"))))


def test_the_messages_go_over_one_connection_with_the_body(transport: Transport) -> None:
    site = Acceptor()
    with FaultServer(site) as server:
        exchange = send(transport, server.url)
        assert server.accepted == 1
    assert exchange.failure is None
    assert exchange.response is not None
    assert (exchange.response.status, exchange.response.body) == (200, b"in")
    assert site.user.lower() == "lab\\ada"
    assert all(request.endswith(b"sent each time") for request in site.requests)
    assert [(hop.status, hop.note) for hop in exchange.hops] == [
        (401, "answered the NTLM challenge")
    ]
    token = dict(exchange.wire.headers)["Authorization"].removeprefix("NTLM ")
    kept = repr(msgspec.to_builtins(redact_exchange(exchange), builtin_types=(bytes,)))
    assert token not in kept


def test_a_connection_that_is_logged_in_is_for_nobody_else(transport: Transport) -> None:
    site = Acceptor()
    with FaultServer(site) as server:
        send(transport, server.url)
        # Of HTTP/1.1 only, as those of NTLM are: else it could not be given one anyway.
        other = transport.send(prepared(server.url, headers=(("Connection", "keep-alive"),)))
        assert server.accepted == 2
    assert other.response is not None
    assert other.response.status == 401


def test_a_wrong_password_is_tried_once(transport: Transport) -> None:
    site = Acceptor()
    with FaultServer(site) as server:
        wrong = msgspec.structs.replace(ADA, password="wrong-one")
        exchange = send(transport, server.url, wrong)
    assert len(site.requests) == 2
    assert exchange.response is not None
    assert exchange.response.status == 401
    assert exchange.response.notes == (
        "the server refused NTLM: are user name and password right?",
    )


@pytest.mark.parametrize(
    ("challenge", "note"),
    [
        ("Basic", "NTLM was not answered: the server sent no challenge of it"),
        ("NTLM AAA", "NTLM: the server's challenge is not in base64"),
        ("NTLM AAAA", "NTLM: the server's challenge cannot be answered"),
    ],
)
def test_what_cannot_be_answered_is_said(transport: Transport, challenge: str, note: str) -> None:
    def odd(peer: Peer) -> None:
        peer.read_request()
        header = f"WWW-Authenticate: {challenge}\r\n"
        peer.answer(b"", status="401 Unauthorized", headers=header)

    with FaultServer(odd) as server:
        exchange = send(transport, server.url)
    assert exchange.response is not None
    assert exchange.response.notes[0].startswith(note)


def test_without_the_library_nothing_is_sent(
    transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "spnego", None)
    with FaultServer(Acceptor()) as server:
        exchange = send(transport, server.url)
        assert server.accepted == 0
    assert failure_of(exchange) == ("auth", "resolve")
    assert exchange.failure is not None
    assert exchange.failure.hint == "Install it: pip install 'endpoint-explorer[ntlm]'"
