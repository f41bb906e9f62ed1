"""A disk that fails when it is told to: SQLite's own file system, some calls of it replaced.

See sqlite.org/c3ref/vfs.html and sqlite.org/c3ref/io_methods.html for the two structures.
"""

from __future__ import annotations

import _sqlite3
import ctypes
from _ctypes import CFuncPtr
from collections.abc import Callable, Iterator
from contextlib import contextmanager

IOERR_WRITE, IOERR_SYNC, FULL = 778, 1034, 13

_WORDS = 19
"""Words of io_methods, version 3: a number, and pointers to functions."""

_WRITE, _TRUNCATE, _SYNC = 3, 4, 5
_Write = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
)
_Truncate = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
_Sync = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_Open = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.c_int,
    ctypes.c_void_p,
)
_Methods = ctypes.c_void_p * _WORDS


class _File(ctypes.Structure):
    _fields_ = [("methods", ctypes.POINTER(_Methods))]


class _Vfs(ctypes.Structure):
    _fields_ = [
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("longest_path", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("data", ctypes.c_void_p),
        ("open", ctypes.c_void_p),
    ]


class FaultyDisk:
    """Counts writes (truncations too) and syncs; the one that is to fail fails, and those after it.

    `failing` is the number of the call that fails, counted from 1, or 0 for none.
    """

    def __init__(self) -> None:
        self.failing = 0
        self.code = IOERR_WRITE
        self.is_lasting = False
        self.kind = "write"
        self.calls = 0
        self._kept: list[object] = []
        self._replaced: dict[int, ctypes.Array[ctypes.c_void_p]] = {}

    def fail(self, kind: str, number: int, code: int, *, lasting: bool = False) -> None:
        """Let a call fail from now on; with `lasting` all that come after it, too."""
        self.kind, self.failing, self.code, self.calls = kind, number, code, 0
        self.is_lasting = lasting

    def heal(self) -> None:
        """Let nothing fail any more."""
        self.failing = 0

    def was_reached(self) -> bool:
        """Whether the call that was to fail was made."""
        return self.calls >= self.failing

    def fault_of(self, kind: str) -> int:
        """Return the code that a call of a kind fails with, 0 if it does not."""
        if kind != self.kind or not self.failing:
            return 0
        self.calls += 1
        is_failing = self.calls >= self.failing if self.is_lasting else self.calls == self.failing
        return self.code if is_failing else 0

    def patch(self, file: _File) -> None:
        """Put our methods in the place of SQLite's in an open file."""
        address = ctypes.addressof(file.methods.contents)
        if address not in self._replaced:
            self._replaced[address] = self._methods(file.methods.contents)
        file.methods = ctypes.pointer(self._replaced[address])

    def _methods(self, original: ctypes.Array[ctypes.c_void_p]) -> ctypes.Array[ctypes.c_void_p]:
        methods = _Methods(*original)
        for place, kind, prototype in (
            (_WRITE, "write", _Write),
            (_TRUNCATE, "write", _Truncate),
            (_SYNC, "sync", _Sync),
        ):
            address = original[place]
            assert address is not None, "SQLite's own methods are all there"
            replaced = self._replacement(kind, prototype, prototype(address))
            self._kept.append(replaced)
            methods[place] = ctypes.cast(replaced, ctypes.c_void_p).value
        return methods

    def _replacement(
        self, kind: str, prototype: Callable[..., CFuncPtr], original: Callable[..., int]
    ) -> CFuncPtr:
        def call(*arguments: object) -> int:
            return self.fault_of(kind) or original(*arguments)

        return prototype(call)


@contextmanager
def faulty_disk() -> Iterator[FaultyDisk | None]:
    """Give a disk that every file is on which is opened inside; None where SQLite is built in."""
    library = ctypes.CDLL(_sqlite3.__file__)
    try:
        find = library.sqlite3_vfs_find
    except AttributeError:
        yield None
        return
    find.restype = ctypes.POINTER(_Vfs)
    vfs = find(None).contents
    disk = FaultyDisk()
    original = vfs.open
    really_open = _Open(original)

    def open_file(system: int, name: int, file: int, flags: int, out: int) -> int:
        code = int(really_open(system, name, file, flags, out))
        if code == 0:
            disk.patch(_File.from_address(file))
        return code

    replaced = _Open(open_file)
    vfs.open = ctypes.cast(replaced, ctypes.c_void_p).value
    try:
        yield disk
    finally:
        disk.heal()
        vfs.open = original
        _FOREVER.append((disk, replaced))


_FOREVER: list[object] = []
"""What a file that is closed late would still call."""
