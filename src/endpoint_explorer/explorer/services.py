"""What the use cases stand on, each made when it is first needed."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from endpoint_explorer.jars import Jars

if TYPE_CHECKING:
    from endpoint_explorer.sending.transport import Transport
    from endpoint_explorer.storage.history import History


class Services:
    """One transport, one history, and the cookie jars."""

    def __init__(self, *, history: History | None = None) -> None:
        self._history = history
        self._transport: Transport | None = None
        self.jars = Jars()
        self._lock = threading.Lock()

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
                self._transport = Transport(Settings(spool_folder=_spool_folder))
            return self._transport

    def prewarm(self) -> None:
        """Import and make what the first send needs, the trusted certificates among it."""
        from endpoint_explorer.sending.tls import shared_context

        shared_context()
        _ = self.transport

    def close(self) -> None:
        """Close connections and the history."""
        with self._lock:
            if self._transport is not None:
                self._transport.close()
            if self._history is not None:
                self._history.close()


def _spool_folder() -> Path:
    """Return the folder in which large bodies wait until they are whole."""
    from endpoint_explorer.storage.locations import private_dir, state_dir

    return private_dir(state_dir() / "spool")
