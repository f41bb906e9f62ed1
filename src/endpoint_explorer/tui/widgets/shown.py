"""Text that is edited in place: what is shown has a character for each character there is."""

from __future__ import annotations

from endpoint_explorer.bodies.clean import clean

REPLACEMENT = "\ufffd"


def shown(text: str, *, keep_tabs: bool = False) -> str:
    """Return text as `clean` makes it visible, but each character as exactly one.

    So the positions of a cursor or a mark are the same in the text and on the screen.
    `keep_tabs` is for a widget that expands tabs itself.
    """
    if text.isprintable() and clean(text) == text:
        return text
    characters = "".join(_shown(character, keep_tabs) for character in text)
    if clean(characters.replace("\t", "")) == characters.replace("\t", ""):
        return characters
    # What is left are marks stacked on a character, harmless one by one.
    return "".join(c if c.isascii() or c.isalnum() else REPLACEMENT for c in characters)


def _shown(character: str, keep_tabs: bool) -> str:
    if character == "\t":
        return "\t" if keep_tabs else "\u2409"
    cleaned = clean(character)
    return cleaned if len(cleaned) == 1 else REPLACEMENT
