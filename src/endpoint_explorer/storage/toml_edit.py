"""Changing a TOML text so that it says something else, touching only what says it.

Every change is a splice, so comments, order, unknown keys and formatting survive byte for byte.
tomlkit would put a key that is added to a section behind the comment that belongs to the next
section, and drop that comment along with a section that is removed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from endpoint_explorer.storage.rows import align
from endpoint_explorer.storage.toml_text import KeyPath, Statement, elements, statements
from endpoint_explorer.storage.toml_writer import dump, dump_key, dump_value, is_rows

_BLANK_LINE = re.compile(r"[ \t]*\r?\n")
_BLANK_LINE_BEFORE = re.compile(r"\n(\r?\n)$")
_OPENING_COMMENT = re.compile(r"\ufeff?(?:(?:#[^\n]*+\n)++\n)?")


def edit(text: str, current: Mapping[str, object], target: Mapping[str, object]) -> str:
    """Return `text`, which says `current`, changed to say `target`.

    What no splice can say (a key added to a table that is written in an odd way) comes out
    wrong, perhaps as no TOML at all: the caller must parse the result.
    """
    editor = _Editor(text)
    editor.change_table((), current, target)
    return editor.result()


class _Editor:
    """Collects the splices of one edit."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._newline = "\r\n" if re.match(r"[^\n]*\r\n", text) else "\n"
        self._statements = list(statements(text))
        self._keys = {s.path: s for s in self._statements if s.kind == "key"}
        self._splices: list[tuple[int, int, bool, str]] = []

    def result(self) -> str:
        """Return the text with every splice made."""
        pieces: list[str] = []
        position = 0
        # At the same place keys come before sections, which would else swallow them.
        for start, end, _, new in sorted(self._splices, key=lambda splice: splice[:3]):
            pieces.append(self._text[position:start])
            before = next((piece[-1] for piece in reversed(pieces) if piece), "\n")
            if new.endswith("\n") and before not in "\n\ufeff":
                pieces.append(self._newline)  # the last line of the file lacked its own
            pieces.append(new.replace("\n", self._newline))
            position = end
        return "".join(pieces) + self._text[position:]

    def change_table(
        self, path: KeyPath, current: Mapping[str, object], target: Mapping[str, object]
    ) -> None:
        """Make the table at `path` say `target`."""
        for key in current:
            if key not in target:
                self._remove((*path, key))
        kept = [key for key in current if key in target]
        if list(target)[: len(kept)] != kept and self._can_lay_out(path, kept, target):
            self._lay_out(path, current, target)
            return
        added = {key: value for key, value in target.items() if key not in current}
        for key in kept:
            here, value = (*path, key), target[key]
            if _same(current[key], value):
                continue
            if here in self._keys or _is_section(value):
                self._change(here, current[key], value)
            else:
                self._remove(here)
                added[key] = value
        self._add(path, added)

    def _change(self, path: KeyPath, current: object, value: object) -> None:
        statement = self._keys.get(path)
        if statement is not None:
            self._change_value(statement, current, value)
        elif (
            isinstance(current, dict)
            and isinstance(value, dict)
            and (value or self._has_header(path))
        ):
            self.change_table(path, current, value)
        elif is_rows(current) and is_rows(value):
            self._change_rows(path, current, value)
        else:
            old = self._below(path)
            self._delete(old)
            self._insert_section(old[0].start, _section(path, value))

    def _change_value(self, statement: Statement, current: object, value: object) -> None:
        start, end = statement.value_start, statement.value_end
        if isinstance(current, list) and isinstance(value, list) and len(current) == len(value):
            spans = elements(self._text, start, end)
            for (first, last), old, new in zip(spans, current, value, strict=True):
                if not _same(old, new):
                    self._splice(first, last, dump_value(new))
        else:
            self._splice(start, end, dump_value(value))

    def _change_rows(
        self, path: KeyPath, current: list[dict[str, object]], target: list[dict[str, object]]
    ) -> None:
        partners = align(current, target)
        kept = [partner for partner in partners if partner is not None]
        if kept != sorted(kept):
            partners = [i if i < len(current) else None for i in range(len(target))]
            kept = [partner for partner in partners if partner is not None]
        for position in set(range(len(current))) - set(kept):
            self._remove((*path, position))
        previous: int | None = None
        for partner, row in zip(partners, target, strict=True):
            if partner is not None:
                self.change_table((*path, partner), current[partner], row)
                previous = partner
            elif previous is not None:
                end = self._below((*path, previous))[-1].end
                self._insert_section(end, "\n" + _section(path, [row]))
            else:
                start = self._below((*path, kept[0]))[0].start
                self._insert_section(start, _section(path, [row]) + "\n")

    def _can_lay_out(self, path: KeyPath, kept: list[str], target: Mapping[str, object]) -> bool:
        """Tell whether a table is all keys, so that their order can mean something."""
        has_lines = all((*path, key) in self._keys for key in kept)
        return has_lines and not any(_is_section(value) for value in target.values())

    def _lay_out(
        self, path: KeyPath, current: Mapping[str, object], target: Mapping[str, object]
    ) -> None:
        """Write the keys of a table anew, in another order, each on the line it had."""
        old = [self._keys[(*path, key)] for key in current if key in target]
        lines: list[str] = []
        for key, value in target.items():
            statement = self._keys.get((*path, key))
            if statement is None:
                lines.append(_line((*path, key)[len(old[0].section) :], value))
            else:
                lines.append(self._changed_line(statement, current[key], value))
        self._delete(old)
        self._splice(old[0].start, old[0].start, "".join(lines))

    def _changed_line(self, statement: Statement, current: object, value: object) -> str:
        value_start, value_end = statement.value_start, statement.value_end
        kept = self._text[value_start:value_end]
        line = (
            self._text[statement.start : value_start]
            + (kept if _same(current, value) else dump_value(value))
            + self._text[value_end : statement.end]
        )
        return line.replace("\r\n", "\n").removesuffix("\n") + "\n"

    def _add(self, path: KeyPath, added: Mapping[str, object]) -> None:
        keys = {key: value for key, value in added.items() if not _is_section(value)}
        place, section = self._end_of_keys(path)
        if place is not None:
            lines = [_line((*path, key)[len(section) :], value) for key, value in keys.items()]
            self._splice(place, place, "".join(lines))
        elif keys:
            self._insert_section(self._below(path)[0].start, _section(path, keys) + "\n")
        for key, value in added.items():
            if key not in keys:
                end = self._below(path)[-1].end if path else len(self._text)
                is_apart = end == 0 or self._text[:end].endswith(("\n\n", "\n\r\n"))
                blank = "" if is_apart else "\n"
                self._insert_section(end, blank + _section((*path, key), value))

    def _end_of_keys(self, path: KeyPath) -> tuple[int | None, KeyPath]:
        """Return where a key can be added to a table, and the section that this place is in."""
        own = [s for s in self._statements if s.section == path and (s.kind == "key" or path)]
        if own:
            return own[-1].end, path
        if not path:
            opening = _OPENING_COMMENT.match(self._text)
            return (opening.end() if opening else 0), path
        dotted = [s for s in self._below(path) if s.kind == "key" and len(s.section) < len(path)]
        return (dotted[-1].end, dotted[-1].section) if dotted else (None, path)

    def _remove(self, path: KeyPath) -> None:
        removed = self._below(path)
        self._delete(removed)
        if removed and removed[0].kind != "key":
            self._close_gap(removed[0].start, removed[-1].end)

    def _delete(self, removed: list[Statement]) -> None:
        for statement in removed:
            self._splice(statement.start, statement.end, "")

    def _close_gap(self, start: int, end: int) -> None:
        """Take away one of the two blank lines that a removed section leaves."""
        before = _BLANK_LINE_BEFORE.search(self._text, 0, start)
        after = _BLANK_LINE.match(self._text, end)
        if after and (before or start == 0):
            self._splice(end, after.end(), "")
        elif before and end == len(self._text):
            self._splice(before.start(1), before.end(1), "")

    def _below(self, path: KeyPath) -> list[Statement]:
        return [s for s in self._statements if s.path[: len(path)] == path]

    def _has_header(self, path: KeyPath) -> bool:
        return any(s.path == path and s.kind != "key" for s in self._statements)

    def _insert_section(self, place: int, new: str) -> None:
        self._splices.append((place, place, True, new))

    def _splice(self, start: int, end: int, new: str) -> None:
        self._splices.append((start, end, False, new))


def _same(one: object, other: object) -> bool:
    """Tell whether two values are written alike: 1 and true are not, nor are tables reordered."""
    return repr(one) == repr(other)


def _is_section(value: object) -> bool:
    return isinstance(value, dict) or is_rows(value)


def _line(names: KeyPath, value: object) -> str:
    key = ".".join(dump_key(name) for name in names if isinstance(name, str))
    return f"{key} = {dump_value(value)}\n"


def _section(path: KeyPath, value: object) -> str:
    """Return the section of a table, or the sections of rows, with their full names."""
    for name in reversed(path):
        if isinstance(name, str):
            value = {name: value}
    assert isinstance(value, dict), "a section has a name"
    return dump(value)
