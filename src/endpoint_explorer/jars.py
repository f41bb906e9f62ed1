"""The cookie jars: the rules of `sending` over the files of `storage`."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from endpoint_explorer.errors import FileError
from endpoint_explorer.model.cookie import Changes, Cookie

if TYPE_CHECKING:
    from endpoint_explorer.sending.cookies import CookieJar
    from endpoint_explorer.storage.cookies import CookieStore


class Jars:
    """One jar for each collection and environment; for any number of threads.

    Without a collection the jar is that of ad-hoc requests, which lasts as long as the program.
    """

    def __init__(self) -> None:
        self._stores: dict[tuple[Path | None, str], CookieStore] = {}
        self._lock = threading.Lock()

    def read(self, collection: Path | None, environment: str) -> tuple[Cookie, ...]:
        """Return the cookies in a jar; raise FileError."""
        return self._store(collection, environment).read()

    def change(
        self, collection: Path | None, environment: str, changes: Changes
    ) -> tuple[Cookie, ...]:
        """Put cookies into a jar or take them out, and return what it holds; raise FileError."""
        return self._store(collection, environment).change(changes)

    def take_notices(self, collection: Path | None, environment: str) -> list[str]:
        """Return what is to be told of a jar, such as that a damaged file was moved; once."""
        notices = self._store(collection, environment).notices
        return [notices.pop(0) for _ in range(len(notices))]

    def look_into(
        self, collection: Path | None, environment: str, *, is_used: bool = True
    ) -> tuple[CookieJar | None, list[str]]:
        """Return a jar as a send would be lent it, and why it is none though it is to be used."""
        if not is_used:
            return None, []
        from endpoint_explorer.sending.cookies import CookieJar

        try:
            return CookieJar(self.read(collection, environment)), []
        except FileError as error:
            return None, [f"sent without cookies: {error.message}"]

    @contextmanager
    def lend(
        self, collection: Path | None, environment: str, *, is_used: bool = True
    ) -> Iterator[tuple[CookieJar | None, list[str]]]:
        """Lend a jar for one send, and keep what becomes of it.

        No fault of a file costs an answer: it is one of the notices, which are whole at the end.
        """
        jar, notices = self.look_into(collection, environment, is_used=is_used)
        if not is_used:
            yield None, notices
            return
        try:
            yield jar, notices
        finally:
            try:
                if jar is not None and jar.changes:
                    self.change(collection, environment, jar.changes)
            except FileError as error:
                notices.append(f"the cookies were not kept: {error.message}")
            notices += self.take_notices(collection, environment)

    def _store(self, collection: Path | None, environment: str) -> CookieStore:
        from endpoint_explorer.storage.cookies import CookieStore

        key = (collection, environment if collection else "")
        with self._lock:
            if key not in self._stores:
                self._stores[key] = CookieStore(*key)
            return self._stores[key]
