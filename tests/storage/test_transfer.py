from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from endpoint_explorer.storage.transfer import copy_whole, transfer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("a", "b", "c"):
        (folder / name).write_text(name)
    (folder / "link").symlink_to("a")
    return folder


def test_copy_is_whole_and_links_stay_links(folder: Path, tmp_path: Path) -> None:
    copy_whole(folder, tmp_path / "copy")
    assert sorted(os.listdir(tmp_path / "copy")) == ["a", "b", "c", "link"]
    assert (tmp_path / "copy" / "link").is_symlink()
    assert (folder / "a").read_text() == "a"


def test_copy_that_fails_half_way_leaves_nothing_and_says_why(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_copy = shutil.copyfile
    copied: list[Path] = []

    def copyfile(source: str, destination: str, *, follow_symlinks: bool = True) -> str:
        if len(copied) == 2:
            raise OSError(errno.ENOSPC, "no space left")
        copied.append(Path(source))
        return str(real_copy(source, destination, follow_symlinks=follow_symlinks))

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", copyfile)
        with pytest.raises(OSError, match="no space left"):
            copy_whole(folder, tmp_path / "copy")
    assert len(copied) == 2
    assert not (tmp_path / "copy").exists()
    assert len(os.listdir(folder)) == 4


def test_other_faults_of_a_move_are_not_tried_again_as_a_copy(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        transfer(tmp_path / "none", tmp_path / "x")
