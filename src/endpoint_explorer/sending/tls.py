"""TLS: the shared context, and turning a socket into an encrypted one without blocking."""

from __future__ import annotations

import os
import socket
import ssl
import threading
from collections.abc import Sequence
from functools import cache

HTTP_1 = ("http/1.1",)
HTTP_2 = ("h2", "http/1.1")
"""Protocols to offer by ALPN (RFC 7301), the preferred one first."""

_lock = threading.Lock()


@cache
def shared_context() -> ssl.SSLContext:
    """Return the one verifying context, made on first use.

    It trusts the system's certificates, or certifi's where the system has none. No environment
    variable changes it: SSL_CERT_FILE, SSL_CERT_DIR and SSLKEYLOGFILE are not read.
    """
    paths = ssl.get_default_verify_paths()
    file, folder = paths.openssl_cafile, paths.openssl_capath
    if _holds_entries(folder):
        # A folder of hashed names is searched when needed; reading a whole bundle takes 40 ms.
        context = ssl.create_default_context(capath=folder)
    elif os.path.isfile(file):  # noqa: PTH113 - pathlib is not worth its import here
        context = ssl.create_default_context(cafile=file)
    else:
        import certifi

        context = ssl.create_default_context(cafile=certifi.where())
    context.keylog_filename = None  # type: ignore[assignment]  # None closes it; typeshed lags
    return context


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
