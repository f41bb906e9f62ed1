"""TLS: certificates that are not to be trusted, and ports that speak something else."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import trustme
from tests.faults.asking import ask, bounded, failure_of, message_of, with_settings
from tests.faults.server import FaultServer, Peer

from endpoint_explorer.sending.tls import shared_context
from endpoint_explorer.sending.transport import Settings


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def server_context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def trusting(authority: trustme.CA) -> Settings:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return with_settings(context=lambda: context)


def greet(peer: Peer) -> None:
    peer.read_request()
    peer.answer(b"hello")


def test_a_trusted_certificate(authority: trustme.CA) -> None:
    context = server_context(authority.issue_cert("127.0.0.1"))
    with FaultServer(greet, context=context) as server, bounded():
        exchange = ask(server.url, settings=trusting(authority))
    assert exchange.failure is None
    assert exchange.response is not None
    assert exchange.response.body == b"hello"
    assert exchange.response.http_version == "HTTP/1.1"
    assert exchange.timings.tls is not None
    assert exchange.timings.tls > 0


def test_a_certificate_of_an_unknown_authority(authority: trustme.CA) -> None:
    context = server_context(authority.issue_cert("127.0.0.1"))
    with FaultServer(greet, context=context) as server, bounded():
        exchange = ask(server.url)
    assert failure_of(exchange) == ("tls", "tls")
    assert exchange.response is None
    assert "is not trusted" in message_of(exchange)
    assert f"127.0.0.1:{server.port}" in message_of(exchange)


def test_a_self_signed_certificate(authority: trustme.CA) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with authority.private_key_pem.tempfile() as key, authority.cert_pem.tempfile() as certificate:
        context.load_cert_chain(certificate, key)
    with FaultServer(greet, context=context) as server, bounded():
        exchange = ask(server.url)
    assert failure_of(exchange) == ("tls", "tls")
    assert exchange.response is None
    assert "self-signed certificate" in message_of(exchange)


def test_a_certificate_of_another_host(authority: trustme.CA) -> None:
    context = server_context(authority.issue_cert("other.example"))
    with FaultServer(greet, context=context) as server, bounded():
        exchange = ask(server.url, settings=trusting(authority))
    assert failure_of(exchange) == ("tls", "tls")
    assert exchange.response is None
    assert "127.0.0.1" in message_of(exchange).partition("not trusted:")[2]


def test_an_expired_certificate(authority: trustme.CA) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    context = server_context(authority.issue_cert("127.0.0.1", not_after=yesterday))
    with FaultServer(greet, context=context) as server, bounded():
        exchange = ask(server.url, settings=trusting(authority))
    assert failure_of(exchange) == ("tls", "tls")
    assert exchange.response is None
    assert "expired" in message_of(exchange)


def plain_http(peer: Peer) -> None:
    peer.sock.recv(1000)
    peer.send(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\nwhat is this?")


def close(peer: Peer) -> None:
    peer.sock.recv(1000)


@pytest.mark.parametrize(
    ("script", "words"),
    [(plain_http, "does not speak TLS"), (close, "instead of agreeing on TLS")],
)
def test_https_to_a_port_without_tls(script: Callable[[Peer], None], words: str) -> None:
    with FaultServer(script) as server, bounded():
        exchange = ask(server.url.replace("http:", "https:"))
    assert failure_of(exchange) == ("tls", "tls")
    assert exchange.response is None
    assert words in message_of(exchange)
    assert exchange.failure is not None
    assert "http://" in exchange.failure.hint


def test_http_to_a_port_with_tls(authority: trustme.CA) -> None:
    def refuse_in_tls(peer: Peer) -> None:
        peer.read_request()
        peer.send(b"\x15\x03\x01\x00\x02\x02\x46")

    with FaultServer(refuse_in_tls) as server, bounded():
        exchange = ask(server.url)
    assert exchange.failure is not None
    assert "https://" in exchange.failure.hint


def test_a_connection_that_breaks_after_the_handshake(authority: trustme.CA) -> None:
    def break_off(peer: Peer) -> None:
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")

    context = server_context(authority.issue_cert("127.0.0.1"))
    with FaultServer(break_off, context=context) as server, bounded():
        exchange = ask(server.url, settings=trusting(authority))
    assert failure_of(exchange) == ("connection-broken", "receive")
    assert exchange.response is not None
    assert exchange.response.body == b"half"


def test_the_shared_context_verifies_and_reads_no_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    monkeypatch.setenv("SSLKEYLOGFILE", f"{tmp_path}/keys")
    shared_context.cache_clear()
    context = shared_context()
    shared_context.cache_clear()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert not context.keylog_filename
