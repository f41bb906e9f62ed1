"""Unsaved edits, kept for the next start: one private file for each folder that is worked in.

What is kept are requests as they are written, with their templates: values of secrets that a
request only refers to are never in it.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from endpoint_explorer.errors import FileMalformed
from endpoint_explorer.model.request import Request
from endpoint_explorer.storage.atomic import write_atomic
from endpoint_explorer.storage.faults import unwritable
from endpoint_explorer.storage.locations import private_dir, state_dir
from endpoint_explorer.storage.reading import Stamp, read_if_there

LOCK_PATIENCE = 5.0
"""Seconds to wait for another program that is writing."""


class KeptDraft(msgspec.Struct, frozen=True, omit_defaults=True):
    """A request with unsaved edits.

    `path` is its file and `stamp` what that file was when it was read; both are empty for a
    request that was never saved. `collection` is the collection's folder, empty outside of one.
    """

    edited: Request
    path: str = ""
    stamp: Stamp | None = None
    collection: str = ""


class _File(msgspec.Struct, frozen=True):
    """What a file of drafts holds; `root` is the folder that was worked in."""

    root: str
    drafts: tuple[KeptDraft, ...]


def drafts_path(root: Path) -> Path:
    """Return the file for the drafts of a folder."""
    from hashlib import blake2b

    name = blake2b(str(root).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    return state_dir() / "drafts" / f"{name}.json"


def load_drafts(root: Path) -> tuple[KeptDraft, ...]:
    """Return what was kept for a folder; raise FileUnreadable, FileMalformed."""
    path = drafts_path(root)
    data = read_if_there(path)
    if data is None:
        return ()
    try:
        return msgspec.json.decode(data, type=_File).drafts
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FileMalformed(
            path, f"is no file of drafts: {error}", hint="It will be written anew."
        ) from error


def merge_drafts(root: Path, before: tuple[KeptDraft, ...], after: tuple[KeptDraft, ...]) -> None:
    """Keep what became of the drafts of one program, beside what other programs have kept.

    `before` is what this program last read or wrote, `after` what it holds now: the difference is
    what it did. Of a request that several programs edit, the draft that was edited last is kept.

    Raises FileUnwritable and FileUnreadable; nothing is changed then.
    """
    path = drafts_path(root)
    if not after and not path.exists():
        return
    private_dir(path.parent)
    from endpoint_explorer.storage.locking import locked

    with locked(path, "the drafts", patience=LOCK_PATIENCE):
        try:
            there = load_drafts(root)
        except FileMalformed:  # which the start has said
            there = ()
        save_drafts(root, merged(there, before, after))


def merged(
    there: tuple[KeptDraft, ...], before: tuple[KeptDraft, ...], after: tuple[KeptDraft, ...]
) -> tuple[KeptDraft, ...]:
    """Return the drafts that are there with what one program did to its own."""
    known = {_identity(draft): draft for draft in before}
    held = {_identity(draft) for draft in after}
    left = {
        identity: draft
        for draft in there
        if (identity := _identity(draft)) in held or known.get(identity) != draft
    }
    own = tuple(
        left.pop(_identity(draft), draft) if known.get(_identity(draft)) == draft else draft
        for draft in after
    )
    return (*own, *(draft for identity, draft in left.items() if identity not in held))


def _identity(draft: KeptDraft) -> tuple[str, str]:
    """Say of which request a draft is: that of a file, or one that was never saved."""
    return (draft.path, "" if draft.path else draft.edited.id)


def save_drafts(root: Path, drafts: tuple[KeptDraft, ...]) -> None:
    """Keep these drafts for a folder in place of what was kept; raise FileUnwritable."""
    path = drafts_path(root)
    if not drafts:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(path, error) from error
        return
    private_dir(path.parent)
    try:
        data = msgspec.json.encode(_File(str(root), drafts))
    except UnicodeEncodeError as error:
        raise unwritable(path, ValueError("it holds text that UTF-8 cannot say")) from error
    write_atomic(path, data, mode=0o600)
