"""Asking a SOCKS 5 proxy for a connection (RFC 1928, and RFC 1929 for user name and password)."""

from __future__ import annotations

import socket
from collections.abc import Callable

from endpoint_explorer.sending.lookup import Address

_VERSION = 5
_NO_LOGIN, _LOGIN, _NONE_ACCEPTED = 0, 2, 0xFF
_IPV4, _NAME, _IPV6 = 1, 3, 4
_REASONS = {
    1: "it has a fault",
    2: "its rules forbid it",
    3: "the network cannot be reached",
    4: "the host cannot be reached",
    5: "the connection was refused",
    6: "it took too many hops",
    7: "it does not know the command",
    8: "it does not know this kind of address",
}

Place = tuple[str, int] | Address
"""A name and port, which the proxy looks up, or an address."""

Read = Callable[[int], bytes]
Write = Callable[[bytes], None]


class SocksRefused(Exception):
    """The proxy refused, or does not speak SOCKS 5; the text says why."""


class LoginRefused(SocksRefused):
    """The proxy wants a user name and a password, or others."""


def ask(
    read: Read,
    write: Write,
    place: Place,
    credentials: tuple[str, str] | None,
) -> None:
    """Ask for a connection to a place.

    `read` returns as many bytes as it is asked for. Raises SocksRefused.
    """
    _log_in(read, write, credentials)
    write(bytes((_VERSION, 1, 0)) + _encode(place))
    version, code, _, kind = read(4)
    if version != _VERSION:
        raise SocksRefused("it does not speak SOCKS 5")
    if code:
        raise SocksRefused(_REASONS.get(code, f"its reason has the number {code}"))
    sizes = {_IPV4: 4, _IPV6: 16}
    size = read(1)[0] if kind == _NAME else sizes.get(kind)
    if size is None:
        raise SocksRefused("it does not speak SOCKS 5")
    read(size + 2)


def _log_in(read: Read, write: Write, credentials: tuple[str, str] | None) -> None:
    methods = (_NO_LOGIN, _LOGIN) if credentials else (_NO_LOGIN,)
    write(bytes((_VERSION, len(methods), *methods)))
    version, method = read(2)
    if version != _VERSION:
        raise SocksRefused("it does not speak SOCKS 5")
    if method == _LOGIN and credentials:
        user, password = (text.encode("utf-8", "surrogateescape") for text in credentials)
        if not (0 < len(user) < 256 and 0 < len(password) < 256):
            raise LoginRefused("a user name and a password for SOCKS have 1 to 255 bytes each")
        write(bytes((1, len(user))) + user + bytes((len(password),)) + password)
        if read(2)[1]:
            raise LoginRefused("it does not accept the user name and password")
    elif method != _NO_LOGIN:
        raise LoginRefused("it wants a login" + (" of another kind" if credentials else ""))


def _encode(place: Place) -> bytes:
    first, second = place
    if isinstance(first, socket.AddressFamily) and isinstance(second, tuple):
        host, port = second[0], second[1]
        kind = _IPV4 if first is socket.AF_INET else _IPV6
        packed = socket.inet_pton(first, host.partition("%")[0])
        return bytes((kind,)) + packed + port.to_bytes(2, "big")
    assert isinstance(first, str), "a place without a family is a name and a port"
    assert isinstance(second, int), "a place without a family is a name and a port"
    name = first.encode("ascii")
    if len(name) > 255:
        raise SocksRefused("the host name is longer than the 255 bytes that SOCKS can say")
    return bytes((_NAME, len(name))) + name + second.to_bytes(2, "big")
