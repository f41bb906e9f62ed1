"""Whom to trust: settings of TLS, the certificates that servers show, and why one is refused."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from tests.faults.asking import bounded, failure_of, message_of
from tests.faults.server import FaultServer, Gone, Peer

from endpoint_explorer.model.collection import CollectionSettings, Context
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.model.network import Network, Trust
from endpoint_explorer.model.request import Options, Request
from endpoint_explorer.sending.resolve import prepare
from endpoint_explorer.sending.tls import context_for
from endpoint_explorer.sending.transport import Transport


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def folder(authority: trustme.CA, tmp_path: Path) -> Path:
    """A collection's folder with the files that settings name."""
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    client = authority.issue_cert("me@example.com")
    client.private_key_and_cert_chain_pem.write_to_path(tmp_path / "client.pem")
    client.cert_chain_pems[0].write_to_path(tmp_path / "client.crt")
    client.private_key_pem.write_to_path(tmp_path / "client.key")
    authority.issue_cert("other").private_key_pem.write_to_path(tmp_path / "other.key")
    (tmp_path / "garbage.pem").write_text("this is no certificate")
    return tmp_path


def server_context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def greet(peer: Peer) -> None:
    while True:
        peer.read_request()
        peer.answer(b"hello")


@pytest.fixture
def server(authority: trustme.CA) -> Iterator[FaultServer]:
    context = server_context(authority.issue_cert("127.0.0.1", "api.example", common_name="Ann"))
    with FaultServer(greet, context=context) as made, bounded():
        yield made


def ask_in(
    folder: Path, url: str, network: Network, *, transport: Transport | None = None
) -> Exchange:
    request = Request(url=url, options=Options(timeout=5))
    context = Context(directory=folder, collection=CollectionSettings(network=network))
    used = transport or Transport()
    try:
        return used.send(prepare(request, context))
    finally:
        if transport is None:
            used.close()


def test_an_authority_of_ones_own(folder: Path, server: FaultServer) -> None:
    exchange = ask_in(folder, server.url, Network(ca="ca.pem"))
    assert exchange.failure is None
    shown = exchange.certificate
    assert shown is not None
    assert shown.is_verified
    assert "CN=Ann" in shown.subject
    assert shown.issuer.startswith("O=trustme")
    assert shown.names == ("127.0.0.1", "api.example")
    assert shown.not_before < exchange.started_at < shown.not_after


def test_the_certificate_is_known_on_a_kept_connection_too(
    folder: Path, server: FaultServer, transport: Transport
) -> None:
    network = Network(ca="ca.pem")
    first = ask_in(folder, server.url, network, transport=transport)
    second = ask_in(folder, server.url, network, transport=transport)
    assert server.accepted == 1
    assert first.certificate == second.certificate is not None


def test_a_connection_that_was_not_verified_is_not_used_where_that_matters(
    folder: Path, server: FaultServer, transport: Transport
) -> None:
    assert ask_in(folder, server.url, Network(verify=False), transport=transport).failure is None
    exchange = ask_in(folder, server.url, Network(), transport=transport)
    assert failure_of(exchange) == ("tls", "tls")


def test_who_is_not_verified_is_noted(folder: Path) -> None:
    past = datetime.now(UTC) - timedelta(days=1)
    certificate = trustme.CA().issue_cert("other.example", not_after=past)
    with FaultServer(greet, context=server_context(certificate)) as server, bounded():
        exchange = ask_in(folder, server.url, Network(verify=False))
    assert exchange.response is not None
    assert exchange.response.body == b"hello"
    (note,) = exchange.response.notes
    assert f"127.0.0.1:{server.port} was not verified" in note
    assert exchange.certificate is not None
    assert not exchange.certificate.is_verified
    assert exchange.certificate.names == ("other.example",)


def test_an_unknown_authority_is_named(folder: Path, server: FaultServer) -> None:
    exchange = ask_in(folder, server.url, Network())
    assert failure_of(exchange) == ("tls", "tls")
    assert exchange.failure is not None
    for words in ("unable to get local issuer", "CN=Ann", "issued by O=trustme", "api.example"):
        assert words in exchange.failure.message
    assert "--cacert" in exchange.failure.hint
    assert exchange.certificate is not None
    assert not exchange.certificate.is_verified


def test_an_expired_certificate_says_when(folder: Path, authority: trustme.CA) -> None:
    leaf = authority.issue_cert("127.0.0.1", not_after=datetime(2024, 5, 6, tzinfo=UTC))
    with FaultServer(greet, context=server_context(leaf)) as server, bounded():
        exchange = ask_in(folder, server.url, Network(ca="ca.pem"))
    assert "has expired" in message_of(exchange)
    assert "to 2024-05-06" in message_of(exchange)
    assert exchange.failure is not None
    assert "clock" in exchange.failure.hint


def test_a_wrong_host_says_for_which_it_is(folder: Path, authority: trustme.CA) -> None:
    context = server_context(authority.issue_cert("a.example", "b.example"))
    with FaultServer(greet, context=context) as server, bounded():
        exchange = ask_in(folder, server.url, Network(ca="ca.pem"))
    assert "mismatch" in message_of(exchange)
    assert "for a.example, b.example" in message_of(exchange)
    assert exchange.failure is not None
    assert "right host" in exchange.failure.hint


def test_a_self_signed_certificate_is_refused_and_can_be_trusted(
    folder: Path, authority: trustme.CA
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with authority.private_key_pem.tempfile() as key, authority.cert_pem.tempfile() as certificate:
        context.load_cert_chain(certificate, key)
    with FaultServer(greet, context=context) as server, bounded():
        exchange = ask_in(folder, server.url, Network())
        trusting = ask_in(folder, server.url, Network(ca="ca.pem"))
    assert "self-signed certificate" in message_of(exchange)
    assert exchange.failure is not None
    assert "ca = " in exchange.failure.hint
    # It is trusted now, and still of another host.
    assert "mismatch" in message_of(trusting)


def wanting_a_certificate(authority: trustme.CA, version: ssl.TLSVersion) -> ssl.SSLContext:
    context = server_context(authority.issue_cert("127.0.0.1"))
    context.verify_mode = ssl.CERT_REQUIRED
    context.maximum_version = version
    authority.configure_trust(context)
    return context


def in_tls(context: ssl.SSLContext) -> FaultServer:
    """Return a server that reads on after it refused, so that its alert is not lost to a reset."""

    def serve(peer: Peer) -> None:
        plain = peer.sock.dup()
        try:
            with context.wrap_socket(peer.sock, server_side=True) as sock:
                peer.sock = sock
                greet(peer)
        except ssl.SSLError as error:
            with contextlib.suppress(OSError), plain:
                while plain.recv(65536):
                    pass
            raise Gone from error
        finally:
            plain.close()

    return FaultServer(serve)


VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("files", [("client.pem", None), ("client.crt", "client.key")])
def test_a_client_certificate_is_shown(
    folder: Path, authority: trustme.CA, version: ssl.TLSVersion, files: tuple[str, str | None]
) -> None:
    certificate, key = files
    with FaultServer(greet, context=wanting_a_certificate(authority, version)) as server, bounded():
        network = Network(ca="ca.pem", certificate=certificate, key=key)
        exchange = ask_in(folder, server.url, network)
    assert exchange.failure is None


@pytest.mark.parametrize("version", VERSIONS)
def test_a_client_certificate_is_missed(
    folder: Path, authority: trustme.CA, version: ssl.TLSVersion
) -> None:
    with in_tls(wanting_a_certificate(authority, version)) as server:
        url = server.url.replace("http:", "https:")
        exchange = ask_in(folder, url, Network(ca="ca.pem"))
    assert failure_of(exchange) == ("tls", "tls")
    assert exchange.failure is not None
    assert "--cert" in exchange.failure.hint
    if version == ssl.TLSVersion.TLSv1_3:
        assert "asks for a client certificate" in message_of(exchange)


@pytest.mark.parametrize(
    ("network", "file", "words"),
    [
        (Network(ca="missing.pem"), "missing.pem", "No such file"),
        (Network(ca="garbage.pem"), "garbage.pem", "no certificate in PEM"),
        (Network(ca="."), "", "directory"),
        (Network(ca="ca.pem", certificate="missing.pem"), "missing.pem", "No such file"),
        (Network(ca="ca.pem", certificate="garbage.pem"), "garbage.pem", "is no private key"),
        (Network(certificate="client.crt", key="missing.key"), "missing.key", "No such file"),
        (Network(certificate="client.crt", key="other.key"), "other.key", "mismatch"),
        (Network(certificate="client.crt", key="garbage.pem"), "garbage.pem", "private key"),
    ],
)
def test_a_file_of_no_use_is_named(
    folder: Path, server: FaultServer, network: Network, file: str, words: str
) -> None:
    exchange = ask_in(folder, server.url, network)
    assert failure_of(exchange) == ("tls", "tls")
    assert str(folder / file) in message_of(exchange)
    assert words in message_of(exchange)
    assert server.accepted == 0


def test_an_encrypted_key_is_not_asked_for_on_the_terminal(
    folder: Path, server: FaultServer
) -> None:
    from cryptography.hazmat.primitives import serialization

    data = (folder / "client.key").read_bytes()
    key = serialization.load_pem_private_key(data, None)
    encrypted = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )
    (folder / "locked.key").write_bytes(encrypted)
    exchange = ask_in(folder, server.url, Network(certificate="client.crt", key="locked.key"))
    assert failure_of(exchange) == ("tls", "tls")
    assert "locked.key is encrypted" in message_of(exchange)


def test_a_setting_has_one_context_until_its_files_change(folder: Path) -> None:
    trust = Trust(ca=folder / "ca.pem")
    first = context_for(trust)
    assert context_for(Trust(ca=folder / "ca.pem")) is first
    assert context_for(Trust()) is not first
    trustme.CA().cert_pem.write_to_path(folder / "ca.pem", append=True)
    assert context_for(trust) is not first


def test_http_2_is_not_offered_when_it_is_switched_off(folder: Path, authority: trustme.CA) -> None:
    offered: list[object] = []

    def note(peer: Peer) -> None:
        assert isinstance(peer.sock, ssl.SSLSocket)
        offered.append(peer.sock.selected_alpn_protocol())
        greet(peer)

    context = server_context(authority.issue_cert("127.0.0.1"))
    context.set_alpn_protocols(["h2", "http/1.1"])
    collection = CollectionSettings(network=Network(ca="ca.pem"), options=Options(http2=False))
    with FaultServer(note, context=context) as server, bounded():
        request = Request(url=server.url)
        transport = Transport()
        around = Context(directory=folder, collection=collection)
        exchange = transport.send(prepare(request, around))
        transport.close()
    assert exchange.failure is None
    assert offered == ["http/1.1"]
