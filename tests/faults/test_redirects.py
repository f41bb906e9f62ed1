"""Redirects: followed by us, each hop recorded, credentials kept at home."""

from __future__ import annotations

import msgspec
import pytest
from tests.faults.asking import CONTEXT, bounded, failure_of, message_of, prepared
from tests.faults.server import FaultServer, Peer, free_port

from endpoint_explorer.model.collection import Context, Environment
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.model.request import Auth, Field, Request
from endpoint_explorer.model.secret import Secret
from endpoint_explorer.sending.resolve import prepare
from endpoint_explorer.sending.transport import Transport


class Site:
    """A script with a table of redirects; every other path is answered with `there`."""

    def __init__(self, table: dict[str, tuple[str, str]] | None = None) -> None:
        self.table = table or {}
        self.requests: list[bytes] = []

    def __call__(self, peer: Peer) -> None:
        while True:
            request = peer.read_request()
            self.requests.append(request)
            target = request.split(b" ")[1].decode()
            if target in self.table:
                status, location = self.table[target]
                peer.answer(b"moved", status=status, headers=f"Location: {location}\r\n")
            else:
                peer.answer(b"there")

    def lines(self, index: int) -> list[str]:
        """Return the head of a request."""
        return self.requests[index].partition(b"\r\n\r\n")[0].decode().split("\r\n")

    def body(self, index: int) -> bytes:
        """Return the body of a request."""
        return self.requests[index].partition(b"\r\n\r\n")[2]


def follow(
    transport: Transport, site: Site, path: str, method: str = "GET", body: str | None = None
) -> Exchange:
    """Ask a site of its own for a path."""
    with FaultServer(site) as server, bounded():
        site.table = {k: (s, v.replace("HERE", server.url)) for k, (s, v) in site.table.items()}
        return transport.send(prepared(server.url + path, method, body=body))


@pytest.mark.parametrize(
    ("status", "method", "expected", "keeps_body"),
    [
        ("301 Moved", "POST", "GET", False),
        ("302 Found", "POST", "GET", False),
        ("302 Found", "PUT", "PUT", True),
        ("303 See Other", "POST", "GET", False),
        ("303 See Other", "DELETE", "GET", False),
        ("303 See Other", "HEAD", "HEAD", True),
        ("307 Temporary", "POST", "POST", True),
        ("308 Permanent", "PATCH", "PATCH", True),
        ("301 Moved", "GET", "GET", True),
    ],
)
def test_the_method_changes_as_the_standard_says(
    transport: Transport, status: str, method: str, expected: str, keeps_body: bool
) -> None:
    site = Site({"/a": (status, "/b?x=1")})
    if method == "HEAD":
        exchange = follow_without_body(transport, site)
    else:
        exchange = follow(transport, site, "/a", method, body="payload")
    assert exchange.failure is None
    assert site.lines(1)[0] == f"{expected} /b?x=1 HTTP/1.1"
    names = {line.partition(":")[0] for line in site.lines(1)[1:]}
    if method != "HEAD":
        assert site.body(1) == (b"payload" if keeps_body else b"")
        assert ("Content-Type" in names) == ("Content-Length" in names) == keeps_body
    (hop,) = exchange.hops
    assert (hop.status, hop.method, hop.dropped) == (int(status[:3]), method, ())
    assert hop.url.endswith("/a")
    assert hop.location.endswith("/b?x=1")
    assert exchange.wire.method == method


def follow_without_body(transport: Transport, site: Site) -> Exchange:
    def script(peer: Peer) -> None:
        site.requests.append(peer.read_request())
        peer.send(b"HTTP/1.1 303 See Other\r\nLocation: /b?x=1\r\nContent-Length: 5\r\n\r\n")
        site.requests.append(peer.read_request())
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")

    with FaultServer(script) as server, bounded():
        return transport.send(prepared(server.url + "/a", "HEAD"))


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("b", "/dir/b"),
        ("../b/./c", "/b/c"),
        ("./", "/dir/"),
        ("..", "/"),
        ("?q=1#frag", "/dir/a?q=1"),
        ("/x/../y//z", "/x/../y//z"),
        ("HERE/abs?a&b=", "/abs?a&b="),
        ("HERE", "/"),
        ("/sp ace", "/sp%20ace"),
        ("/ü", "/%C3%BC"),
        ("/b#frag", "/b"),
    ],
)
def test_a_location_is_resolved_against_the_url(
    transport: Transport, location: str, target: str
) -> None:
    raw = location.encode().decode("latin-1")
    site = Site({"/dir/a": ("302 Found", raw)})
    exchange = follow(transport, site, "/dir/a")
    assert exchange.failure is None
    assert site.lines(1)[0] == f"GET {target} HTTP/1.1"


def test_an_answer_without_location_is_the_final_one(transport: Transport) -> None:
    def script(peer: Peer) -> None:
        peer.read_request()
        peer.answer(b"choose", status="302 Found")

    with FaultServer(script) as server, bounded():
        exchange = transport.send(prepared(server.url))
    assert exchange.response is not None
    assert (exchange.response.status, exchange.response.body) == (302, b"choose")
    assert exchange.hops == ()


def test_nothing_is_followed_when_that_is_off(transport: Transport) -> None:
    site = Site({"/a": ("302 Found", "/b")})
    with FaultServer(site) as server, bounded():
        exchange = transport.send(prepared(server.url + "/a", follow=False))
    assert exchange.response is not None
    assert exchange.response.status == 302
    assert exchange.failure is None


def test_hops_share_a_connection(transport: Transport) -> None:
    site = Site({"/a": ("302 Found", "/b"), "/b": ("302 Found", "/c")})
    with FaultServer(site) as server, bounded():
        exchange = transport.send(prepared(server.url + "/a"))
        assert server.accepted == 1
    assert [hop.status for hop in exchange.hops] == [302, 302]


def test_ten_redirects_are_followed_and_no_more(transport: Transport) -> None:
    site = Site({f"/{i}": ("302 Found", f"/{i + 1}") for i in range(20)})
    exchange = follow(transport, site, "/10")
    assert exchange.failure is None
    exchange = follow(transport, site, "/9")
    assert failure_of(exchange)[0] == "too-many-redirects"
    assert len(exchange.hops) == 10
    assert exchange.response is not None
    assert (exchange.response.status, exchange.response.body) == (302, b"moved")


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("/a", "in a loop"),
        ("file:///etc/passwd", "file is not supported"),
        ("javascript:alert(1)", "javascript is not supported"),
        ("http://", "there is no host"),
        ("http://h:99999/", "port 99999"),
        ("http://a b/", "has a space"),
    ],
)
def test_what_must_not_be_followed_is_refused_and_shown(
    transport: Transport, location: str, words: str
) -> None:
    exchange = follow(transport, Site({"/a": ("302 Found", location)}), "/a")
    assert failure_of(exchange)[0] == "redirect-refused"
    assert words in message_of(exchange)
    assert exchange.response is not None
    assert (exchange.response.status, exchange.response.body) == (302, b"moved")


def test_two_places_to_go_to_are_refused(transport: Transport) -> None:
    def script(peer: Peer) -> None:
        peer.read_request()
        peer.answer(status="302 Found", headers="Location: /b\r\nLocation: /c\r\n")

    with FaultServer(script) as server, bounded():
        exchange = transport.send(prepared(server.url))
    assert failure_of(exchange)[0] == "redirect-refused"


def with_secrets(url: str, auth: Auth) -> tuple[Request, Context]:
    """Make a request with every kind of credential in it."""
    request = Request(
        url=url,
        auth=auth,
        headers=(
            Field("Cookie", "session=1"),
            Field("Proxy-Authorization", "Basic eA=="),
            Field("X-Token", "pre {{token}} post"),
            Field("X-Plain", "stays"),
            Field("host", "spoofed.example"),
        ),
        query=(Field("token", "{{token}}"), Field("page", "2")),
    )
    environment = Environment(name="test", secrets={"token": "env:CANARY"})
    return request, Context(directory=CONTEXT.directory, environment=environment)


@pytest.mark.parametrize(
    ("auth", "header"),
    [
        (Auth(type="bearer", token="{{token}}"), "Authorization"),
        (Auth(type="basic", username="me", password="plain"), "Authorization"),
        (Auth(type="api-key", name="X-Api-Key", value="plain"), "X-Api-Key"),
    ],
    ids=["bearer", "basic", "api key"],
)
def test_crossing_origin_leaves_every_credential_behind(
    transport: Transport, monkeypatch: pytest.MonkeyPatch, auth: Auth, header: str
) -> None:
    monkeypatch.setenv("CANARY", "s3cret/ value&more")
    other = Site()
    with FaultServer(other) as there, bounded():
        first = Site()
        with FaultServer(first) as here:
            sent = prepare(*with_secrets(f"{here.url}/a", auth))
            echoed = sent.url.partition("?")[2]
            first.table = {f"/a?{echoed}": ("302 Found", f"{there.url}/b?{echoed}&k=v")}
            exchange = transport.send(sent)
        host = f"Host: 127.0.0.1:{there.port}".lower()
    assert exchange.failure is None
    lines = other.lines(0)
    assert lines[0] == "GET /b?page=2&k=v HTTP/1.1"
    assert "X-Plain: stays" in lines
    assert lines[1].lower() == host
    assert "s3cret" not in other.requests[0].decode()
    names = {line.partition(":")[0] for line in lines}
    assert not names & {"Cookie", "Proxy-Authorization", "X-Token", header}
    expected = {"Cookie", "Proxy-Authorization", "X-Token", header, "query token"}
    assert set(exchange.hops[0].dropped) == expected


def test_the_same_origin_keeps_credentials(
    transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANARY", "s3cret")
    site = Site()
    with FaultServer(site) as server, bounded():
        auth = Auth(type="bearer", token="{{token}}")
        sent = prepare(*with_secrets(f"{server.url}/a", auth))
        site.table = {"/a?" + sent.url.partition("?")[2]: ("302 Found", "/b")}
        exchange = transport.send(sent)
    assert "Authorization: Bearer s3cret" in site.lines(1)
    assert "host: spoofed.example" in site.lines(1)
    assert exchange.hops[0].dropped == ()


def test_an_api_key_in_the_query_is_not_echoed_to_another_origin(transport: Transport) -> None:
    other, first = Site(), Site()
    with FaultServer(other) as there, FaultServer(first) as here, bounded():
        auth = Auth(type="api-key", name="key", value="plain", location="query")
        sent = prepare(Request(url=here.url, auth=auth), CONTEXT)
        first.table = {"/?key=plain": ("302 Found", f"{there.url}/?key=plain")}
        exchange = transport.send(sent)
    assert other.lines(0)[0] == "GET / HTTP/1.1"
    assert exchange.hops[0].dropped == ("query key",)


@pytest.mark.parametrize("status", ["307 Temporary", "308 Permanent"])
def test_a_body_does_not_go_to_another_origin(transport: Transport, status: str) -> None:
    other, first = Site(), Site()
    with FaultServer(other) as there, FaultServer(first) as here, bounded():
        first.table = {"/": (status, there.url)}
        exchange = transport.send(prepared(here.url, "POST", body="payload"))
        assert there.accepted == 0
    assert failure_of(exchange)[0] == "redirect-refused"
    assert "another origin" in message_of(exchange)
    assert exchange.response is not None
    assert exchange.response.status == int(status[:3])


@pytest.mark.parametrize("status", ["307 Temporary", "308 Permanent"])
def test_a_body_goes_to_another_origin_when_the_user_says_so(
    transport: Transport, status: str
) -> None:
    other, first = Site(), Site()
    with FaultServer(other) as there, FaultServer(first) as here, bounded():
        first.table = {"/": (status, there.url)}
        request = prepared(
            here.url, "POST", body="payload", headers=(("Authorization", "Basic c2VjcmV0"),)
        )
        exchange = transport.send(msgspec.structs.replace(request, resend_body_cross_origin=True))
    assert exchange.failure is None
    assert other.requests[0].endswith(b"\r\n\r\npayload")
    assert exchange.hops[0].dropped == ("Authorization",)


def test_a_post_that_becomes_a_get_goes_to_another_origin(transport: Transport) -> None:
    other, first = Site(), Site()
    with FaultServer(other) as there, FaultServer(first) as here, bounded():
        first.table = {"/": ("303 See Other", there.url)}
        exchange = transport.send(prepared(here.url, "POST", body="payload"))
    assert exchange.failure is None
    assert other.lines(0)[0] == "GET / HTTP/1.1"


def test_a_large_body_of_a_redirect_is_not_read(transport: Transport) -> None:
    def script(peer: Peer) -> None:
        peer.read_request()
        peer.send(b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 99999999\r\n\r\n")
        peer.send(b"x" * 200_000)
        peer.hang()

    with FaultServer(script, Site()) as server, bounded():
        exchange = transport.send(prepared(server.url))
        assert server.accepted == 2
    assert exchange.failure is None


def test_a_failure_does_not_tell_secrets(transport: Transport) -> None:
    site = Site({"/a": ("302 Found", "http://s3cret-value:99999/")})
    with FaultServer(site) as server, bounded():
        secret = Secret("token", "env:TOKEN", "s3cret-value")
        sent = msgspec.structs.replace(prepared(server.url + "/a"), secrets=(secret,))
        exchange = transport.send(sent)
    assert failure_of(exchange)[0] == "redirect-refused"
    assert "s3cret" not in message_of(exchange)
    assert "{{token}}" in message_of(exchange)


def test_a_hop_that_fails_keeps_those_before_it(transport: Transport) -> None:
    port = free_port()
    site = Site({"/a": ("302 Found", "/b"), "/b": ("302 Found", f"http://127.0.0.1:{port}/c")})
    exchange = follow(transport, site, "/a")
    assert failure_of(exchange) == ("connect", "connect")
    assert [hop.location.rpartition("/")[2] for hop in exchange.hops] == ["b", "c"]
    assert exchange.response is None


def test_a_body_of_a_redirect_that_does_not_come_is_not_waited_for(transport: Transport) -> None:
    def stall(peer: Peer) -> None:
        peer.read_request()
        peer.send(b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 9\r\n\r\nhalf")
        peer.hang()

    def greet(peer: Peer) -> None:
        peer.read_request()
        peer.answer(b"there")

    with FaultServer(stall, greet) as server, bounded():
        exchange = transport.send(prepared(server.url))
    assert exchange.failure is None
    assert exchange.response is not None
    assert exchange.response.body == b"there"
