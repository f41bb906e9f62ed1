"""The cookies of a collection and environment, in a file that several programs may share."""

from __future__ import annotations

import os
import threading
import time
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path

import msgspec

from endpoint_explorer.errors import FileMalformed
from endpoint_explorer.model.cookie import CONTROLS, Changes, Cookie, merge
from endpoint_explorer.storage.atomic import write_atomic
from endpoint_explorer.storage.faults import unreadable, unwritable
from endpoint_explorer.storage.locations import private_dir, state_dir
from endpoint_explorer.storage.locking import locked

FORMAT = 1
LOCK_PATIENCE = 5.0
"""Seconds to wait for another program that is writing."""


class _Version(msgspec.Struct):
    format: int


class _Document(msgspec.Struct):
    """What the file holds; `collection` and `environment` are for a person who opens it."""

    format: int = FORMAT
    collection: str = ""
    environment: str = ""
    cookies: tuple[Cookie, ...] = ()


class CookieStore:
    """The cookies of a collection and environment; for any number of threads and programs.

    Without a collection they live in memory. `notices` are sentences for the user: that a damaged
    file was moved aside. What is written is changes: those that another program has made
    meanwhile stay.
    """

    def __init__(self, collection: Path | None = None, environment: str = "") -> None:
        self.notices: list[str] = []
        self._kept: tuple[Cookie, ...] = ()
        self._lock = threading.Lock()
        self._collection = str(collection or "")
        self._environment = environment
        self.path = None if collection is None else cookie_path(collection, environment)

    def read(self) -> tuple[Cookie, ...]:
        """Return the cookies that are not expired; raise FileUnreadable, FileMalformed."""
        if self.path is None:
            return merge(self._kept, {}, time.time())
        try:
            return self._load(self.path)
        except ValueError:
            with _locked(self.path):
                return self._load_or_move_aside(self.path)

    def change(self, changes: Changes) -> tuple[Cookie, ...]:
        """Make changes and return what is there then.

        Raises FileUnwritable, FileUnreadable and FileMalformed; nothing is changed then.
        """
        path = self.path
        if path is None:
            with self._lock:
                self._kept = merge(self._kept, changes, time.time())
                return self._kept
        private_dir(path.parent)
        with _locked(path):
            before = self._load_or_move_aside(path)
            after = merge(before, changes, time.time())
            if after != before:
                document = _Document(FORMAT, self._collection, self._environment, after)
                write_atomic(path, msgspec.json.encode(document), mode=0o600)
        return after

    def _load_or_move_aside(self, path: Path) -> tuple[Cookie, ...]:
        try:
            return self._load(path)
        except ValueError:
            self.notices.append(_set_aside(path))
            return ()

    @staticmethod
    def _load(path: Path) -> tuple[Cookie, ...]:
        """Read the file; raise ValueError for a damaged one."""
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise unreadable(path, error) from error
        if msgspec.json.decode(data, type=_Version).format > FORMAT:
            raise FileMalformed(
                path,
                "a newer version of Endpoint Explorer wrote these cookies",
                hint="Update this one; until then requests are sent without them.",
            )
        document = msgspec.json.decode(data, type=_Document)
        # A line break in a file that somebody wrote must not become another header.
        fit = (c for c in document.cookies if not CONTROLS.search(c.pair))
        return merge(fit, {}, time.time())


def cookie_path(collection: Path, environment: str) -> Path:
    """Return the file for the cookies of a collection's folder and environment."""
    place = f"{collection.resolve()}\0{environment}"
    digest = sha256(place.encode("utf-8", "surrogateescape")).hexdigest()
    return state_dir() / "cookies" / f"{digest[:32]}.json"


def _set_aside(path: Path) -> str:
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime())
    aside = path.with_name(f"{path.name}.damaged-{stamp}-{os.urandom(2).hex()}")
    try:
        path.rename(aside)
        aside.chmod(0o600)
    except OSError as error:
        raise unwritable(path, error) from error
    return f"The cookies {path} were damaged. They are now {aside.name}, and the jar is empty."


def _locked(path: Path) -> AbstractContextManager[None]:
    """Let one program and thread at a time write; raise FileUnwritable."""
    return locked(path, "the cookies", patience=LOCK_PATIENCE)
