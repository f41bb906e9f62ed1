from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint_explorer.errors import FileMalformed
from endpoint_explorer.model.oauth2 import Token
from endpoint_explorer.storage.locations import state_dir
from endpoint_explorer.storage.tokens import TokenStore

TOKEN = Token(access_token="s3cret", refresh_token="fr3sh", obtained_at=1.0, expires_at=2.0)


def file_of(store: TokenStore) -> Path:
    assert store.path is not None
    return store.path


def test_tokens_outlive_the_program_and_are_private(tmp_path: Path) -> None:
    store = TokenStore(tmp_path, "staging")
    store.keep("a", TOKEN)
    with store.renewing(lambda: None):
        pass
    assert TokenStore(tmp_path, "staging").read("a") == TOKEN
    path = file_of(store)
    assert path.parent == state_dir() / "tokens"
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in path.parent.iterdir())


def test_each_collection_and_environment_has_its_own(tmp_path: Path) -> None:
    TokenStore(tmp_path, "staging").keep("a", TOKEN)
    assert TokenStore(tmp_path).read("a") is None
    assert TokenStore(tmp_path / "other", "staging").read("a") is None


def test_ad_hoc_tokens_are_nowhere_on_disk() -> None:
    store = TokenStore()
    store.keep("a", TOKEN)
    assert store.read("a") == TOKEN
    assert TokenStore().read("a") is None
    assert not (state_dir() / "tokens").exists()


def test_what_another_program_wrote_meanwhile_stays(tmp_path: Path) -> None:
    mine, theirs = TokenStore(tmp_path), TokenStore(tmp_path)
    mine.keep("a", TOKEN)
    theirs.keep("b", TOKEN)
    mine.keep("a", None)
    assert (mine.read("a"), mine.read("b")) == (None, TOKEN)


@pytest.mark.parametrize("content", [b"", b"{", b'{"format": "x"}', b'{"format": 1, "tokens": 1}'])
def test_a_damaged_file_is_no_token_and_is_replaced(tmp_path: Path, content: bytes) -> None:
    store = TokenStore(tmp_path)
    store.keep("a", TOKEN)
    file_of(store).write_bytes(content)
    assert store.read("a") is None
    store.keep("b", TOKEN)
    assert store.read("b") == TOKEN


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    store = TokenStore(tmp_path)
    store.keep("a", TOKEN)
    file_of(store).write_text('{"format": 2, "tokens": "else"}')
    with pytest.raises(FileMalformed, match="newer version"):
        store.read("a")
    with pytest.raises(FileMalformed, match="newer version"):
        store.keep("a", TOKEN)
    assert json.loads(file_of(store).read_text())["tokens"] == "else"


def test_a_token_shows_nothing_of_itself() -> None:
    assert "s3cret" not in repr(TOKEN)
    assert "fr3sh" not in f"{TOKEN!s}{[TOKEN]}"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
TIME = st.floats(0, 1e12)


@settings(max_examples=20)
@given(
    st.builds(
        Token,
        access_token=TEXT,
        refresh_token=TEXT,
        id_token=TEXT,
        scope=TEXT,
        obtained_at=TIME,
        expires_at=st.none() | TIME,
    )
)
def test_what_is_written_is_read(token: Token) -> None:
    store = TokenStore(Path("/nowhere"))
    store.keep("a", token)
    assert TokenStore(Path("/nowhere")).read("a") == token
