"""Large bodies: limits, what is said about them, and the memory that they cost."""

from __future__ import annotations

import gzip
import subprocess
import sys
from hashlib import sha256

import msgspec
import pytest
from tests.faults.asking import bounded, failure_of, message_of, prepared, with_settings
from tests.faults.server import FaultServer, Peer, Script

from endpoint_explorer.model.exchange import BodyLimits, Exchange
from endpoint_explorer.sending import spool
from endpoint_explorer.sending.transport import Caps, Transport

MEGABYTE = bytes(1_000_000)


def zeros(megabytes: int) -> Script:
    """Answer with a body of so many megabytes."""

    def script(peer: Peer) -> None:
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (megabytes * 1_000_000))
        for _ in range(megabytes):
            peer.send(MEGABYTE)

    return script


def bomb(megabytes: int) -> Script:
    """Answer with zeros compressed by gzip, a kilobyte for each megabyte."""
    body = gzip.compress(MEGABYTE) * megabytes

    def script(peer: Peer) -> None:
        peer.read_request()
        peer.answer(body, headers="Content-Encoding: gzip\r\n")

    return script


def limited(script: Script, limits: BodyLimits, caps: Caps | None = None) -> Exchange:
    """Ask with limits of the request's own."""
    transport = Transport(with_settings(caps=caps or Caps()))
    with FaultServer(script) as server:
        request = msgspec.structs.replace(prepared(server.url, timeout=20), limits=limits)
        exchange = transport.send(request)
    transport.close()
    return exchange


def test_the_request_sets_the_limit_and_the_sizes_are_said() -> None:
    exchange = limited(zeros(6), BodyLimits(raw=5_000_000))
    response = exchange.response
    assert exchange.failure is None
    assert response is not None
    assert (len(response.body), response.wire_size) == (5_000_000, 5_000_000)
    assert not response.is_complete
    assert response.notes == (
        "truncated: 5.0 MB of 6.0 MB received, which is the limit (max_body = 5000000)",
    )


def test_the_request_sets_the_limit_for_what_is_decoded() -> None:
    exchange = limited(bomb(6), BodyLimits(decoded=5_500_000))
    assert exchange.response is not None
    assert len(exchange.response.body) == 5_500_000
    assert exchange.response.notes == (
        "truncated: 5.5 MB decoded, which is the limit (max_decoded = 5500000)",
    )


def test_zero_is_no_limit() -> None:
    caps = Caps(raw=1000, decoded=1000)
    for script in (zeros(2), bomb(2)):
        exchange = limited(script, BodyLimits(0, 0), caps)
        assert exchange.response is not None
        assert exchange.response.body == MEGABYTE * 2
        assert exchange.response.is_complete


def test_the_decoded_limit_is_for_what_is_encoded() -> None:
    exchange = limited(zeros(2), BodyLimits(), Caps(decoded=1000))
    assert exchange.response is not None
    assert exchange.response.is_complete


@pytest.mark.parametrize("script", [zeros(7), bomb(7)])
def test_a_body_that_is_handed_over_has_no_limit_and_is_hashed(script: Script) -> None:
    pieces: list[bytes] = []
    transport = Transport(with_settings(caps=Caps(raw=6_000_000, decoded=6_000_000)))
    with FaultServer(script) as server:
        exchange = transport.send(prepared(server.url), on_body=pieces.append, keep_body=False)
    transport.close()
    whole = MEGABYTE * 7
    assert b"".join(pieces) == whole
    response = exchange.response
    assert response is not None
    assert (response.body, response.is_complete, response.size) == (b"", True, len(whole))
    assert response.omitted is not None
    assert response.omitted.sha256 == sha256(whole).hexdigest()


def test_a_limit_of_the_request_holds_for_what_is_handed_over_too(transport: Transport) -> None:
    pieces: list[bytes] = []
    with FaultServer(zeros(7)) as server:
        request = msgspec.structs.replace(prepared(server.url), limits=BodyLimits(5_000_000))
        exchange = transport.send(request, on_body=pieces.append, keep_body=False)
    assert sum(map(len, pieces)) == 5_000_000
    assert exchange.response is not None
    assert exchange.response.body == MEGABYTE * 5
    assert not exchange.response.is_complete


def test_a_disk_that_is_full_is_a_failure_that_keeps_what_came(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spool, "IN_MEMORY", 4_000_000)

    def folder() -> None:
        raise OSError(28, "No space left on device")

    transport = Transport(with_settings(spool_folder=folder))
    with FaultServer(zeros(6)) as server, bounded(0, 5):
        exchange = transport.send(prepared(server.url))
    transport.close()
    assert failure_of(exchange) == ("send", "receive")
    assert "No space left on device" in message_of(exchange)
    assert exchange.response is not None
    assert 3_700_000 < len(exchange.response.body) <= 4_000_000


PEAK = """
import sys
from pathlib import Path
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.request import Request

def peak():
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024

explorer = Explorer()
context = Context(directory=Path.cwd())
explorer.send(Request(url=sys.argv[1]), context)
before = peak()
response = explorer.send(Request(url=sys.argv[2]), context).exchange.response
print(peak() - before, response.size, response.is_complete, response.notes)
"""


@pytest.mark.parametrize(
    ("script", "most", "told"),
    [
        (zeros(50), 110_000_000, "50000000 True ()"),
        (bomb(1000), 150_000_000, "100000000 False ('truncated: 100 MB decoded,"),
    ],
    ids=["50 MB", "a bomb of 1 GB"],
)
def test_the_memory_that_a_large_body_costs(script: Script, most: int, told: str) -> None:
    """The history is part of it: it compresses what the exchange holds."""
    with FaultServer(zeros(1)) as small, FaultServer(script) as large, bounded(0, 30):
        done = subprocess.run(
            [sys.executable, "-c", PEAK, small.url, large.url],
            check=True,
            capture_output=True,
            text=True,
        )
    cost, _, rest = done.stdout.partition(" ")
    assert rest.startswith(told)
    assert 40_000_000 < int(cost) < most
