"""HTTP/2, agreed on by ALPN: the same truth over other framing."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator

import h2.config
import h2.connection
import h2.events
import msgspec
import pytest
import trustme
from tests.faults.asking import ask, bounded, failure_of, message_of, prepared, with_settings
from tests.faults.server import FaultServer, Gone, Peer

from endpoint_explorer.sending.transport import Settings, Transport

Reply = Callable[[h2.connection.H2Connection, int], None]


class Http2:
    """A script that speaks HTTP/2 and answers each finished request by `reply`."""

    def __init__(self, reply: Reply) -> None:
        self.requests: list[list[tuple[bytes, bytes]]] = []
        self.bodies: dict[int, bytes] = {}
        self._reply = reply

    def __call__(self, peer: Peer) -> None:
        config = h2.config.H2Configuration(client_side=False, header_encoding=None)
        connection = h2.connection.H2Connection(config)
        connection.initiate_connection()
        peer.send(connection.data_to_send())
        while data := receive(peer):
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    self.requests.append(list(event.headers))
                elif isinstance(event, h2.events.DataReceived):
                    stream = event.stream_id
                    self.bodies[stream] = self.bodies.get(stream, b"") + event.data
                    connection.acknowledge_received_data(event.flow_controlled_length, stream)
                elif isinstance(event, h2.events.StreamEnded):
                    self._reply(connection, event.stream_id)
            peer.send(connection.data_to_send())
            if connection.state_machine.state is h2.connection.ConnectionState.CLOSED:
                return


def receive(peer: Peer) -> bytes:
    try:
        return peer.sock.recv(65536)
    except OSError as error:
        raise Gone from error


def greet(connection: h2.connection.H2Connection, stream: int) -> None:
    headers = [(":status", "200"), ("x-a", "1"), ("x-a", "2"), ("content-length", "5")]
    connection.send_headers(stream, headers)
    connection.send_data(stream, b"hello", end_stream=True)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def context(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["h2", "http/1.1"])
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def settings(authority: trustme.CA) -> Settings:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return with_settings(context=lambda: context)


@pytest.fixture
def transport(settings: Settings) -> Iterator[Transport]:
    made = Transport(settings)
    yield made
    made.close()


def test_a_request_and_its_answer(transport: Transport, context: ssl.SSLContext) -> None:
    script = Http2(greet)
    with FaultServer(script, context=context) as server, bounded():
        url = server.url + "/a/../b//%2F?a&b="
        exchange = transport.send(prepared(url, "PUT", body="x" * 200_000))
        again = transport.send(prepared(url))
        assert server.accepted == 1
    assert exchange.failure is None
    assert exchange.response is not None
    assert exchange.response.http_version == "HTTP/2"
    assert exchange.response.body == b"hello"
    assert exchange.response.header_values("X-A") == ("1", "2")
    headers = dict(script.requests[0])
    assert headers[b":path"] == b"/a/../b//%2F?a&b="
    assert headers[b":method"] == b"PUT"
    assert headers[b":authority"] == f"127.0.0.1:{server.port}".encode()
    assert script.bodies[1] == b"x" * 200_000
    assert again.response is not None
    assert again.response.body == b"hello"
    assert again.timings.tls is None
    assert exchange.timings.first_byte is not None


def test_it_can_be_switched_off(settings: Settings, context: ssl.SSLContext) -> None:
    def greet_in_1(peer: Peer) -> None:
        peer.read_request()
        peer.answer(b"hello")

    with FaultServer(greet_in_1, context=context) as server, bounded():
        exchange = ask(server.url, settings=msgspec.structs.replace(settings, http_2=False))
        upgrade = ask(server.url, headers=(("Connection", "close"),), settings=settings)
    for one in (exchange, upgrade):
        assert one.response is not None
        assert one.response.http_version == "HTTP/1.1"


def test_a_stream_that_is_reset_keeps_what_came(
    transport: Transport, context: ssl.SSLContext
) -> None:
    def reset(connection: h2.connection.H2Connection, stream: int) -> None:
        connection.send_headers(stream, [(":status", "200"), ("content-length", "10")])
        connection.send_data(stream, b"half")
        connection.reset_stream(stream, 2)

    with FaultServer(Http2(reset), context=context) as server, bounded():
        exchange = transport.send(prepared(server.url))
    assert failure_of(exchange) == ("protocol", "receive")
    assert "ended the exchange (RST_STREAM, INTERNAL_ERROR), 4 of 10 bytes" in message_of(exchange)
    assert exchange.response is not None
    assert exchange.response.body == b"half"
    assert not exchange.response.is_complete


def test_a_server_that_goes_away_without_an_answer(
    transport: Transport, context: ssl.SSLContext
) -> None:
    def go_away(connection: h2.connection.H2Connection, _stream: int) -> None:
        connection.close_connection(error_code=11)

    with FaultServer(Http2(go_away), context=context) as server, bounded():
        exchange = transport.send(prepared(server.url, "POST", body="x"))
    assert failure_of(exchange) == ("protocol", "wait")
    assert "(GOAWAY, ENHANCE_YOUR_CALM)" in message_of(exchange)
    assert exchange.response is None


def test_a_request_that_a_leaving_server_did_not_take_is_sent_again(
    transport: Transport, context: ssl.SSLContext
) -> None:
    def leave_at_the_second(connection: h2.connection.H2Connection, stream: int) -> None:
        if stream == 1:
            greet(connection, stream)
        else:
            connection.close_connection(last_stream_id=1)

    with (
        FaultServer(Http2(leave_at_the_second), Http2(greet), context=context) as server,
        bounded(),
    ):
        transport.send(prepared(server.url))
        exchange = transport.send(prepared(server.url))
        assert server.accepted == 2
    assert exchange.failure is None
    assert exchange.response is not None
    assert exchange.response.notes == ("the kept connection was dead: sent again on a new one",)


def test_a_body_shorter_than_promised(transport: Transport, context: ssl.SSLContext) -> None:
    def cheat(connection: h2.connection.H2Connection, stream: int) -> None:
        connection.send_headers(stream, [(":status", "200"), ("content-length", "10")])
        connection.send_data(stream, b"half", end_stream=True)

    with FaultServer(Http2(cheat), context=context) as server, bounded():
        exchange = transport.send(prepared(server.url))
    assert failure_of(exchange)[0] == "protocol"


def test_frames_that_make_no_sense(transport: Transport, context: ssl.SSLContext) -> None:
    def send_data_on_stream_0(peer: Peer) -> None:
        peer.send(b"\x00\x00\x00\x04\x00\x00\x00\x00\x00")
        peer.send(b"\x00\x00\x01\x00\x00\x00\x00\x00\x00?")
        peer.hang()

    with FaultServer(send_data_on_stream_0, context=context) as server, bounded():
        exchange = transport.send(prepared(server.url))
    assert failure_of(exchange)[0] == "protocol"


@pytest.mark.parametrize("status", [b"", b"abc", b"99999", b"+20"])
def test_a_status_that_is_none(
    status: bytes, transport: Transport, context: ssl.SSLContext
) -> None:
    def reply(connection: h2.connection.H2Connection, stream: int) -> None:
        connection.config.validate_outbound_headers = False
        connection.send_headers(stream, [(b":status", status)], end_stream=True)

    with FaultServer(Http2(reply), context=context) as server, bounded():
        exchange = transport.send(prepared(server.url))
    assert failure_of(exchange) == ("protocol", "wait")
    assert "is no status" in message_of(exchange)
    assert exchange.response is None


def test_thousands_of_cookies(transport: Transport, context: ssl.SSLContext) -> None:
    def reply(connection: h2.connection.H2Connection, stream: int) -> None:
        rows = [("set-cookie", f"name-{i}=a value of a cookie") for i in range(2_000)]
        connection.send_headers(stream, [(":status", "200"), *rows], end_stream=True)

    with FaultServer(Http2(reply), context=context) as server, bounded():
        exchange = transport.send(prepared(server.url))
    assert exchange.failure is None
    assert exchange.response is not None
    assert len(exchange.response.header_values("set-cookie")) == 2_000


def test_a_header_beyond_all_measure(transport: Transport, context: ssl.SSLContext) -> None:
    def reply(connection: h2.connection.H2Connection, stream: int) -> None:
        # All but the first of them are a byte each on the wire.
        rows = [("x-long", "y" * 4000)] * 200
        connection.send_headers(stream, [(":status", "200"), *rows], end_stream=True)

    with FaultServer(Http2(reply), context=context) as server, bounded():
        exchange = transport.send(prepared(server.url))
    assert failure_of(exchange) == ("protocol", "wait")
    assert "at most 524288 bytes are taken" in message_of(exchange)
    assert exchange.response is None


@pytest.mark.parametrize("then", ["waits", "resets the stream", "resets the connection"])
def test_an_early_refusal_of_a_large_body(
    then: str, transport: Transport, context: ssl.SSLContext
) -> None:
    def refuse(peer: Peer) -> None:
        config = h2.config.H2Configuration(client_side=False)
        connection = h2.connection.H2Connection(config)
        connection.initiate_connection()
        peer.send(connection.data_to_send())
        while data := receive(peer):
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    if then == "resets the connection":
                        # So that the client is writing when that happens.
                        connection.increment_flow_control_window(2**24)
                        connection.increment_flow_control_window(2**24, event.stream_id)
                        peer.send(connection.data_to_send())
                        peer.pause(0.1)
                    connection.send_headers(event.stream_id, [(":status", "413")])
                    connection.send_data(event.stream_id, b"too much", end_stream=True)
                    if then == "resets the stream":
                        connection.reset_stream(event.stream_id, 0)
                    elif then == "resets the connection":
                        peer.send(connection.data_to_send())
                        peer.pause(0.05)
                        peer.reset()
                        return
            peer.send(connection.data_to_send())

    with FaultServer(refuse, Http2(greet), context=context) as server:
        with bounded(memory=60_000_000):
            exchange = transport.send(prepared(server.url, "POST", body="x" * 8_000_000))
        again = transport.send(prepared(server.url))
        assert server.accepted == 2
    assert exchange.failure is None
    assert exchange.response is not None
    assert (exchange.response.status, exchange.response.body) == (413, b"too much")
    assert exchange.response.notes == ("the server answered before it had all of the request",)
    assert again.response is not None
    assert again.response.body == b"hello"
