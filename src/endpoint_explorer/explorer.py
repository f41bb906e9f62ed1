"""The use cases that both front ends call: open, resolve, send, record, replay.

Nothing here knows a widget or a stream. Everything may be called from any thread; what reads a
file or the network blocks its caller, so the terminal UI calls it from workers.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from endpoint_explorer.errors import EndpointExplorerError, FileError, UsageError
from endpoint_explorer.jars import Jars
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.exchange import (
    BodyLimits,
    Exchange,
    MessagePreview,
    PreparedRequest,
    Preview,
    Progress,
    Response,
)
from endpoint_explorer.model.request import Request

if TYPE_CHECKING:
    from endpoint_explorer.sending.transport import CancelToken, Transport
    from endpoint_explorer.storage.history import History


class Origin(msgspec.Struct, frozen=True):
    """Where a request comes from; everything is empty for an ad-hoc request.

    `path` is its file, `collection` the collection's folder, `environment` the name of the
    environment that is used.
    """

    path: Path | None = None
    collection: Path | None = None
    environment: str = ""


class Observer(msgspec.Struct, frozen=True):
    """What to call while a request is in flight, from the sending thread.

    `keep_body` is False when only `on_body` needs a body beyond the default limit: all of it is
    handed over then, and the response has its size and hash.
    """

    on_progress: Callable[[Progress], None] | None = None
    on_response: Callable[[Response], None] | None = None
    on_body: Callable[[bytes], None] | None = None
    keep_body: bool = True


class Sent(msgspec.Struct, frozen=True):
    """An exchange, and what to tell beside it, such as why it could not be recorded."""

    exchange: Exchange
    notice: str = ""


class Explorer:
    """The core: one transport, one history, the cookie jars, and the session's variables."""

    def __init__(self, *, history: History | None = None) -> None:
        self._history = history
        self._transport: Transport | None = None
        self._session: dict[Path, dict[str, str]] = {}
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
                from endpoint_explorer.sending.rehearsal import rehearse
                from endpoint_explorer.sending.transport import Settings, Transport

                rehearse()
                self._transport = Transport(Settings(spool_folder=_spool_folder))
            return self._transport

    def prewarm(self) -> None:
        """Import and make what the first send needs, the trusted certificates among it."""
        from endpoint_explorer.sending.tls import shared_context

        shared_context()
        _ = self.transport

    def set_session_variable(self, collection: Path, name: str, value: str) -> None:
        """Set a variable of a collection for as long as the program runs."""
        self._session.setdefault(collection.resolve(), {})[name] = value

    def context(
        self, path: Path, environment: str = "", overrides: Mapping[str, str] | None = None
    ) -> Context:
        """Read what surrounds a request or folder: collection, folders, environment.

        Raises FileError when one of the files cannot be used, UsageError for an unknown
        environment.
        """
        from endpoint_explorer.storage.context import collection_of, load_context

        context = load_context(path, environment or None)
        collection = collection_of(path)
        session = self._session.get(collection.resolve(), {}) if collection else {}
        return msgspec.structs.replace(context, session=dict(session), overrides=overrides or {})

    def environments(self, collection: Path) -> tuple[str, ...]:
        """Return the names of a collection's environments."""
        from endpoint_explorer.storage.context import list_environments

        return list_environments(collection)

    def default_environment(self, collection: Path) -> str:
        """Return the environment to use when none was chosen: `default`, if there is one."""
        return "default" if (collection / "environments" / "default.toml").is_file() else ""

    def origin(self, path: Path | None, environment: str = "") -> Origin:
        """Return where a saved request belongs."""
        from endpoint_explorer.storage.context import collection_of

        if path is None:
            return Origin(environment=environment)
        return Origin(path, collection_of(path), environment)

    def prepare(self, request: Request, context: Context) -> PreparedRequest:
        """Resolve a request into the exact bytes to send; ResolveError names the field."""
        from endpoint_explorer.sending.resolve import prepare

        return prepare(request, context)

    def preview(self, request: Request, context: Context) -> Preview:
        """Say what would be sent, secrets masked, and what stands in the way; never raises."""
        from endpoint_explorer.sending.resolve import preview

        return preview(request, context)

    def preview_message(
        self, request: Request, context: Context, origin: Origin, *, cookies: bool = True
    ) -> MessagePreview:
        """Return the message that a send would start with, secrets masked; never raises."""
        from endpoint_explorer.sending.message import preview_message

        jar, notices = self.jars.look_into(origin.collection, origin.environment, is_used=cookies)
        preview = preview_message(request, context, jar)
        return msgspec.structs.replace(preview, notes=(*preview.notes, *notices))

    def rehearse(
        self, request: Request, context: Context, origin: Origin, *, cookies: bool = True
    ) -> Exchange:
        """Return the exchange that a send would begin, without sending; raises as `prepare`."""
        from endpoint_explorer.sending.outgoing import in_memory, record

        prepared = self.prepare(request, context)
        is_used = cookies and prepared.cookies
        jar, _ = self.jars.look_into(origin.collection, origin.environment, is_used=is_used)
        asked = jar.add_to(prepared) if jar else prepared
        wire = record(asked, in_memory(asked.body))
        given = jar.secrets if jar else ()
        return Exchange(wire=wire, secrets=prepared.secrets, cookies=given)

    def send(
        self,
        request: Request,
        context: Context,
        origin: Origin | None = None,
        *,
        timeout: float | None = None,
        max_body: int | None = None,
        cookies: bool = True,
        cancel: CancelToken | None = None,
        observer: Observer | None = None,
    ) -> Sent:
        """Resolve, send and record a request; `timeout` in seconds (0: none) beats its options.

        So does `max_body`, in bytes (0: no limit), for the body as it comes in and decoded. With
        `cookies` False the jar is left alone, whatever the options say.

        Raises ResolveError when the request cannot be resolved: then nothing was sent and nothing
        is recorded. A send that fails is an exchange like any other.
        """
        prepared = self.prepare(request, context)
        if timeout is not None:
            prepared = msgspec.structs.replace(prepared, timeout=timeout or None)
        if max_body is not None:
            limits = BodyLimits(max_body, max_body)
            prepared = msgspec.structs.replace(prepared, limits=limits)
        observer, origin = observer or Observer(), origin or Origin()
        is_used = cookies and prepared.cookies
        lent = self.jars.lend(origin.collection, origin.environment, is_used=is_used)
        with lent as (jar, notices):
            exchange = self.transport.send(
                prepared,
                cancel=cancel,
                cookies=jar,
                on_progress=observer.on_progress,
                on_response=observer.on_response,
                on_body=observer.on_body,
                keep_body=observer.keep_body,
            )
        sent = self._record(
            msgspec.structs.replace(
                exchange,
                request=request,
                request_path=str(origin.path or ""),
                collection=str(origin.collection or ""),
                environment=origin.environment,
                overrides=context.overrides,
            )
        )
        told = "; ".join(filter(None, (*notices, sent.notice)))
        return msgspec.structs.replace(sent, notice=told)

    def replay(
        self,
        exchange_id: int,
        *,
        cancel: CancelToken | None = None,
        observer: Observer | None = None,
    ) -> Sent:
        """Resolve the request of a recorded exchange again, with today's files, and send it."""
        request, context, origin = self.reopen(exchange_id)
        return self.send(request, context, origin, cancel=cancel, observer=observer)

    def reopen(self, exchange_id: int) -> tuple[Request, Context, Origin]:
        """Return the unresolved request of a recorded exchange, and what surrounds it today.

        The request is the one that was sent, also when its file has changed or gone since.
        Raises UsageError when there is no such exchange or nothing to replay in it.
        """
        exchange = self.history.get(exchange_id)
        if exchange.request is None:
            raise UsageError(
                f"exchange {exchange_id} holds no request that could be sent again",
                hint="Only exchanges recorded with their request can be replayed.",
            )
        path = Path(exchange.request_path) if exchange.request_path else None
        collection = Path(exchange.collection) if exchange.collection else None
        anchor = path if path and path.parent.is_dir() else collection
        if anchor is None or not anchor.parent.is_dir():
            context = Context(directory=Path.cwd())
        else:
            context = self.context(anchor, exchange.environment)
        # What the command line had set then stands in no file today.
        context = msgspec.structs.replace(context, overrides=exchange.overrides)
        return exchange.request, context, Origin(path, collection, exchange.environment)

    def close(self) -> None:
        """Close connections and the history."""
        with self._lock:
            if self._transport is not None:
                self._transport.close()
            if self._history is not None:
                self._history.close()

    def _record(self, exchange: Exchange) -> Sent:
        """Write an exchange to the history; a history that fails never costs the response."""
        exchange = msgspec.structs.replace(exchange, started_at=exchange.started_at or time.time())
        try:
            exchange_id = self.history.record(exchange)
        except EndpointExplorerError as error:
            return Sent(exchange, f"not recorded in the history: {error.message}")
        return Sent(msgspec.structs.replace(exchange, id=exchange_id))


def _spool_folder() -> Path:
    """Return the folder in which large bodies wait until they are whole."""
    from endpoint_explorer.storage.locations import private_dir, state_dir

    return private_dir(state_dir() / "spool")


def find_target(text: str, root: Path) -> Path:
    """Find the file of a saved request from what a person types.

    `text` is a path to a file (with or without `.toml`), or a path below `root`, such as
    `demo/users/get-user`. Raises UsageError, naming near misses, when there is none.
    """
    for base in (Path.cwd(), root):
        for candidate in (base / text, base / f"{text}.toml"):
            try:
                if candidate.is_file():
                    return candidate
            except OSError as error:
                raise UsageError(f"no saved request at {text}: {error.strerror}") from error
    raise UsageError(
        f"no saved request at {text}",
        hint=_near_misses(text, root) or f"Saved requests are looked for below {root}.",
    )


def _near_misses(text: str, root: Path) -> str:
    """Return a hint that names saved requests whose names are like what was typed."""
    import difflib

    from endpoint_explorer.storage.collections import find_requests

    try:
        names = {str(entry.path.relative_to(root).with_suffix("")) for entry in find_requests(root)}
    except (FileError, OSError):
        return ""
    close = difflib.get_close_matches(text.removesuffix(".toml"), sorted(names), n=3)
    return f"Did you mean {', '.join(close)}?" if close else ""
