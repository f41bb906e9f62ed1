"""The settings of collections and folders, edited in place."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint_explorer.errors import FileChanged
from endpoint_explorer.model.collection import CollectionSettings, FolderSettings
from endpoint_explorer.model.request import Auth, Field, Options
from endpoint_explorer.storage.folder_settings import read_settings_file, save_settings_file

COLLECTION = """\
# of the shop
format = 1
name = "Shop"
base_url = "http://h"   # local
other = [1, 2]

[variables]
size = 7                # a number
color = "red"

[headers]
Accept = "text/plain"   # why not

[tls]
verify = false
"""

text = st.text(st.characters(codec="utf-8"), max_size=12)
name = text.filter(bool)
fields = st.lists(st.builds(Field, name, text, st.booleans()), max_size=3).map(tuple)
auths = st.builds(
    Auth,
    type=st.sampled_from(["inherit", "none", "basic", "oauth2"]),
    username=text,
    password=text,
    client_id=text,
)
common = {
    "name": text,
    "description": text,
    "variables": st.dictionaries(name, text, max_size=3),
    "headers": fields,
    "auth": auths,
    "options": st.builds(Options, timeout=st.none() | st.integers(0, 99).map(float)),
}


@given(st.builds(FolderSettings, **common), st.builds(FolderSettings, **common))
@settings(max_examples=40)
def test_a_folder_says_what_was_saved(
    tmp_path_factory: pytest.TempPathFactory, one: FolderSettings, other: FolderSettings
) -> None:
    folder = tmp_path_factory.mktemp("folder")
    for wanted in (one, other):
        file = read_settings_file(folder)
        save_settings_file(file.path, wanted, file.stamp)
        assert read_settings_file(folder).settings == wanted


@given(st.builds(CollectionSettings, base_url=text, **common))
@settings(max_examples=40)
def test_a_collection_keeps_what_is_not_edited(
    tmp_path_factory: pytest.TempPathFactory, wanted: CollectionSettings
) -> None:
    folder = tmp_path_factory.mktemp("shop")
    path = folder / "collection.toml"
    path.write_text(COLLECTION)
    file = read_settings_file(folder)
    wanted = msgspec.structs.replace(wanted, network=file.settings.network)  # type: ignore[union-attr]
    save_settings_file(file.path, wanted, file.stamp)
    assert read_settings_file(folder).settings == wanted
    assert "other = [1, 2]" in path.read_text()
    assert "# of the shop" in path.read_text()


def test_only_what_differs_is_touched(tmp_path: Path) -> None:
    path = tmp_path / "collection.toml"
    path.write_text(COLLECTION)
    file = read_settings_file(tmp_path)
    save_settings_file(path, file.settings, file.stamp)
    assert path.read_text() == COLLECTION
    variables = {**file.settings.variables, "color": "blue"}
    edited = msgspec.structs.replace(file.settings, variables=variables)
    save_settings_file(path, edited, file.stamp)
    assert path.read_text() == COLLECTION.replace('"red"', '"blue"')
    with pytest.raises(FileChanged):
        save_settings_file(path, file.settings, file.stamp)


def test_history_stays_above_the_tables_where_it_stands_there(tmp_path: Path) -> None:
    path = tmp_path / "folder.toml"
    path.write_text("history = false  # private\n[options]\ntimeout = 3\n")
    read = read_settings_file(tmp_path)
    assert read.settings.options == Options(timeout=3, history=False)
    changed = msgspec.structs.replace(read.settings, name="Quiet")
    save_settings_file(path, changed, read.stamp)
    assert path.read_text().startswith("history = false  # private\n")
    heard = msgspec.structs.replace(changed, options=Options(timeout=3, history=True))
    save_settings_file(path, heard, None)
    assert path.read_text().startswith("history = true")
    assert read_settings_file(tmp_path).settings.options == heard.options
