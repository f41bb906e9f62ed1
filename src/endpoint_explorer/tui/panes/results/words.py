"""What the stable words of failures and phases are called on the screen, and what to try."""

from __future__ import annotations

TITLES = {
    "name-lookup": "Host not found",
    "connect": "No connection",
    "tls": "TLS failed",
    "proxy": "Proxy failed",
    "timeout": "Timed out",
    "connection-broken": "The connection broke",
    "protocol": "The answer is not valid HTTP",
    "decoding": "The body cannot be decoded",
    "too-many-redirects": "Too many redirects",
    "redirect-refused": "A redirect was refused",
    "auth": "Authentication failed",
    "cancelled": "Cancelled",
    "unknown-variable": "Not sent: unknown variable",
    "variable-cycle": "Not sent: variables that define each other",
    "secret-unavailable": "Not sent: a secret is missing",
    "invalid-request": "Not sent: the request cannot be made",
    "unresolved": "Not sent",
    "authorization-needed": "Not sent: authorize first",
    "authorization-failed": "Not sent: there is no token",
    "file-unreadable": "Not sent: a file cannot be read",
    "file-malformed": "Not sent: a file cannot be understood",
}

HINTS = {
    "name-lookup": "Check the spelling of the host, and whether this machine is online.",
    "connect": "Check that the server runs, and that host and port are right.",
    "tls": "Check the host name and the certificate, and whether http:// is meant.",
    "proxy": "Check the proxy's address in HTTP_PROXY, HTTPS_PROXY or ALL_PROXY.",
    "timeout": "Send again, or raise the timeout of the request.",
    "connection-broken": "Send again; if it stays, look at the server's log.",
    "protocol": "Check that the port speaks HTTP, and whether https:// is meant.",
    "decoding": "Ask for the plain body with the header Accept-Encoding: identity.",
    "too-many-redirects": "Switch following redirects off to see where the first one leads.",
    "redirect-refused": "Switch following redirects off to see the redirect itself.",
    "auth": "Look at the Auth tab; the message says which step failed.",
    "cancelled": "Send again when you are ready.",
}

PHASES = {
    "resolve": "Preparing the request",
    "dns": "Looking up the host",
    "connect": "Connecting",
    "tls": "Agreeing on TLS",
    "send": "Sending",
    "wait": "Waiting for the response",
    "receive": "Receiving",
    "done": "Finishing",
}


def title_of(kind: str) -> str:
    """Return the title of a kind of failure."""
    return TITLES.get(kind, "Failed")
