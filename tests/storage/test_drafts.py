"""Drafts on disk: private, by folder, and gone when there are none."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from endpoint_explorer.errors import FileMalformed, FileUnwritable
from endpoint_explorer.model.request import Body, Field, Request
from endpoint_explorer.storage.drafts import KeptDraft, drafts_path, load_drafts, save_drafts
from endpoint_explorer.storage.reading import Stamp

ROOT = Path("/somewhere/collections")
DRAFT = KeptDraft(
    edited=Request(id="1", url="/x/{{id}}", query=(Field("a", bare=True),)),
    path="/somewhere/collections/shop/get.toml",
    stamp=Stamp("abc"),
    collection="/somewhere/collections/shop",
)
text = st.text(st.characters(exclude_categories=["Cs"]))


def test_what_was_kept_comes_back_for_its_folder_only() -> None:
    save_drafts(ROOT, (DRAFT, KeptDraft(edited=Request(url="/y"))))
    assert load_drafts(ROOT) == (DRAFT, KeptDraft(edited=Request(url="/y")))
    assert load_drafts(ROOT / "other") == ()


@given(text, text)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back(url: str, body: str) -> None:
    draft = KeptDraft(edited=Request(url=url, body=Body(type="text", text=body)), path=url)
    save_drafts(ROOT, (draft,))
    assert load_drafts(ROOT) == (draft,)


def test_the_file_is_private() -> None:
    save_drafts(ROOT, (DRAFT,))
    path = drafts_path(ROOT)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_no_drafts_leave_no_file() -> None:
    save_drafts(ROOT, ())
    save_drafts(ROOT, (DRAFT,))
    save_drafts(ROOT, ())
    assert not drafts_path(ROOT).exists()
    assert load_drafts(ROOT) == ()


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"root": "x", "drafts": [1]}', b"\xff\xfe"])
def test_what_is_no_file_of_drafts_is_said_to_be_none(data: bytes) -> None:
    save_drafts(ROOT, (DRAFT,))
    drafts_path(ROOT).write_bytes(data)
    with pytest.raises(FileMalformed, match="is no file of drafts"):
        load_drafts(ROOT)


def test_text_that_cannot_be_written_leaves_what_was_there() -> None:
    save_drafts(ROOT, (DRAFT,))
    with pytest.raises(FileUnwritable):
        save_drafts(ROOT, (KeptDraft(edited=Request(url="\ud800")),))
    assert load_drafts(ROOT) == (DRAFT,)
