"""The bodies that viewers are measured on, what their bare formatters take, and their server."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator

import msgspec


class Kind(msgspec.Struct, frozen=True):
    """A body: its media type, what makes it from a marker, and what its bare formatter does."""

    media: str
    make: Callable[[str], bytes]
    format: Callable[[bytes], bytes] | None = None


def json_body(size: int) -> Callable[[str], bytes]:
    def make(marker: str) -> bytes:
        rows = [f'{{"marker":"{marker}"']
        total = number = 0
        while total < size:
            row = (
                f',"row {number}":{{"id":{number},"name":"Ada Lovelace","price":1.10,'
                f'"tags":["one","two"],"address":{{"city":"Turin","zip":null}},"ok":true}}'
            )
            rows.append(row)
            total += len(row)
            number += 1
        return ("".join(rows) + "}").encode()

    return make


def one_string(size: int) -> Callable[[str], bytes]:
    return lambda marker: (
        f'{{"marker":"{marker}","text":"{"lorem ipsum " * (size // 12)}"}}'.encode()
    )


def short_lines(marker: str) -> bytes:
    return f"{marker}\n".encode() + b"".join(b"line %d of many\n" % n for n in range(1_000_000))


def xml_body(size: int) -> Callable[[str], bytes]:
    def make(marker: str) -> bytes:
        row = "<item><id>%d</id><name>Ada</name><tags><tag>one</tag><tag/></tags></item>"
        rows = [row % number for number in range(size // len(row))]
        return (
            f"<?xml version='1.0'?><root><marker>{marker}</marker>{''.join(rows)}</root>".encode()
        )

    return make


def binary(size: int) -> Callable[[str], bytes]:
    # In the hex view the marker stands in the column of characters, on one line.
    return lambda marker: (marker.encode() + b"\0" * 16)[:16] + os.urandom(size)


def format_json(data: bytes) -> bytes:
    return msgspec.json.format(data, indent=2)


def format_xml(data: bytes) -> bytes:
    from lxml import etree

    return etree.tostring(etree.fromstring(data), pretty_print=True)


MB = 1_000_000
KINDS = {
    "1 KB": Kind("application/json", json_body(900), format_json),
    "JSON 0.1 MB": Kind("application/json", json_body(MB // 10), format_json),
    "JSON 1 MB": Kind("application/json", json_body(MB), format_json),
    "JSON 10 MB": Kind("application/json", json_body(10 * MB), format_json),
    "JSON 50 MB": Kind("application/json", json_body(50 * MB), format_json),
    "JSON 100 MB": Kind("application/json", json_body(100 * MB), format_json),
    "string 10 MB": Kind("application/json", one_string(10 * MB), format_json),
    "1,000,000 lines": Kind("text/plain", short_lines),
    "XML 20 MB": Kind("application/xml", xml_body(20 * MB), format_xml),
    "binary 50 MB": Kind("application/octet-stream", binary(50 * MB)),
}
SMALL = "1 KB"


def bare_time(kind: Kind, body: bytes) -> float:
    """Return F + N, in seconds: the best of three."""
    times = []
    for _ in range(3):
        started = time.perf_counter()
        laid_out = kind.format(body) if kind.format else body
        for start in range(0, len(laid_out), 65536):
            laid_out.count(b"\n", start, start + 65536)
        times.append(time.perf_counter() - started)
    return min(times)


@contextlib.contextmanager
def serving(kind: Kind) -> Iterator[str]:
    """Serve the small body at /1 and one of a kind at /2, with the number in its marker."""
    small = KINDS[SMALL]
    answers = {
        "/1": head(small.media) + small.make("marker-1"),
        "/2": head(kind.media) + kind.make("marker-2"),
    }

    def answer() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with client:
                path = client.recv(65536).split()[1].decode()
                data = answers[path]
                at = data.index(b"\r\n\r\n") + 4
                client.sendall(data[:at].replace(b"LENGTH", b"%d" % (len(data) - at)) + data[at:])

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=answer, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


def head(media: str) -> bytes:
    lines = ("HTTP/1.1 200 OK", f"Content-Type: {media}", "Content-Length: LENGTH")
    return ("\r\n".join((*lines, "Connection: close")) + "\r\n\r\n").encode()
