"""TLS: the shared context, and turning a socket into an encrypted one without blocking."""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from endpoint_explorer.errors import TlsFailed
from endpoint_explorer.model.network import Trust

HTTP_1 = ("http/1.1",)
HTTP_2 = ("h2", "http/1.1")
"""Protocols to offer by ALPN (RFC 7301), the preferred one first."""

_lock = threading.Lock()
_contexts: dict[tuple[object, ...], ssl.SSLContext] = {}
_made = threading.Lock()


@cache
def shared_context() -> ssl.SSLContext:
    """Return the one verifying context, made on first use.

    It trusts the system's certificates, or certifi's where the system has none. No environment
    variable changes it: SSL_CERT_FILE, SSL_CERT_DIR and SSLKEYLOGFILE are not read.
    """
    context = _bare()
    _trust_system(context)
    return context


def _bare() -> ssl.SSLContext:
    """Return a context that verifies and trusts nobody yet."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # A certificate that is trusted itself needs no authority above it, as with curl.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def _trust_system(context: ssl.SSLContext) -> None:
    paths = ssl.get_default_verify_paths()
    file, folder = paths.openssl_cafile, paths.openssl_capath
    if _holds_entries(folder):
        # A folder of hashed names is searched when needed; reading a whole bundle takes 40 ms.
        context.load_verify_locations(capath=folder)
    elif os.path.isfile(file):  # noqa: PTH113 - pathlib is not worth its import here
        context.load_verify_locations(cafile=file)
    else:
        import certifi

        context.load_verify_locations(cafile=certifi.where())


def context_for(trust: Trust) -> ssl.SSLContext:
    """Return the one context of a setting, made anew when one of its files has changed.

    Raises TlsFailed, which names the file, for one that is missing or of no use.
    """
    if trust == Trust():
        return shared_context()
    files = (trust.ca, trust.certificate, trust.key)
    key = (trust, *(_stamp(path) for path in files if path))
    with _made:
        if key not in _contexts:
            _contexts[key] = _make(trust)
        return _contexts[key]


def _make(trust: Trust) -> ssl.SSLContext:
    context = _bare()
    if not trust.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif trust.ca is None:
        _trust_system(context)
    else:
        with _naming(trust.ca, "holds no certificate in PEM"):
            context.load_verify_locations(trust.ca)
    if trust.certificate is not None:
        _load_certificate(context, trust.certificate, trust.key)
    return context


def _load_certificate(context: ssl.SSLContext, certificate: Path, key: Path | None) -> None:
    """Load what is shown to servers that ask for it."""

    def ask_nobody() -> str:
        # Without this, OpenSSL asks on the terminal.
        raise _failed(
            key or certificate,
            "is encrypted with a password, which cannot be given",
            "Decrypt the key: openssl pkey -in KEY -out NEW.",
        )

    for path in filter(None, (certificate, key)):
        _stamp(path)
    with _naming(key or certificate, f"is no private key of the certificate {certificate.name}"):
        context.load_cert_chain(certificate, key, password=ask_nobody)


def _stamp(path: Path) -> tuple[int, int]:
    """Return what tells a file from an older one in its place."""
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        raise _failed(path, reason, "Check tls.ca, tls.certificate and tls.key.") from error
    return status.st_mtime_ns, status.st_size


@contextlib.contextmanager
def _naming(path: Path, fault: str) -> Iterator[None]:
    """Turn what OpenSSL says of a file into an error that names it."""
    try:
        yield
    except OSError as error:  # an ssl.SSLError is one
        reason = error.reason if isinstance(error, ssl.SSLError) else error.strerror
        words = f" ({reason.replace('_', ' ').lower()})" if reason else ""
        hint = "It must be a file in PEM, with BEGIN and END lines."
        raise _failed(path, f"{fault}{words}", hint) from error


def _failed(path: Path, reason: str, hint: str) -> TlsFailed:
    return TlsFailed(f"{path} {reason}", phase="tls", hint=hint)


def engine(
    context: ssl.SSLContext,
    incoming: ssl.MemoryBIO,
    outgoing: ssl.MemoryBIO,
    host: str,
    protocols: Sequence[str],
) -> ssl.SSLObject:
    """Return TLS that reads and writes buffers instead of a socket, before its handshake."""
    with _lock:  # as in `wrap`
        context.set_alpn_protocols(list(protocols))
        return context.wrap_bio(incoming, outgoing, server_hostname=host.rstrip("."))


def wrap(
    sock: socket.socket, context: ssl.SSLContext, host: str, protocols: Sequence[str]
) -> ssl.SSLSocket:
    """Return the TLS socket before its handshake; the plain one is then detached."""
    with _lock:  # Between offering the protocols and the wrap, another thread must not offer its.
        context.set_alpn_protocols(list(protocols))
        return context.wrap_socket(
            sock, server_hostname=host.rstrip("."), do_handshake_on_connect=False
        )


def _holds_entries(folder: str) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(entries)
    except OSError:
        return False
