"""What the use cases stand on, each made when it is first needed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from endpoint_explorer.explorer.secrets import SecretSources

if TYPE_CHECKING:
    from endpoint_explorer.jars import Jars
    from endpoint_explorer.model.settings import Settings
    from endpoint_explorer.sending.transport import Transport
    from endpoint_explorer.storage.history import History
    from endpoint_explorer.tokens import Tokens


RECORDING_SECONDS = 10.0
"""How long the end of the program waits for exchanges to be recorded."""


class Services:
    """One transport, one history, the cookie jars and the tokens.

    `is_closing` tells what goes on in the background to end. `typed` has the credentials that were
    written out in the requests of this session, which no history keeps: by exchange, by field.
    """

    def __init__(self, *, history: History | None = None) -> None:
        self._history = history
        self._transport: Transport | None = None
        self._jars: Jars | None = None
        self._tokens: Tokens | None = None
        self.secrets = SecretSources()
        self.typed: dict[int, dict[str, str]] = {}
        self._settings: Settings | None = None
        self._lock = threading.Lock()
        self._recordings = 0
        self.is_closing = False
        self._recorded = threading.Condition()

    @property
    def jars(self) -> Jars:
        """The cookie jars, made when they are first needed."""
        with self._lock:
            if self._jars is None:
                from endpoint_explorer.jars import Jars

                self._jars = Jars()
            return self._jars

    @property
    def tokens(self) -> Tokens:
        """The tokens of OAuth 2, imported and made when they are first needed."""
        with self._lock:
            if self._tokens is None:
                from endpoint_explorer.tokens import Tokens

                self._tokens = Tokens(
                    lambda asked, cancel: self.transport.send(asked, cancel=cancel)
                )
            return self._tokens

    @property
    def settings(self) -> Settings:
        """The user's settings, read when they are first needed; raises FileError."""
        if self._settings is None:
            from endpoint_explorer.storage.settings import load_settings

            self._settings = load_settings()
        return self._settings

    def use_settings(self, settings: Settings) -> None:
        """Take other settings, from the next send on."""
        self._settings = settings
        with self._lock:
            if self._transport is not None:
                self._transport.limit_waits(settings.connect, settings.read)

    @property
    def history(self) -> History:
        """The history, opened when it is first needed."""
        with self._lock:
            if self._history is None:
                from endpoint_explorer.storage.history import History
                from endpoint_explorer.storage.locations import history_path

                self._history = History(history_path())
            return self._history

    @property
    def transport(self) -> Transport:
        """The transport, imported, made and warm when it is first needed."""
        with self._lock:
            if self._transport is None:
                from endpoint_explorer.sending.transport import Settings, Transport
                from endpoint_explorer.sending.warming import warm_up

                warm_up()
                chosen = self.settings
                self._transport = Transport(
                    Settings(spool_folder=_spool_folder, connect=chosen.connect, read=chosen.read)
                )
            return self._transport

    def prewarm(self) -> None:
        """Import and make what the first send needs, the trusted certificates among it."""
        from endpoint_explorer.sending.tls import shared_context

        shared_context()
        _ = self.transport

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Keep the history open while an exchange that somebody has seen is written to it."""
        with self._recorded:
            self._recordings += 1
        try:
            yield
        finally:
            with self._recorded:
                self._recordings -= 1
                self._recorded.notify_all()

    def close(self) -> None:
        """Close connections and the history, once what has arrived is recorded."""
        self.is_closing = True
        with self._recorded:
            self._recorded.wait_for(lambda: not self._recordings, RECORDING_SECONDS)
        with self._lock:
            if self._transport is not None:
                self._transport.close()
            if self._history is not None:
                self._history.close()


def _spool_folder() -> Path:
    """Return the folder in which large bodies wait until they are whole."""
    from endpoint_explorer.storage.locations import private_dir, state_dir

    return private_dir(state_dir() / "spool")
