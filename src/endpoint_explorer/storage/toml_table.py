"""Reading TOML into our types, with every fault named by its file, line and key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from endpoint_explorer.errors import FileMalformed
from endpoint_explorer.model.request import LONGEST_TIMEOUT

if TYPE_CHECKING:
    from endpoint_explorer.storage.toml_text import KeyPath

_POSITION = re.compile(r" \((?:at line (\d+), column (\d+)|at end of document)\)$")
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


class SourceFloat(float):
    """A float that keeps its digits as written, so that `page = 1.10` can stay `1.10`."""

    source: str

    def __new__(cls, source: str) -> SourceFloat:
        """Read the digits, which may hold TOML's underscores."""
        self = super().__new__(cls, source)
        self.source = source.replace("_", "")
        return self


def parse_toml(text: str, path: Path) -> dict[str, object]:
    """Return the document as plain data; raise FileMalformed with line and column."""
    import tomllib

    try:
        return tomllib.loads(text.removeprefix(_BOM), parse_float=SourceFloat)
    except RecursionError as error:
        raise FileMalformed(path, "is nested too deeply to be read") from error
    except ValueError as error:  # a TOMLDecodeError, or an integer of thousands of digits
        raise _malformed(text, path, str(error)) from error


def _malformed(text: str, path: Path, message: str) -> FileMalformed:
    reason = message[:1].lower() + message[1:]
    line = column = None
    if match := _POSITION.search(reason):
        reason = reason[: match.start()]
        at_end = match[1] is None
        line = text.rstrip("\n").count("\n") + 1 if at_end else int(match[1])
        column = None if at_end else int(match[2])
    return FileMalformed(path, f"is not valid TOML: {reason}", line=line, column=column)


class TomlTable:
    """A table of a document, read key by key; `keys` says where in the document it is."""

    def __init__(
        self, data: Mapping[str, object], *, path: Path, text: str, keys: KeyPath = ()
    ) -> None:
        self.data = data
        self._path = path
        self._text = text
        self._keys = keys

    @classmethod
    def parse(cls, text: str, path: Path) -> TomlTable:
        """Parse a whole document; raise FileMalformed."""
        return cls(parse_toml(text, path), path=path, text=text)

    def text(self, key: str, default: str = "") -> str:
        """Return a string, exactly as it is."""
        value = self.data.get(key, default)
        return value if isinstance(value, str) else self._mistyped(key, "text")

    def optional_text(self, key: str) -> str | None:
        """Return a string, or None where there is none."""
        return self.text(key) if key in self.data else None

    def loose_text(self, key: str, default: str = "") -> str:
        """Return a string; a number, a boolean or a date counts as what was typed."""
        value = self.data.get(key, default)
        text = loose(value)
        return self._mistyped(key, "text") if text is None else text

    def required_text(self, key: str) -> str:
        """Return a string that may be empty but must be there."""
        if key not in self.data:
            self.fail(f"{self._name()} has no {key}")
        return self.text(key)

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        """Return one of the words that are known."""
        value = self.text(key, default)
        if value not in choices:
            known = ", ".join(choices)
            self.fail(f'{self._name(key)} is "{value}", which is none of: {known}', key)
        return value

    def flag(self, key: str, default: bool) -> bool:
        """Return a boolean."""
        value = self.data.get(key, default)
        return value if isinstance(value, bool) else self._mistyped(key, "true or false")

    def optional_flag(self, key: str) -> bool | None:
        """Return a boolean, or None where there is none."""
        return self.flag(key, False) if key in self.data else None

    def whole_number(self, key: str, default: int) -> int:
        """Return an integer."""
        value = self.data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            self._mistyped(key, "a whole number")
        return value

    def size(self, key: str) -> int | None:
        """Return a number of bytes, or None where there is none."""
        return self.amount(key, "bytes")

    def amount(self, key: str, of: str) -> int | None:
        """Return how many of something there may be, or None where nothing is said."""
        if key not in self.data:
            return None
        value = self.whole_number(key, 0)
        if value < 0:
            self.fail(f"{self._name(key)} must be a number of {of}, 0 for no limit", key)
        return value

    def seconds(self, key: str) -> float | None:
        """Return a length of time in seconds, or None where there is none."""
        if key not in self.data:
            return None
        value = self.data[key]
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._mistyped(key, "a number of seconds")
        if not 0 <= value <= LONGEST_TIMEOUT:
            most = f"from 0 to {LONGEST_TIMEOUT:,.0f}"
            self.fail(f"{self._name(key)} must be a number of seconds, {most}", key)
        return float(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return an array of strings."""
        values = self.data.get(key, [])
        if not isinstance(values, list):
            self._mistyped(key, "an array of texts")
        for value in values:
            if not isinstance(value, str):
                self.fail(f"{self._name(key)} must hold texts, not {_word(value)}", key)
        return tuple(values)

    def table(self, key: str) -> TomlTable:
        """Return the table under a key, an empty one where there is none."""
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            self._mistyped(key, "a table")
        return TomlTable(value, path=self._path, text=self._text, keys=(*self._keys, key))

    def tables(self, key: str) -> tuple[TomlTable, ...]:
        """Return the tables of an array of tables."""
        values = self.data.get(key, [])
        if not isinstance(values, list):
            self._mistyped(key, "an array of tables")
        for value in values:
            if not isinstance(value, dict):
                self.fail(f"{self._name(key)} must hold tables, not {_word(value)}", key)
        place = (*self._keys, key)
        return tuple(
            TomlTable(value, path=self._path, text=self._text, keys=(*place, position))
            for position, value in enumerate(values)
        )

    def text_map(self, key: str) -> dict[str, str]:
        """Return a table of names and values."""
        table = self.table(key)
        return {name: table.loose_text(name) for name in table.data}

    def fail(self, reason: str, *keys: str) -> NoReturn:
        """Raise FileMalformed at the line of a key of this table, or of the table."""
        from endpoint_explorer.storage.toml_text import line_of

        raise FileMalformed(self._path, reason, line=line_of(self._text, (*self._keys, *keys)))

    def _mistyped(self, key: str, wanted: str) -> NoReturn:
        self.fail(f"{self._name(key)} must be {wanted}, not {_word(self.data[key])}", key)

    def _name(self, *keys: str) -> str:
        name = ""
        for key in (*self._keys, *keys):
            name += f"[{key}]" if isinstance(key, int) else f".{key}" if name else key
        return name


def loose(value: object) -> str | None:
    """Return what was typed for a plain value, None for one that is not plain text in any sense."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, SourceFloat):
        return value.source
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return str(value) if is_day or isinstance(value, int) else None


def _word(value: object) -> str:
    words: dict[type, str] = {
        str: "text",
        bool: "true or false",
        int: "a number",
        SourceFloat: "a number",
        dict: "a table",
        list: "an array",
    }
    return words.get(type(value), "a date or a time")
