from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint_explorer.errors import FileUnreadable
from endpoint_explorer.model.collection import Entry
from endpoint_explorer.model.request import Request
from endpoint_explorer.storage.listing import (
    find_requests,
    list_collections,
    list_entries,
    summarize,
)
from endpoint_explorer.storage.saving import render_request

AsNobody = Callable[[Path], AbstractContextManager[None]]


def write(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def names(entries: tuple[Entry, ...]) -> list[tuple[str, str]]:
    return [(entry.path.name, entry.kind) for entry in entries]


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    folder = tmp_path / "demo"
    write(folder / "collection.toml", "name = 'Demo'\n")
    write(folder / "environments" / "local.toml")
    write(folder / "users" / "folder.toml", "name = 'The users'\n")
    write(folder / "users" / "get.toml", "name = 'Get'\nurl = '/users/{id}'\n")
    write(folder / "users" / "environments" / "list.toml")
    for name in ("v10.toml", "V2.toml", "a.toml", ".hidden.toml", "notes.md", ".git/x.toml"):
        write(folder / name)
    (folder / "Archive").mkdir()
    return folder


def test_folders_then_requests_in_natural_order(collection: Path) -> None:
    assert names(list_entries(collection)) == [
        ("Archive", "folder"),
        ("users", "folder"),
        ("a.toml", "request"),
        ("V2.toml", "request"),
        ("v10.toml", "request"),
    ]


def test_only_the_environments_of_a_collection_are_hidden(collection: Path) -> None:
    assert ("environments", "folder") in names(list_entries(collection / "users"))
    (collection / "collection.toml").unlink()
    assert ("environments", "folder") not in names(list_entries(collection))


def test_listing_opens_no_file(collection: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> int:
        raise AssertionError("a file was opened")

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr("io.open", refuse)
    assert len(list_entries(collection)) == 5


@pytest.mark.parametrize("name", ["none", "file", "nul\0"])
def test_folder_that_is_none(tmp_path: Path, name: str) -> None:
    write(tmp_path / "file")
    with pytest.raises(FileUnreadable):
        list_entries(tmp_path / name)
    with pytest.raises(FileUnreadable):
        list_collections(tmp_path / name)


def test_forbidden_folder_names_itself_and_search_goes_on(
    collection: Path, unprivileged: AsNobody
) -> None:
    for path in collection.rglob("*"):
        path.chmod(0o755)
    collection.chmod(0o755)
    (collection / "users").chmod(0o700)
    with unprivileged(collection):
        with pytest.raises(FileUnreadable, match="permission denied"):
            list_entries(collection / "users")
        assert len(list(find_requests(collection))) == 3


def test_collections_are_the_root_or_its_folders(tmp_path: Path, collection: Path) -> None:
    assert names(list_collections(collection)) == [("demo", "collection")]
    (tmp_path / "bare").mkdir()
    write(tmp_path / "loose.toml")
    found = names(list_collections(tmp_path))
    assert found == [("bare", "collection"), ("demo", "collection"), ("loose.toml", "request")]


def test_search_is_recursive_in_the_trees_order_and_lazy(collection: Path) -> None:
    found = find_requests(collection)
    assert next(found).path == collection / "users" / "environments" / "list.toml"
    rest = [str(entry.path.relative_to(collection)) for entry in found]
    assert rest == ["users/get.toml", "a.toml", "V2.toml", "v10.toml"]


def test_links_in_a_circle_end(collection: Path) -> None:
    (collection / "users" / "up").symlink_to(collection)
    assert len(list(find_requests(collection))) == 5


def request_entry(path: Path, text: str) -> Entry:
    return Entry(write(path, text), "request")


def test_summary_of_each_kind(collection: Path) -> None:
    assert summarize(Entry(collection, "collection")).name == "Demo"
    assert summarize(Entry(collection / "users", "folder")).name == "The users"
    assert summarize(Entry(collection / "Archive", "folder")).name == "Archive"
    summary = summarize(Entry(collection / "users" / "get.toml", "request"))
    assert (summary.name, summary.method, summary.url) == ("Get", "GET", "/users/{id}")
    nameless = summarize(Entry(collection / "a.toml", "request"))
    assert (nameless.name, nameless.method, nameless.problem) == ("a", "GET", "")


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        'name = "N"\nmethod = "PUT"\nurl = "/u"\n[query]\nname = "x"\n',
        "url = '/u' # c\nmethod='PUT'\nname\t=\t'N'",
        '\ufeffname = "N"\r\nmethod = "PUT"\r\nurl = "/u"\r\n',
        '"name" = "N"\nmethod = "PUT"\nurl = "/u"\n',
        'name = "\\u004E"\nmethod = """PUT"""\nurl = "/u"\n',
        'description = """\nname = "fake"\n"""\nname = "N"\nmethod = "PUT"\nurl = "/u"\n',
        "description = '" + "x" * 3000 + "'\nname = 'N'\nmethod = 'PUT'\nurl = '/u'\n",
        "checks = [\n  'a',\n]\nname = 'N'\nmethod = 'PUT'\nurl = '/u'\n[body]\ntext = 'b'\n",
        "name = 'N'\nmethod = 'PUT'\nurl = '/u'\n[body]\ntext = '" + "x" * 50_000 + "'\n",
    ],
)
def test_summary_whatever_the_file_looks_like(tmp_path: Path, text: str, quick: bool) -> None:
    summary = summarize(request_entry(tmp_path / "a.toml", text), quick=quick)
    assert (summary.name, summary.method, summary.url) == ("N", "PUT", "/u")
    assert summary.problem == ""


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_what_stands_in_a_long_text_is_no_key(tmp_path: Path, quotes: str) -> None:
    text = f"description = {quotes}\nurl = 'fake'\nmethod = 'FAKE'\nname = 'N'\n{quotes}\n[body]\n"
    summary = summarize(request_entry(tmp_path / "a.toml", text), quick=True)
    assert (summary.name, summary.method, summary.url) == ("a", "GET", "")


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("name = \n", 1, "is not valid TOML"),
        ("name = 'N'\nname = 'M'\n", 2, "cannot overwrite"),
        ("name = 5\n", 1, "name must be text"),
    ],
)
@pytest.mark.parametrize("quick", [False, True])
def test_bad_file_is_marked_with_line_and_reason(
    tmp_path: Path, text: str, line: int, problem: str, quick: bool
) -> None:
    summary = summarize(request_entry(tmp_path / "bad.toml", text), quick=quick)
    assert summary.name
    assert summary.problem_line == line
    assert problem in summary.problem


def test_fault_far_down_is_marked_and_the_head_still_shown(tmp_path: Path) -> None:
    text = "name = 'N'\nmethod = 'PUT'\nurl = '/u'\n[body]\ntext = '" + "x" * 2000 + "'\nx\n"
    summary = summarize(request_entry(tmp_path / "bad.toml", text))
    assert (summary.name, summary.method, summary.url) == ("N", "PUT", "/u")
    assert summary.problem_line == 6


@pytest.mark.parametrize("kind", ["missing", "folder", "pipe", "binary", "link"])
def test_summary_never_raises(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.toml"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "binary":
        path.write_bytes(b"\xff\x00" * 100)
    elif kind == "link":
        path.symlink_to("a.toml")
    summary = summarize(Entry(path, "request"))
    assert summary.name == "a"
    assert summary.problem


def test_bad_settings_mark_their_collection_and_folder(collection: Path) -> None:
    write(collection / "collection.toml", "format = 9\n")
    write(collection / "users" / "folder.toml", "name = 1\n")
    summary = summarize(Entry(collection, "collection"))
    assert summary.name == "demo"
    assert "is of format 9" in summary.problem
    assert summarize(Entry(collection / "users", "folder")).problem_line == 1


awkward = st.text("'\"\\\n\r#=[]{} aé", max_size=15)


@settings(deadline=None)
@given(awkward, awkward, awkward, awkward)
def test_quick_and_thorough_agree_on_any_good_file(
    tmp_path_factory: pytest.TempPathFactory, name: str, method: str, url: str, description: str
) -> None:
    request = Request(name=name, method=method, url=url, description=description)
    path = tmp_path_factory.mktemp("s") / "a.toml"
    path.write_bytes(render_request(path, request, None))
    entry = Entry(path, "request")
    assert summarize(entry, quick=True) == summarize(entry)
    assert summarize(entry).url == url
