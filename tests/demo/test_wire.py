"""Echo shows the request as it was on the wire: so these tests write the bytes themselves."""

from __future__ import annotations

import json
import socket
from typing import Any
from urllib.parse import urlsplit

from endpoint_explorer.demo import DemoServer
from endpoint_explorer.demo.received import received


def exchange(server: DemoServer, data: bytes) -> bytes:
    """Send bytes on a connection of their own and return all that comes back."""
    parts = urlsplit(server.base_url)
    assert parts.hostname
    assert parts.port
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(data)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def bodies(data: bytes) -> list[Any]:
    """Return the JSON bodies of responses, one after the other."""
    found = []
    while data:
        head, _, rest = data.partition(b"\r\n\r\n")
        lengths = [
            int(v)
            for n, _, v in (line.partition(b":") for line in head.split(b"\r\n"))
            if n.lower() == b"content-length"
        ]
        found.append(json.loads(rest[: lengths[0]]))
        data = rest[lengths[0] :]
    return found


def echoed(server: DemoServer, head: bytes, body: bytes = b"") -> Any:
    (answer,) = bodies(exchange(server, head + b"\r\nConnection: close\r\n\r\n" + body))
    return answer


def test_the_target_is_not_decoded_or_folded(demo_server: DemoServer) -> None:
    for target in ("/echo/a%2Fb//c/../d?a&b=&a=1+2%20%C3%A9", "/echo?x=1?y#no", "/echo/%7e~"):
        got = echoed(demo_server, b"GET " + target.encode() + b" HTTP/1.1\r\nHost: x")
        assert got["target"] == target
    got = echoed(demo_server, b"GET /echo?a&b=&a=1+2%20%C3%A9 HTTP/1.1\r\nHost: x")
    assert got["query"] == [
        {"name": "a", "value": ""},
        {"name": "b", "value": ""},
        {"name": "a", "value": "1 2 é"},
    ]


def test_headers_keep_their_order_case_and_repeats(demo_server: DemoServer) -> None:
    head = b"PURGE /echo HTTP/1.1\r\nhOsT: demo\r\nX-B: 2\r\nx-a: 1\r\nX-b: 3"
    got = echoed(demo_server, head)
    assert got["method"] == "PURGE"
    assert got["http_version"] == "HTTP/1.1"
    assert got["header_case_kept"] is True
    assert [(line["name"], line["value"]) for line in got["headers"]] == [
        ("hOsT", "demo"),
        ("X-B", "2"),
        ("x-a", "1"),
        ("X-b", "3"),
        ("Connection", "close"),
    ]


def test_header_values_beyond_ascii_come_with_their_bytes(demo_server: DemoServer) -> None:
    head = b"GET /echo HTTP/1.1\r\nHost: x\r\nX-U: Zo\xc3\xab\r\nX-L: Zo\xeb"
    lines = {line["name"]: line for line in echoed(demo_server, head)["headers"]}
    assert lines["X-U"] == {"name": "X-U", "value": "Zoë", "base64": "Wm/Dqw=="}
    assert lines["X-L"] == {"name": "X-L", "value": "Zoë", "base64": "Wm/r"}
    assert "base64" not in lines["Host"]


def test_a_chunked_body_is_put_together(demo_server: DemoServer) -> None:
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked"
    got = echoed(demo_server, head, b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
    assert got["body"]["text"] == "abcde"


def test_requests_in_a_row_are_not_mixed_up(demo_server: DemoServer) -> None:
    data = b"".join(
        b"GET /echo?%d HTTP/1.1\r\nHost: x\r\nX-N%d: 1\r\n%s\r\n"
        % (number, number, b"Connection: close\r\n" if number == 3 else b"")
        for number in (1, 2, 3)
    )
    answers = bodies(exchange(demo_server, data))
    assert [answer["target"] for answer in answers] == ["/echo?1", "/echo?2", "/echo?3"]
    assert [answer["headers"][1]["name"] for answer in answers] == ["X-N1", "X-N2", "X-N3"]


def test_what_is_not_http_is_refused(demo_server: DemoServer) -> None:
    assert exchange(demo_server, b"nonsense\r\n\r\n").startswith(b"HTTP/1.1 400 ")


def test_a_large_head_is_taken(demo_server: DemoServer) -> None:
    value = b"x" * 200_000
    got = echoed(demo_server, b"GET /echo HTTP/1.1\r\nHost: x\r\nX-Big: " + value)
    assert len(got["headers"][1]["value"]) == 200_000


def test_behind_another_server_the_case_is_said_to_be_lost() -> None:
    scope = {
        "method": "GET",
        "raw_path": b"/echo/a%2Fb",
        "query_string": b"x=1",
        "http_version": "1.1",
        "headers": [(b"host", b"x")],
        "state": {},
    }
    head = received(scope)
    assert head.target == b"/echo/a%2Fb?x=1"
    assert head.headers == ((b"host", b"x"),)
    assert head.case_kept is False
