"""Digest over a connection: what is sent again, with which count, and where it ends."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from tests.faults.asking import failure_of
from tests.faults.server import FaultServer, Peer

from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.exchange import Exchange, PreparedRequest
from endpoint_explorer.model.request import Auth, Body, Options, Request
from endpoint_explorer.sending.challenges import parse_parameters
from endpoint_explorer.sending.resolve import prepare
from endpoint_explorer.sending.transport import CancelToken, Transport
from endpoint_explorer.storage.redaction import redact_exchange

NONCE = 'WWW-Authenticate: Digest realm="r", nonce="{}", qop="auth", algorithm=SHA-256{}\r\n'
ADA = Auth(type="digest", username="ada", password="hunter22")


class Guarded:
    """A server that answers from a list of statuses and headers, and keeps what it was sent."""

    def __init__(self, *answers: tuple[str, str]) -> None:
        self._answers = iter(answers)
        self.requests: list[bytes] = []

    def __call__(self, peer: Peer) -> None:
        while True:
            self.requests.append(peer.read_request())
            status, headers = next(self._answers, ("200 OK", ""))
            peer.answer(b"ok", status=status, headers=headers)

    @property
    def authorizations(self) -> list[dict[str, str]]:
        return [self._of(request) for request in self.requests]

    @staticmethod
    def _of(request: bytes) -> dict[str, str]:
        lines = request.partition(b"\r\n\r\n")[0].decode().split("\r\n")
        found = [line for line in lines if line.startswith("Authorization: Digest ")]
        assert len(found) <= 1
        return parse_parameters(found[0].removeprefix("Authorization: Digest ")) if found else {}


def challenge(nonce: str, more: str = "") -> tuple[str, str]:
    return "401 Unauthorized", NONCE.format(nonce, more)


def request_to(
    url: str, method: str = "GET", body: Body | None = None, auth: Auth = ADA
) -> PreparedRequest:
    request = Request(
        method=method, url=url, auth=auth, body=body or Body(), options=Options(timeout=5)
    )
    return prepare(request, Context(directory=Path("/")))


def status_of(exchange: Exchange) -> int:
    assert exchange.failure is None
    assert exchange.response is not None
    return exchange.response.status


def notes_of(exchange: Exchange) -> tuple[str, ...]:
    assert exchange.response is not None
    return exchange.response.notes


Ask = Callable[..., Exchange]


@pytest.fixture
def ask(transport: Transport) -> Ask:
    return lambda url, *args, **more: transport.send(request_to(url, *args, **more))


def test_a_challenge_is_answered_on_the_same_connection_and_shown_as_a_hop(ask: Ask) -> None:
    site = Guarded(challenge("n1"))
    with FaultServer(site) as server:
        exchange = ask(f"{server.url}/a?b=c")
        assert server.accepted == 1
    assert status_of(exchange) == 200
    first, second = site.authorizations
    assert first == {}
    assert (second["nonce"], second["nc"], second["uri"]) == ("n1", "00000001", "/a?b=c")
    key = hashlib.sha256(b"ada:r:hunter22").hexdigest()
    about = hashlib.sha256(b"GET:/a?b=c").hexdigest()
    whole = f"{key}:n1:00000001:{second['cnonce']}:auth:{about}"
    assert second["response"] == hashlib.sha256(whole.encode()).hexdigest()
    (hop,) = exchange.hops
    assert (hop.status, hop.note) == (401, "answered the Digest challenge")
    assert hop.url == hop.location == f"{server.url}/a?b=c"


def test_the_answer_is_recorded_without_its_value(ask: Ask) -> None:
    site = Guarded(challenge("n1"))
    with FaultServer(site) as server:
        exchange = ask(server.url)
    response = site.authorizations[1]["response"]
    assert response in dict(exchange.wire.headers)["Authorization"]
    kept = repr(msgspec.to_builtins(redact_exchange(exchange), builtin_types=(bytes,)))
    assert response not in kept
    assert "Digest {{Digest answer}}" in kept
    assert "hunter22" not in repr(request_to("http://h/"))


def test_the_next_send_is_authorized_at_once_and_counts_on(ask: Ask) -> None:
    site = Guarded(challenge("n1"))
    with FaultServer(site) as server:
        ask(server.url)
        exchange = ask(f"{server.url}/other")
        other = Auth(type="digest", username="bob", password="hunter22")
        ask(server.url, auth=other)
    counts = [made.get("nc") for made in site.authorizations]
    assert counts == [None, "00000001", "00000002", None]
    assert exchange.hops == ()


def test_a_nonce_that_has_gone_stale_is_replaced(ask: Ask) -> None:
    site = Guarded(challenge("n1"), ("200 OK", ""), challenge("n2", ", stale=TRUE"))
    with FaultServer(site) as server:
        ask(server.url)
        exchange = ask(server.url)
    assert status_of(exchange) == 200
    made = [(one.get("nonce"), one.get("nc")) for one in site.authorizations]
    assert made == [(None, None), ("n1", "00000001"), ("n1", "00000002"), ("n2", "00000001")]
    assert exchange.hops[0].note == "answered the Digest challenge, as the nonce was stale"


def test_the_nonce_that_is_to_be_next_is_taken(ask: Ask) -> None:
    next_nonce = ("200 OK", 'Authentication-Info: nextnonce="n2"\r\n')
    site = Guarded(challenge("n1"), next_nonce)
    with FaultServer(site) as server:
        ask(server.url)
        ask(server.url)
    assert [one.get("nonce") for one in site.authorizations] == [None, "n1", "n2"]
    assert site.authorizations[-1]["nc"] == "00000001"


def test_a_wrong_password_is_tried_once_and_not_kept(ask: Ask) -> None:
    site = Guarded(challenge("n1"), challenge("n2"), ("200 OK", ""))
    with FaultServer(site) as server:
        exchange = ask(server.url)
        assert len(site.requests) == 2
        ask(server.url)
    assert status_of(exchange) == 401
    assert notes_of(exchange) == (
        "the server refused the answer to its Digest challenge: are user name and password right?",
    )
    assert site.authorizations[2] == {}


def test_a_server_whose_nonces_are_always_stale_is_given_up(ask: Ask) -> None:
    site = Guarded(*(challenge(f"n{number}", ", stale=true") for number in range(9)))
    with FaultServer(site) as server:
        exchange = ask(server.url)
    assert status_of(exchange) == 401
    assert len(site.requests) == 4
    assert "stale at once" in notes_of(exchange)[0]


@pytest.mark.parametrize(
    ("headers", "note"),
    [
        (
            "WWW-Authenticate: Basic\r\n",
            "no Digest challenge was answered: the server asks for basic",
        ),
        ("", "no Digest challenge was answered: there is none"),
        (
            'WWW-Authenticate: Digest nonce="n", algorithm=SHA-1\r\n',
            "the Digest challenge cannot be answered: the algorithm 'SHA-1' is not known",
        ),
    ],
)
def test_what_is_not_answered_is_said(ask: Ask, headers: str, note: str) -> None:
    site = Guarded(("401 Unauthorized", headers))
    with FaultServer(site) as server:
        exchange = ask(server.url)
    assert status_of(exchange) == 401
    assert notes_of(exchange) == (note,)
    assert len(site.requests) == 1


def test_a_body_is_sent_again_also_from_a_large_file(ask: Ask, tmp_path: Path) -> None:
    data = bytes(range(256)) * 5000  # more than is read into memory for the record
    (tmp_path / "data").write_bytes(data)
    auth_int = ("401 Unauthorized", NONCE.format("n1", "").replace('"auth"', '"auth-int"'))
    site = Guarded(auth_int)
    body = Body(type="file", file=str(tmp_path / "data"))
    with FaultServer(site) as server:
        exchange = ask(server.url, "PUT", body)
    assert status_of(exchange) == 200
    assert [sent.endswith(data) for sent in site.requests] == [True, True]
    made = site.authorizations[1]
    key = hashlib.sha256(b"ada:r:hunter22").hexdigest()
    about = hashlib.sha256(f"PUT:/:{hashlib.sha256(data).hexdigest()}".encode()).hexdigest()
    whole = f"{key}:n1:00000001:{made['cnonce']}:auth-int:{about}"
    assert made["response"] == hashlib.sha256(whole.encode()).hexdigest()


def test_another_origin_gets_no_answer(ask: Ask) -> None:
    other = Guarded(challenge("n9"))
    with FaultServer(other) as there:
        moved = ("302 Found", f"Location: {there.url}/b\r\n")
        with FaultServer(Guarded(challenge("n1"), moved)) as here:
            exchange = ask(here.url)
    assert status_of(exchange) == 401
    assert other.authorizations == [{}]
    assert [hop.status for hop in exchange.hops] == [401, 302]
    assert exchange.hops[1].dropped == ("the answer to challenges",)


def test_a_redirect_within_the_origin_is_answered_too(ask: Ask) -> None:
    site = Guarded(challenge("n1"), ("302 Found", "Location: /b\r\n"))
    with FaultServer(site) as server:
        exchange = ask(server.url)
    assert status_of(exchange) == 200
    made = [(one.get("nc"), one.get("uri")) for one in site.authorizations]
    assert made == [(None, None), ("00000001", "/"), ("00000002", "/b")]


def test_the_way_back_to_where_the_challenge_was_is_no_loop(ask: Ask) -> None:
    to_b, to_a = ("302 Found", "Location: /b\r\n"), ("302 Found", "Location: /a\r\n")
    site = Guarded(to_b, challenge("n1"), to_a, ("200 OK", ""))
    with FaultServer(site) as server:
        exchange = ask(f"{server.url}/a")
    assert status_of(exchange) == 200


def test_the_answer_is_within_the_time_of_the_send(transport: Transport) -> None:
    def slow(peer: Peer) -> None:
        peer.read_request()
        peer.answer(b"", status="401 Unauthorized", headers=NONCE.format("n", ""))
        peer.read_request()
        peer.hang()

    with FaultServer(slow) as server:
        sent = msgspec.structs.replace(request_to(server.url), timeout=0.3)
        exchange = transport.send(sent)
    assert failure_of(exchange)[0] == "timeout"
    assert exchange.hops[0].status == 401


def test_the_answer_can_be_cancelled(transport: Transport) -> None:
    token = CancelToken()

    def cancelling(peer: Peer) -> None:
        peer.read_request()
        peer.answer(b"", status="401 Unauthorized", headers=NONCE.format("n", ""))
        peer.read_request()
        token.cancel()
        peer.hang()

    with FaultServer(cancelling) as server:
        exchange = transport.send(request_to(server.url), cancel=token)
    assert failure_of(exchange)[0] == "cancelled"
