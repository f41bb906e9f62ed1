"""Proxies: forwarding, tunnels and SOCKS, and those that are dead, garbage, or want a login."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import trustme
from tests.faults.asking import bounded, failure_of, message_of
from tests.faults.proxy import HttpProxy, Seen, SocksProxy, through
from tests.faults.server import FaultServer, Peer, free_port

from endpoint_explorer.model.collection import Context, Environment
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.model.network import Network
from endpoint_explorer.model.request import Field, Options, Request
from endpoint_explorer.sending.resolve import prepare
from endpoint_explorer.sending.transport import Transport
from endpoint_explorer.storage.redaction import redact_exchange


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return str(path)


@pytest.fixture
def seen() -> Seen:
    return Seen()


def context_of(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


def greet(peer: Peer) -> None:
    while True:
        request = peer.read_request()
        peer.answer(request)


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer(greet) as made, bounded():
        yield made


@pytest.fixture
def secure_server(authority: trustme.CA) -> Iterator[FaultServer]:
    context = context_of(authority, "far.example", "127.0.0.1")
    with FaultServer(greet, context=context) as made, bounded():
        yield made


def ask_by(
    url: str,
    proxy: str | None,
    *,
    ca: str | None = None,
    headers: tuple[Field, ...] = (),
    transport: Transport | None = None,
    environment: Environment | None = None,
) -> Exchange:
    network = Network(proxy=proxy, ca=ca)
    environment = environment or Environment(name="e")
    environment = msgspec.structs.replace(environment, network=network)
    request = Request(url=url, headers=headers, options=Options(timeout=5))
    context = Context(directory=Path("/"), environment=environment)
    used = transport or Transport()
    try:
        return used.send(prepare(request, context))
    finally:
        if transport is None:
            used.close()


def body_of(exchange: Exchange) -> bytes:
    assert exchange.failure is None, exchange.failure
    assert exchange.response is not None
    return exchange.response.body


def test_http_is_forwarded_with_the_whole_url(server: FaultServer, seen: Seen) -> None:
    with through(server, seen) as proxy:
        exchange = ask_by("http://far.example/a//b?x=%2F", proxy.url)
    assert body_of(exchange) == b"forwarded"
    assert exchange.proxy == f"http://127.0.0.1:{proxy.port}"
    assert exchange.proxy_source == ""
    line, host = seen.requests[0].split(b"\r\n")[:2]
    assert line == b"GET http://far.example/a//b?x=%2F HTTP/1.1"
    assert host == b"Host: far.example"


def test_https_goes_through_a_tunnel(secure_server: FaultServer, seen: Seen, trusted: str) -> None:
    with through(secure_server, seen) as proxy:
        exchange = ask_by("https://far.example/x", proxy.url, ca=trusted)
    assert body_of(exchange).startswith(b"GET /x HTTP/1.1\r\n")
    assert seen.places == ["far.example:443"]
    assert exchange.proxy == f"http://127.0.0.1:{proxy.port}"
    assert exchange.certificate is not None
    assert "far.example" in exchange.certificate.names
    times = exchange.timings
    assert times.dns is None
    assert times.tls is not None
    assert times.first_byte is not None
    assert times.send is not None
    assert times.send < times.total


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_is_spoken_to_in_tls(
    authority: trustme.CA,
    server: FaultServer,
    secure_server: FaultServer,
    seen: Seen,
    trusted: str,
    scheme: str,
) -> None:
    behind = secure_server if scheme == "https" else server
    with through(behind, seen, context=context_of(authority, "127.0.0.1")) as proxy:
        exchange = ask_by(f"{scheme}://far.example/x", proxy.url, ca=trusted)
    assert body_of(exchange).startswith(b"GET /x" if scheme == "https" else b"forwarded")
    assert exchange.proxy == f"https://127.0.0.1:{proxy.port}"


def test_a_large_body_through_tls_in_tls(authority: trustme.CA, seen: Seen, trusted: str) -> None:
    body = bytes(range(256)) * 8000

    def answer(peer: Peer) -> None:
        peer.read_request()
        peer.answer(body)

    context = context_of(authority, "far.example", "127.0.0.1")
    with (
        FaultServer(answer, context=context) as server,
        through(server, seen, context=context) as proxy,
    ):
        assert body_of(ask_by("https://far.example/", proxy.url, ca=trusted)) == body


def test_a_tunnel_is_kept_for_the_next_send(
    secure_server: FaultServer, seen: Seen, trusted: str, transport: Transport
) -> None:
    with through(secure_server, seen) as proxy:
        for _ in range(3):
            url = secure_server.url
            exchange = ask_by(url, proxy.url, ca=trusted, transport=transport)
            assert exchange.certificate is not None
        assert (proxy.accepted, secure_server.accepted) == (1, 1)
        ask_by(secure_server.url, "", ca=trusted, transport=transport)
        assert (proxy.accepted, secure_server.accepted) == (1, 2)


def test_the_login_is_for_the_proxy_alone(
    secure_server: FaultServer,
    seen: Seen,
    trusted: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PROXY_PASSWORD", "p@ss:w/rd%41")
    environment = Environment(name="e", secrets={"proxy_password": "env:PROXY_PASSWORD"})
    with through(secure_server, seen, "me:p@ss:w/rd%41") as proxy:
        url = f"http://me:{{{{proxy_password}}}}@127.0.0.1:{proxy.port}"
        own = (Field("Proxy-Authorization", "Basic mine"),)
        secure = ask_by(
            "https://far.example/", url, ca=trusted, environment=environment, headers=own
        )
        plain = ask_by("http://far.example/", url, environment=environment)
    assert b"roxy-" not in body_of(secure)
    assert body_of(plain) == b"forwarded"
    for exchange in (secure, plain):
        assert exchange.proxy == f"http://127.0.0.1:{proxy.port}"
        kept = repr(redact_exchange(exchange))
        assert "p@ss" not in kept
        assert "env:PROXY_PASSWORD" in repr(exchange.secrets)


@pytest.mark.parametrize("login", ["", "me:wrong@"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_login(
    server: FaultServer, seen: Seen, scheme: str, login: str
) -> None:
    with through(server, seen, "me:secret") as proxy:
        exchange = ask_by(f"{scheme}://far.example/", f"http://{login}127.0.0.1:{proxy.port}")
    assert failure_of(exchange) == ("proxy", "receive" if scheme == "http" else "connect")
    assert f"http://127.0.0.1:{proxy.port}" in message_of(exchange)
    assert "407" in message_of(exchange)
    assert ("does not accept" in message_of(exchange)) == bool(login)
    assert "wrong" not in repr(redact_exchange(exchange))
    if scheme == "http":
        assert exchange.response is not None
        assert exchange.response.status == 407


def test_a_dead_proxy() -> None:
    port = free_port()
    for url in ("http://far.example/", "https://far.example/"):
        for scheme in ("http", "https", "socks5h"):
            with bounded(0, 2):
                exchange = ask_by(url, f"{scheme}://127.0.0.1:{port}")
            assert failure_of(exchange) == ("proxy", "connect")
            assert exchange.response is None
            assert f"the proxy {scheme}://127.0.0.1:{port} failed" in message_of(exchange)
            assert "refused" in message_of(exchange)


@pytest.mark.parametrize("scheme", ["http", "socks5h"])
@pytest.mark.parametrize("data", [b"SSH-2.0-OpenSSH_9.6\r\n\r\n" + b"x" * 999, b""])
@pytest.mark.parametrize("target", ["http", "https"])
def test_a_proxy_that_is_none(scheme: str, data: bytes, target: str) -> None:
    def say(peer: Peer) -> None:
        peer.sock.recv(10_000)
        peer.send(data)

    with FaultServer(say) as proxy, bounded(0, 3):
        exchange = ask_by(f"{target}://far.example/", f"{scheme}://127.0.0.1:{proxy.port}")
    assert failure_of(exchange)[0] == "proxy"
    assert f"the proxy {scheme}://127.0.0.1:{proxy.port}" in message_of(exchange)


def test_a_proxy_that_hangs_ends_on_time(transport: Transport) -> None:
    context = Context(directory=Path("/"))
    with FaultServer(lambda peer: peer.hang()) as proxy, bounded(0.2, 2):
        context = Context(directory=Path("/"), network=Network(proxy=proxy.url))
        request = Request(url="https://far.example/", options=Options(timeout=0.3))
        exchange = transport.send(prepare(request, context))
    assert failure_of(exchange) == ("timeout", "connect")
    assert exchange.response is None
    assert f"127.0.0.1:{proxy.port}" in message_of(exchange)


def test_a_proxy_that_refuses_the_place() -> None:
    def refuse(peer: Peer) -> None:
        peer.read_request()
        peer.answer(b"", status="403 Not here")

    with FaultServer(refuse) as proxy, bounded():
        exchange = ask_by("https://far.example/", proxy.url)
    assert failure_of(exchange) == ("proxy", "connect")
    assert exchange.response is None
    assert "far.example:443: 403 Not here" in message_of(exchange)


def test_a_certificate_that_is_not_trusted_behind_a_proxy(
    secure_server: FaultServer, seen: Seen
) -> None:
    with through(secure_server, seen) as proxy:
        exchange = ask_by("https://far.example/", proxy.url)
    assert failure_of(exchange) == ("tls", "tls")
    assert exchange.response is None
    assert "far.example:443 is not trusted" in message_of(exchange)
    assert exchange.certificate is not None
    assert "far.example" in exchange.certificate.names


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
@pytest.mark.parametrize("credentials", ["", "me:secret"])
def test_socks(server: FaultServer, seen: Seen, scheme: str, credentials: str) -> None:
    login = f"{credentials}@" if credentials else ""
    with FaultServer(SocksProxy(server.port, seen, credentials)) as proxy, bounded():
        name = "localhost" if scheme == "socks5" else "far.example"
        exchange = ask_by(f"http://{name}:81/x", f"{scheme}://{login}127.0.0.1:{proxy.port}")
    assert body_of(exchange).startswith(b"GET /x HTTP/1.1\r\nHost: " + name.encode())
    assert exchange.proxy == f"{scheme}://127.0.0.1:{proxy.port}"
    # With socks5 the name is looked up here, with socks5h by the proxy.
    assert seen.places == ["127.0.0.1:81" if scheme == "socks5" else "far.example:81"]


def test_https_through_socks(secure_server: FaultServer, seen: Seen, trusted: str) -> None:
    with FaultServer(SocksProxy(secure_server.port, seen)) as proxy, bounded():
        url = f"socks5h://127.0.0.1:{proxy.port}"
        assert body_of(ask_by("https://far.example/x", url, ca=trusted)).startswith(b"GET /x")


@pytest.mark.parametrize(
    ("login", "code", "words"),
    [
        ("", 0, "wants a login"),
        ("me:wrong@", 0, "does not accept the user name and password"),
        ("me:secret@", 4, "the host cannot be reached"),
        ("me:secret@", 99, "99"),
    ],
)
def test_socks_that_refuses(
    server: FaultServer, seen: Seen, login: str, code: int, words: str
) -> None:
    with FaultServer(SocksProxy(server.port, seen, "me:secret", code)) as proxy, bounded():
        exchange = ask_by("http://far.example/", f"socks5h://{login}127.0.0.1:{proxy.port}")
    assert failure_of(exchange) == ("proxy", "connect")
    assert exchange.response is None
    assert words in message_of(exchange)


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_a_proxy_that_an_environment_variable_names(
    server: FaultServer, seen: Seen, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with through(server, seen, "me:secret") as proxy:
        monkeypatch.setenv(name, f"me:secret@127.0.0.1:{proxy.port}")
        exchange = ask_by("http://far.example/", None)
        direct = ask_by(server.url, "")
    assert body_of(exchange) == b"forwarded"
    assert (exchange.proxy, exchange.proxy_source) == (f"http://127.0.0.1:{proxy.port}", name)
    assert exchange.response is not None
    assert exchange.response.notes == (f"via proxy {exchange.proxy}, which {name} names",)
    # The setting of an environment stands above the variables, also where it is "none".
    assert body_of(direct).startswith(b"GET / ")
    assert (direct.proxy, direct.proxy_source) == ("", "")


def test_the_hosts_of_no_proxy_are_asked_directly(
    server: FaultServer, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    with through(server, seen) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "localhost, 127.0.0.1")
        exchange = ask_by(server.url, None)
        forwarded = ask_by("http://far.example/", None)
    assert exchange.proxy == ""
    assert body_of(exchange).startswith(b"GET / HTTP/1.1")
    assert body_of(forwarded) == b"forwarded"


def test_a_variable_that_names_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://me:s3cret@proxy:1")
    exchange = ask_by("https://far.example/", None)
    assert failure_of(exchange)[0] == "proxy"
    assert "HTTPS_PROXY" in message_of(exchange)
    assert "s3cret" not in repr(exchange)


def test_a_redirect_takes_no_login_along(seen: Seen) -> None:
    def redirect(peer: Peer) -> None:
        seen.requests.append(peer.read_request())
        peer.answer(status="302 Found", headers="Location: http://other.example/\r\n")

    def answer(peer: Peer) -> None:
        seen.requests.append(peer.read_request())
        peer.answer(b"there")

    with FaultServer(redirect, answer) as proxy, bounded():
        own = (Field("Proxy-Authorization", "Basic bWluZQ=="),)
        exchange = ask_by("http://far.example/", proxy.url, headers=own)
    assert body_of(exchange) == b"there"
    assert exchange.hops[0].dropped == ("Proxy-Authorization",)
    assert b"bWluZQ==" in seen.requests[0]
    assert b"bWluZQ==" not in seen.requests[1]


def test_a_proxy_in_front_of_nothing_else(seen: Seen) -> None:
    """The proxy's own answer to a CONNECT is not the server's."""

    def eager(peer: Peer) -> None:
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfake")

    with FaultServer(eager) as proxy, bounded():
        exchange = ask_by("https://far.example/", proxy.url)
    assert exchange.response is None
    assert failure_of(exchange)[0] == "proxy"


def test_http_proxies_serve_many(server: FaultServer, seen: Seen, transport: Transport) -> None:
    with FaultServer(HttpProxy(server.port, seen)) as proxy, bounded():
        for _ in range(3):
            assert body_of(ask_by("http://far.example/", proxy.url, transport=transport))
        assert proxy.accepted == 1


def test_a_server_that_says_nothing_in_a_tunnel_has_said_nothing(
    authority: trustme.CA, seen: Seen, trusted: str
) -> None:
    def leave(peer: Peer) -> None:
        peer.read_request()

    context = context_of(authority, "far.example", "127.0.0.1")
    with (
        FaultServer(leave, context=context) as server,
        FaultServer(HttpProxy(server.port, seen)) as proxy,
    ):
        exchange = ask_by("https://far.example/", proxy.url, ca=trusted)
    assert failure_of(exchange) == ("connection-broken", "wait")
    assert "far.example:443 closed the connection without an answer" in message_of(exchange)
    assert exchange.timings.first_byte is None
