"""The message that the preview shows is, byte for byte, what a server receives."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.faults.asking import CONTEXT
from tests.faults.server import FaultServer, Peer

from endpoint_explorer.model.collection import CollectionSettings, Context
from endpoint_explorer.model.cookie import Cookie
from endpoint_explorer.model.exchange import Exchange, MessagePreview
from endpoint_explorer.model.request import Auth, Body, Field, FormField, Request
from endpoint_explorer.model.secret import MASK
from endpoint_explorer.sending.cookies import CookieJar
from endpoint_explorer.sending.message import preview_message
from endpoint_explorer.sending.resolve import prepare
from endpoint_explorer.sending.transport import Transport


class Listener:
    """Keeps each whole message that a client sends, and answers it."""

    def __init__(self) -> None:
        self.received: list[bytes] = []

    def __call__(self, peer: Peer) -> None:
        while True:
            message = peer.read_request()
            if b"\r\nTransfer-Encoding: chunked\r\n" in message:
                message += _chunks(peer)
            self.received.append(message)
            peer.send(b"HTTP/1.1 204 No Content\r\n\r\n")


def _chunks(peer: Peer) -> bytes:
    """Read a chunked body; what came of it with the head is in the peer's own buffer."""
    body, peer._buffer = peer._buffer, b""
    while not body.endswith(b"0\r\n\r\n"):
        body += peer.sock.recv(65536)
    return body


class Stage:
    """A server, a transport, and both ways of looking at a request."""

    def __init__(self, server: FaultServer, listener: Listener, transport: Transport) -> None:
        self.server = server
        self._listener = listener
        self._transport = transport

    def both(
        self, request: Request, context: Context = CONTEXT, cookies: tuple[Cookie, ...] = ()
    ) -> tuple[bytes, bytes, Exchange]:
        """Return what is previewed and what is received, for a URL below the server's."""
        if "://" not in request.url:
            request = msgspec.structs.replace(request, url=self.server.url + request.url)
        preview = preview_message(request, context, CookieJar(cookies))
        assert preview.problems == ()
        exchange = self._transport.send(prepare(request, context), cookies=CookieJar(cookies))
        assert exchange.failure is None
        return preview.data, self._listener.received[-1], exchange


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    listener = Listener()
    with FaultServer(listener) as server:
        transport = Transport()
        yield Stage(server, listener, transport)
        transport.close()


def rows(*pairs: tuple[str, str]) -> tuple[Field, ...]:
    return tuple(Field(name, value) for name, value in pairs)


PLAIN = Context(
    directory=CONTEXT.directory,
    collection=CollectionSettings(variables={"plain": "a&b-c"}),
)
_FORMS = (b"a&b-c", b"a%26b-c", b64encode(b"ada:a&b-c"))


def masked(received: bytes) -> bytes:
    """Mask what an auth takes from a variable, in each of the forms that it is sent in."""
    for form in _FORMS:
        received = received.replace(form, MASK.encode())
    return received


REQUESTS = [
    Request(),
    Request(method="POST"),
    Request(method="purge", url="/x"),
    Request(method="HEAD", url="/a/../b//%2F?a&b=&a=1+2%20"),
    Request(url="/?x=1#gone", query=(Field("a", "2&3#4"), Field("bare", bare=True))),
    Request(url="/{id}/ü", path=(Field("id", "a/b?c"),)),
    Request(url="/[x]?filter[a]=b&ü=%zz"),
    Request(headers=rows(("x-b", "1"), ("X-A", "Zoë"), ("X-B", " 2 "), ("x-b", ""))),
    Request(headers=rows(("host", "other.example"), ("ACCEPT", "a/b"), ("user-agent", "me"))),
    Request(headers=rows(("Accept-Encoding", "identity"), ("Connection", "keep-alive"))),
    Request(method="PUT", body=Body(type="json", text='{"a":\r\n "é\\u0000"}')),
    Request(method="GET", body=Body(type="text", text="")),
    Request(method="POST", body=Body(type="text", text="\udcff\x00 raw")),
    Request(
        method="POST",
        headers=rows(("Transfer-Encoding", "chunked")),
        body=Body(type="text", text="é" * 40_000),
    ),
    Request(
        method="POST",
        headers=rows(("Transfer-Encoding", "chunked"), ("content-type", "x/y")),
        body=Body(type="xml"),
    ),
    Request(method="POST", body=Body(type="form", fields=(FormField("a b", "&~*é"),))),
    Request(method="POST", body=Body(type="multipart", fields=(FormField('a"b', "c\r\nd"),))),
    Request(method="POST", body=Body(type="graphql", text="{a}", variables='{"b": 1.10}')),
    Request(auth=Auth(type="basic", username="ada", password="{{plain}}")),
    Request(auth=Auth(type="bearer", token="{{plain}}")),
    Request(auth=Auth(type="api-key", name="key", value="{{plain}}", location="query")),
    Request(auth=Auth(type="api-key", name="key", value="{{plain}}", location="cookie")),
    Request(auth=Auth(type="digest", username="ada", password="{{plain}}")),
    Request(url="/login", headers=rows(("Cookie", "own=1"))),
]


@pytest.mark.parametrize("request_", REQUESTS)
def test_what_is_previewed_is_received(stage: Stage, request_: Request) -> None:
    previewed, received, _ = stage.both(request_, PLAIN)
    assert previewed == masked(received)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="{}"), max_size=6)
VALUE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x2FF), max_size=6).filter(
    lambda text: text.isprintable() and "{{" not in text and "\\" not in text
)
NAME = st.sampled_from(["X-A", "x-a", "Accept", "Cookie", "x-empty", "Referer"])


@given(
    st.builds(
        Request,
        method=st.sampled_from(["GET", "post", "PATCH", "X-Y"]),
        url=st.sampled_from(["/", "/a//b/..", "/?a", "/?", "/x?b=%20+&b"]),
        query=st.lists(st.builds(Field, TEXT, TEXT, bare=st.booleans()), max_size=2).map(tuple),
        headers=st.lists(st.builds(Field, NAME, VALUE), max_size=3).map(tuple),
        body=st.builds(
            Body,
            type=st.sampled_from(["none", "json", "text", "form", "multipart"]),
            text=TEXT,
            fields=st.lists(st.builds(FormField, TEXT, TEXT), max_size=2).map(tuple),
        ),
        auth=st.sampled_from(
            [Auth(), Auth(type="bearer", token="{{plain}}"), Auth("basic", "ada", "{{plain}}")]
        ),
    )
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_request_is_received_as_previewed(stage: Stage, request_: Request) -> None:
    previewed, received, _ = stage.both(request_, PLAIN)
    assert previewed == masked(received)


def test_user_info_is_moved_to_the_header(stage: Stage) -> None:
    url = stage.server.url.replace("//", "//me:open@")
    previewed, received, _ = stage.both(Request(url=f"{url}/x"))
    pair = b"bWU6b3Blbg=="
    assert b"Authorization: Basic " + pair + b"\r\n" in received
    assert previewed == received.replace(pair, b"{{url.password}}")
    assert b"@" not in received


def test_what_is_written_out_in_an_auth_is_masked(stage: Stage) -> None:
    for location in ("header", "query", "cookie"):
        auth = Auth(type="api-key", name="key", value="a&b-c", location=location)
        previewed, received, _ = stage.both(Request(auth=auth))
        assert previewed == masked(received)
        assert previewed != received


def test_what_is_written_out_in_a_row_is_named(stage: Stage) -> None:
    row = Field("Authorization", "Bearer a&b-c")
    previewed, received, _ = stage.both(Request(headers=(row,)))
    assert previewed == received.replace(b"a&b-c", b"{{headers.Authorization}}")
    assert previewed != received


def test_the_jar_adds_its_cookies_masked(stage: Stage) -> None:
    cookies = (
        Cookie(name="sid", value="1234567", domain="127.0.0.1", path="/", host_only=True),
        Cookie(name="flag", value="", domain="127.0.0.1", path="/", host_only=True),
        Cookie(name="no", value="1", domain="127.0.0.1", path="/elsewhere", host_only=True),
    )
    previewed, received, _ = stage.both(Request(url="/x"), cookies=cookies)
    assert b"\r\nCookie: sid=1234567; flag=\r\n\r\n" in received
    assert previewed == received.replace(b"1234567", MASK.encode())


def test_a_file_is_named_and_not_read(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(bytes(range(256)) * 8)
    context = Context(directory=tmp_path)
    request = Request(method="POST", body=Body(type="file", file="photo.png"))
    previewed, received, _ = stage.both(request, context)
    head, _, body = received.partition(b"\r\n\r\n")
    assert previewed == head + b"\r\n\r\n" + f"[{tmp_path}/photo.png, 2.0 kB]".encode()
    assert len(body) == 2048


def test_a_proxy_that_forwards_is_told_the_whole_url() -> None:
    context = Context(
        directory=Path(),
        collection=CollectionSettings(base_url="http://example.test"),
        network=msgspec.structs.replace(CONTEXT.network, proxy="http://me:hidden@127.0.0.1:1"),
    )
    preview: MessagePreview = preview_message(Request(url="/x"), context)
    assert preview.data.startswith(b"GET http://example.test/x HTTP/1.1\r\nHost: example.test\r\n")
    assert preview.data.endswith(f"Proxy-Authorization: Basic {MASK}\r\n\r\n".encode())
