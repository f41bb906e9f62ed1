"""Why TLS failed, in words: the certificate's own reason and names, and what to try."""

from __future__ import annotations

import ssl
import time

from endpoint_explorer.errors import TlsFailed
from endpoint_explorer.model.network import Certificate
from endpoint_explorer.sending.attempt import Attempt

_TRUST_ITSELF = (
    "If it is yours, trust it: ca = its file under [tls] (--cacert); "
    "verify = false (--insecure) trusts any."
)
_TRUST_ISSUER = (
    "If you trust who issued it, name that certificate: ca = its file under [tls] (--cacert)."
)
_RENEW = "Renew it, or correct this machine's clock."
_RIGHT_HOST = "Is this the right host? The certificate must name it."
_HINTS = {
    9: _RENEW,  # not yet valid; numbers as in OpenSSL's x509_vfy.h
    10: _RENEW,  # expired
    18: _TRUST_ITSELF,  # self-signed
    19: _TRUST_ISSUER,  # self-signed authority in the chain
    20: _TRUST_ISSUER,  # unable to get local issuer certificate
    21: _TRUST_ISSUER,  # unable to verify the first certificate
    62: _RIGHT_HOST,
    64: _RIGHT_HOST,  # the address is not in the certificate
}
_OTHER = "Its certificate must be valid and come from a known authority."

_ALERTS = {
    "certificate required": "asks for a client certificate",
    "unknown ca": "does not know who issued our certificate",
    "bad certificate": "does not accept our certificate",
    "certificate expired": "finds our certificate expired",
    "protocol version": "speaks another version of TLS",
    "handshake failure": "refuses the handshake",
}
_CERTIFICATE_HINT = (
    "If it wants a client certificate, set certificate and key under [tls] (--cert, --key)."
)
_VERSION_HINT = "TLS 1.2 and 1.3 are spoken here. Is the server an old one?"


def not_trusted(error: ssl.SSLCertVerificationError, at: Attempt) -> TlsFailed:
    """Return the error for a certificate that was not accepted."""
    reason = error.verify_message or "it is not valid"
    about = f" ({describe(at.certificate)})" if at.certificate else ""
    return TlsFailed(
        f"the certificate of {at.host}:{at.port} is not trusted: {reason}{about}",
        host=at.host,
        phase="tls",
        hint=_HINTS.get(error.verify_code, _OTHER),
    )


def alerted(error: ssl.SSLError, at: Attempt) -> TlsFailed:
    """Return the error for a server that ended TLS and said why (RFC 8446, 6)."""
    alert = (error.reason or "").partition("ALERT_")[2].replace("_", " ").lower()
    words = _ALERTS.get(alert, "ended TLS")
    return TlsFailed(
        f"{at.host}:{at.port} {words}: its alert was {alert!r}",
        host=at.host,
        phase="tls",
        hint=_VERSION_HINT if alert == "protocol version" else _CERTIFICATE_HINT,
    )


def describe(certificate: Certificate) -> str:
    """Say whose a certificate is, who issued it, how long it holds and for which names."""
    names = certificate.names[:5]
    more = ", ..." if len(certificate.names) > 5 else ""
    return (
        f"subject {certificate.subject or 'empty'}, issued by {certificate.issuer or 'nobody'}, "
        f"valid from {_day(certificate.not_before)} to {_day(certificate.not_after)}, "
        f"for {', '.join(names) or 'no name'}{more}"
    )


def _day(seconds: float) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(seconds))
