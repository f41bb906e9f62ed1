"""Loading a request from its file and saving it there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import msgspec

from endpoint_explorer.errors import FileMalformed
from endpoint_explorer.model.request import Request
from endpoint_explorer.storage.atomic import write_atomic
from endpoint_explorer.storage.in_place import current_text, edited, faithful, save
from endpoint_explorer.storage.reading import Stamp, decode, read_bytes
from endpoint_explorer.storage.request_file import parse_request, request_data
from endpoint_explorer.storage.toml_table import parse_toml


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
    return save(path, partial(render_request, path, request), expected)


def render_request(path: Path, request: Request, old: bytes | None) -> bytes:
    """Return what the file is to hold: `old` edited to say `request`, or a new file's content.

    Raises FileUnwritable when no file can say this request, naming why.
    """
    source, current = current_text(path, old)
    try:
        before = parse_request(source, path)
    except FileMalformed:
        source, current, before = "", {}, Request()
    if old is not None and source and before == request:
        return old
    text = edited(source, current, request_data(request, current, before))
    return faithful(path, text, parse_request, request)


def edit_settings(path: Path, changes: Mapping[str, object]) -> None:
    """Set keys of a settings file, leaving all else in it as it is.

    Raises FileUnreadable, FileMalformed, FileUnwritable.
    """
    old = decode(path, read_bytes(path))
    current = parse_toml(old, path)
    text = edited(old, current, current | dict(changes))
    write_atomic(path, text.encode("utf-8", "replace"))
