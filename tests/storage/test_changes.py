from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from endpoint_explorer.errors import FileExists, FileMalformed, FileUnwritable, UsageError
from endpoint_explorer.model.request import Request
from endpoint_explorer.storage.changes import (
    create_collection,
    create_folder,
    create_request,
    move,
    rename,
)
from endpoint_explorer.storage.context import read_collection
from endpoint_explorer.storage.saving import load_request

AsNobody = Callable[[Path], AbstractContextManager[None]]


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    return create_collection(tmp_path, "Demo API", "http://127.0.0.1")


def test_new_collection_has_settings(collection: Path) -> None:
    assert collection.name == "demo-api"
    settings = read_collection(collection)
    assert (settings.name, settings.base_url, settings.format) == (
        "Demo API",
        "http://127.0.0.1",
        1,
    )


def test_new_collection_makes_the_root_and_takes_no_other_ones_place(tmp_path: Path) -> None:
    create_collection(tmp_path / "new" / "root", "A")
    with pytest.raises(FileExists):
        create_collection(tmp_path / "new" / "root", "a")


def test_new_request_is_named_after_itself_and_has_an_id(collection: Path) -> None:
    path = create_request(collection, Request(name="Get a user", url="/users"))
    assert path == collection / "get-a-user.toml"
    request = load_request(path).request
    assert request.id
    assert request.name == "Get a user"
    assert create_request(collection, Request(name="x", id="mine")).is_file()
    assert load_request(collection / "x.toml").request.id == "mine"


def test_same_name_again_gets_a_number(collection: Path) -> None:
    paths = [create_request(collection, Request(name="Get")) for _ in range(3)]
    assert [path.name for path in paths] == ["get.toml", "get-2.toml", "get-3.toml"]
    assert len({load_request(path).request.id for path in paths}) == 3


@pytest.mark.parametrize(
    "name", ["Collection", "folder", "../../out", "/etc/x", "\0", "", "n" * 500]
)
def test_no_name_takes_a_settings_file_or_leaves_the_folder(collection: Path, name: str) -> None:
    before = (collection / "collection.toml").read_bytes()
    path = create_request(collection, Request(name=name))
    assert path.parent == collection
    assert path.name not in ("collection.toml", "folder.toml")
    assert (collection / "collection.toml").read_bytes() == before
    assert load_request(path).request.name == name


def test_failed_creation_leaves_nothing(collection: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(FileUnwritable, match="the disk is full"):
            create_request(collection, Request(name="x"))
        with pytest.raises(FileUnwritable, match="the disk is full"):
            create_collection(collection.parent, "Other")
    assert os.listdir(collection) == ["collection.toml"]
    assert not (collection.parent / "other").exists()


def test_request_in_a_folder_that_is_gone(collection: Path) -> None:
    with pytest.raises(FileUnwritable, match="does not exist"):
        create_request(collection / "gone", Request(name="x"))


def test_creation_in_a_read_only_folder(collection: Path, unprivileged: AsNobody) -> None:
    collection.chmod(0o555)
    with unprivileged(collection):
        with pytest.raises(FileUnwritable, match="permission denied"):
            create_request(collection, Request(name="x"))
        with pytest.raises(FileUnwritable, match="permission denied"):
            create_folder(collection, "x")


def test_new_folder_is_named_as_typed_where_that_is_safe(collection: Path) -> None:
    assert create_folder(collection, "User accounts") == collection / "User accounts"
    assert create_folder(collection, "a/b").name == "a-b"
    with pytest.raises(FileExists):
        create_folder(collection, "User accounts")


@pytest.mark.parametrize("name", ["", "  ", "..", ". .", "///."])
def test_folder_needs_a_name(collection: Path, name: str) -> None:
    before = sorted(os.listdir(collection.parent))
    if name == "///.":
        assert create_folder(collection, name).parent == collection
    else:
        with pytest.raises(UsageError):
            create_folder(collection, name)
    assert sorted(os.listdir(collection.parent)) == before


def test_environments_have_their_place(collection: Path) -> None:
    with pytest.raises(FileExists, match="environments"):
        create_folder(collection, "environments")
    inner = create_folder(create_folder(collection, "inner"), "environments")
    with pytest.raises(FileExists, match="environments"):
        move(inner, collection)


def test_renamed_request_changes_name_and_file_but_not_id(collection: Path) -> None:
    path = create_request(collection, Request(name="Get a user"))
    path.write_text(path.read_text() + "# a comment\n")
    identity = load_request(path).request.id
    new = rename(path, "Fetch a user")
    assert new == collection / "fetch-a-user.toml"
    assert not path.exists()
    request = load_request(new).request
    assert (request.name, request.id) == ("Fetch a user", identity)
    assert new.read_text().endswith("# a comment\n")


def test_renamed_request_takes_no_others_place(collection: Path) -> None:
    create_request(collection, Request(name="B"))
    new = rename(create_request(collection, Request(name="A")), "B")
    assert new.name == "b-2.toml"
    assert rename(new, "b!") == new
    assert load_request(new).request.name == "b!"
    assert load_request(collection / "b.toml").request.name == "B"


def test_rename_that_fails_changes_nothing(
    collection: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = create_request(collection, Request(name="A"))
    before = path.read_bytes()

    def full(*arguments: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(FileUnwritable):
            rename(path, "B")
        with pytest.raises(FileUnwritable):
            rename(collection, "Other")
    assert path.read_bytes() == before
    assert sorted(os.listdir(collection)) == ["a.toml", "collection.toml"]


def test_broken_request_is_not_renamed(collection: Path) -> None:
    path = collection / "bad.toml"
    path.write_text("name =")
    with pytest.raises(FileMalformed):
        rename(path, "x")
    assert path.exists()


def test_renamed_folder(collection: Path) -> None:
    folder = create_folder(collection, "users")
    create_request(folder, Request(name="x"))
    new = rename(folder, "People")
    assert new == collection / "People"
    assert (new / "x.toml").is_file()
    create_folder(collection, "users")
    with pytest.raises(FileExists):
        rename(new, "users")
    with pytest.raises(UsageError):
        rename(new, "..")


def test_renamed_folder_with_a_name_of_its_own(collection: Path) -> None:
    folder = create_folder(collection, "users")
    (folder / "folder.toml").write_text("name = 'The users' # shown\n")
    assert (rename(folder, "P") / "folder.toml").read_text() == 'name = "P" # shown\n'


def test_renamed_collection_changes_its_setting_too(collection: Path) -> None:
    new = rename(collection, "Live API")
    assert new.name == "live-api"
    assert read_collection(new).name == "Live API"
    assert rename(new, "LIVE api") == new
    assert read_collection(new).name == "LIVE api"


def test_move_of_a_request_and_of_a_folder(collection: Path) -> None:
    folder = create_folder(collection, "users")
    path = create_request(collection, Request(name="A"))
    assert move(path, folder) == folder / "a.toml"
    assert move(folder / "a.toml", folder) == folder / "a.toml"
    other = create_folder(collection, "other")
    assert move(folder, other) == other / "users"
    assert (other / "users" / "a.toml").is_file()


def test_move_takes_no_others_place(collection: Path) -> None:
    folder = create_folder(collection, "users")
    create_request(folder, Request(name="A", url="/theirs"))
    path = create_request(collection, Request(name="A", url="/ours"))
    with pytest.raises(FileExists):
        move(path, folder)
    assert load_request(folder / "a.toml").request.url == "/theirs"
    assert load_request(path).request.url == "/ours"


def test_move_into_itself_out_by_dots_or_to_nowhere(collection: Path) -> None:
    folder = create_folder(collection, "users")
    inner = create_folder(folder, "inner")
    path = create_request(collection, Request(name="A"))
    for source, target in (
        (folder, inner),
        (folder, folder),
        (path, collection / ".." / ".."),
        (path, collection / "gone"),
        (path, path),
        (collection / "users" / "..", folder),
    ):
        with pytest.raises(FileUnwritable):
            move(source, target)
    assert path.is_file()
    assert inner.is_dir()


def test_move_to_another_file_system(collection: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = create_folder(collection, "users")
    create_request(folder, Request(name="A"))
    other = create_folder(collection, "other")

    def cross_device(self: Path, target: Path) -> Path:
        raise OSError(errno.EXDEV, "cross-device link")

    monkeypatch.setattr(Path, "rename", cross_device)
    assert move(folder, other) == other / "users"
    assert not folder.exists()
    assert load_request(other / "users" / "a.toml").request.name == "A"
