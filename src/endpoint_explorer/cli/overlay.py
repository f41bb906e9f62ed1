"""What `-H`, `-q`, `-p` and `-d` lay over a request, be it saved or made from a URL."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from endpoint_explorer.errors import UsageError
from endpoint_explorer.model.request import Body, Field, Request
from endpoint_explorer.sending.templates import escape
from endpoint_explorer.storage.faults import unreadable

FORM_TYPE = "application/x-www-form-urlencoded"


class Overlay(msgspec.Struct, frozen=True):
    """Rows as they were typed: `Name: value`, `name=value`, data as curl's `-d` takes it."""

    headers: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    data: tuple[str, ...] = ()

    def on(self, request: Request) -> Request:
        """Return the request with the rows laid over it.

        Rows replace those of the same name, header names in whatever case; data takes the place
        of the body. Raises UsageError for a row that cannot be read, FileUnreadable
        for a file that is not there.
        """
        headers = tuple(parse_header(text) for text in self.headers)
        query = tuple(parse_query_row(text) for text in self.query)
        path = tuple(Field(*parse_pair("-p", text)) for text in self.path)
        request = msgspec.structs.replace(
            request,
            headers=_lay(request.headers, headers, str.lower),
            query=_lay(request.query, query, str),
            path=_lay(request.path, path, str),
        )
        if self.data:
            request = msgspec.structs.replace(request, body=read_body(self.data))
        return request


def parse_header(text: str) -> Field:
    """Read a header as curl does: `Name: value`, `Name;` for an empty one, `Name:` for none."""
    name, colon, value = text.partition(":")
    if colon and name.strip():
        return Field(name.strip(), value.strip(), enabled=bool(value.strip()))
    if not colon and len(text) > 1 and text.endswith(";"):
        return Field(text[:-1].strip())
    raise UsageError(f"-H {text!r} is no header", hint="Write it as 'Name: value'.")


def parse_query_row(text: str) -> Field:
    """Read `name=value`; a name alone is a bare one."""
    name, equals, value = text.partition("=")
    if not name:
        raise UsageError(f"-q {text!r} has no name", hint="Write it as name=value.")
    return Field(name, value, bare=not equals)


def parse_pair(option: str, text: str) -> tuple[str, str]:
    """Read the `name=value` that an option takes."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise UsageError(f"{option} {text!r} sets nothing", hint="Write it as name=value.")
    return name.strip(), value


def read_body(data: tuple[str, ...]) -> Body:
    """Return the body that `-d` asks for.

    `@FILE` is sent byte for byte, `-` and `@-` are standard input; several pieces are joined by
    `&`, as a form's are. What starts like a JSON object or array is JSON, the rest a form.
    """
    if len(data) == 1 and data[0].startswith("@") and data[0] != "@-":
        path = Path(data[0][1:]).expanduser().absolute()
        if path.is_file():
            return Body(type="file", file=escape(str(path)))
    text = "&".join(_read_piece(piece) for piece in data)
    if text.lstrip().startswith(("{", "[")):
        return Body(type="json", text=text)
    return Body(type="text", text=text, content_type=FORM_TYPE)


def _read_piece(piece: str) -> str:
    """Return what was typed, or what a file or standard input holds, down to its very bytes."""
    if piece in {"-", "@-"}:
        if sys.stdin is None:
            raise UsageError("-d: there is no standard input", hint="It is closed.")
        try:
            data = sys.stdin.buffer.read()
        except OSError as error:
            raise unreadable(Path("<stdin>"), error) from error
    elif piece.startswith("@"):
        path = Path(piece[1:]).expanduser()
        try:
            data = path.read_bytes()
        except OSError as error:
            raise unreadable(path, error) from error
    else:
        return piece
    return escape(data.decode("utf-8", "surrogateescape"))


def _lay(
    rows: tuple[Field, ...], over: tuple[Field, ...], fold: Callable[[str], str]
) -> tuple[Field, ...]:
    """Return `over` below those rows whose names it does not have."""
    names = {fold(row.name) for row in over}
    return (*(row for row in rows if fold(row.name) not in names), *over)
