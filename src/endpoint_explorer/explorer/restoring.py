"""Putting today's secrets back into a message of the history, which has only their names.

The history does not say in which form a secret stood there: as it is, percent-encoded, in a Basic
pair. Today's message of the same request does, where the same secrets stand in the same field.
Elsewhere the secret goes in as it is, percent-encoded in a URL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import msgspec

from endpoint_explorer.errors import UsageError
from endpoint_explorer.model.exchange import PreparedRequest, WireRequest
from endpoint_explorer.model.literals import COOKIE
from endpoint_explorer.model.octets import to_bytes
from endpoint_explorer.model.secret import MASK, redact

_NAME = re.compile(r"\{\{([^{}]+)\}\}")


def restore(wire: WireRequest, today: PreparedRequest) -> PreparedRequest:
    """Return a recorded message with its secrets, to be sent in the way of today's.

    `today` is the message that the same request makes now, cookies and token included. Raises
    UsageError that names what cannot be put back.
    """
    restorer = _Restorer(today)
    url = restorer.url(wire.url)
    headers = tuple((name, restorer.header(name, value)) for name, value in wire.headers)
    body = restorer.body(wire.body or b"")
    if restorer.missing:
        raise UsageError(
            f"it cannot be sent as it was: {'; '.join(dict.fromkeys(restorer.missing))}",
            hint="Replay it with the request of today instead.",
        )
    return msgspec.structs.replace(
        today,
        method=wire.method,
        url=url,
        headers=_with_length(headers, len(body), was=wire.body_size),
        body=(body,) if body else (),
        auth_headers=tuple(name for name, _ in headers if name.lower() == "authorization"),
        auth_query=(),
        auth_cookie="",
        cookies=False,
        signing=None,
        challenge=None,
        oauth2=None,
        notes=(*today.notes, *dict.fromkeys(restorer.notes)),
    )


class _Restorer:
    """Takes the fields of a message one by one; `missing` says what could not be put back."""

    def __init__(self, today: PreparedRequest) -> None:
        self._today = today
        self._values: dict[str, str] = {}
        for secret in today.secrets:  # that as it is comes before its other forms
            self._values.setdefault(secret.name, secret.value)
        self._cookies = dict(_cookie_pairs(today))
        self.missing: list[str] = []
        self.notes: list[str] = []

    def url(self, recorded: str) -> str:
        """Return the URL with its secrets."""
        from endpoint_explorer.sending import urls

        def encode(value: str, start: int) -> str:
            in_path = start < recorded.find("?") or "?" not in recorded
            return urls.encode_segment(value) if in_path else urls.encode_query_value(value)

        return self._fill("its URL", recorded, (self._today.url,), encode, strict=True)

    def header(self, name: str, recorded: str) -> str:
        """Return the value of a header with its secrets."""
        lowered = name.lower()
        if lowered == "cookie":
            return "; ".join(map(self._cookie, recorded.split("; ")))
        values = tuple(value for other, value in self._today.headers if other.lower() == lowered)
        is_basic = recorded.lower().startswith("basic ")
        return self._fill(f"its {name} header", recorded, values, None if is_basic else _as_it_is)

    def body(self, recorded: bytes) -> bytes:
        """Return the body with its secrets."""
        if b"{{" not in recorded:
            return recorded
        today = b"".join(part for part in self._today.body if isinstance(part, bytes))
        return to_bytes(self._fill("its body", _text(recorded), (_text(today),), _as_it_is))

    def _fill(
        self,
        field: str,
        recorded: str,
        today: Sequence[str],
        encode: Callable[[str, int], str] | None,
        *,
        strict: bool = False,
    ) -> str:
        """Return a text with its secrets: in the forms that one of today's has, or encoded.

        Without `encode` only the former will do; with `strict` every name must be known.
        """
        names = _NAME.findall(recorded)
        for text in today:
            forms = _forms(text, self._redacted(text), names)
            if forms is not None:
                return _NAME.sub(partial(_next, forms), recorded)

        def value_of(match: re.Match[str]) -> str:
            name = match[1]
            is_cookie = name.startswith(COOKIE)
            found = self._cookies.get(name[len(COOKIE) :]) if is_cookie else self._values.get(name)
            if found is not None and encode is not None:
                self.notes.append(f"{field} had the secret {name}: it was put back as it is")
                return encode(found, match.start())
            if found is not None or strict or is_cookie:
                self.missing.append(f"{field} had {name} in a form that is not known today")
            return match[0]  # what somebody wrote so, in braces

        return _NAME.sub(value_of, recorded)

    def _cookie(self, pair: str) -> str:
        name, equals, value = pair.partition("=")
        if value != MASK and pair.strip() != MASK:
            return pair
        if name in self._cookies:
            return f"{name}{equals}{self._cookies[name]}"
        self.missing.append(f"the cookie {name} is not in the jar any more")
        return pair

    def _redacted(self, text: str) -> str:
        return redact(text, self._today.secrets)


def _forms(text: str, redacted: str, names: Sequence[str]) -> Iterator[str] | None:
    """Return what stands in a text for each name of its redacted form, if those are the names."""
    pieces = _NAME.split(redacted)
    if pieces[1::2] != names:
        return None
    match = re.fullmatch("(.*?)".join(map(re.escape, pieces[::2])), text, re.DOTALL)
    return iter(match.groups()) if match else None


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _next(forms: Iterator[str], _match: re.Match[str]) -> str:
    return next(forms)


def _as_it_is(value: str, _start: int) -> str:
    return value


def _cookie_pairs(today: PreparedRequest) -> Iterable[tuple[str, str]]:
    for name, value in today.headers:
        if name.lower() == "cookie":
            for pair in value.split("; "):
                key, _, content = pair.partition("=")
                yield key, content


def _with_length(
    headers: tuple[tuple[str, str], ...], size: int, *, was: int
) -> tuple[tuple[str, str], ...]:
    """Let Content-Length say the length that the body has now, where it said the right one."""
    return tuple(
        (name, str(size) if name.lower() == "content-length" and value == str(was) else value)
        for name, value in headers
    )
