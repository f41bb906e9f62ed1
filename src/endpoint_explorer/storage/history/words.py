"""Texts as words: what a search by words compares.

Words are runs of letters and digits, whatever their case and accents; Chinese and Japanese
characters, which stand without spaces, are words one by one. The index and a scan mean the same,
because both get their words from here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from endpoint_explorer.model.history import Words

VERSION = f"2 {unicodedata.unidata_version}"
"""Another one cuts texts into other words: an index that was made by it is of no use."""

GAP = "\N{PILCROW SIGN}"
"""Stands between texts that do not go on one in the other; no word of a search is it."""

_LONGEST = 64
"""Characters of a word; the rest of a longer one counts for nothing."""

_CHUNK = 32_768
"""Characters: one call that holds the interpreter for no more than a few milliseconds."""

_CHARACTERS_ALONE = (
    (0x3040, 0x30FF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


def cut(text: str) -> list[str]:
    """Return the words of a text."""
    return list(_words(text))


def line_up(texts: Iterable[str]) -> str:
    """Return the words of texts with one space between two, and a gap between two texts."""
    return f" {GAP} ".join(" ".join(_words(text)) for text in texts)


def match_expression(wanted: Iterable[Words]) -> str:
    """Return an expression of FTS5 that finds all that is wanted, empty where that is nothing."""
    phrases = []
    for words in wanted:
        text = " ".join(_words(words.text))
        if text:
            phrases.append(f'"{text}"' if words.exact else f'"{text}" *')
    return " AND ".join(phrases)


def is_match(columns: Iterable[str], wanted: Iterable[Words]) -> bool:
    """Say whether each of what is wanted is in one of some columns of lined-up words."""
    spaced = [f" {column} " for column in columns]
    for words in wanted:
        text = " ".join(_words(words.text))
        sought = f" {text} " if words.exact else f" {text}"
        if text and not any(sought in column for column in spaced):
            return False
    return True


def _words(text: str) -> Iterator[str]:
    rest = ""
    for start in range(0, len(text), _CHUNK):
        spaced = rest + _spaced(text[start : start + _CHUNK])
        whole, _, rest = spaced.rpartition(" ")
        yield from (word[:_LONGEST] for word in whole.split())
        rest = rest[:_LONGEST]
    if rest:
        yield rest


def _spaced(text: str) -> str:
    """Return a text in lower case and without accents, with spaces for what is in no word.

    Each character becomes the same whatever stands around it.
    """
    if text.isascii():
        return text.lower().translate(_ASCII)
    return unicodedata.normalize("NFKD", text).translate(_OTHERS)


class _Characters(dict[int, str]):
    """What each character becomes, worked out when it is first seen."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = made = self._made(character)
        return made

    def _made(self, character: str) -> str:
        if unicodedata.category(character).startswith("M"):
            return ""
        if not character.isalnum():
            return " "
        if any(low <= ord(character) <= high for low, high in _CHARACTERS_ALONE):
            return f" {character} "
        folded = character.casefold()
        return folded if folded.isalnum() else " "


_ASCII = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))
_OTHERS = _Characters()
