from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend

from endpoint_explorer.errors import SecretNeeded, SecretUnavailable, UsageError
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.collection import Context, Environment
from endpoint_explorer.model.request import Auth, Request
from endpoint_explorer.model.secret import MASK
from endpoint_explorer.storage import keychain
from endpoint_explorer.storage.context import load_context
from endpoint_explorer.storage.dotenv import read_dotenv_file
from endpoint_explorer.storage.keychain import KeyringUnavailable
from endpoint_explorer.storage.secret_keeping import keep_in_dotenv

REQUEST = Request(url="http://h/", auth=Auth(type="bearer", token="{{token}}"))


class FakeKeyring(KeyringBackend):
    """A keyring in memory."""

    priority = 9

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring's
        self.kept: dict[tuple[str, str], str] = {}
        self.asked = 0
        self.wait = threading.Event()
        self.wait.set()

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        self.wait.wait(20)
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if service == "broken":
            raise RuntimeError(f"cannot keep {password}")
        self.kept[service, username] = password


@pytest.fixture
def fake() -> Iterator[FakeKeyring]:
    before = keyring.get_keyring()
    backend = FakeKeyring()
    keyring.set_keyring(backend)
    yield backend
    backend.wait.set()
    keyring.set_keyring(before)


@pytest.fixture
def explorer() -> Iterator[Explorer]:
    explorer = Explorer()
    yield explorer
    explorer.close()


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    (folder / "environments").mkdir(parents=True)
    (folder / "collection.toml").write_text("name = 'Shop'\n")
    return folder


def around(collection: Path, reference: str) -> Context:
    environment = Environment(name="e", secrets={"token": reference})
    return Context(directory=collection, environment=environment)


def sent(explorer: Explorer, context: Context) -> str:
    return dict(explorer.prepare(REQUEST, context).headers)["Authorization"].removeprefix("Bearer ")


def test_dotenv(explorer: Explorer, collection: Path) -> None:
    context = around(collection, "dotenv:TOKEN")
    with pytest.raises(SecretUnavailable, match=r"\.env: cannot be read: it does not exist"):
        sent(explorer, context)
    (collection / ".env").write_text("OTHER=1\nTOKEN=from the file\n")
    assert sent(explorer, context) == "from the file"
    (collection / ".env").write_text("TOKEN=changed\n")
    assert sent(explorer, context) == "changed"
    (collection / "more").mkdir()
    (collection / "more" / "keys").write_text("A=other\n")
    assert sent(explorer, around(collection, "dotenv:more/keys#A")) == "other"
    with pytest.raises(SecretUnavailable, match=r"refers to B in .*keys, which is not there"):
        sent(explorer, around(collection, "dotenv:more/keys#B"))
    (collection / ".env").write_text("A=1\n'hunter22\n")
    with pytest.raises(SecretUnavailable, match=r"\.env:2: is no line") as caught:
        sent(explorer, context)
    assert "hunter22" not in str(caught.value)


def test_a_person_is_asked_once_for_each_collection_and_name(
    explorer: Explorer, collection: Path, tmp_path: Path
) -> None:
    context = around(collection, "prompt:")
    with pytest.raises(SecretNeeded) as caught:
        sent(explorer, context)
    assert (caught.value.name, caught.value.collection) == ("token", collection)
    assert explorer.preview(REQUEST, context).problems == ()
    preview = explorer.preview_message(REQUEST, context, explorer.origin(None))
    assert preview.problems == ()
    assert f"Bearer {MASK}" in preview.data.decode()
    explorer.provide_secret(collection, "token", "typed")
    assert sent(explorer, context) == "typed"
    assert sent(explorer, context) == "typed"
    with pytest.raises(SecretNeeded):
        sent(explorer, around(tmp_path / "other", "prompt:"))
    explorer.secrets.forget(collection)
    with pytest.raises(SecretNeeded):
        sent(explorer, context)


def test_what_was_typed_is_no_answer_for_another_source(
    explorer: Explorer, collection: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", "from the environment")
    explorer.provide_secret(collection, "token", "typed")
    assert sent(explorer, around(collection, "env:TOKEN")) == "from the environment"


def test_keyring(explorer: Explorer, collection: Path, fake: FakeKeyring) -> None:
    fake.kept = {("api", "ada"): "kept", ("a/b", "token"): "deep"}
    context = around(collection, "keyring:api/ada")
    assert explorer.preview(REQUEST, context).problems == ()
    assert fake.asked == 0
    assert sent(explorer, context) == "kept"
    assert sent(explorer, around(collection, "keyring:a/b/token")) == "deep"
    assert fake.asked == 2
    with pytest.raises(SecretNeeded, match="is not in the keyring, under api/bob"):
        sent(explorer, around(collection, "keyring:api/bob"))
    explorer.provide_secret(collection, "token", "typed")
    assert sent(explorer, around(collection, "keyring:api/bob")) == "typed"


def test_a_keyring_that_does_not_answer(
    explorer: Explorer, collection: Path, fake: FakeKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keychain, "PATIENCE", 0.01)
    fake.wait.clear()
    with pytest.raises(SecretNeeded, match="did not answer"):
        sent(explorer, around(collection, "keyring:api/ada"))


def test_without_a_keyring_a_person_is_asked(explorer: Explorer, collection: Path) -> None:
    with pytest.raises(SecretNeeded, match="this system has no keyring"):
        sent(explorer, around(collection, "keyring:api/ada"))
    assert not keychain.has_keyring()


def test_what_a_backend_says_is_not_repeated(fake: FakeKeyring) -> None:
    with pytest.raises(KeyringUnavailable) as caught:
        keychain.write_password("broken", "u", "hunter22")
    assert "hunter22" not in str(caught.value)


def test_a_literal_moves_into_the_dotenv_file_where_there_is_no_keyring(
    explorer: Explorer, collection: Path, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    environment = collection / "environments" / "local.toml"
    environment.write_text("# mine\nname = 'Here'\n\n[secrets]\nold = 'env:OLD' # kept\n")
    (collection / ".env").write_text("LOCAL_TOKEN=taken")
    moved = explorer.move_to_secret(collection, "local", "token", "it's a \\ 'secret'")
    assert moved.template == "{{token}}"
    assert moved.reference == "dotenv:LOCAL_TOKEN_2"
    assert sent(explorer, load_context(collection, "local")) == "it's a \\ 'secret'"
    assert read_dotenv_file(collection / ".env")["LOCAL_TOKEN"] == "taken"
    assert stat.S_IMODE(os.stat(collection / ".env").st_mode) == 0o600
    assert (collection / ".gitignore").read_text() == "/.env\n"
    assert environment.read_text() == (
        "# mine\nname = 'Here'\n\n[secrets]\nold = 'env:OLD' # kept\n"
        'token = "dotenv:LOCAL_TOKEN_2"\n'
    )
    with pytest.raises(UsageError, match="has a secret named token already"):
        explorer.move_to_secret(collection, "local", "token", "x")
    with pytest.raises(UsageError, match="without braces"):
        explorer.move_to_secret(collection, "local", "{{a}}", "x")


def test_a_literal_moves_into_the_keyring(
    explorer: Explorer, collection: Path, fake: FakeKeyring
) -> None:
    moved = explorer.move_to_secret(collection, "", "api_key", "hunter22")
    assert moved.reference.startswith("keyring:endpoint-explorer/shop-")
    assert moved.environment == "default"
    assert list(fake.kept.values()) == ["hunter22"]
    assert not (collection / ".env").exists()
    assert not (collection / ".gitignore").exists()
    text = (collection / "environments" / "default.toml").read_text()
    assert "hunter22" not in text
    context = load_context(collection, explorer.default_environment(collection))
    request = Request(url="http://h/", auth=Auth(type="bearer", token=moved.template))
    assert ("Authorization", "Bearer hunter22") in explorer.prepare(request, context).headers


@settings(max_examples=40)
@given(
    value=st.text(
        st.characters(codec="utf-8", exclude_characters="\r\x00"), min_size=1, max_size=20
    )
)
def test_any_value_survives_the_dotenv_file(
    tmp_path_factory: pytest.TempPathFactory, value: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    reference = keep_in_dotenv(folder, "local", "token", value)
    assert reference == "dotenv:LOCAL_TOKEN"
    assert read_dotenv_file(folder / ".env") == {"LOCAL_TOKEN": value}
