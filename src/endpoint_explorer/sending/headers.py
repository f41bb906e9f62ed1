"""The complete set of headers: inherited ones, the request's own, and those that a send needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from endpoint_explorer import __version__
from endpoint_explorer.errors import InvalidRequest
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.exchange import Headers
from endpoint_explorer.model.request import Field, Request
from endpoint_explorer.sending.scope import Report, Scope

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
"""What `decoding` decodes."""

TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
"""A method or a header name (RFC 9110, 5.6.2)."""

_FORBIDDEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_METHODS_WITH_A_BODY = {"POST", "PUT", "PATCH"}


def written_rows(request: Request, context: Context, scope: Scope) -> Headers:
    """Return the rows of collection, folders and request that are in force, resolved.

    A row replaces those of the same name, whatever their case, that come from further out; a
    switched-off one takes them away.
    """
    levels = (
        context.collection.headers,
        *(folder.headers for folder in context.folders),
        request.headers,
    )
    rows: list[tuple[str, Field]] = []
    for level in levels:
        named = [(_name(row, scope), row) for row in level if row.name or row.value]
        replaced = {name.lower() for name, _ in named}
        rows = [kept for kept in rows if kept[0].lower() not in replaced]
        rows += named
    return tuple(
        (name, checked_value(name, scope.resolve(row.value, f"headers.{name}"), scope.report))
        for name, row in rows
        if row.enabled
    )


def _name(row: Field, scope: Scope) -> str:
    if not row.enabled:
        return row.name.strip()
    name = scope.resolve(row.name, f"headers.{row.name}").strip()
    check_name(name, scope.report)
    return name


def check_name(name: str, report: Report) -> None:
    """Report a header name that is no token."""
    if not TOKEN.fullmatch(name):
        report(
            InvalidRequest(
                f"headers.{name}: {name!r} is not a header name" if name else "headers: no name",
                field=f"headers.{name}" if name else "headers",
                hint="Names have letters, digits and !#$%&'*+-.^_`|~ only.",
            )
        )


def checked_value(name: str, value: str, report: Report, field: str = "") -> str:
    """Return a header's value without the white space around it, which is no part of it."""
    stripped = value.strip(" \t")
    found = _FORBIDDEN.search(stripped)
    if found:
        field = field or f"headers.{name}"
        what = {"\n": "a line feed", "\r": "a carriage return", "\0": "a NUL"}.get(
            found[0], f"the control character {ord(found[0]):#04x}"
        )
        report(
            InvalidRequest(
                f"{field}: the value has {what} in it, at position {found.start() + 1}",
                field=field,
                hint="A header is one line of text; take the character out.",
            )
        )
    return stripped


def complete(
    written: Headers,
    *,
    host: str,
    method: str,
    auth: Headers,
    content_type: str,
    body_size: int,
    has_body: bool,
    report: Report,
) -> Headers:
    """Add what a send needs and nobody wrote; a written row stands for its default.

    `Host` comes first (RFC 9110, 7.2), then the defaults, the written rows, auth, and what
    describes the body.
    """
    by_name = {name.lower(): value for name, value in written}
    _check_framing(written, body_size, report)
    defaults = [
        ("User-Agent", f"endpoint-explorer/{__version__}"),
        ("Accept", "*/*"),
        ("Accept-Encoding", ACCEPT_ENCODING),
    ]
    described = []
    if has_body and content_type:
        described.append(("Content-Type", content_type))
    if (has_body or method in _METHODS_WITH_A_BODY) and "transfer-encoding" not in by_name:
        described.append(("Content-Length", str(body_size)))
    return (
        *_host(written, host),
        *_unless_written(defaults, by_name),
        *(row for row in written if row[0].lower() != "host"),
        *auth,
        *_unless_written(described, by_name),
    )


def _unless_written(
    rows: Sequence[tuple[str, str]], written: dict[str, str]
) -> Iterator[tuple[str, str]]:
    return (row for row in rows if row[0].lower() not in written)


def _host(written: Headers, host: str) -> Headers:
    return tuple(row for row in written if row[0].lower() == "host") or (("Host", host),)


def _check_framing(written: Headers, body_size: int, report: Report) -> None:
    """Refuse what would make two servers disagree on where the message ends (RFC 9112, 6.3)."""
    values: dict[str, list[str]] = {"host": [], "content-length": [], "transfer-encoding": []}
    for name, value in written:
        if name.lower() in values:
            values[name.lower()].append(value)
    for name, title in (
        ("host", "Host"),
        ("content-length", "Content-Length"),
        ("transfer-encoding", "Transfer-Encoding"),
    ):
        if len(values[name]) > 1:
            report(_ambiguous(title, "is given twice, and each reader could pick another one"))
    lengths, codings = values["content-length"], values["transfer-encoding"]
    if lengths and lengths[0] != str(body_size):
        reason = f"is {lengths[0]}, but the body has {body_size} bytes"
        report(_ambiguous("Content-Length", reason))
    if codings and codings[0].lower() != "chunked":
        report(_ambiguous("Transfer-Encoding", f"is {codings[0]}; only chunked can be sent"))
    if codings and lengths:
        report(_ambiguous("Transfer-Encoding", "cannot stand beside a Content-Length"))


def _ambiguous(name: str, reason: str) -> InvalidRequest:
    return InvalidRequest(
        f"headers.{name}: {name} {reason}",
        field=f"headers.{name}",
        hint=f"Take the {name} row out: it is set as needed.",
    )
