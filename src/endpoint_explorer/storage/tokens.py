"""The OAuth 2 tokens of a collection and environment, in a file that several programs may share."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from endpoint_explorer.errors import FileMalformed, FileUnwritable
from endpoint_explorer.model.oauth2 import Token
from endpoint_explorer.storage.atomic import write_atomic
from endpoint_explorer.storage.faults import unreadable
from endpoint_explorer.storage.locations import private_dir, state_dir
from endpoint_explorer.storage.locking import locked

FORMAT = 1
LOCK_PATIENCE = 5.0
"""Seconds to wait for another program that is writing."""

RENEWAL_PATIENCE = 60.0
"""Seconds to wait for another program that renews a token, which asks a server meanwhile."""


class _Version(msgspec.Struct):
    format: int


class _Document(msgspec.Struct):
    """What the file holds; `collection` and `environment` are for a person who opens it."""

    format: int = FORMAT
    collection: str = ""
    environment: str = ""
    tokens: dict[str, Token] = {}


class TokenStore:
    """The tokens of a collection and environment, by the keys of their settings.

    For any number of threads and programs. Without a collection they live in memory. A damaged
    file holds nothing that could not be asked for anew: the next write takes its place.
    """

    def __init__(self, collection: Path | None = None, environment: str = "") -> None:
        self._kept: dict[str, Token] = {}
        self._lock = threading.Lock()
        self._renewal = threading.Lock()
        self._collection = str(collection or "")
        self._environment = environment
        self.path = None if collection is None else token_path(collection, environment)

    def read(self, key: str) -> Token | None:
        """Return the token of some settings; raise FileUnreadable, FileMalformed."""
        return (self._kept if self.path is None else self._load(self.path)).get(key)

    def keep(self, key: str, token: Token | None) -> None:
        """Keep a token, or none any more, and leave the others as they are.

        Raises FileUnwritable, FileUnreadable and FileMalformed.
        """
        path = self.path
        if path is None:
            with self._lock:
                self._kept = _with(self._kept, key, token)
            return
        if token is None and not path.exists():
            return
        private_dir(path.parent)
        with locked(path, "the tokens", patience=LOCK_PATIENCE):
            tokens = _with(self._load(path), key, token)
            document = _Document(FORMAT, self._collection, self._environment, tokens)
            write_atomic(path, msgspec.json.encode(document), mode=0o600)

    @contextmanager
    def renewing(self, check: Callable[[], None]) -> Iterator[None]:
        """Let one thread and program at a time renew: a refresh token may be good for one use.

        `check` ends the wait for the others by raising. Raises FileUnwritable.
        """
        path = self.path
        if path is None:
            with _held(self._renewal, check):
                yield
            return
        private_dir(path.parent)
        name = f".{path.stem}.renewal"
        with locked(path, "the token", patience=RENEWAL_PATIENCE, name=name, check=check):
            yield

    @staticmethod
    def _load(path: Path) -> dict[str, Token]:
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise unreadable(path, error) from error
        try:
            version = msgspec.json.decode(data, type=_Version).format
            if version <= FORMAT:
                return msgspec.json.decode(data, type=_Document).tokens
        except ValueError:
            return {}
        raise FileMalformed(
            path,
            "a newer version of Endpoint Explorer wrote these tokens",
            hint="Update this one; until then no token is kept.",
        )


def token_path(collection: Path, environment: str) -> Path:
    """Return the file for the tokens of a collection's folder and environment."""
    place = f"{collection.resolve()}\0{environment}"
    from hashlib import sha256  # late: the first frame has no tokens

    digest = sha256(place.encode("utf-8", "surrogateescape")).hexdigest()
    return state_dir() / "tokens" / f"{digest[:32]}.json"


def _with(tokens: dict[str, Token], key: str, token: Token | None) -> dict[str, Token]:
    kept = {known: value for known, value in tokens.items() if known != key}
    return kept if token is None else {**kept, key: token}


@contextmanager
def _held(lock: threading.Lock, check: Callable[[], None]) -> Iterator[None]:
    """Hold a lock of this program alone."""
    until = time.monotonic() + RENEWAL_PATIENCE
    while not lock.acquire(timeout=0.01):
        check()
        if time.monotonic() >= until:
            raise FileUnwritable(Path("tokens"), "another send holds the token")
    try:
        yield
    finally:
        lock.release()
