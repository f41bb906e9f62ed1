from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from endpoint_explorer.errors import FileExists, FileUnreadable, FileUnwritable
from endpoint_explorer.storage import locations, transfer
from endpoint_explorer.storage.trash import delete, restore

AsNobody = Callable[[Path], AbstractContextManager[None]]


@pytest.fixture
def request_file(tmp_path: Path) -> Path:
    path = tmp_path / "demo" / "users" / "get.toml"
    path.parent.mkdir(parents=True)
    path.write_text("name = 'Get'\n")
    return path


def test_deleted_request_is_in_the_trash_and_comes_back(request_file: Path) -> None:
    deleted = delete(request_file)
    assert not request_file.exists()
    assert deleted.original == request_file
    assert deleted.trashed.read_text() == "name = 'Get'\n"
    assert deleted.trashed.is_relative_to(locations.trash_dir())
    assert restore(deleted) == request_file
    assert request_file.read_text() == "name = 'Get'\n"
    assert list(locations.trash_dir().iterdir()) == []


def test_folder_comes_back_with_all_in_it_even_when_its_parent_is_gone(request_file: Path) -> None:
    deleted = delete(request_file.parent)
    request_file.parent.parent.rmdir()
    restore(deleted)
    assert request_file.is_file()


def test_trash_notes_the_original_path_and_is_the_owners_alone(request_file: Path) -> None:
    deleted = delete(request_file)
    slot = deleted.trashed.parent.parent
    assert (slot / "original-path").read_text() == f"{request_file}\n"
    for folder in (slot, slot.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_same_name_is_deleted_twice_and_both_come_back(request_file: Path) -> None:
    first = delete(request_file)
    request_file.write_text("second")
    second = delete(request_file)
    with pytest.raises(FileExists):
        restore(second), restore(first)
    assert request_file.read_text() == "second"
    request_file.unlink()
    assert restore(first).read_text() == "name = 'Get'\n"


def test_what_is_not_there_cannot_be_deleted_or_restored(request_file: Path) -> None:
    with pytest.raises(FileUnreadable):
        delete(request_file.with_name("none.toml"))
    deleted = delete(request_file)
    deleted.trashed.unlink()
    with pytest.raises(FileUnreadable, match="no longer in the trash"):
        restore(deleted)


def test_link_is_deleted_not_what_it_leads_to(request_file: Path) -> None:
    link = request_file.with_name("link.toml")
    link.symlink_to("get.toml")
    deleted = delete(link)
    assert request_file.is_file()
    assert restore(deleted).is_symlink()


def test_read_only_folder_keeps_its_file(
    request_file: Path, home: Path, unprivileged: AsNobody
) -> None:
    home.mkdir()
    home.chmod(0o777)
    request_file.parent.chmod(0o555)
    with (
        unprivileged(request_file.parent),
        pytest.raises(FileUnwritable, match="permission denied"),
    ):
        delete(request_file)
    assert request_file.is_file()
    assert list(locations.trash_dir().iterdir()) == []


def test_trash_that_cannot_be_made(request_file: Path, home: Path) -> None:
    home.write_text("a file in the way")
    with pytest.raises(FileUnwritable):
        delete(request_file)
    assert request_file.is_file()


@pytest.fixture
def other_file_system(monkeypatch: pytest.MonkeyPatch) -> None:
    def cross_device(self: Path, target: Path) -> Path:
        raise OSError(errno.EXDEV, "cross-device link")

    monkeypatch.setattr(Path, "rename", cross_device)


@pytest.mark.usefixtures("other_file_system")
def test_trash_on_another_file_system(request_file: Path) -> None:
    folder = request_file.parent
    (folder / "link").symlink_to("nowhere")
    deleted = delete(folder)
    assert not folder.exists()
    assert (deleted.trashed / "link").is_symlink()
    restore(deleted)
    assert request_file.is_file()


@pytest.mark.usefixtures("other_file_system")
def test_full_disk_while_copying_to_the_trash(
    request_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object, **options: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    for target in (request_file, request_file.parent):
        with monkeypatch.context() as patch:
            patch.setattr("shutil.copy2", full)
            patch.setattr("shutil.copytree", full)
            with pytest.raises(FileUnwritable, match="the disk is full"):
                delete(target)
        assert request_file.is_file()
    assert list(locations.trash_dir().iterdir()) == []


@pytest.mark.usefixtures("other_file_system")
def test_source_that_cannot_be_removed_leaves_the_whole_copy(
    request_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        os.unlink(request_file)
        raise OSError(errno.EACCES, "denied")

    with monkeypatch.context() as patch:
        patch.setattr(transfer, "remove", refuse)
        with pytest.raises(FileUnwritable):
            delete(request_file.parent)
    (copy,) = locations.trash_dir().rglob("get.toml")
    assert copy.read_text() == "name = 'Get'\n"
