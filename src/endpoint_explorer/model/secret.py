"""Secrets: values that must never leave memory, and the one function that takes them out."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeVar

import msgspec

from endpoint_explorer.model.octets import to_bytes
from endpoint_explorer.model.secret_forms import byte_forms, text_forms

if TYPE_CHECKING:
    from ahocorasick_rs import BytesAhoCorasick

T = TypeVar("T")

MASK = "••••••"
MINIMUM_LENGTH = 4
"""Shorter values are not redacted: they would blot out half of any text."""

_WINDOW = 256 * 1024
"""Bytes looked through at once: what is found in them is a list, and the interpreter waits."""


_DECOYS = tuple(bytes([byte]) * 4 for byte in range(0xF8, 0xFC))
"""Are in no UTF-8. With so many first bytes, and rare ones, SIMD instructions do the finding."""


class Secret(msgspec.Struct, frozen=True):
    """A resolved secret: the variable's name, its reference (`env:TOKEN`) and its value.

    `hosts` are those that may see it, all of them where there is none.
    """

    name: str
    reference: str
    value: str
    hosts: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Show the reference only, so that no traceback or log can show the value."""
        return f"Secret({self.name!r}, {self.reference!r})"


class _Matcher:
    """Finds every form of some secrets in one pass (Aho and Corasick, 1975)."""

    def __init__(self, forms: dict[bytes, str]) -> None:
        self._forms = forms
        self._names = list(forms.values())
        self._longest = max(map(len, forms))
        self._shortest = min(map(len, forms))

    @cached_property
    def _automaton(self) -> BytesAhoCorasick:
        from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

        return BytesAhoCorasick(
            list(self._forms), matchkind=MatchKind.Standard, implementation=Implementation.DFA
        )

    @cached_property
    def _sentry(self) -> BytesAhoCorasick:
        """Misses matches that overlap, but looks through what has none 20 times as fast."""
        from ahocorasick_rs import BytesAhoCorasick, MatchKind

        return BytesAhoCorasick([*self._forms, *_DECOYS], matchkind=MatchKind.LeftmostFirst)

    def replace(self, data: bytes) -> bytes:
        """Put the names of secrets where their values are; the same object where there is none."""
        if len(data) < self._shortest or not self.finds_any(data):
            return data
        pieces: list[bytes] = []
        position = 0
        for start, end, name in self._regions(data):
            pieces += data[position:start], b"{{", name.encode(), b"}}"
            position = end
        if not pieces:
            return data
        pieces.append(data[position:])
        return b"".join(pieces)

    def replace_text(self, text: str) -> str:
        """Do the same in a text."""
        if len(text) < self._shortest and text.isascii():
            return text
        data = text.encode("utf-8", "surrogatepass")
        redacted = self.replace(data)
        return text if redacted is data else redacted.decode("utf-8", "surrogatepass")

    def finds_any(self, data: bytes) -> bool:
        """Say whether a secret, or by chance a decoy, is in some bytes."""
        find = self._sentry.find_matches_as_indexes
        if len(data) <= _WINDOW:
            return bool(find(data))
        view = memoryview(data)
        length = _WINDOW + self._longest - 1
        return any(find(view[base : base + length]) for base in range(0, len(data), _WINDOW))

    def _regions(self, data: bytes) -> Iterator[tuple[int, int, str]]:
        """Yield where secrets are; those that overlap are one, with the name of the longest."""
        start = end = longest = 0
        name = ""
        for first, last, found in self._matches(data):
            if first >= end:
                if longest:
                    yield start, end, name
                start = first
                longest = 0
            if last - first > longest:
                longest, name = last - first, found
            end = max(end, last)
        if longest:
            yield start, end, name

    def _matches(self, data: bytes) -> Iterator[tuple[int, int, str]]:
        """Yield each match, overlapping ones too, by where it starts."""
        view = memoryview(data)
        for base in range(0, len(data), _WINDOW):
            # A match belongs to the window in which it starts.
            window = view[base : base + _WINDOW + self._longest - 1]
            found = self._automaton.find_matches_as_indexes(window, overlapping=True)
            for start, end, index in sorted((s, e, i) for i, s, e in found if s < _WINDOW):
                yield base + start, base + end, self._names[index]


@lru_cache(maxsize=32)
def _matcher(secrets: tuple[Secret, ...], *, in_text: bool) -> _Matcher | None:
    """Return what finds secrets; None where none of them is long enough."""
    forms: dict[bytes, str] = {}
    for secret in secrets:
        if len(secret.value) >= MINIMUM_LENGTH:
            for form in (text_forms if in_text else byte_forms)(secret.value):
                forms.setdefault(form, secret.name)
    return _Matcher(forms) if forms else None


def _same(given: T) -> T:
    return given


def _none(_given: object) -> bool:
    return False


def redact(text: str, secrets: Iterable[Secret]) -> str:
    """Replace every form of every secret by its reference, `{{name}}`; in linear time."""
    matcher = _matcher(tuple(secrets), in_text=True)
    return matcher.replace_text(text) if matcher else text


def redact_bytes(data: bytes, secrets: Iterable[Secret]) -> bytes:
    """Do what `redact` does, on bytes, without decoding them."""
    matcher = _matcher(tuple(secrets), in_text=False)
    return matcher.replace(data) if matcher else data


class Redactor:
    """Does what `redact` and `redact_bytes` do, for many texts with the same secrets."""

    def __init__(self, secrets: tuple[Secret, ...]) -> None:
        in_text = _matcher(secrets, in_text=True)
        in_bytes = _matcher(secrets, in_text=False)
        self.text: Callable[[str], str] = in_text.replace_text if in_text else _same
        self.data: Callable[[bytes], bytes] = in_bytes.replace if in_bytes else _same
        # What bytes are looked through for is also all that texts are looked through for.
        self.may_change: Callable[[bytes], bool] = in_bytes.finds_any if in_bytes else _none


@lru_cache(maxsize=32)
def redactor_of(secrets: tuple[Secret, ...]) -> Redactor:
    """Return what takes some secrets out, made once: one send after the other has the same."""
    return Redactor(secrets)


def holds_secret(text: str | bytes, secrets: Iterable[Secret]) -> bool:
    """Say whether any form of a secret that is long enough to be redacted is in a text."""
    if isinstance(text, str):
        return redact(text, secrets) is not text
    return redact_bytes(text, secrets) is not text


def unredacted(secrets: Iterable[Secret]) -> tuple[str, ...]:
    """Say of each secret that is too short to be redacted that it is not."""
    names = dict.fromkeys(s.name for s in secrets if 0 < len(s.value) < MINIMUM_LENGTH)
    return tuple(
        f"the secret {name} has fewer than {MINIMUM_LENGTH} characters: it is not redacted"
        for name in names
    )


def basic_pair(username: str, password: Secret) -> Secret:
    """Return the secret that a Basic header makes of a user name and a secret password."""
    pair = base64.b64encode(to_bytes(f"{username}:{password.value}")).decode()
    return msgspec.structs.replace(password, value=pair)
