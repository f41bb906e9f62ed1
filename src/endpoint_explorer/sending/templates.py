"""The template language: `{{name}}` is looked up, and that is all of it.

There are no expressions, no attributes and no code: what stands between the braces is a name, the
white space around it aside. `\\{{` stands for a literal `{{`. Braces that do not close on their
line, or hold further braces, are text.
"""

from __future__ import annotations

import re

import msgspec

_MARK = re.compile(r"\\\{\{|\{\{(?P<name>[^{}\n]*)\}\}")


class Reference(msgspec.Struct, frozen=True):
    """A use of a variable: its name, and where its mark starts and ends in the text."""

    name: str
    start: int
    end: int


def parse(text: str) -> tuple[str | Reference, ...]:
    """Split a text into literal pieces, unescaped, and references, in order."""
    pieces: list[str | Reference] = []
    position = 0
    for match in _MARK.finditer(text):
        if match.start() > position:
            pieces.append(text[position : match.start()])
        name = match["name"]
        if name is None:
            pieces.append("{{")
        else:
            pieces.append(Reference(name.strip(), match.start(), match.end()))
        position = match.end()
    if position < len(text):
        pieces.append(text[position:])
    return tuple(pieces)


def references(text: str) -> tuple[Reference, ...]:
    """Return the uses of variables in a text, in order, repeats included."""
    if "{{" not in text:
        return ()
    return tuple(piece for piece in parse(text) if isinstance(piece, Reference))


def escape(text: str) -> str:
    """Write a text so that it stands for itself wherever templates are substituted."""
    return text.replace("{{", "\\{{")
