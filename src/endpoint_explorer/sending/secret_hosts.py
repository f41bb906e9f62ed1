"""Which hosts a secret may be sent to.

A host is a name or an address, with a port where only that one is meant: `api.example.com`,
`localhost:8080`, `[::1]:8080`. `*.example.com` stands for every name below example.com, of one
label or more, and not for example.com itself. Case and the form of an international name do not
matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv6Address

import msgspec

from endpoint_explorer.errors import InvalidRequest, SecretRefused
from endpoint_explorer.model.exchange import PreparedRequest
from endpoint_explorer.model.secret import MINIMUM_LENGTH, Secret, holds_secret
from endpoint_explorer.sending import urls
from endpoint_explorer.sending.urls import Url


def is_allowed(url: Url, hosts: tuple[str, ...]) -> bool:
    """Say whether one of the hosts is that of a URL."""
    _, host, port = url.origin
    return any(_matches(_plain(host), port, pattern) for pattern in hosts)


def _matches(host: str, port: int, pattern: str) -> bool:
    wanted, wanted_port = _split(pattern.strip())
    if wanted_port is not None and wanted_port != port:
        return False
    if wanted.startswith("*."):
        below = _plain(wanted[2:])
        return bool(below) and host.endswith(f".{below}") and len(host) > len(below) + 1
    return host == _plain(wanted)


def _split(pattern: str) -> tuple[str, int | None]:
    """Return the host of a pattern and its port, None for any; a bare IPv6 address has none."""
    host, colon, port = pattern.rpartition(":")
    if not colon or not port.isdecimal() or (":" in host and not host.endswith("]")):
        return pattern, None
    return host, int(port)


def _plain(host: str) -> str:
    """Return a host in the one way to write it; what is no host stays, and matches nothing."""
    host = host.strip("[]").rstrip(".").lower()
    if ":" in host:
        with suppress(ValueError):
            return IPv6Address(host.partition("%")[0]).compressed
    if not host.isascii():
        with suppress(InvalidRequest):
            return urls.parse(f"http://{host}/").host.lower()
    return host


def require_allowed(prepared: PreparedRequest) -> None:
    """Raise SecretRefused where a message has a secret in it that its host must not see."""
    limited = [secret for secret in prepared.secrets if secret.hosts]
    if not limited:
        return
    url = urls.parse(prepared.url)
    refused = [secret for secret in limited if not is_allowed(url, secret.hosts)]
    for secret in refused:
        field = next((name for name, text in _texts(prepared) if _holds(text, secret)), None)
        if field is not None:
            raise SecretRefused(
                f"{field}: the secret {secret.name} is not for {url.authority}, "
                f"only for {', '.join(secret.hosts)}",
                field=field,
                hint=f"If you trust the host, add it to the hosts of {secret.name} in the "
                "environment.",
            )


def _texts(prepared: PreparedRequest) -> Iterator[tuple[str, str | bytes]]:
    """Yield everything in a message that goes out, and what is made out of it on the way."""
    yield "method", prepared.method
    yield "url", prepared.url
    for name, value in prepared.headers:
        yield f"headers.{name}", f"{name}: {value}"
    for part in prepared.body:
        if isinstance(part, bytes):
            yield "body", part
    for settings in (prepared.signing, prepared.challenge):
        if settings is not None:
            for text in _strings(settings):
                yield "auth", text


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _strings(getattr(value, name))


def _holds(text: str | bytes, secret: Secret) -> bool:
    if len(secret.value) >= MINIMUM_LENGTH:
        return holds_secret(text, (secret,))
    return urls.to_bytes(secret.value) in (urls.to_bytes(text) if isinstance(text, str) else text)
