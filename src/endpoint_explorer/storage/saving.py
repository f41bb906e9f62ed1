"""Loading a request from its file and saving it there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from endpoint_explorer.errors import FileChanged, FileMalformed, FileUnwritable
from endpoint_explorer.model.request import Request
from endpoint_explorer.storage.atomic import write_atomic
from endpoint_explorer.storage.faults import unwritable
from endpoint_explorer.storage.reading import Stamp, decode, read_bytes, read_if_there
from endpoint_explorer.storage.request_file import parse_request, read_request, request_data
from endpoint_explorer.storage.toml_table import TomlTable, parse_toml


class Loaded(msgspec.Struct, frozen=True):
    """A request as it was read, and the stamp to hand back when it is saved."""

    path: Path
    request: Request
    stamp: Stamp


def load_request(path: Path) -> Loaded:
    """Read a request; raise FileUnreadable, or FileMalformed with the line."""
    data = read_bytes(path)
    return Loaded(path, parse_request(decode(path, data), path), Stamp.of(data))


def save_request(path: Path, request: Request, expected: Stamp | None) -> Stamp:
    """Write a request to its file and return the stamp of what is there now.

    An existing file is edited in place: only what differs is touched, and a request that it says
    already is not written at all. `expected` is the stamp of the content that the request was
    made from; None overwrites whatever is there, and makes the folder anew where it is gone.

    Raises FileChanged when the file is not as `expected`, FileUnwritable, FileUnreadable.
    """
    old = read_if_there(path)
    require_expected(path, old, expected)
    new = render_request(path, request, old)
    if new == old:
        return Stamp.of(new)
    if old is None:
        _make_folder(path.parent)

    def unchanged_still() -> None:
        require_expected(path, read_if_there(path), expected)

    write_atomic(path, new, just_before=unchanged_still)
    return Stamp.of(new)


def render_request(path: Path, request: Request, old: bytes | None) -> bytes:
    """Return what the file is to hold: `old` edited to say `request`, or a new file's content.

    Raises FileUnwritable when no file can say this request, naming why.
    """
    from endpoint_explorer.storage.toml_writer import dump

    if old is None:
        text = dump(request_data(request, {}, Request()))
    else:
        try:
            source = decode(path, old)
            table = TomlTable.parse(source, path)
            before = read_request(table)
        except FileMalformed:
            return render_request(path, request, None)
        if before == request:
            return old
        text = _edited(source, table, before, request)
    _require_faithful(path, text, request)
    return text.encode()


def edit_settings(path: Path, changes: Mapping[str, object]) -> None:
    """Set keys of a settings file, leaving all else in it as it is.

    Raises FileUnreadable, FileMalformed, FileUnwritable.
    """
    from endpoint_explorer.storage.toml_edit import edit
    from endpoint_explorer.storage.toml_writer import dump

    old = decode(path, read_bytes(path))
    current = parse_toml(old, path)
    target = current | dict(changes)
    text = edit(old, current, target)
    try:
        is_right = parse_toml(text, path) == target
    except FileMalformed:
        is_right = False
    write_atomic(path, (text if is_right else dump(target)).encode("utf-8", "replace"))


def _edited(source: str, table: TomlTable, before: Request, request: Request) -> str:
    from endpoint_explorer.storage.toml_edit import edit
    from endpoint_explorer.storage.toml_writer import dump

    target = request_data(request, table.data, before)
    edited = edit(source, table.data, target)
    # A file in an odd form can defeat the splices. What it says comes before how it looks.
    return edited if _says(edited, request, target) else dump(target)


def _says(text: str, request: Request, target: dict[str, object]) -> bool:
    try:
        table = TomlTable.parse(text, Path())
        return table.data == target and read_request(table) == request
    except FileMalformed:
        return False


def _require_faithful(path: Path, text: str, request: Request) -> None:
    try:
        text.encode()
        same = parse_request(text, path) == request
        reason = "it would read differently"
    except UnicodeEncodeError:
        same, reason = False, "half of a surrogate pair is not text"
    except FileMalformed as error:
        same, reason = False, error.reason
    if not same:
        raise FileUnwritable(path, f"cannot hold this request: {reason}", hint="Nothing was saved.")


def require_expected(path: Path, data: bytes | None, expected: Stamp | None) -> None:
    """Raise FileChanged where a file is not what `expected` was made of; None takes anything."""
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


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error
