"""What is prepared is what goes out, byte for byte; what comes in is shown as it is."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from tests.faults.asking import ask, failure_of, prepared
from tests.faults.server import FaultServer, Peer

from endpoint_explorer import __version__
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.exchange import FilePart, OmittedBody, PreparedRequest
from endpoint_explorer.model.request import Body, Field, FormField, Request
from endpoint_explorer.sending import outgoing
from endpoint_explorer.sending.resolve import prepare
from endpoint_explorer.sending.transport import Transport


class Recorder:
    """A script that answers and keeps what it was asked."""

    def __init__(self, answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") -> None:
        self.requests: list[bytes] = []
        self._answer = answer

    def __call__(self, peer: Peer) -> None:
        while True:
            self.requests.append(peer.read_request())
            peer.send(self._answer)

    @property
    def head(self) -> list[bytes]:
        """The lines of the only request's head."""
        (request,) = self.requests
        return request.partition(b"\r\n\r\n")[0].split(b"\r\n")


@pytest.mark.parametrize(
    "target",
    [
        "/a/../b//%2F?a&b=&a=1+2%20",
        "/?",
        "/.//..;x=1/%41%zz?%",
        "/[x]?filter[a]=b&c=%5B",
        "//double?=&&=&a==b?c/d",
        "/ü?ß='\"<>`|^\\",
    ],
)
def test_the_target_is_sent_as_prepared(target: str) -> None:
    recorder = Recorder()
    with FaultServer(recorder) as server:
        request = prepared(server.url + target)
        exchange = ask(server.url + target)
        expected = request.url.removeprefix(server.url)
    assert recorder.head[0] == f"GET {expected} HTTP/1.1".encode()
    assert exchange.wire.url == request.url
    if target.isascii() and not set(target) & set('"<>`|^\\') and "%z" not in target:
        assert expected == target


def test_headers_keep_their_order_case_and_repeats() -> None:
    recorder = Recorder()
    rows = (("X-B", "1"), ("x-a", "2"), ("X-b", "3"), ("ACCEPT", "text/x"))
    with FaultServer(recorder) as server:
        exchange = ask(server.url, headers=rows)
        port = server.port
    assert recorder.head == [
        b"GET / HTTP/1.1",
        b"Host: 127.0.0.1:%d" % port,
        f"User-Agent: endpoint-explorer/{__version__}".encode(),
        b"Accept-Encoding: gzip, deflate, br, zstd",
        b"X-B: 1",
        b"x-a: 2",
        b"X-b: 3",
        b"ACCEPT: text/x",
    ]
    sent = [f"{name}: {value}".encode() for name, value in exchange.wire.headers]
    assert sent == recorder.head[1:]


def test_header_values_go_out_as_utf_8_and_tabs_stay() -> None:
    recorder = Recorder()
    with FaultServer(recorder) as server:
        ask(server.url, headers=(("X-Name", "  Zoë\tBoß  "),))
    assert "X-Name: Zoë\tBoß".encode() in recorder.head


def test_a_host_header_of_ones_own_goes_first() -> None:
    recorder = Recorder()
    with FaultServer(recorder) as server:
        ask(server.url, headers=(("X-A", "1"), ("host", "other.example")))
    assert recorder.head[1] == b"host: other.example"
    assert len([line for line in recorder.head if line.lower().startswith(b"host:")]) == 1


@pytest.mark.parametrize("method", ["get", "PURGE", "M-SEARCH", "a!#$%&'*+.^_`|~1"])
def test_any_token_is_a_method(method: str) -> None:
    recorder = Recorder()
    with FaultServer(recorder) as server:
        assert ask(server.url, method).failure is None
    assert recorder.head[0].startswith(method.encode() + b" / ")


@pytest.mark.parametrize("method", ["GET", "DELETE", "HEAD", "OPTIONS", "odd"])
def test_a_body_goes_with_any_method(method: str) -> None:
    recorder = Recorder(b"HTTP/1.1 204 No Content\r\n\r\n")
    with FaultServer(recorder) as server:
        exchange = ask(server.url, method, body="payload")
    assert recorder.requests[0].endswith(b"Content-Length: 7\r\n\r\npayload")
    assert exchange.wire.body == b"payload"


def test_no_body_is_no_length_but_for_methods_that_expect_one() -> None:
    recorder = Recorder()
    with FaultServer(recorder) as server:
        ask(server.url, "GET")
        ask(server.url, "POST")
    assert b"Content-Length" not in recorder.requests[0]
    assert recorder.requests[1].endswith(b"Content-Length: 0\r\n\r\n")


def test_a_chunked_body_is_sent_when_asked_for() -> None:
    asked: list[bytes] = []

    def script(peer: Peer) -> None:
        while b"\r\n0\r\n\r\n" not in b"".join(asked):
            asked.append(peer.sock.recv(65536))
        peer.answer()

    with FaultServer(script) as server:
        exchange = ask(
            server.url, "POST", headers=(("Transfer-Encoding", "chunked"),), body="hello"
        )
    assert exchange.failure is None
    head, _, body = b"".join(asked).partition(b"\r\n\r\n")
    assert body == b"5\r\nhello\r\n0\r\n\r\n"
    assert b"Content-Length" not in head


def test_response_headers_keep_their_order_case_and_repeats() -> None:
    lines = (
        b"HTTP/1.1 299 So So\r\nX-B: 1\r\nset-cookie: a=1\r\nSet-Cookie: b=2\r\nx-b: 2\r\n"
        b"X-Utf: Zo\xc3\xab\r\nX-Latin: Zo\xeb\r\nX-Esc: \x1b[31m\r\nContent-Length: 0\r\n\r\n"
    )
    with FaultServer(Recorder(lines)) as server:
        response = ask(server.url).response
    assert response is not None
    assert (response.status, response.reason) == (299, "So So")
    assert response.headers == (
        ("X-B", "1"),
        ("set-cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("x-b", "2"),
        ("X-Utf", "Zoë"),
        ("X-Latin", "Zoë"),
        ("X-Esc", "\x1b[31m"),
        ("Content-Length", "0"),
    )


@pytest.mark.parametrize(
    ("method", "status"),
    [("HEAD", "200 OK"), ("GET", "204 No Content"), ("GET", "304 Not Modified")],
)
def test_answers_without_a_body_are_complete(method: str, status: str) -> None:
    lines = f"HTTP/1.1 {status}\r\nContent-Length: 99\r\nContent-Encoding: gzip\r\n\r\n".encode()
    with FaultServer(Recorder(lines)) as server:
        exchange = ask(server.url, method)
    assert exchange.failure is None
    assert exchange.response is not None
    assert exchange.response.is_complete
    assert exchange.response.expected_size is None


@pytest.mark.parametrize("is_kept", [True, False])
def test_files_are_sent_and_recorded(
    tmp_path: Path, transport: Transport, monkeypatch: pytest.MonkeyPatch, *, is_kept: bool
) -> None:
    if not is_kept:
        monkeypatch.setattr(outgoing, "KEPT_BODY", 1024 * 1024)
    large = bytes(range(256)) * 8192
    (tmp_path / "large.bin").write_bytes(large)
    fields = (FormField("note", "hi"), FormField("upload", file="large.bin"))
    recorder = Recorder()
    with FaultServer(recorder) as server:
        request = Request(method="PUT", url=server.url, body=Body(type="multipart", fields=fields))
        sent = prepare(request, Context(directory=tmp_path))
        exchange = transport.send(sent)
    assert exchange.failure is None
    _, _, body = recorder.requests[0].partition(b"\r\n\r\n")
    assert large in body
    assert exchange.wire.body_size == sent.body_size == len(body)
    assert exchange.wire.body == (body if is_kept else None)
    omitted = OmittedBody(len(body), sha256(body).hexdigest())
    assert exchange.wire.omitted == (None if is_kept else omitted)


@pytest.mark.parametrize("size", [100, 3_000_000])
def test_a_file_that_changed_since_is_not_sent(
    tmp_path: Path, transport: Transport, size: int
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * size)
    with FaultServer(Recorder()) as server:
        request = Request(method="PUT", url=server.url, body=Body(type="file", file="file"))
        sent = prepare(request, Context(directory=tmp_path))
        path.write_bytes(b"x" * (size + 1))
        grown = transport.send(sent)
        path.unlink()
        gone = transport.send(sent)
    assert failure_of(grown) == failure_of(gone) == ("send", "send")
    assert str(path) in (grown.failure.message if grown.failure else "")


def test_a_small_file_is_kept_in_the_record(tmp_path: Path, transport: Transport) -> None:
    (tmp_path / "file").write_bytes(b"small")
    with FaultServer(Recorder()) as server:
        request = Request(method="PUT", url=server.url, body=Body(type="file", file="file"))
        exchange = transport.send(prepare(request, Context(directory=tmp_path)))
    assert exchange.wire.body == b"small"


@pytest.mark.parametrize(
    "request_",
    [
        PreparedRequest(method="GET", url="http://127.0.0.1:99999/", headers=(("Host", "x"),)),
        PreparedRequest(method="GET", url="gopher://127.0.0.1/", headers=(("Host", "x"),)),
        PreparedRequest(method="G T", url="http://127.0.0.1:1/", headers=(("Host", "x"),)),
        PreparedRequest(method="Ü", url="http://127.0.0.1:1/", headers=(("Host", "x"),)),
        PreparedRequest(method="GET", url="http://127.0.0.1:1/", headers=(("Hö", "x"),)),
        PreparedRequest(
            method="GET", url="http://127.0.0.1:1/", headers=(("Host", "x"), ("A", "b\nc"))
        ),
        PreparedRequest(method="GET", url="http://127.0.0.1:1/"),
        PreparedRequest(
            method="PUT",
            url="http://127.0.0.1:1/",
            headers=(("Host", "x"), ("Content-Length", "9")),
            body=(b"four",),
        ),
        PreparedRequest(
            method="PUT", url="http://127.0.0.1:1/", body=(FilePart(Path("/nowhere/at/all"), 3),)
        ),
    ],
)
def test_what_could_not_have_been_prepared_is_a_failure_too(
    request_: PreparedRequest, transport: Transport
) -> None:
    with FaultServer(Recorder()) as server:
        url = request_.url.replace("127.0.0.1:1/", f"127.0.0.1:{server.port}/")
        bad = PreparedRequest(
            method=request_.method, url=url, headers=request_.headers, body=request_.body
        )
        exchange = transport.send(bad)
    assert failure_of(exchange)[0] == "send"
    assert exchange.response is None


def test_rows_of_the_query_follow_those_of_the_url() -> None:
    recorder = Recorder()
    with FaultServer(recorder) as server:
        request = Request(
            url=server.url + "/x?a=1&b",
            query=(Field("a", "2&3#4"), Field("n=", "="), Field("bare", bare=True)),
        )
        transport = Transport()
        transport.send(prepare(request, Context(directory=Path())))
        transport.close()
    assert recorder.head[0] == b"GET /x?a=1&b&a=2%263%234&n%3D==&bare HTTP/1.1"
