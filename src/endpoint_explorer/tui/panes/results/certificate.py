"""A server's certificate, in the Timing tab."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from textual.content import Content

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.network import Certificate
from endpoint_explorer.model.secret import Secret, redact
from endpoint_explorer.tui.widgets.badge import MUTED

_LABEL_WIDTH = 12
_DAY = 86400.0
_SOON = 14 * _DAY
"""Seconds before the end of a certificate from which on that is worth a colour."""


def certificate_lines(
    certificate: Certificate, when: float, secrets: Iterable[Secret] = ()
) -> Iterator[Content]:
    """Yield what a certificate says; `when` it was seen is in seconds since the epoch."""
    yield Content("")
    heading = Content.styled("Certificate", "bold")
    if not certificate.is_verified:
        heading += Content.styled("  not verified", "bold $text-error")
    yield heading
    rows = (
        ("Subject", certificate.subject or "-"),
        ("Issuer", certificate.issuer or "-"),
        ("Names", ", ".join(certificate.names) or "-"),
    )
    for label, value in rows:
        text = clean(redact(value, secrets))
        yield Content.assemble((f"  {label}".ljust(_LABEL_WIDTH), MUTED), text)
    validity = f"{_moment(certificate.not_before)} to {_moment(certificate.not_after)} UTC"
    state, style = _state(certificate, when)
    yield Content.assemble(
        ("  Valid".ljust(_LABEL_WIDTH), MUTED), validity, (f"  {state}" if state else "", style)
    )


def _state(certificate: Certificate, when: float) -> tuple[str, str]:
    if when < certificate.not_before:
        return "not valid yet", "$text-error"
    left = certificate.not_after - when
    if left < 0:
        return "expired", "$text-error"
    days = int(left / _DAY)
    return (f"{days} days left", "$text-warning") if left < _SOON else ("", MUTED)


def _moment(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(seconds))
