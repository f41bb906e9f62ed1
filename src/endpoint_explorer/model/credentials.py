"""What looks like a credential: by the name of a field or a variable, and by its value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

import msgspec

from endpoint_explorer.model.request import (
    SECRET_PARTS,
    URL_PASSWORD,
    Auth,
    Body,
    Field,
    FormField,
    Request,
)

_CREDENTIAL = re.compile(
    r"(?:^|_)(?:(?:API|ACCESS|AUTH|PRIVATE)?KEY|PASS|PWD|JWT|BEARER)S?\d*(?:_|$)"
    r"|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL"
)
_ABOUT = re.compile(
    r"_(?:URL|URI|ENDPOINT|PATH|FILE|NAME|ID|TYPE|TTL|EXPIRES|EXPIRY|COUNT|LENGTH|HOST|PORT|USER"
    r"|HEADER|PREFIX|PARAM)$"
    r"|(?:^|_)(?:PAGE|NEXT|PREV|PREVIOUS|CONTINUATION|CURSOR|SYNC)_TOKEN$"
    r"|(?:^|_)(?:MIN|MAX|TOTAL|INPUT|OUTPUT|PROMPT|COMPLETION)_(?:\w+_)?TOKENS$"
    r"|(?:^|_)(?:IDEMPOTENCY|SORT|ORDER|GROUP|PRIMARY|FOREIGN|PARTITION|CACHE|PUBLIC)_KEYS?$"
)
"""Ends of names that say something about a credential, as TOKEN_URL, or that only sound like one.

A page token is a place in a list, a sort key a column; what a model reads and writes is tokens.
"""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def names_credential(name: str) -> bool:
    """Say whether a name is one that credentials have, such as API_KEY, dbPassword or X-Token."""
    words = _CAMEL.sub("_", name).replace("-", "_").replace(".", "_").upper()
    return _CREDENTIAL.search(words) is not None and _ABOUT.search(words) is None


_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"(?<![A-Za-z0-9_-])(?:{pattern})"))
    for kind, pattern in (
        ("a private key", r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[^-]*(?:-----END[A-Z ]*-----)?"),
        ("a JSON Web Token", r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"),
        ("a GitHub token", r"gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}"),
        ("a GitLab token", r"glpat-[\w-]{20,}"),
        ("an AWS access key", r"(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])"),
        ("a Slack token", r"xox[abeoprs]-[A-Za-z0-9-]{10,}"),
        ("a Google key", r"AIza[\w-]{35}|ya29\.[\w-]{20,}"),
        ("a Stripe key", r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,}"),
        ("an API key", r"sk-[\w-]{20,}"),
        ("a SendGrid key", r"SG\.[\w-]{16,}\.[\w-]{16,}"),
        ("an npm token", r"npm_[A-Za-z0-9]{30,}"),
    )
)
"""What providers' keys look like, by their own documentation and that of secret scanners."""

_PLACEHOLDER = re.compile(
    r"(?i)^(?:.{0,3}|(.)\1*|.*(?:x{3,}|\*{3}|•{3}|\.{3}|…).*|change[-_ ]?me.*|your[-_ ].*|my[-_ ].*"
    r"|<.*>|\[.*\]|\$\{?\w+\}?|%\w|(?:some|an?|the|any|fake|dummy|sample|example|test|demo|insert"
    r"|replace|enter|put)[-_ ].*|example|placeholder|todo|tbd|none|null|true|false|secret|password"
    r"|token|bearer|basic|dummy|sample|testing|foobar|12345678?9?0?)$"
)
_IN_QUERY = re.compile(r"[?&](?P<name>[^=&#\s{}]+)=(?P<value>[^&#\s]+)")
_IN_JSON = re.compile(r'"(?P<name>[^"\\\n]{1,60})"\s*:\s*"(?P<value>[^"\\\n]{8,500})"')
_USERINFO = re.compile(r"//[^/?#@\s:]*:(?P<value>[^/?#@\s]+)@")
_SCHEME = re.compile(r"(?i)^(?:bearer|basic|token|apikey|api-key)\s+(?P<value>\S+)$")

LOOKED_AT = 16 * 1024
"""Characters of a body that are looked at, so that typing into a large one stays quick."""


class Finding(msgspec.Struct, frozen=True):
    """A literal that looks like a credential: the field it is in, what it is, and the text."""

    field: str
    kind: str
    value: str

    def __repr__(self) -> str:
        """Show no value."""
        return f"Finding({self.field!r}, {self.kind!r})"


def find_literals(request: Request) -> tuple[Finding, ...]:
    """Return the literals of a request that look like credentials, each value once."""
    found: dict[str, Finding] = {}
    for field, kind, value in _candidates(request):
        found.setdefault(value, Finding(field, kind, value))
    return tuple(found.values())


def replace_literal(request: Request, finding: Finding, template: str) -> Request:
    """Return the request with a template wherever the literal stands in it."""
    new = _replaced(request, finding.value, template)
    assert isinstance(new, Request), "replacing keeps types"
    return new


def written_in_auth(request: Request, auth: Auth) -> dict[str, str]:
    """Return what an auth and the password of a request's URL say, by the names of the fields."""
    userinfo = _USERINFO.search(request.url)
    known = {f"auth.{part}": getattr(auth, part) for part in SECRET_PARTS}
    return {**known, URL_PASSWORD: userinfo["value"] if userinfo else ""}


def restore_literals(request: Request, known: Mapping[str, str]) -> Request:
    """Put credentials that are known where the history has only the names of their fields."""
    new: object = request
    for name, value in known.items():
        if value and value != f"{{{{{name}}}}}":
            new = _replaced(new, f"{{{{{name}}}}}", value)
    assert isinstance(new, Request), "replacing keeps types"
    return new


def _replaced(value: object, old: str, new: str) -> object:
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, tuple):
        return tuple(_replaced(item, old, new) for item in value)
    if not isinstance(value, Auth | Body | Field | FormField | Request):
        return value
    kept = {"id", "type", "location", "grant", "client_auth", "enabled", "method"}
    names = [name for name in value.__struct_fields__ if name not in kept]
    changes = {name: _replaced(getattr(value, name), old, new) for name in names}
    return msgspec.structs.replace(value, **changes)


def _candidates(request: Request) -> Iterator[tuple[str, str, str]]:
    """Yield field, kind and value of everything that looks like a credential."""
    yield from _in_url(request.url)
    yield from _in_auth(request.auth)
    for row in request.headers:
        yield from _in_header(row)
    for row in request.query:
        yield from _in_row(f"query.{row.name}", row.name, row.value)
    for field in request.body.fields:
        yield from _in_row(f"body.{field.name}", field.name, field.value)
    yield from _in_text(request.body.text[:LOOKED_AT])


@lru_cache(maxsize=2)
def _in_text(text: str) -> tuple[tuple[str, str, str], ...]:
    """Look at a body once, however often other parts of its request change."""
    named = [
        (f"body.{match['name']}", "a credential", match["value"])
        for match in _IN_JSON.finditer(text)
        if names_credential(match["name"]) and is_likely(match["value"])
    ]
    return (*_shaped("body", text), *named)


def _in_url(url: str) -> Iterator[tuple[str, str, str]]:
    yield from _shaped("url", url)
    match = _USERINFO.search(url)
    if match and _is_literal(match["value"]):
        yield "url", "a password", match["value"]
    for found in _IN_QUERY.finditer(url):
        yield from _in_row("url", found["name"], found["value"])


def _in_auth(auth: Auth) -> Iterator[tuple[str, str, str]]:
    if auth.type in ("inherit", "none"):
        return
    for part in SECRET_PARTS:
        value = getattr(auth, part, "")
        if _is_literal(value):
            yield f"auth.{part}", _kind_of(value), value


def _in_header(row: Field) -> Iterator[tuple[str, str, str]]:
    field = f"headers.{row.name}"
    match = _SCHEME.match(row.value.strip())
    if row.name.lower() in ("authorization", "proxy-authorization"):
        value = match["value"] if match else row.value.strip()
        if _is_literal(value) and " " not in value:
            yield field, _kind_of(value), value
        return
    yield from _in_row(field, row.name, match["value"] if match else row.value)


def _in_row(field: str, name: str, value: str) -> Iterator[tuple[str, str, str]]:
    yield from _shaped(field, value)
    if names_credential(name) and is_likely(value):
        yield field, "a credential", value


def _shaped(field: str, text: str) -> Iterator[tuple[str, str, str]]:
    for kind, shape in _SHAPES:
        for match in shape.finditer(text):
            if _is_literal(match[0]):
                yield field, kind, match[0]


def _kind_of(value: str) -> str:
    return next((kind for kind, shape in _SHAPES if shape.match(value)), "a credential")


def _is_literal(value: str) -> bool:
    """Say whether a value is one, and no template, placeholder or short word."""
    return len(value) >= 6 and "{{" not in value and not _PLACEHOLDER.match(value.strip())


def is_likely(value: str) -> bool:
    """Say whether a value in a field with a credential's name is one: long and mixed enough."""
    if not _is_literal(value) or len(value) < 8 or " " in value.strip():
        return False
    kinds = sum(
        any(test(c) for c in value) for test in (str.isdigit, str.islower, str.isupper)
    ) + any(not c.isalnum() for c in value)
    return len(set(value)) >= 6 and (kinds >= 2 or len(value) >= 20)
