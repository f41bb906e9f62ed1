"""What a certificate says of itself, whether it was verified or not (RFC 5280).

The standard library tells nothing about a certificate that it did not verify.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime

from endpoint_explorer.model.network import Certificate
from endpoint_explorer.sending import der
from endpoint_explorer.sending.der import Element

_ATTRIBUTES = {
    "2.5.4.3": "CN",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "0.9.2342.19200300.100.1.25": "DC",
    "1.2.840.113549.1.9.1": "emailAddress",
}
_ALTERNATIVE_NAMES = "2.5.29.17"
_EMAIL, _DNS, _URI, _ADDRESS = 0x81, 0x82, 0x86, 0x87
_VERSION, _EXTENSIONS = 0xA0, 0xA3
_SHOWN_NAMES = 100


def read_certificate(data: bytes, *, is_verified: bool) -> Certificate | None:
    """Return what a certificate in DER says; None where it cannot be read."""
    try:
        return _read(data, is_verified)
    except (ValueError, IndexError):
        return None


def _read(data: bytes, is_verified: bool) -> Certificate:
    whole, _ = der.read(data)
    signed = next(whole.children(), Element(0, b""))
    fields = [field for field in signed.children() if field.tag != _VERSION]
    _serial, _algorithm, issuer, validity, subject = fields[:5]
    not_before, not_after = validity.children()
    return Certificate(
        subject=_name(subject),
        issuer=_name(issuer),
        not_before=_time(not_before),
        not_after=_time(not_after),
        names=tuple(_alternative_names(fields[5:]))[:_SHOWN_NAMES],
        is_verified=is_verified,
    )


def _name(element: Element) -> str:
    """Write a distinguished name as RFC 4514 does, but in the order of the certificate."""
    parts: list[str] = []
    for group in element.children():
        for pair in group.children():
            kind, value = pair.children()
            identifier = kind.identifier()
            text = value.text().replace("\\", "\\\\").replace(",", "\\,")
            parts.append(f"{_ATTRIBUTES.get(identifier, identifier)}={text}")
    return ", ".join(parts)


def _time(element: Element) -> float:
    text = element.value.decode("ascii")
    if element.tag == der.UTC_TIME:
        # Two digits mean 1950 to 2049 (RFC 5280, 4.1.2.5.1).
        text = ("19" if text[:2] >= "50" else "20") + text
    if len(text) != 15 or not text.endswith("Z"):
        raise ValueError(f"{text} is not a time as certificates write it")
    month, day, hour, minute, second = (int(text[at : at + 2]) for at in (4, 6, 8, 10, 12))
    return datetime(int(text[:4]), month, day, hour, minute, second, tzinfo=UTC).timestamp()


def _alternative_names(fields: list[Element]) -> Iterator[str]:
    for field in fields:
        if field.tag != _EXTENSIONS:
            continue
        for extension in next(field.children(), Element(0, b"")).children():
            kind, *_, value = extension.children()
            if kind.identifier() == _ALTERNATIVE_NAMES:
                names, _ = der.read(value.value)
                yield from filter(None, map(_alternative_name, names.children()))


def _alternative_name(element: Element) -> str:
    if element.tag == _ADDRESS:
        family = {4: socket.AF_INET, 16: socket.AF_INET6}.get(len(element.value))
        return socket.inet_ntop(family, element.value) if family else ""
    return element.text() if element.tag in (_EMAIL, _DNS, _URI) else ""
