"""Bodies on their way in: kept whole whatever their size, or hashed, and leaving nothing behind."""

from __future__ import annotations

import os
import tracemalloc
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.errors import FileUnwritable, SendError
from endpoint_explorer.sending import spool as module
from endpoint_explorer.sending.spool import Spool

PIECE = bytes(range(256)) * 4096
"""A megabyte."""


@pytest.fixture(autouse=True)
def _four_megabytes_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "IN_MEMORY", 4 * len(PIECE))


def filled(spool: Spool, megabytes: int) -> bytes:
    for _ in range(megabytes):
        spool.write(PIECE)
    return PIECE * megabytes


@pytest.mark.parametrize("megabytes", [0, 1, 4, 5, 9])
def test_a_body_comes_back_as_it_went_in(tmp_path: Path, megabytes: int) -> None:
    spool = Spool(lambda: tmp_path)
    body = filled(spool, megabytes)
    assert spool.size == len(body)
    assert spool.take() == (body, None)
    assert list(tmp_path.iterdir()) == []


@given(st.lists(st.binary(max_size=40)), st.integers(0, 60), st.integers(0, 60))
def test_any_pieces_are_kept_or_hashed(pieces: list[bytes], memory: int, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "IN_MEMORY", memory)
        spool = Spool(most=most)
        for piece in pieces:
            spool.write(piece)
        whole = b"".join(pieces)
        body, omitted = spool.take()
    if len(whole) <= most:
        assert (body, omitted) == (whole, None)
    else:
        assert omitted is not None
        assert (body, omitted.size) == (b"", len(whole))
        assert omitted.sha256 == sha256(whole).hexdigest()


def test_the_file_has_no_name_and_is_closed(tmp_path: Path) -> None:
    spool = Spool(lambda: tmp_path)
    before = len(os.listdir("/proc/self/fd"))
    filled(spool, 6)
    assert len(os.listdir("/proc/self/fd")) == before + 1
    assert list(tmp_path.iterdir()) == []
    spool.close()
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_small_body_needs_no_folder() -> None:
    def folder() -> Path:
        raise AssertionError

    spool = Spool(folder)
    body = filled(spool, 4)
    assert spool.take() == (body, None)


def test_what_grew_in_memory_is_handed_over_and_not_copied() -> None:
    spool = Spool()
    tracemalloc.start()
    for _ in range(4):
        spool.write(PIECE)
    body, _ = spool.take()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(body) == 4 * len(PIECE)
    assert peak < 5 * len(PIECE)


def test_a_folder_that_cannot_be_had_keeps_what_came() -> None:
    def folder() -> Path:
        raise FileUnwritable(Path("/x"), "the disk is full")

    spool = Spool(folder)
    body = filled(spool, 4)
    with pytest.raises(SendError, match="the body cannot be kept: /x: the disk is full"):
        spool.write(b"more")
    assert spool.take() == (body, None)


def test_a_disk_that_fills_up_keeps_what_it_took(tmp_path: Path) -> None:
    spool = Spool(lambda: tmp_path)
    body = filled(spool, 5)
    # /dev/full stands for the disk: what was written before stays readable.
    assert spool._file is not None
    real = spool._file
    full = open("/dev/full", "wb", buffering=0)  # noqa: SIM115 - closed below
    spool._file = full
    with pytest.raises(SendError, match="No space left"):
        spool.write(b"more")
    full.close()
    spool._file = real
    real.write(b"a part")
    assert spool.take() == (body, None)
