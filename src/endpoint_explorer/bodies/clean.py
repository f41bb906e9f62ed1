"""The one way in which text from outside reaches a terminal."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import groupby

TAB = "    "
"""What a tab is shown as: a terminal would move the cursor by an amount that nobody measured."""

MARKS_KEPT = 4
"""Combining marks kept on one character: every script in use needs fewer."""

_INVISIBLE = (
    r"\x00-\x1f\x7f-\x9f\xad"  # C0, DEL, C1, soft hyphen
    r"\u034f\u115f\u1160\u3164\uffa0\u17b4\u17b5"  # joiners and fillers without a glyph
    r"\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2"  # Arabic and Syriac format characters
    r"\u180b-\u180f\ufe00-\ufe0f"  # variation selectors
    r"\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero width, line separators, bidi controls
    r"\ud800-\udfff\ufeff\ufff0-\ufffb\ufffe\uffff"  # surrogates, BOM, specials
    r"\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e0fff"  # tags, more variation selectors
)
"""Cc, Cf, Cs, Zl, Zp and the other default-ignorable code points (Unicode, UAX #44)."""


@cache
def _unsafe(keep_newlines: bool) -> re.Pattern[str]:
    """Compile late: the program starts with text that is already clean."""
    if keep_newlines:
        return re.compile(f"\r\n|[{_INVISIBLE.replace('x1f', 'x09')}\x0b-\x1f]")
    return re.compile(f"[{_INVISIBLE}]")


@cache
def _maybe_stacked() -> re.Pattern[str]:
    return re.compile(rf"[^\w\s\x00-\u02ff\u2000-\u20cf\u2190-\u2bff]{{{MARKS_KEPT + 1},}}")


def clean(text: str, *, keep_newlines: bool = False) -> str:
    """Make every character visible that could steer a terminal, hide text or reorder it.

    C0 controls become control pictures (`␛`), others their code point (`«U+202E»`), a tab four
    spaces. With `keep_newlines`, a line end stays one (CRLF becomes LF). Text without such
    characters comes back as it is. Cleaning twice changes nothing; the time is linear.
    """
    if text.isascii() and text.isprintable():
        return text
    shown = _unsafe(keep_newlines).sub(_visible, text)
    return shown if shown.isascii() else _maybe_stacked().sub(_unstack, shown)


def _visible(match: re.Match[str]) -> str:
    character = match[0]
    if character == "\t":
        return TAB
    if character == "\r\n":
        return "\n"
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"«U+{code:04X}»"


def _unstack(match: re.Match[str]) -> str:
    parts = []
    for is_mark, characters in groupby(match[0], _is_mark):
        run = "".join(characters)
        if is_mark and len(run) > MARKS_KEPT:
            run = f"{run[:MARKS_KEPT]}«+{len(run) - MARKS_KEPT} marks»"
        parts.append(run)
    return "".join(parts)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Me"}
