from __future__ import annotations

import errno
import os
import resource
import signal
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from endpoint_explorer.errors import FileChanged, FileUnwritable
from endpoint_explorer.storage.atomic import write_atomic

AsNobody = Callable[[Path], AbstractContextManager[None]]


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_new_file_has_the_content_and_the_usual_mode(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_atomic(tmp_path / "a.toml", b"x = 1\n")
    finally:
        os.umask(old)
    assert (tmp_path / "a.toml").read_bytes() == b"x = 1\n"
    assert mode_of(tmp_path / "a.toml") == 0o640


def test_mode_of_an_existing_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"old")
    path.chmod(0o604)
    write_atomic(path, b"new")
    assert (path.read_bytes(), mode_of(path)) == (b"new", 0o604)


def test_given_mode_holds_from_the_start(tmp_path: Path) -> None:
    write_atomic(tmp_path / "secret", b"x", mode=0o600)
    assert mode_of(tmp_path / "secret") == 0o600


def test_symbolic_link_is_followed_and_stays_one(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere" / "real.toml"
    target.parent.mkdir()
    target.write_bytes(b"old")
    link = tmp_path / "link.toml"
    link.symlink_to("elsewhere/real.toml")
    write_atomic(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert sorted(p.name for p in tmp_path.rglob("*.t*")) == ["link.toml", "real.toml"]


def test_longest_name_that_there_can_be(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 250 + ".toml")
    write_atomic(path, b"x")
    assert path.read_bytes() == b"x"


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS])
def test_failing_call_leaves_the_old_content_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"old")

    def fail(*arguments: object) -> int:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(FileUnwritable) as caught:
            write_atomic(path, b"new")
    assert str(path) in caught.value.message
    assert caught.value.hint
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["a.toml"]


def test_disk_that_fills_up_half_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"old")
    real_write = os.write
    room = 10

    def write(descriptor: int, data: memoryview) -> int:
        nonlocal room
        if not room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written = real_write(descriptor, bytes(data[:room]))
        room -= written
        return written

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write)
        with pytest.raises(FileUnwritable, match="the disk is full"):
            write_atomic(path, b"n" * 100)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["a.toml"]


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real_write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda fd, data: real_write(fd, bytes(data[:3])))
        write_atomic(tmp_path / "a.toml", b"0123456789")
    assert (tmp_path / "a.toml").read_bytes() == b"0123456789"


def test_limit_of_the_file_size(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(FileUnwritable, match="larger than is allowed"):
            write_atomic(path, b"n" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["a.toml"]


def test_read_only_folder(tmp_path: Path, unprivileged: AsNobody) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    path = folder / "a.toml"
    path.write_bytes(b"old")
    path.chmod(0o666)
    folder.chmod(0o555)
    with unprivileged(folder), pytest.raises(FileUnwritable, match="permission denied"):
        write_atomic(path, b"new")
    folder.chmod(0o755)
    assert path.read_bytes() == b"old"
    assert [p.name for p in folder.iterdir()] == ["a.toml"]


def test_read_only_file_is_not_replaced(tmp_path: Path, unprivileged: AsNobody) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o777)
    path = folder / "a.toml"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with unprivileged(folder), pytest.raises(FileUnwritable, match="permission denied"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("folder", "it is a folder"),
        ("missing/a.toml", "does not exist"),
        ("file/a.toml", "is a file, not a folder"),
        ("loop", "circle"),
        ("nul\0.toml", "null (byte|character)"),
        ("n" * 300, "too long"),
    ],
)
def test_path_that_cannot_be_written(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "loop").symlink_to("loop")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(FileUnwritable, match=reason):
        write_atomic(tmp_path / name, b"new")
    assert sorted(tmp_path.iterdir()) == before


def test_last_look_can_stop_the_write(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"old")

    def refuse() -> None:
        raise FileChanged(path, "has been changed")

    with pytest.raises(FileChanged):
        write_atomic(path, b"new", just_before=refuse)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["a.toml"]
