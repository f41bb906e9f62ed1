from __future__ import annotations

import os
from pathlib import Path

import pytest

from endpoint_explorer.errors import FileMalformed, FileUnreadable
from endpoint_explorer.storage.reading import (
    MAXIMUM_SIZE,
    Stamp,
    decode,
    has_file,
    read_bytes,
    read_if_there,
)


def test_content_and_head(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"0123456789")
    assert read_bytes(path) == b"0123456789"
    assert read_bytes(path, limit=4) == b"0123"
    assert read_bytes(path, limit=400) == b"0123456789"


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="does not exist") as caught:
        read_bytes(tmp_path / "none")
    assert caught.value.path == tmp_path / "none"
    assert caught.value.hint
    assert read_if_there(tmp_path / "none") is None


@pytest.mark.parametrize("name", ["pipe", "folder", "zero"])
def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "zero").symlink_to("/dev/zero")
    with pytest.raises(FileUnreadable):
        read_bytes(tmp_path / name)
    with pytest.raises(FileUnreadable):
        read_if_there(tmp_path / name)


def test_too_large_a_file_is_not_read_but_for_its_head(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.truncate(MAXIMUM_SIZE + 1)
    with pytest.raises(FileUnreadable, match="too large"):
        read_bytes(path)
    assert read_bytes(path, limit=3) == b"\0\0\0"


def test_path_that_no_system_call_takes() -> None:
    with pytest.raises(FileUnreadable):
        read_bytes(Path("nul\0"))
    assert not has_file(Path("nul\0"), "x")


def test_fault_in_the_encoding_names_line_and_byte() -> None:
    with pytest.raises(FileMalformed, match=r"a\.toml:2: is not UTF-8: byte 0xff") as caught:
        decode(Path("a.toml"), b"x = 1\ny = '\xff'\n")
    assert caught.value.line == 2


def test_stamp_knows_content_not_time(tmp_path: Path) -> None:
    assert Stamp.of(b"a") == Stamp.of(b"a")
    assert Stamp.of(b"a") != Stamp.of(b"b")
