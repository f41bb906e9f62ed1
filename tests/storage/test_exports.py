from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from endpoint_explorer.bodies.file_names import numbered
from endpoint_explorer.errors import FileExists, FileUnwritable
from endpoint_explorer.storage.exports import export, export_path, free_path, private_file


def test_paths_are_what_a_person_means(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert export_path("~/a.json", tmp_path) == Path("/home/ada/a.json")
    assert export_path("b/a.json", tmp_path) == tmp_path / "b" / "a.json"
    assert export_path("/a.json", tmp_path) == Path("/a.json")
    assert export_path("~nobody-here/x", tmp_path) == tmp_path / "~nobody-here/x"


def test_a_proposal_is_free(tmp_path: Path) -> None:
    assert free_path(tmp_path, "a.json", numbered) == tmp_path / "a.json"
    (tmp_path / "a.json").touch()
    (tmp_path / "a (2).json").symlink_to("nowhere")
    assert free_path(tmp_path, "a.json", numbered) == tmp_path / "a (3).json"


def test_a_file_is_there_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    assert export(path, iter([b"one", b"two"]), replace=False) == 6
    with pytest.raises(FileExists):
        export(path, [b"three"], replace=False)

    def broken() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        export(path, broken(), replace=True)
    assert path.read_bytes() == b"onetwo"
    assert os.listdir(tmp_path) == ["a.bin"]
    with pytest.raises(FileUnwritable):
        export(tmp_path / "none" / "a", [b""], replace=False)


def test_a_private_file_is_lent_and_taken_back() -> None:
    with private_file("body.json", [b"a", b"b"]) as path:
        assert path.read_bytes() == b"ab"
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
    assert not path.parent.exists()
    with pytest.raises(FileUnwritable), private_file("no/where", []):
        raise AssertionError
