"""Credentials that are written out in a request, by the names that the history has instead.

A name is that of the field: `headers.X-Api-Key`, `query.api_key`, `body.password`. Whatever stands
in a field that is certain by its name to hold a credential is one; elsewhere it has to look like
one, as where a person is told of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, count
from urllib.parse import unquote_plus

from endpoint_explorer.model.credentials import (
    find_literals,
    is_likely,
    names_credential,
    written_in_auth,
)
from endpoint_explorer.model.request import Auth, Field, Request
from endpoint_explorer.model.secret import MINIMUM_LENGTH

COOKIE = "cookie "
"""What comes before the name of a cookie where the history took its value."""

LEAST_COOKIE = 16
"""Characters from which a cookie's value is taken for a credential wherever it turns up.

A shorter one (`dark`, `en`) would blot out common words in the history.
"""

LONGEST_BODY = 64 * 1024
"""Characters of a body that are looked through: passwords are sent in short ones."""

_PREFIXES = ("auth.", "url.", "headers.", "query.", "body.", COOKIE)
_CERTAIN = re.compile(
    r"(?:API|ACCESS|AUTH|PRIVATE|SECRET|SUBSCRIPTION|CLIENT|SIGNING|MASTER|LICENSE)_?KEY"
    r"|(?:^|_)(?:PASS|PWD|JWT|BEARER)(?:_|$)|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL"
)
_WORDS = ("pass", "pwd", "jwt", "bearer", "key", "token", "secret", "credential")
"""One of these is in the name of each credential: a body without them is not looked through."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PLAIN = frozenset(
    {"true", "false", "null", "none", "undefined", "yes", "no", "on", "off"}
    | {"bearer", "basic", "token", "password", "secret"}
)
"""Words that are no secret to anybody, and would blot out half of a text."""

_BRACES = re.compile(r"[{}\n]")
_AUTHORIZATION = re.compile(r"(?i)(?:.*-)?authorization")
_ANY_SCHEME = re.compile(r"[A-Za-z][\w-]*\s+(?P<value>\S{4,})")
_SCHEME = re.compile(r"(?i)(?:bearer|basic|token|apikey|api-key)\s+(?P<value>\S{4,})")
"""A value behind it that is too short to be redacted would leave the rest as it is."""

_PAIR = re.compile(r"(?:^|[?&])(?P<name>[^=&#?\s{}]+)=(?P<value>[^&#\s]+)")
_MEMBER = re.compile(r'"(?P<name>[^"\\\n]{1,60})"\s*:\s*"(?P<value>(?:[^"\\\n]|\\.){1,4000})"')
_ARGUMENT = re.compile(r'\b(?P<name>[A-Za-z_]\w{0,60})\s*:\s*"(?P<value>(?:[^"\\\n]|\\.){1,4000})"')
"""One of a GraphQL document, whose names have no quotes."""

_ELEMENT = re.compile(
    r"<(?P<name>[^\s<>/!?\"'=]{1,60})(?:\s[^<>]*)?(?<!/)>"
    r"(?:\s*<!\[CDATA\[(?P<quoted>[^\]]{1,500})\]\]>\s*|(?P<value>[^<]{1,4000}))</"
)
_ATTRIBUTE = re.compile(
    r"\s(?P<name>[^\s<>/\"'=]{1,60})\s*=\s*"
    r"(?:\"(?P<value>[^\"<]{1,4000})\"|'(?P<quoted>[^'<]{1,4000})')"
)
_FORM = re.compile(r"\s*[^=&\s{}<\"]+=[^&\s]*(?:&[^=&\s]+(?:=[^&\s]*)?)*\s*")


def is_field_name(name: str) -> bool:
    """Say whether a name in a template is that of a field whose value the history left out."""
    return name.startswith(_PREFIXES)


def holds_credential(name: str, value: str) -> bool:
    """Say whether a value is a credential in a field of that name."""
    value = value.strip()
    if not value or value.lower() in _PLAIN or not names_credential(name):
        return False
    words = _CAMEL.sub("_", name).replace("-", "_").replace(".", "_").upper()
    return _CERTAIN.search(words) is not None or is_likely(value)


def literals(request: Request, auth: Auth | None = None) -> dict[str, str]:
    """Return every credential that is written out in a request, each by its name.

    `auth` is the one that holds for it, by default its own.
    """
    found = written_in_auth(request, auth or request.auth)
    found |= {**written_out(request), **_cookies(request)}
    return {name: value for name, value in found.items() if value}


def written_out(request: Request) -> dict[str, str]:
    """Return the credentials in the rows, URL and body of a request, each by its name.

    The values are as they are written, templates, the auth and what is too short to be redacted
    left out. A name that stands there twice is numbered.
    """
    found: dict[str, str] = {}
    for field, value in _candidates(request):
        is_literal = "{{" not in value and len(value) >= MINIMUM_LENGTH
        if is_literal and value not in found.values():
            plain = _BRACES.sub("", field)
            names = chain([plain], (f"{plain} {number}" for number in count(2)))
            found[next(name for name in names if name not in found)] = value
    return found


def _cookies(request: Request) -> dict[str, str]:
    """Return the values in the Cookie rows of a request, by what `hide_cookies` puts there."""
    rows = (row.value for row in request.headers if row.name.strip().lower() == "cookie")
    pairs = (_split(pair) for row in rows for pair in row.split(";"))
    return {name: value for name, _, value in pairs if value and "{{" not in value}


def hide_cookies(row: str) -> str:
    """Put names, `{{cookie sid}}`, for the values in a Cookie row that are no templates."""
    return ";".join(map(_hidden, row.split(";")))


def _hidden(pair: str) -> str:
    name, before, value = _split(pair)
    return f"{before}{{{{{name}}}}}" if value and "{{" not in value else pair


def _split(pair: str) -> tuple[str, str, str]:
    """Return what a pair's value is called, what stands before it, and the value."""
    name, equals, value = pair.partition("=")
    if not equals:
        name, value = "", pair.strip()
    before = pair[: len(pair) - len(value)] if value else pair
    return f"{COOKIE}{_BRACES.sub('', name.strip()) or 'value'}", before, value


def in_headers(rows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the credentials of header rows: the name, and the value without scheme."""
    for name, value in rows:
        if name.strip().lower() == "cookie":
            pairs = map(_split, value.split(";"))
            yield from ((cookie, v) for cookie, _, v in pairs if len(v) >= LEAST_COOKIE)
        is_certain = _AUTHORIZATION.fullmatch(name.strip()) is not None
        match = (_ANY_SCHEME if is_certain else _SCHEME).fullmatch(value.strip())
        bare = match["value"] if match else value.strip()
        if (is_certain and bare) or holds_credential(name, bare):
            yield f"headers.{name.strip()}", bare


def in_query(text: str, field: str = "query") -> Iterator[tuple[str, str]]:
    """Yield the credentials of an encoded query or form: the name of the field, the text there."""
    for match in _PAIR.finditer(text):
        name = unquote_plus(match["name"])
        if holds_credential(name, unquote_plus(match["value"])):
            yield f"{field}.{name}", match["value"]


def forms_of(value: str) -> Iterator[str]:
    """Yield what a value as it is written stands for in a URL, in JSON and in XML."""
    if "&" in value:
        import html

        yield html.unescape(value)
    if "%" in value or "+" in value:
        yield unquote_plus(value)
    if "\\" in value:
        import json
        from contextlib import suppress

        with suppress(ValueError):
            yield str(json.loads(f'"{value}"'))


def _candidates(request: Request) -> Iterator[tuple[str, str]]:
    yield from in_headers((row.name, row.value) for row in request.headers)
    _, mark, query = request.url.partition("?")
    yield from in_query(mark + query)
    yield from _in_rows("query", request.query)
    fields = (Field(field.name, field.value) for field in request.body.fields)
    yield from _in_rows("body", fields)
    for text in (request.body.text[:LONGEST_BODY], request.body.variables[:LONGEST_BODY]):
        yield from in_text(text)
    for finding in find_literals(request):
        if not finding.field.startswith("auth.") and finding.kind != "a password":
            yield finding.field if "." in finding.field else f"{finding.field}.text", finding.value


def _in_rows(field: str, rows: Iterable[Field]) -> Iterator[tuple[str, str]]:
    for row in rows:
        if holds_credential(row.name, row.value):
            yield f"{field}.{row.name}", row.value


def in_text(text: str) -> Iterator[tuple[str, str]]:
    """Yield the credentials of a text body, JSON, XML, GraphQL or a form: the field, the value."""
    lowered = text.lower()
    if not any(word in lowered for word in _WORDS):
        return
    found = chain(_pairs(_MEMBER, text), _pairs(_ARGUMENT, text))
    if "<" in text:
        marks = chain(_pairs(_ELEMENT, text), _pairs(_ATTRIBUTE, text))
        # A <Key> names an object in S3, and whatever it likes in a property list.
        found = chain(found, (pair for pair in marks if pair[0].lower() != "key"))
    for name, value in found:
        if any(word in name.lower() for word in _WORDS) and holds_credential(name, value):
            yield f"body.{name}", value
    if "=" in text[:200] and "\n" not in text.strip() and _FORM.fullmatch(text):
        yield from in_query(text.strip(), "body")


def _pairs(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, str]]:
    """Yield names, without the prefix of a namespace, and values."""
    for match in pattern.finditer(text):
        value = match["value"] or match.groupdict().get("quoted") or ""
        yield match["name"].rpartition(":")[2], value.strip()
