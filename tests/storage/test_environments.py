"""Environments as files: what a save keeps, and what a person can do to them."""

from __future__ import annotations

import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint_explorer.errors import (
    FileChanged,
    FileMalformed,
    FileUnreadable,
    FileUnwritable,
    UsageError,
)
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.collection import Environment
from endpoint_explorer.model.network import Network
from endpoint_explorer.storage.chosen_environments import remember
from endpoint_explorer.storage.context import list_environments, load_context, load_environment
from endpoint_explorer.storage.environment_file import render_environment
from endpoint_explorer.storage.environments import (
    copy_environment,
    create_environment,
    delete,
    read_environment,
    read_environments,
    rename_environment,
    restore,
    save_environment,
)
from endpoint_explorer.storage.reading import Stamp

SOURCE = """\
# About all of it.

name = "Staging"   # shown in the header
owner = "core"     # a key that we do not know
production = false

# About the variables.
[variables]
base_url = "http://a.test"  # the first
limit = 25
# Between.
"odd name" = 'x'

# About the secrets.
[secrets]
token = { ref = "env:TOKEN", hosts = ["api.a.test"] }   # the token
plain = "prompt:"

# About trust.
[tls]
verify = true
"""

ENVIRONMENT = Environment(
    name="e",
    title="Staging",
    variables={"base_url": "http://a.test", "limit": "25", "odd name": "x"},
    secrets={"token": "env:TOKEN", "plain": "prompt:"},
    secret_hosts={"token": ("api.a.test",)},
    network=Network(verify=True),
)

texts = st.text(st.characters(codec="utf-8"), max_size=12) | st.text(
    "'\"\\\r\n\t\x00 =#[]{}.,é", max_size=12
)
maps = st.dictionaries(texts, texts, max_size=4)
maybe = st.none() | texts


@st.composite
def environments(draw: st.DrawFn) -> Environment:
    secrets = draw(maps)
    host = st.sampled_from(("a.test", "*.b.test", "[::1]:80", "localhost:1"))
    hosts = st.lists(host, min_size=1, max_size=2).map(tuple)
    return Environment(
        name="e",
        title=draw(texts),
        variables=draw(maps | st.just(ENVIRONMENT.variables)),
        secrets=secrets,
        secret_hosts={name: draw(hosts) for name in secrets if draw(st.booleans())},
        dotenv=draw(st.lists(texts, max_size=2).map(tuple)),
        production=draw(st.booleans()),
        network=draw(
            st.builds(
                Network,
                verify=st.none() | st.booleans(),
                **dict.fromkeys(("ca", "certificate", "key", "proxy"), maybe),
            )
        ),
    )


@settings(deadline=None, max_examples=60)
@given(environments())
def test_any_environment_comes_back_from_a_new_file(environment: Environment) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "e.toml"
        stamp = save_environment(path, environment, None)
        assert load_environment(path) == environment
        assert Stamp.of(path.read_bytes()) == stamp
        assert save_environment(path, environment, stamp) == stamp


@settings(deadline=None, max_examples=60)
@given(environments())
def test_any_environment_comes_back_from_an_edited_file_and_no_comment_is_lost(
    environment: Environment,
) -> None:
    text = render_environment(Path("e.toml"), environment, SOURCE.encode()).decode()
    assert "# About all of it." in text
    assert 'owner = "core"     # a key that we do not know' in text
    with TemporaryDirectory() as folder:
        path = Path(folder) / "e.toml"
        path.write_text(text, newline="")
        assert load_environment(path) == environment


def rendered(**changes: object) -> str:
    environment = msgspec.structs.replace(ENVIRONMENT, **changes)
    return render_environment(Path("e.toml"), environment, SOURCE.encode()).decode()


def test_saving_what_did_not_change_leaves_the_bytes_alone() -> None:
    assert rendered() == SOURCE


def test_an_edit_touches_its_own_line_only() -> None:
    assert rendered(variables={**ENVIRONMENT.variables, "limit": "50"}) == SOURCE.replace(
        "limit = 25", 'limit = "50"'
    )
    assert rendered(production=True) == SOURCE.replace("production = false", "production = true")
    secrets = {"token": "env:OTHER", "plain": "prompt:"}
    assert rendered(secrets=secrets) == SOURCE.replace("env:TOKEN", "env:OTHER")


def test_what_is_taken_away_leaves_its_neighbours_their_comments() -> None:
    text = rendered(variables={}, secrets={}, secret_hosts={}, network=Network())
    assert re.findall("# About [a-z ]+", text) == [
        "# About all of it",
        "# About the variables",
        "# About the secrets",
        "# About trust",
    ]


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    (tmp_path / "collection.toml").write_text('name = "C"\nbase_url = "http://c.test"\n')
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "staging.toml").write_text(SOURCE)
    return tmp_path


@pytest.fixture
def staging(collection: Path) -> Path:
    return collection / "environments" / "staging.toml"


def test_a_file_that_changed_underneath_is_not_overwritten(staging: Path) -> None:
    file = read_environment(staging)
    staging.write_text(SOURCE + "# mine\n")
    with pytest.raises(FileChanged):
        save_environment(staging, ENVIRONMENT, file.stamp)
    assert staging.read_text().endswith("# mine\n")
    staging.unlink()
    with pytest.raises(FileChanged):
        save_environment(staging, ENVIRONMENT, file.stamp)


def test_what_no_file_can_say_is_refused_and_the_file_stays(staging: Path) -> None:
    wrong = msgspec.structs.replace(ENVIRONMENT, secret_hosts={"token": ("http://a",)})
    with pytest.raises(FileUnwritable, match="no host such as"):
        save_environment(staging, wrong, None)
    with pytest.raises(FileUnwritable, match="surrogate"):
        save_environment(staging, msgspec.structs.replace(ENVIRONMENT, title="\ud800"), None)
    assert staging.read_text() == SOURCE


def test_create_makes_the_folder_and_a_free_name(collection: Path) -> None:
    bare = collection / "other"
    bare.mkdir()
    path = create_environment(bare, "My Local")
    assert path == bare / "environments" / "my-local.toml"
    assert load_environment(path) == Environment(name="my-local", title="My Local")
    assert create_environment(bare, "My Local").name == "my-local-2.toml"
    assert load_environment(create_environment(bare, "plain")).title == ""
    with pytest.raises(UsageError):
        create_environment(bare, "  ")
    with pytest.raises(FileUnreadable):
        create_environment(collection / "gone", "x")


def test_copies_have_titles_of_their_own_and_keep_comments(staging: Path) -> None:
    first, second = copy_environment(staging), copy_environment(staging)
    assert (first.name, second.name) == ("staging-copy.toml", "staging-copy-2.toml")
    assert load_environment(second).title == "Staging copy 2"
    assert "# About the secrets." in first.read_text()


def test_rename_changes_title_and_file_and_nothing_else(staging: Path) -> None:
    path = rename_environment(staging, "Pre-Production")
    assert path.name == "pre-production.toml"
    assert path.read_text() == SOURCE.replace('"Staging"', '"Pre-Production"')
    assert not staging.exists()
    (path.parent / "taken.toml").write_text("")
    assert rename_environment(path, "Taken").name == "taken-2.toml"


def test_a_rename_that_cannot_be_saved_changes_nothing(staging: Path) -> None:
    with pytest.raises(FileUnwritable):
        rename_environment(staging, "a\ud800")
    assert staging.read_text() == SOURCE
    staging.write_text("name = 1\n")
    with pytest.raises(FileMalformed):
        rename_environment(staging, "Other")


def test_delete_goes_to_the_trash_and_back(collection: Path, staging: Path) -> None:
    deleted = delete(staging)
    assert list_environments(collection) == ()
    restore(deleted)
    assert staging.read_text() == SOURCE


def test_a_file_with_a_fault_says_where(collection: Path) -> None:
    (collection / "environments" / "a.toml").write_text("[secrets]\nt = 5\n")
    broken, whole = read_environments(collection)
    assert broken.fault is not None
    assert "a.toml:2" in broken.fault.message
    assert (broken.title, whole.title, whole.fault) == ("a", "Staging", None)


def test_an_environment_is_found_by_its_title_too(collection: Path) -> None:
    named = load_context(collection, "Staging").environment
    assert named is not None
    assert named.name == "staging"
    (collection / "environments" / "broken.toml").write_text("[")
    (collection / "environments" / "two.toml").write_text('name = "Staging"\n')
    with pytest.raises(UsageError, match="several") as caught:
        load_context(collection, "Staging")
    assert caught.value.hint == "Name the file of one: staging, two."
    with pytest.raises(UsageError):
        load_context(collection, "")


def test_the_choice_is_remembered_while_its_environment_is_there(
    collection: Path, staging: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENDPOINT_EXPLORER_HOME", str(tmp_path / "home"))
    (collection / "environments" / "default.toml").write_text("")
    explorer = Explorer()
    assert explorer.chosen_environment(collection) == "default"
    explorer.remember_environment(collection, "staging")
    assert Explorer().chosen_environment(collection) == "staging"
    explorer.remember_environment(collection, "")
    assert Explorer().chosen_environment(collection) == ""
    explorer.remember_environment(collection, "staging")
    os.rename(staging, staging.with_name("moved.toml"))
    assert Explorer().chosen_environment(collection) == "default"
    kept = next((tmp_path / "home").rglob("environments/*.json"))
    assert kept.stat().st_mode & 0o077 == 0
    kept.write_text("no choice")
    assert Explorer().chosen_environment(collection) == "default"


def test_a_state_folder_that_cannot_be_read_costs_the_memory_only(
    collection: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENDPOINT_EXPLORER_HOME", str(tmp_path / "home"))
    remember(collection, "staging")
    kept = next((tmp_path / "home").rglob("environments/*.json"))
    kept.unlink()
    kept.mkdir()
    assert Explorer().chosen_environment(collection) == ""
