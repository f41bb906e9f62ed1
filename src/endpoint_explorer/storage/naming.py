"""File names made from outside text, ids, and the order in which names are listed."""

from __future__ import annotations

import re

COLLECTION_FILE = "collection.toml"
FOLDER_FILE = "folder.toml"
SETTINGS_FILES = frozenset({COLLECTION_FILE, FOLDER_FILE})
ENVIRONMENTS = "environments"

_MAXIMUM_BYTES = 120
"""A file name may have 255; this leaves room for a number, a suffix and a readable listing."""

_NOT_WORD = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"(\d+)")
_COPY = re.compile(r" copy(?: \d+)?$")


def slug(name: str, fallback: str) -> str:
    """Return a name as a file's stem: lower case words with dashes, never empty nor a path."""
    return _cut(_NOT_WORD.sub("-", _normalized(name).casefold())).strip("-") or fallback


def folder_name(name: str) -> str:
    """Return a name as a folder's, as it was typed where that is safe; empty where nothing is."""
    safe = "".join(c if c.isprintable() and c not in "/\\" else "-" for c in _normalized(name))
    return _cut(" ".join(safe.split()).lstrip(". ")).rstrip(". ")


def copy_base(name: str) -> str:
    """Return the name that a copy's name was made of: `X` for `X`, `X copy` and `X copy 2`."""
    return _COPY.sub("", name)


def natural_key(name: str) -> tuple[list[str | int], str]:
    """Return a sort key that ignores case and puts `v2` before `v10`."""
    pieces: list[str | int] = list(_DIGITS.split(name.casefold()))
    pieces[1::2] = [int(piece) for piece in pieces[1::2]]
    return pieces, name


def new_id() -> str:
    """Return a UUID of version 7 (RFC 9562): unique, and in the order of creation."""
    import os
    import time

    milliseconds = time.time_ns() // 1_000_000
    value = milliseconds << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    digits = f"{value:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _normalized(name: str) -> str:
    import unicodedata

    # Composed, as most keyboards type it; half of a surrogate pair cannot be in a file name.
    return unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())


def _cut(name: str) -> str:
    return name.encode()[:_MAXIMUM_BYTES].decode(errors="ignore")
