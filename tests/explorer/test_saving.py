from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.exchange import Exchange, WireRequest
from endpoint_explorer.storage.collections import load_identified
from endpoint_explorer.storage.identity import files_with_id


@pytest.fixture
def explorer() -> Iterator[Explorer]:
    opened = Explorer()
    yield opened
    opened.close()


@pytest.fixture
def original(tmp_path: Path) -> Path:
    folder = tmp_path / "api"
    folder.mkdir()
    (folder / "collection.toml").write_text("format = 1\n")
    path = folder / "get.toml"
    path.write_text('id = "r1"\nname = "Get"\nurl = "/users"\n')
    return path


def edit(explorer: Explorer, path: Path) -> str:
    """Change a request, save it, and return its id."""
    loaded = load_identified(path)
    edited = msgspec.structs.replace(loaded.request, description=loaded.request.description + "x")
    saved = explorer.save(path, edited, loaded.stamp)
    assert saved == load_identified(path)
    return saved.request.id


def use(explorer: Explorer, path: Path) -> None:
    wire = WireRequest(method="GET", url="http://h/users")
    request = load_identified(path).request
    explorer.history.record(Exchange(wire=wire, request=request, request_path=str(path)))


def test_copied_file_gets_an_id_of_its_own(explorer: Explorer, original: Path) -> None:
    (original.parent / "deep").mkdir()
    copy = original.parent / "deep" / "copy.toml"
    shutil.copy(original, copy)
    assert files_with_id("r1", original) == (copy,)
    use(explorer, original)
    assert edit(explorer, original) == "r1"
    renewed = edit(explorer, copy)
    assert renewed != "r1"
    assert edit(explorer, copy) == renewed
    assert files_with_id("r1", original) == ()


def test_original_is_the_one_that_was_sent_first(explorer: Explorer, original: Path) -> None:
    use(explorer, original)
    copy = original.with_name("copy.toml")
    shutil.copy(original, copy)
    use(explorer, copy)
    assert edit(explorer, copy) != "r1"
    assert edit(explorer, original) == "r1"


def test_renamed_file_keeps_its_id(explorer: Explorer, original: Path) -> None:
    use(explorer, original)
    moved = original.rename(original.with_name("moved.toml"))
    assert edit(explorer, moved) == "r1"


def test_file_without_an_id_has_that_of_its_place_and_keeps_it(
    explorer: Explorer, original: Path
) -> None:
    original.write_text('# mine\nurl = "/users"\n')
    other = original.with_name("other.toml")
    shutil.copy(original, other)
    given = load_identified(original).request.id
    assert given
    assert given != load_identified(other).request.id
    assert original.read_text() == '# mine\nurl = "/users"\n'
    assert edit(explorer, original) == given
    moved = original.rename(original.with_name("moved.toml"))
    assert load_identified(moved).request.id == given
