from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from endpoint_explorer.errors import FileMalformed, FileUnwritable
from endpoint_explorer.model.request import Field, Request
from endpoint_explorer.storage.changes import create_collection, create_folder, create_request
from endpoint_explorer.storage.context import read_collection
from endpoint_explorer.storage.copying import duplicate
from endpoint_explorer.storage.saving import load_request


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    return create_collection(tmp_path, "Demo")


def test_copy_of_a_request_has_its_own_id_and_all_else(collection: Path) -> None:
    path = create_request(collection, Request(name="Get", query=(Field("a", "1"),)))
    path.write_text(path.read_text() + "# why\n")
    copy = duplicate(path)
    assert copy == collection / "get-copy.toml"
    original, copied = load_request(path).request, load_request(copy).request
    assert (copied.name, copied.query) == ("Get copy", original.query)
    assert copied.id not in ("", original.id)
    assert copy.read_text().endswith("# why\n")


def test_copies_are_counted(collection: Path) -> None:
    path = create_request(collection, Request(name="Get"))
    first = duplicate(path)
    second = duplicate(first)
    assert [load_request(p).request.name for p in (first, second)] == ["Get copy", "Get copy 2"]
    assert second.name == "get-copy-2.toml"


def test_copy_of_a_very_long_name(collection: Path) -> None:
    path = create_request(collection, Request(name="n" * 400))
    assert len({path, duplicate(path), duplicate(path)}) == 3


def test_copy_of_a_folder_renews_every_id_and_keeps_what_is_broken(collection: Path) -> None:
    folder = create_folder(collection, "users")
    path = create_request(create_folder(folder, "inner"), Request(name="Get"))
    (folder / "bad.toml").write_text("name =")
    (folder / "folder.toml").write_text("name = 'Users'\n")
    copy = duplicate(folder)
    assert copy == collection / "Users copy"
    copied = load_request(copy / "inner" / "get.toml").request
    assert copied.name == "Get"
    assert copied.id != load_request(path).request.id
    assert (copy / "bad.toml").read_text() == "name ="
    assert (copy / "folder.toml").read_text() == 'name = "Users copy"\n'
    assert duplicate(folder).name == "Users copy 2"


def test_copy_of_a_collection(collection: Path) -> None:
    (collection / "environments").mkdir()
    (collection / "environments" / "local.toml").write_text("[variables]\na = 'b'\n")
    copy = duplicate(collection)
    assert copy.name == "demo-copy"
    assert read_collection(copy).name == "Demo copy"
    environment = (copy / "environments" / "local.toml").read_text()
    assert environment == "[variables]\na = 'b'\n"


def test_what_a_link_leads_to_is_not_touched(collection: Path) -> None:
    folder = create_folder(collection, "users")
    outside = create_request(collection, Request(name="Outside"))
    before = outside.read_bytes()
    (folder / "link.toml").symlink_to(outside)
    (folder / "up").symlink_to(collection)
    copy = duplicate(folder)
    assert (copy / "link.toml").is_symlink()
    assert outside.read_bytes() == before
    copied = duplicate(folder / "link.toml")
    assert not copied.is_symlink()
    assert outside.read_bytes() == before


def test_broken_request_is_not_copied(collection: Path) -> None:
    (collection / "bad.toml").write_text("name =")
    with pytest.raises(FileMalformed):
        duplicate(collection / "bad.toml")
    assert sorted(os.listdir(collection)) == ["bad.toml", "collection.toml"]


def test_copy_that_fails_leaves_nothing(collection: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = create_folder(collection, "users")
    path = create_request(folder, Request(name="Get"))

    def full(*arguments: object, **options: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        patch.setattr(shutil, "copy2", full)
        patch.setattr(shutil, "copyfile", full)
        with pytest.raises(FileUnwritable):
            duplicate(path)
        with pytest.raises(FileUnwritable):
            duplicate(folder)
    assert os.listdir(folder) == ["get.toml"]
    assert sorted(os.listdir(collection)) == ["collection.toml", "users"]
