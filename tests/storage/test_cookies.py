from __future__ import annotations

import fcntl
import json
import os
import stat
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.errors import FileMalformed, FileUnwritable
from endpoint_explorer.model.cookie import Cookie
from endpoint_explorer.storage import cookies as module
from endpoint_explorer.storage.cookies import CookieStore
from endpoint_explorer.storage.locations import state_dir

SESSION = Cookie(name="sid", value="s3cret", domain="a.test")


def put(store: CookieStore, *cookies: Cookie) -> tuple[Cookie, ...]:
    return store.change({cookie.key: cookie for cookie in cookies})


def file_of(store: CookieStore) -> Path:
    assert store.path is not None
    return store.path


def test_cookies_outlive_the_program_and_are_private(tmp_path: Path) -> None:
    store = CookieStore(tmp_path, "staging")
    put(store, SESSION)
    assert CookieStore(tmp_path, "staging").read() == (SESSION,)
    path = file_of(store)
    assert path.parent == state_dir() / "cookies"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in path.parent.iterdir())


def test_each_collection_and_environment_has_its_own(tmp_path: Path) -> None:
    put(CookieStore(tmp_path, "staging"), SESSION)
    assert CookieStore(tmp_path).read() == ()
    assert CookieStore(tmp_path / "other", "staging").read() == ()


def test_one_collection_by_two_paths_is_one(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "shop")
    put(CookieStore(tmp_path / "shop"), SESSION)
    assert CookieStore(tmp_path / "link").read() == (SESSION,)


def test_ad_hoc_cookies_are_nowhere_on_disk() -> None:
    store = CookieStore()
    put(store, SESSION)
    assert store.read() == (SESSION,)
    assert CookieStore().read() == ()
    assert not (state_dir() / "cookies").exists()


def test_what_another_program_wrote_meanwhile_stays(tmp_path: Path) -> None:
    mine, theirs = CookieStore(tmp_path), CookieStore(tmp_path)
    other = Cookie(name="theirs", value="1", domain="a.test")
    mine.read()
    put(theirs, other)
    put(mine, SESSION)
    assert set(theirs.read()) == {other, SESSION}
    mine.change({other.key: None})
    assert theirs.read() == (SESSION,)


def test_many_writers_lose_nothing(tmp_path: Path) -> None:
    def write(writer: int) -> None:
        store = CookieStore(tmp_path)
        for i in range(5):
            put(store, Cookie(name=f"{writer}-{i}", value="x", domain="a.test"))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(CookieStore(tmp_path).read()) == 20


def test_what_has_expired_is_not_kept(tmp_path: Path) -> None:
    store = CookieStore(tmp_path)
    put(store, SESSION, Cookie(name="old", value="1", domain="a.test", expires=time.time() - 1))
    assert store.read() == (SESSION,)
    assert b"old" not in file_of(store).read_bytes()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"format": "x"}', b'{"format": 1, "cookies": [{}]}', b"\xff"]
)
def test_a_damaged_file_is_moved_aside_and_named(tmp_path: Path, content: bytes) -> None:
    store = CookieStore(tmp_path)
    put(store, SESSION)
    path = file_of(store)
    path.write_bytes(content)
    assert store.read() == ()
    (aside,) = path.parent.glob("*.damaged-*")
    assert aside.read_bytes() == content
    assert aside.name in store.notices[0]
    assert put(store, SESSION) == (SESSION,)


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    store = CookieStore(tmp_path)
    put(store, SESSION)
    path = file_of(store)
    path.write_text('{"format": 2, "cookies": {"something": "else"}}')
    for use in (store.read, lambda: put(store, SESSION)):
        with pytest.raises(FileMalformed, match="newer version"):
            use()
    assert '"else"' in path.read_text()


def test_a_line_break_in_a_file_becomes_no_header(tmp_path: Path) -> None:
    store = CookieStore(tmp_path)
    put(store, SESSION)
    path = file_of(store)
    document = json.loads(path.read_text())
    document["cookies"][0]["value"] = "x\r\nInjected: 1"
    path.write_text(json.dumps(document))
    assert store.read() == ()


def test_a_program_that_hangs_with_the_lock_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = CookieStore(tmp_path)
    put(store, SESSION)
    monkeypatch.setattr(module, "LOCK_PATIENCE", 0.05)
    lock = os.open(file_of(store).with_name(".lock"), os.O_RDWR)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(FileUnwritable, match="another program"):
            put(store, SESSION)
        assert store.read() == (SESSION,)
    finally:
        os.close(lock)


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)


@given(
    st.builds(
        Cookie,
        name=TEXT,
        value=TEXT,
        domain=TEXT,
        path=TEXT,
        expires=st.none() | st.floats(4e9, 1e12),
        secure=st.booleans(),
        http_only=st.booleans(),
        host_only=st.booleans(),
        same_site=TEXT,
        created=st.floats(0, 1e12),
    )
)
def test_what_is_written_is_read(cookie: Cookie) -> None:
    store = CookieStore(Path("/nowhere"))
    store.change({known.key: None for known in store.read()})
    put(store, cookie)
    assert CookieStore(Path("/nowhere")).read() == (cookie,)
