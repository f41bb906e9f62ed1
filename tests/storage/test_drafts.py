"""Drafts on disk: private, by folder, and gone when there are none."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from endpoint_explorer.errors import FileMalformed, FileUnwritable
from endpoint_explorer.model.request import Body, Field, Request
from endpoint_explorer.storage.drafts import (
    KeptDraft,
    drafts_path,
    load_drafts,
    merge_drafts,
    merged,
    save_drafts,
)
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


def draft(name: str, url: str) -> KeptDraft:
    """Return a draft of a request by name; one in capitals was never saved."""
    if name.isupper():
        return KeptDraft(edited=Request(id=name, url=url))
    return KeptDraft(edited=Request(url=url), path=name)


def test_the_newest_edit_of_a_request_is_kept_whoever_writes_last() -> None:
    first, second = draft("a", "/first"), draft("a", "/second")
    merge_drafts(ROOT, (), (first, draft("B", "/mine")))
    merge_drafts(ROOT, (first,), (second, draft("C", "/theirs")))
    held = (first, draft("B", "/mine"))
    merge_drafts(ROOT, held, (*held, draft("d", "/mine")))
    assert {(d.path or d.edited.id, d.edited.url) for d in load_drafts(ROOT)} == {
        ("a", "/second"), ("B", "/mine"), ("C", "/theirs"), ("d", "/mine"),
    }  # fmt: skip
    merge_drafts(ROOT, held, ())
    assert {d.path or d.edited.id for d in load_drafts(ROOT)} == {"a", "C", "d"}


def test_nothing_to_keep_and_nothing_kept_leave_nothing() -> None:
    merge_drafts(ROOT, (), ())
    assert not drafts_path(ROOT).parent.exists()
    merge_drafts(ROOT, (), (DRAFT,))
    merge_drafts(ROOT, (DRAFT,), ())
    assert not drafts_path(ROOT).exists()


def test_a_broken_file_is_written_anew() -> None:
    save_drafts(ROOT, (DRAFT,))
    drafts_path(ROOT).write_bytes(b"{")
    merge_drafts(ROOT, (), (DRAFT,))
    assert load_drafts(ROOT) == (DRAFT,)


HELD = st.dictionaries(st.sampled_from("abCD"), st.sampled_from(["/1", "/2"])).map(
    lambda urls: tuple(draft(name, url) for name, url in urls.items())
)


@given(HELD, HELD, HELD)
def test_merging_does_what_one_program_did_and_no_more(
    there: tuple[KeptDraft, ...], before: tuple[KeptDraft, ...], after: tuple[KeptDraft, ...]
) -> None:
    result = merged(there, before, after)
    assert len(result) == len({(d.path, d.edited.id) for d in result})
    assert set(result) >= set(after) - set(before)
    assert not set(result) & (set(before) - set(after) - set(there))
    untouched = {(d.path, d.edited.id) for d in (*before, *after)}
    assert set(result) >= {d for d in there if (d.path, d.edited.id) not in untouched}
    assert set(merged((), (), after)) == set(after)
    assert set(merged(there, there, ())) == set()
