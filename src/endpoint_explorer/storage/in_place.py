"""Saving a file in place: only what differs is touched, and nothing that was not read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from endpoint_explorer.errors import FileChanged, FileMalformed, FileUnwritable
from endpoint_explorer.storage.atomic import write_atomic
from endpoint_explorer.storage.faults import unwritable
from endpoint_explorer.storage.reading import Stamp, decode, read_if_there
from endpoint_explorer.storage.toml_table import parse_toml


def save(path: Path, render: Callable[[bytes | None], bytes], expected: Stamp | None) -> Stamp:
    """Write what `render` makes of a file's content, and return the stamp of what is there now.

    A file that says it already is not written at all. `expected` is the stamp of the content that
    the edits were made on; None overwrites whatever is there, and makes the folder anew
    where it is gone.

    Raises FileChanged when the file is not as `expected`, FileUnwritable, FileUnreadable.
    """
    old = read_if_there(path)
    _require_expected(path, old, expected)
    new = render(old)
    if new == old:
        return Stamp.of(new)
    if old is None:
        _make_folder(path.parent)

    def unchanged_still() -> None:
        _require_expected(path, read_if_there(path), expected)

    write_atomic(path, new, just_before=unchanged_still)
    return Stamp.of(new)


def current_text(path: Path, old: bytes | None) -> tuple[str, Mapping[str, object]]:
    """Return the text of a file and its data; both are empty where it says nothing that reads."""
    if old:
        try:
            source = decode(path, old)
            return source, parse_toml(source, path)
        except FileMalformed:
            pass
    return "", {}


def edited(source: str, current: Mapping[str, object], target: Mapping[str, object]) -> str:
    """Return a text edited from `current` to `target`; a new one where there is none yet."""
    from endpoint_explorer.storage.toml_edit import edit
    from endpoint_explorer.storage.toml_writer import dump

    text = edit(source, current, target) if source else ""
    # A file in an odd form can defeat the splices. What it says comes before how it looks.
    return text if text and _says(text, target) else dump(target)


def faithful(path: Path, text: str, read: Callable[[str, Path], object], wanted: object) -> bytes:
    """Return a text as bytes, once it reads as what is wanted; raise FileUnwritable with why."""
    try:
        text.encode()
        is_same = read(text, path) == wanted
        reason = "it would read differently"
    except UnicodeEncodeError:
        is_same, reason = False, "half of a surrogate pair is not text"
    except FileMalformed as error:
        is_same, reason = False, error.reason
    if not is_same:
        raise FileUnwritable(path, f"cannot be saved: {reason}", hint="Nothing was saved.")
    return text.encode()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error


def put(data: dict[str, object], key: str, value: object, absent: object) -> None:
    """Set a key, or take it away where it says what its absence says; what is there may stay."""
    if key in data and data[key] == value:
        return
    if value == absent:
        data.pop(key, None)
    else:
        data[key] = value


def _says(text: str, target: Mapping[str, object]) -> bool:
    try:
        return parse_toml(text, Path()) == target
    except FileMalformed:
        return False


def _require_expected(path: Path, data: bytes | None, expected: Stamp | None) -> None:
    if expected is None:
        return
    if data is None:
        raise FileChanged(
            path,
            "has been deleted or moved since it was read",
            hint="Save anyway to write it anew, or save it under another name.",
        )
    if Stamp.of(data) != expected:
        raise FileChanged(
            path,
            "has been changed on disk since it was read",
            hint="Reload it to see the changes, or save anyway to overwrite them.",
        )
