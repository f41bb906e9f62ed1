"""The one place where whatever the stack raises becomes an error of ours.

Each says what failed, at which host and phase, and what to try.
"""

from __future__ import annotations

import contextlib
import errno
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from typing import Any

import h11
import httpcore

from endpoint_explorer.errors import (
    Cancelled,
    ConnectFailed,
    ConnectionBroken,
    EndpointExplorerError,
    NameLookupFailed,
    ProtocolViolated,
    ProxyFailed,
    SendError,
    TimedOut,
    TlsFailed,
)
from endpoint_explorer.sending import heads
from endpoint_explorer.sending.attempt import Attempt
from endpoint_explorer.sending.distrust import alerted, not_trusted
from endpoint_explorer.sending.waiting import CancelRequested, LimitReached

_CONNECT_REASONS = {
    errno.ECONNREFUSED: (
        "refused the connection",
        "Is the server running, and is this its port?",
    ),
    errno.ENETUNREACH: ("cannot be reached: there is no network to it", "Check the network."),
    errno.EHOSTUNREACH: ("cannot be reached: there is no route to it", "Check the network or VPN."),
    errno.ETIMEDOUT: ("did not answer", "Check the address, and firewalls on the way."),
    errno.ECONNRESET: ("reset the connection at once", "Is this the right port?"),
    errno.EMFILE: ("cannot be connected to: too many files are open", "Close other programs."),
}
_TOO_LONG = ("Receive buffer too long", "Oversized header block", "Too many continuation frames")
_QUOTED = re.compile(r"""bytearray\(b((['"]).*?\2)\)""")
_TLS_BYTES = (b"\x15\x03", b"\x16\x03")
"""How an alert and a handshake of TLS begin (RFC 8446, 5.1)."""


@contextlib.contextmanager
def mapped(attempt: Attempt) -> Iterator[None]:
    """Turn what the stack raises into a SendError; other faults are ours and pass."""
    try:
        yield
    except SendError:
        raise
    except Exception as error:
        explained = explain(error, attempt)
        if explained is None:
            raise
        raise explained from error


def explain(error: Exception, at: Attempt) -> SendError | None:
    """Return our error for one of the stack's; None for one that the stack does not raise."""
    for kind, explanation in _EXPLANATIONS:
        if isinstance(error, kind):
            return explanation(error, at)
    if type(error).__module__.partition(".")[0] in ("h11", "h2", "hpack", "hyperframe"):
        return _violated(_short(error), at)
    return None


def _doing(at: Attempt) -> str:
    where = f"{at.host}:{at.port}"
    return {
        "resolve": "preparing the request",
        "dns": f"looking up {at.host}",
        "connect": f"connecting to {where}",
        "tls": f"agreeing on TLS with {where}",
        "send": f"sending the request to {where}",
        "wait": f"waiting for {where} to answer",
        "receive": f"receiving the answer of {where}{_progress(at)}",
        "done": "finishing",
    }[at.phase]


def _progress(at: Attempt) -> str:
    if at.expected is None:
        return f", {at.received} bytes so far" if at.received else ""
    return f", {at.received} of {at.expected} bytes so far"


def _cancelled(_error: CancelRequested, at: Attempt) -> Cancelled:
    return Cancelled(f"cancelled while {_doing(at)}", host=at.host, phase=at.phase)


def _first_of(group: ExceptionGroup[Exception], at: Attempt) -> SendError | None:
    return explain(group.exceptions[0], at)


def _unsendable(error: Exception, at: Attempt) -> SendError:
    hint = error.hint if isinstance(error, EndpointExplorerError) else ""
    message = f"the request cannot be sent: {_short(error)}"
    return SendError(message, host=at.host, phase=at.phase, hint=hint)


def _timed_out(error: LimitReached, at: Attempt) -> TimedOut:
    limit = f"the limit of {error.seconds:g} s for " + ("the send" if error.is_total else "a wait")
    return TimedOut(
        f"{limit} was reached while {_doing(at)}",
        host=at.host,
        phase=at.phase,
        hint="Is the server slow or stuck? Raise the timeout, or set it to 0 for none.",
    )


def _no_address(error: socket.gaierror, at: Attempt) -> NameLookupFailed:
    if error.errno == socket.EAI_AGAIN:
        reason, hint = "the name server did not answer", "Check the network, or try again."
    else:
        reason, hint = "there is no such host", "Check the spelling of the host, and the VPN."
    return NameLookupFailed(
        f"{at.host} has no address: {reason}", host=at.host, phase="dns", hint=hint
    )


def _tls_failed(error: ssl.SSLError, at: Attempt) -> SendError:
    where = f"{at.host}:{at.port}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return not_trusted(error, at)
    if "ALERT_" in (error.reason or ""):
        return alerted(error, at)
    if at.phase != "tls" or isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        return _connection_error(error, at)
    if _is_plain_text(error):
        message, hint = f"{where} does not speak TLS", "Try http:// instead of https://."
    else:
        message = f"no TLS with {where}: {error.reason or _short(error)}"
        hint = "Does the server speak TLS here, in a version from 1.2 on?"
    return TlsFailed(message, host=at.host, phase="tls", hint=hint)


def _is_plain_text(error: ssl.SSLError) -> bool:
    return error.reason in (
        "WRONG_VERSION_NUMBER",
        "HTTP_REQUEST",
        "PACKET_LENGTH_TOO_LONG",
        "RECORD_LAYER_FAILURE",
    )


def _protocol_error(error: httpcore.ProtocolError, at: Attempt) -> SendError:
    if ended := _ended(error, at):
        return ended
    text = _short(error)
    if isinstance(error, httpcore.LocalProtocolError) and at.phase == "send":
        return _unsendable(error, at)
    if any(words in text for words in _TOO_LONG):
        return _too_long(at)
    if not (at.is_http_2 or at.first_byte is None or b"HTTP/".startswith(at.first_bytes[:5])):
        return _violated("its answer does not start as HTTP does", at)
    if text.startswith(("Server disconnected", "peer closed", "peer unexpectedly closed")):
        return _broken("", at)
    if "_SWITCH_UPGRADE" in text:
        text = "it switches to another protocol, which nobody asked for"
    return _violated(text, at)


def _ended(error: httpcore.ProtocolError, at: Attempt) -> SendError | None:
    """Explain the frame by which an HTTP/2 server ends things; None if it is none."""
    event = error.args[0] if error.args else None
    frames = {"StreamReset": "RST_STREAM", "ConnectionTerminated": "GOAWAY"}
    frame = frames.get(type(event).__name__)
    if frame is None:
        return None
    code = getattr(event, "error_code", None)
    return ProtocolViolated(
        f"{at.host}:{at.port} ended the exchange ({frame}, {getattr(code, 'name', code)})"
        f"{_progress(at)}",
        host=at.host,
        phase=at.phase,
        hint="What arrived is kept. If it is HTTP/2 that fails here, switch it off.",
    )


def _too_long(at: Attempt) -> SendError:
    """Explain a head, or the lines between and after the chunks of a body, beyond all measure."""
    if at.phase == "receive":
        return _violated(f"a line or the trailers take more than {heads.MOST} bytes", at)
    if at.is_http_2:
        size = f"at most {heads.MOST} bytes are taken"
        hint = "Switch HTTP/2 off to see those headers that come first."
    else:
        size = f"received {len(at.head)} bytes of header, at most {heads.MOST} are taken"
        hint = "The headers that came whole until then are kept."
    message = f"the header that {at.host}:{at.port} sends is too large: {size}"
    return ProtocolViolated(message, host=at.host, phase=at.phase, hint=hint)


def _connection_error(error: Exception, at: Attempt) -> SendError:
    where = f"{at.host}:{at.port}"
    code = error.errno if isinstance(error, OSError) else None
    if at.phase == "tls":
        return TlsFailed(
            f"{where} closed the connection instead of agreeing on TLS",
            host=at.host,
            phase="tls",
            hint="Does the server speak TLS here? Try http:// instead of https://.",
        )
    if at.phase not in ("dns", "connect"):
        return _broken(_short(error), at)
    reason, hint = _CONNECT_REASONS.get(
        code or 0, (f"cannot be connected to: {_short(error)}", "Check the address.")
    )
    return ConnectFailed(f"{where} {reason}", host=at.host, phase=at.phase, hint=hint)


def _broken(reason: str, at: Attempt) -> ConnectionBroken:
    where = f"{at.host}:{at.port}"
    if at.phase == "receive":
        of = "" if at.expected is None else f" of {at.expected}"
        message = f"{where} broke the connection: received {at.received}{of} bytes"
        hint = "What arrived is kept. The server may have crashed: look at its log."
    elif at.first_byte is not None and not at.is_http_2:
        message = f"{where} broke the connection in the middle of the headers"
        hint = "What arrived is kept. The server may have crashed: look at its log."
    elif at.is_reused:
        message = f"{where} closed the kept connection without an answer"
        hint = "It may or may not have acted on the request. Sending again opens a new connection."
    elif at.has_more_to_send:
        message = f"{where} broke the connection while the request was being sent"
        hint = "Is the body too large for the server? Look at its log."
    else:
        message = f"{where} closed the connection without an answer"
        hint = "The server may have crashed, or this port may not speak HTTP."
    if reason:
        message += f" ({reason})"
    return ConnectionBroken(message, host=at.host, phase=at.phase, hint=hint)


def _proxy_failed(error: httpcore.ProxyError, at: Attempt) -> ProxyFailed:
    return ProxyFailed(f"the proxy failed: {_short(error)}", host=at.host, phase=at.phase)


def _violated(text: str, at: Attempt) -> ProtocolViolated:
    where = f"{at.host}:{at.port}"
    if not at.is_http_2 and at.first_bytes.startswith(_TLS_BYTES):
        message, hint = f"{where} answers in TLS", "Try https:// instead of http://."
    elif at.phase == "receive":
        message = f"the body that {where} sends breaks the protocol: {text}"
        hint = "What arrived before is kept."
    else:
        message = f"{where} does not answer in proper HTTP: {text}"
        hint = "Is this port an HTTP server?"
    return ProtocolViolated(message, host=at.host, phase=at.phase, hint=hint)


def _short(error: Exception) -> str:
    """Return an error's own words, not too many of them."""
    # h11 quotes what it read as Python would write it.
    text = _QUOTED.sub(r"\1", str(error)) or type(error).__name__
    return text if len(text) <= 200 else text[:200] + "..."


_EXPLANATIONS: tuple[tuple[type[Exception], Callable[[Any, Attempt], SendError | None]], ...] = (
    (SendError, lambda error, _at: error),
    (EndpointExplorerError, _unsendable),
    (CancelRequested, _cancelled),
    (LimitReached, _timed_out),
    (ExceptionGroup, _first_of),
    (socket.gaierror, _no_address),
    (ssl.SSLError, _tls_failed),
    (httpcore.ProxyError, _proxy_failed),
    (httpcore.ProtocolError, _protocol_error),
    (httpcore.ConnectionNotAvailable, lambda _error, at: _broken("", at)),
    (httpcore.UnsupportedProtocol, _unsendable),
    (h11.LocalProtocolError, _unsendable),
    (httpcore.NetworkError, _connection_error),
    (httpcore.TimeoutException, _connection_error),
    (OSError, _connection_error),
    (UnicodeError, _unsendable),
)
"""The stack's errors and their explanations; the first that fits is taken."""
