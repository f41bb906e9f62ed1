from __future__ import annotations

from pathlib import Path

import pytest

from endpoint_explorer.errors import FileMalformed, FileUnreadable, UsageError
from endpoint_explorer.model.collection import CollectionSettings, Context, Environment
from endpoint_explorer.model.network import Network
from endpoint_explorer.model.request import Auth, Field, Options
from endpoint_explorer.storage.context import (
    collection_of,
    list_environments,
    load_context,
    load_environment,
)

COLLECTION = """
format = 1
name = "Demo API"
description = "d"
base_url = "http://127.0.0.1:8765"
[variables]
page_size = 20
[headers]
Accept = "application/json"
[auth]
type = "bearer"
token = "{{token}}"
[options]
timeout = 5
"""


def write(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    folder = tmp_path / "demo"
    write(folder / "collection.toml", COLLECTION)
    write(folder / "users" / "folder.toml", "[variables]\na = 'outer'\n")
    write(folder / "users" / "inner" / "folder.toml", "name = 'Inner'\n[variables]\na = 'i'\n")
    write(folder / "users" / "inner" / "get.toml", "name = 'Get'\n")
    write(folder / "environments" / "local.toml", "name = 'Here'\n[variables]\nb = 1\n")
    write(folder / "environments" / "staging.toml", "[secrets]\ntoken = 'env:TOKEN'\n")
    write(folder / "environments" / ".hidden.toml")
    return folder


def test_settings_of_the_collection_and_of_each_folder_on_the_way(collection: Path) -> None:
    context = load_context(collection / "users" / "inner" / "get.toml")
    assert context.directory == collection
    assert context.collection == CollectionSettings(
        name="Demo API",
        description="d",
        base_url="http://127.0.0.1:8765",
        variables={"page_size": "20"},
        headers=(Field("Accept", "application/json"),),
        auth=Auth(type="bearer", token="{{token}}"),
        options=Options(timeout=5.0),
    )
    assert [(f.name, f.variables["a"]) for f in context.folders] == [
        ("users", "outer"),
        ("Inner", "i"),
    ]
    assert context.environment is None


def test_new_request_in_a_folder_and_in_the_collection_itself(collection: Path) -> None:
    assert len(load_context(collection / "users").folders) == 1
    assert load_context(collection).folders == ()
    assert load_context(collection / "new.toml").collection.name == "Demo API"
    assert load_context(collection / "not-yet" / "new.toml").folders[0].name == "not-yet"


def test_request_outside_of_any_collection(tmp_path: Path) -> None:
    path = write(tmp_path / "x.toml")
    assert load_context(path) == Context(directory=tmp_path)
    with pytest.raises(UsageError, match="in no collection"):
        load_context(path, "local")


def test_relative_paths_and_dots(collection: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(collection / "users")
    assert collection_of(Path("inner/get.toml")) == collection
    assert len(load_context(Path("inner/get.toml")).folders) == 2
    assert collection_of(Path("inner/../../users/inner")) == collection
    assert len(load_context(Path("inner/../inner/get.toml")).folders) == 2
    monkeypatch.chdir(collection.parent)
    assert collection_of(Path("demo/users")) == Path("demo")
    assert load_context(Path("demo/users/x.toml")).directory == Path("demo")


def test_nearest_collection_counts(collection: Path) -> None:
    inner = write(collection / "users" / "collection.toml", "name = 'Inner'\n").parent
    assert collection_of(inner / "inner" / "get.toml") == inner
    assert collection_of(collection) == collection
    assert collection_of(Path("/")) is None


def test_environments(collection: Path) -> None:
    assert list_environments(collection) == ("local", "staging")
    assert list_environments(collection / "users") == ()
    context = load_context(collection / "users", "local")
    assert context.environment == Environment(name="local", title="Here", variables={"b": "1"})
    staging = load_environment(collection / "environments" / "staging.toml")
    assert staging.secrets == {"token": "env:TOKEN"}


def test_an_environment_says_what_its_secrets_are_for(collection: Path) -> None:
    path = write(
        collection / "environments" / "production.toml",
        "production = true\ndotenv = ['.env']\n[secrets]\nplain = 'prompt:'\n"
        "token = { ref = 'env:T', hosts = ['*.example.com', '[::1]:80'] }\n"
        "[secrets.key]\nref = 'keyring:s/u'\n",
    )
    assert load_environment(path) == Environment(
        name="production",
        secrets={"plain": "prompt:", "token": "env:T", "key": "keyring:s/u"},
        secret_hosts={"token": ("*.example.com", "[::1]:80")},
        dotenv=(".env",),
        production=True,
    )


@pytest.mark.parametrize(
    "name", ["prod", "../demo/environments/local", "", ".hidden", "local.toml"]
)
def test_unknown_environment_names_those_that_there_are(collection: Path, name: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_context(collection, name)
    assert name in caught.value.message
    assert caught.value.hint == "There are: local, staging."


@pytest.mark.parametrize(
    ("name", "text", "line", "reason"),
    [
        ("collection.toml", "format = 2\n", None, "is of format 2; this program reads format 1"),
        ("collection.toml", "name = \n", 1, "is not valid TOML"),
        ("collection.toml", "\n[variables]\na = [1]\n", 3, "variables.a must be text"),
        ("users/folder.toml", "[auth]\ntype = 'x'\n", 2, 'auth.type is "x"'),
        ("environments/local.toml", "[secrets]\nt = 5\n", 2, "secrets.t must be text"),
        ("environments/local.toml", "[secrets]\nt = {hosts=['a']}\n", 2, "secrets.t has no ref"),
        ("environments/local.toml", "[secrets.t]\nref='env:T'\nhost='a'\n", 3, "t has host, and"),
        ("environments/local.toml", "[secrets]\nt = {ref='env:T', hosts=[]}\n", 2, "is empty"),
        ("environments/local.toml", "[secrets.t]\nref='env:T'\nhosts=['http://a']\n", 3, "no host"),
        ("environments/local.toml", "\nproduction = 1\n", 2, "must be true or false"),
    ],
)
def test_broken_settings_name_file_and_line(
    collection: Path, name: str, text: str, line: int | None, reason: str
) -> None:
    path = write(collection / name, text)
    with pytest.raises(FileMalformed) as caught:
        load_context(collection / "users" / "x.toml", "local")
    assert (caught.value.path, caught.value.line) == (path, line)
    assert reason in caught.value.message


def test_unreadable_settings(collection: Path) -> None:
    (collection / "users" / "folder.toml").unlink()
    (collection / "users" / "folder.toml").mkdir()
    with pytest.raises(FileUnreadable):
        load_context(collection / "users")
    with pytest.raises(FileUnreadable):
        load_environment(collection / "environments" / "none.toml")


def test_network_settings_of_the_environment_and_the_collection(collection: Path) -> None:
    tls = '[tls]\nverify = false\nca = "ca.pem"\ncertificate = "c.pem"\nkey = "c.key"\n'
    write(collection / "environments" / "staging.toml", 'proxy = ""\n' + tls)
    write(collection / "collection.toml", 'proxy = "http://p:1"\n[tls]\nca = "all.pem"\n')
    context = load_context(collection, "staging")
    assert context.collection.network == Network(proxy="http://p:1", ca="all.pem")
    whole = Network(verify=False, ca="ca.pem", certificate="c.pem", key="c.key", proxy="")
    assert context.whole_network == whole
    assert load_context(collection, "local").whole_network == context.collection.network


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("name = 'x'\nproxy = 3\n", 2),
        ("[tls]\nca = 'a'\nverify = 'no'\n", 3),
        ("tls = false\n", 1),
        ("[tls]\nkey = ['k']\n", 2),
    ],
)
def test_network_settings_that_are_malformed_name_the_line(
    collection: Path, text: str, line: int
) -> None:
    for path in (collection / "environments" / "local.toml", collection / "collection.toml"):
        write(path, text)
        with pytest.raises(FileMalformed) as caught:
            load_context(collection, "local")
        assert (caught.value.path, caught.value.line) == (path, line)
        write(path)
