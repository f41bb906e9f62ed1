"""A request file as a request, and a request as the data of its file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast, get_args

from endpoint_explorer.model.request import (
    Auth,
    AuthLocation,
    AuthType,
    Body,
    BodyType,
    ClientAuth,
    Field,
    Grant,
    Options,
    Request,
    SignatureMethod,
)
from endpoint_explorer.storage.capture_rows import captures_data, read_captures
from endpoint_explorer.storage.rows import read_fields, read_form_fields, rows_data
from endpoint_explorer.storage.toml_table import TomlTable

_BODY_TYPES: tuple[BodyType, ...] = get_args(BodyType)
_AUTH_TYPES: tuple[AuthType, ...] = get_args(AuthType)
_LOCATIONS: tuple[AuthLocation, ...] = get_args(AuthLocation)
_AUTH_CHOICES: dict[str, tuple[str, ...]] = {
    "grant": get_args(Grant),
    "client_auth": get_args(ClientAuth),
    "signature_method": get_args(SignatureMethod),
}
_AUTH_TEXTS = tuple(
    name
    for name in Auth.__struct_fields__
    if name not in ("type", "location") and name not in _AUTH_CHOICES
)
_BODY_TEXTS = ("text", "variables", "file", "content_type")


def parse_request(text: str, path: Path) -> Request:
    """Return the request that a file's text says, in both long and short forms.

    Raises FileMalformed, with the line, for what is no TOML or has a value of the wrong type.
    Keys that are unknown here are passed over.
    """
    return read_request(TomlTable.parse(text, path))


def read_request(table: TomlTable) -> Request:
    """Return the request that a parsed file says; raise FileMalformed."""
    return Request(
        id=table.text("id"),
        name=table.text("name"),
        method=table.text("method", "GET"),
        url=table.text("url"),
        description=table.text("description"),
        path=read_fields(table, "path"),
        query=read_fields(table, "query"),
        headers=read_fields(table, "headers"),
        body=_read_body(table.table("body")),
        auth=read_auth(table.table("auth")),
        checks=table.texts("checks"),
        captures=read_captures(table),
        options=read_options(table),
    )


def read_auth(table: TomlTable, default: AuthType = "inherit") -> Auth:
    """Return what an `[auth]` table says; `default` is the type where none is given."""
    values: dict[str, Any] = {key: table.text(key) for key in _AUTH_TEXTS}
    for key, words in _AUTH_CHOICES.items():
        # An empty text is as good as none, but no choice to name to anybody.
        values[key] = table.choice(key, words[1:], "") if table.data.get(key) else table.text(key)
    return Auth(
        type=cast("AuthType", table.choice("type", _AUTH_TYPES, default)),
        location=cast("AuthLocation", table.choice("in", _LOCATIONS, "header")),
        **values,
    )


def read_options(table: TomlTable) -> Options:
    """Return the options of a file, whose `history` may stand above its tables, too."""
    options = table.table("options")
    history = options.optional_flag("history")
    return Options(
        timeout=options.seconds("timeout"),
        follow_redirects=options.optional_flag("follow_redirects"),
        resend_body_cross_origin=options.optional_flag("resend_body_cross_origin"),
        max_body=options.size("max_body"),
        max_decoded=options.size("max_decoded"),
        http2=options.optional_flag("http2"),
        cookies=options.optional_flag("cookies"),
        history=table.optional_flag("history") if history is None else history,
    )


def _read_body(table: TomlTable) -> Body:
    return Body(
        type=cast("BodyType", table.choice("type", _BODY_TYPES, "none")),
        text=table.text("text"),
        variables=table.text("variables"),
        fields=read_form_fields(table, "fields"),
        file=table.text("file"),
        content_type=table.text("content_type"),
    )


def request_data(
    request: Request, current: Mapping[str, object], before: Request
) -> dict[str, object]:
    """Return the data of a file that says `request`, changed as little as can be.

    `current` is the data of the file as it is, which reads as `before`; both are empty for a new
    file. Forms, order and unknown keys of `current` are kept.
    """
    data = dict(current)
    is_new = not current
    _put(data, "id", request.id, "")
    _put(data, "name", request.name, "", always=is_new)
    _put(data, "method", request.method, "GET", always=is_new)
    _put(data, "url", request.url, "", always=is_new)
    _put(data, "description", request.description, "")
    _put(data, "checks", list(request.checks), [])
    for key in ("path", "query", "headers"):
        put_rows(data, key, getattr(before, key), getattr(request, key))
    put_table(data, "body", _body_data(request.body, data.get("body"), before.body))
    put_table(data, "auth", auth_data(request.auth))
    if before.captures != request.captures:
        captures = captures_data(data.get("captures"), before.captures, request.captures)
        _put(data, "captures", captures, None)
    put_options(data, request.options)
    return data


def put_options(data: dict[str, object], options: Options) -> None:
    """Put options into a file's data; `history` stays where it stands."""
    wanted = _options_data(options)
    if _has_key(data.get("options"), "history"):
        data.pop("history", None)
    elif "history" in data:
        _put(data, "history", *wanted.pop("history"))
    put_table(data, "options", wanted)


Wanted = dict[str, tuple[object, object]]
"""For each key of a table the value wanted and the value that an absent key has."""


def _body_data(body: Body, current: object, before: Body) -> Wanted:
    rows = current.get("fields") if isinstance(current, dict) else None
    if before.fields != body.fields:
        rows = rows_data(rows, before.fields, body.fields, short=False)
    texts: Wanted = {key: (getattr(body, key), "") for key in _BODY_TEXTS}
    return {"type": (body.type, "none"), **texts, "fields": (rows, None)}


def auth_data(auth: Auth, absent: AuthType = "inherit") -> Wanted:
    """Return the table of an auth; `absent` is the type where the file says none."""
    texts: Wanted = {key: (getattr(auth, key), "") for key in (*_AUTH_TEXTS, *_AUTH_CHOICES)}
    return {"type": (auth.type, absent), **texts, "in": (auth.location, "header")}


def _options_data(options: Options) -> Wanted:
    """Return the table of options."""
    seconds = options.timeout
    is_whole = seconds is not None and math.isfinite(seconds) and seconds == int(seconds)
    written = int(seconds) if seconds is not None and is_whole else seconds
    return {
        "timeout": (written, None),
        "follow_redirects": (options.follow_redirects, None),
        "resend_body_cross_origin": (options.resend_body_cross_origin, None),
        "max_body": (options.max_body, None),
        "max_decoded": (options.max_decoded, None),
        "http2": (options.http2, None),
        "cookies": (options.cookies, None),
        "history": (options.history, None),
    }


def _has_key(table: object, key: str) -> bool:
    """Say whether a value is a table with a key."""
    return isinstance(table, dict) and key in table


def _put(
    data: dict[str, object], key: str, value: object, absent: object, *, always: bool = False
) -> None:
    if key in data and data[key] == value:
        return
    if value == absent and not always:
        data.pop(key, None)
    else:
        data[key] = value


def put_rows(
    data: dict[str, object], key: str, before: tuple[Field, ...], rows: tuple[Field, ...]
) -> None:
    """Set rows that are others than before, in the form that they have."""
    if before != rows:
        value = rows_data(data.get(key), before, rows)
        _put(data, key, value, None)


def put_table(data: dict[str, object], key: str, wanted: Wanted) -> None:
    """Set the keys of a table; one that says nothing goes."""
    current = data.get(key)
    table = dict(current) if isinstance(current, dict) else {}
    has_more = any(value != absent for name, (value, absent) in wanted.items() if name != "type")
    for name, (value, absent) in wanted.items():
        # Credentials or a payload without their type would be a riddle to who reads the file.
        is_type = name == "type" and has_more and (not table or "type" in table)
        _put(table, name, value, absent, always=is_type)
    if table or current == {}:
        data[key] = table
    else:
        data.pop(key, None)
