"""Unsaved edits that come back: beside what is there, and never over it."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path
from threading import Event

import msgspec
import pytest

from endpoint_explorer.model.request import Request
from endpoint_explorer.storage.collections import load_request
from endpoint_explorer.storage.drafts import (
    KeptDraft,
    drafts_path,
    load_drafts,
    merge_drafts,
    save_drafts,
)
from endpoint_explorer.tui.screens.dialogs import ChoiceScreen
from endpoint_explorer.tui.screens.main import drafts

from .conftest import Opener, Session


@pytest.fixture
def path(workspace: Path) -> Path:
    """Return the file of a saved request."""
    return workspace / "shop" / "users" / "get-user.toml"


def draft_of(path: Path, url: str) -> KeptDraft:
    """Return a draft of a file that changes its URL."""
    loaded = load_request(path)
    edited = msgspec.structs.replace(loaded.request, url=url)
    return KeptDraft(edited=edited, path=str(path), stamp=loaded.stamp)


def remove(path: Path) -> None:
    """Remove a file, as another program does."""
    path.unlink()


def change(path: Path) -> str:
    """Change a file, as another program does, and return its text."""
    path.write_text(path.read_text().replace("Get a user", "Get one user"))
    return path.read_text()


def text_of(path: Path) -> str:
    """Return what a file holds."""
    return path.read_text()


async def write(session: Session, path: Path, text: str) -> None:
    """Open a request and add to its URL."""
    await session.open(path)
    session.main.form.focus_url()
    await session.press("end")
    await session.write(text)


async def test_an_edit_is_kept_once_it_rests_and_forgotten_once_it_is_saved(
    opener: Opener, workspace: Path, path: Path
) -> None:
    async with opener() as session:
        await write(session, path, "/posts")
        await session.until(lambda: load_drafts(workspace))
        (kept,) = load_drafts(workspace)
        assert (kept.edited.url, kept.path) == ("/v1/users/{id}/posts", str(path))
        await session.press("ctrl+s")
        await session.until(lambda: not drafts_path(workspace).exists())


async def test_drafts_are_restored_beside_their_files(
    opener: Opener, workspace: Path, path: Path
) -> None:
    save_drafts(workspace, (draft_of(path, "/draft"), KeptDraft(edited=Request(url="/scratch"))))
    async with opener() as session:
        await session.until(lambda: "2 drafts restored" in session.notes())
        assert session.main.workbench.changed_paths() == {path}
        await session.open(path)
        assert session.main.form.request.url == "/draft"
        assert [o.edited.url for o in session.main.workbench.scratches()] == ["/scratch"]


@pytest.mark.parametrize("is_answered", [False, True])
async def test_a_draft_is_laid_over_what_was_sent_before_it_was_read(
    opener: Opener,
    workspace: Path,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_answered: bool,
) -> None:
    save_drafts(workspace, (draft_of(path, "/draft"),))
    is_read = Event()
    monkeypatch.setattr(drafts, "load_drafts", lambda root: is_read.wait(60) and load_drafts(root))
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        async with opener(base_url=f"http://127.0.0.1:{server.getsockname()[1]}") as session:
            await session.open(path)
            await session.press("ctrl+j")
            await session.until(lambda: session.main.current.flight)
            if is_answered:
                await session.press("escape")
                await session.until(lambda: session.main.current.result)
            sent = session.main.current
            is_read.set()
            await session.until(lambda: "1 draft restored" in session.notes())
            assert session.main.current is sent
            assert session.main.form.request.url == sent.edited.url == "/draft"
            assert bool(sent.result) is is_answered
            await session.press("ctrl+c")


async def test_two_programs_keep_the_drafts_of_both(
    opener: Opener, workspace: Path, path: Path
) -> None:
    other = workspace / "shop" / "list-products.toml"
    async with opener() as session:
        await session.until(lambda: session.main._is_restored)
        merge_drafts(workspace, (), (draft_of(other, "/other"),))
        await write(session, path, "/posts")
        await session.until(lambda: len(load_drafts(workspace)) == 2)
        await session.press("ctrl+s")
        await session.until(lambda: len(load_drafts(workspace)) == 1)
    assert load_drafts(workspace) == (draft_of(other, "/other"),)


async def test_a_draft_that_equals_its_file_is_forgotten(
    opener: Opener, workspace: Path, path: Path
) -> None:
    save_drafts(workspace, (draft_of(path, "/v1/users/{id}"),))
    async with opener() as session:
        await session.until(lambda: not drafts_path(workspace).exists())
        assert "restored" not in session.notes()
        assert not session.main.workbench.unsaved()


async def test_a_draft_of_a_file_that_is_gone_becomes_a_scratch_request(
    opener: Opener, workspace: Path, path: Path
) -> None:
    save_drafts(workspace, (draft_of(path, "/draft"),))
    remove(path)
    async with opener() as session:
        await session.until(lambda: "1 draft restored" in session.notes())
        assert [o.edited.url for o in session.main.workbench.scratches()] == ["/draft"]


async def test_a_file_that_changed_since_is_not_saved_over_unasked(
    opener: Opener, workspace: Path, path: Path
) -> None:
    save_drafts(workspace, (draft_of(path, "/draft"),))
    changed = change(path)
    async with opener() as session:
        await session.until(lambda: "1 draft restored" in session.notes())
        await session.open(path)
        await session.press("ctrl+s")
        await session.until_asked(ChoiceScreen)
    assert text_of(path) == changed


async def test_a_file_of_drafts_that_is_broken_is_named_and_replaced(
    opener: Opener, workspace: Path, path: Path
) -> None:
    save_drafts(workspace, (draft_of(path, "/draft"),))
    drafts_path(workspace).write_bytes(b"{")
    async with opener() as session:
        await session.until(lambda: "is no file of drafts" in session.notes())
        await write(session, path, "/posts")
        await session.until(lambda: _kept(workspace))


def _kept(workspace: Path) -> bool:
    with contextlib.suppress(Exception):
        return bool(load_drafts(workspace))
    return False


async def test_the_first_send_finds_everything_ready(opener: Opener) -> None:
    async with opener() as session:
        await session.until(lambda: session.main.explorer._transport is not None)
