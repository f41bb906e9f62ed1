"""Writing TOML as a person would: `[[rows]]` as sections, text in the quotes that read best.

tomli-w knows basic strings only, which makes a riddle of a JSON body by escaping its quotes, and
it folds short arrays of tables into one line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeGuard

from endpoint_explorer.storage.toml_table import SourceFloat

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
# What must be escaped (controls), and what an eye or an editor would misread when it is not:
# zero-width, directional and tag characters, and the line ends that only some programs know.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\U000e0000-\U000e007f]"
)
_BASIC_ESCAPED = re.compile(f'["\\\\\n\t]|{_UNSEEN.pattern}')
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def dump(data: Mapping[str, object]) -> str:
    """Return a TOML document: plain keys first, then a section for each table, in order."""
    return "\n".join(_sections(data, ""))


def dump_key(key: str) -> str:
    """Return a key as TOML, bare where it can be."""
    return key if _BARE_KEY.fullmatch(key) else _basic(key)


def dump_text(text: str) -> str:
    """Return a string as TOML, in the kind of quotes that leaves most of it as it is."""
    if _UNSEEN.search(text):
        return _basic(text)
    fits_long_literal = "'''" not in text and not text.endswith("'")
    if "\n" in text:
        return f"'''\n{text}'''" if fits_long_literal else _long_basic(text)
    if '"' not in text and "\\" not in text:
        return _basic(text)
    if "'" not in text:
        return f"'{text}'"
    return f"'''{text}'''" if fits_long_literal else _basic(text)


def dump_value(value: object) -> str:
    """Return any value that tomllib can return as TOML, on one line where it has one."""
    if isinstance(value, str):
        return dump_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, SourceFloat):
        return value.source
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{dump_key(k)} = {_one_line(v)}" for k, v in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list | tuple):
        return _array(value)
    return str(value)  # numbers, dates and times read the same in Python


def is_rows(value: object) -> TypeGuard[list[dict[str, object]]]:
    """Tell whether a value is what TOML calls an array of tables."""
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _sections(data: Mapping[str, object], name: str, header: str = "") -> list[str]:
    lines = []
    nested: list[str] = []
    for key, value in data.items():
        full = f"{name}.{dump_key(key)}" if name else dump_key(key)
        if is_rows(value):
            for row in value:
                nested += _sections(row, full, f"[[{full}]]")
        elif isinstance(value, Mapping):
            nested += _sections(value, full, f"[{full}]")
        else:
            lines.append(f"{dump_key(key)} = {dump_value(value)}\n")
    if header and (lines or not nested or header.startswith("[[")):
        lines.insert(0, f"{header}\n")
    return ["".join(lines), *nested] if lines else nested


def _array(values: list[object] | tuple[object, ...]) -> str:
    one_line = f"[{', '.join(_one_line(v) for v in values)}]"
    if len(one_line) <= 80:
        return one_line
    return "[\n" + "".join(f"    {dump_value(v)},\n" for v in values) + "]"


def _one_line(value: object) -> str:
    return _basic(value) if isinstance(value, str) and "\n" in value else dump_value(value)


def _basic(text: str) -> str:
    return f'"{_BASIC_ESCAPED.sub(_escape, text)}"'


def _long_basic(text: str) -> str:
    # One or two quotes may stand anywhere, also before the closing ones; three may not.
    escaped = text.replace("\\", "\\\\").replace('"""', '""\\"')
    return f'"""\n{escaped}"""'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return _SHORT_ESCAPES.get(character) or (
        f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    )
