"""Hosts that have no address, refuse, or do not answer."""

from __future__ import annotations

import socket

import pytest
from tests.faults.asking import ask, bounded, failure_of, message_of, with_settings
from tests.faults.server import FaultServer, Peer, free_port, full_port

from endpoint_explorer.sending.lookup import Address


def to_ports(*ports: int) -> object:
    """Resolve every name to these ports on 127.0.0.1."""

    def resolve(_host: str, _port: int) -> list[Address]:
        return [(socket.AF_INET, ("127.0.0.1", port)) for port in ports]

    return resolve


def greet(peer: Peer) -> None:
    peer.read_request()
    peer.answer(b"hello")


def test_a_refused_connection_names_host_and_port() -> None:
    port = free_port()
    with bounded(0, 2):
        exchange = ask(f"http://127.0.0.1:{port}/")
    assert failure_of(exchange) == ("connect", "connect")
    assert f"127.0.0.1:{port} refused" in message_of(exchange)
    assert exchange.failure is not None
    assert "running" in exchange.failure.hint
    assert exchange.response is None
    assert exchange.timings.total > 0


def test_a_name_without_address() -> None:
    def resolve(_host: str, _port: int) -> list[Address]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with bounded():
        exchange = ask("http://nowhere.invalid/", settings=with_settings(resolver=resolve))
    assert failure_of(exchange) == ("name-lookup", "dns")
    assert exchange.response is None
    assert message_of(exchange) == "nowhere.invalid has no address: there is no such host"


def test_a_name_server_that_does_not_answer_is_told_apart() -> None:
    def resolve(_host: str, _port: int) -> list[Address]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    exchange = ask("http://nowhere.invalid/", settings=with_settings(resolver=resolve))
    assert "did not answer" in message_of(exchange)


@pytest.mark.parametrize("found", [[], None], ids=["no address", "a broken resolver"])
def test_a_resolver_that_finds_nothing(found: list[Address] | None) -> None:
    def resolve(_host: str, _port: int) -> list[Address]:
        if found is None:
            raise OSError("the resolver is broken")
        return found

    exchange = ask("http://nowhere.invalid/", settings=with_settings(resolver=resolve))
    assert failure_of(exchange)[0] == "connect"


def test_the_next_address_is_tried_when_one_refuses() -> None:
    with FaultServer(greet) as server, bounded():
        resolver = to_ports(free_port(), server.port)
        exchange = ask("http://two.invalid/", settings=with_settings(resolver=resolver))
    assert exchange.response is not None
    assert exchange.response.body == b"hello"
    assert exchange.remote_address == f"127.0.0.1:{server.port}"
    assert exchange.timings.dns is not None


def test_the_next_address_is_tried_beside_one_that_hangs() -> None:
    with FaultServer(greet) as server, full_port() as hanging, bounded(0.2, 2):
        resolver = to_ports(hanging, server.port)
        exchange = ask("http://two.invalid/", settings=with_settings(resolver=resolver))
    assert exchange.response is not None


def test_a_connection_that_hangs_ends_at_the_limit_for_connecting() -> None:
    with full_port() as port, bounded(0.2, 3):
        exchange = ask(f"http://127.0.0.1:{port}/", settings=with_settings(connect=0.2))
    assert failure_of(exchange) == ("timeout", "connect")
    assert exchange.response is None


def test_timings_of_a_literal_address_have_no_lookup() -> None:
    with FaultServer(greet) as server, bounded():
        timings = ask(server.url).timings
    assert timings.dns is None
    assert timings.tls is None
    assert timings.connect is not None
    assert timings.send is not None
    assert timings.first_byte is not None
    assert timings.download is not None
    parts = timings.connect + timings.send + timings.first_byte + timings.download
    assert 0 < parts <= timings.total
