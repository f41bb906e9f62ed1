"""What the use cases are told, and what they tell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from endpoint_explorer.model.exchange import Exchange, Progress, Response


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

    `on_exchange` is called once, when all has come and nothing is recorded yet: the exchange has
    no `id` then.

    `keep_body` is False when only `on_body` needs a body beyond the default limit: all of it is
    handed over then, and the response has its size and hash.
    """

    on_progress: Callable[[Progress], None] | None = None
    on_response: Callable[[Response], None] | None = None
    on_body: Callable[[bytes], None] | None = None
    on_exchange: Callable[[Exchange], None] | None = None
    keep_body: bool = True


class Sent(msgspec.Struct, frozen=True):
    """An exchange, and what to tell beside it, such as why it could not be recorded."""

    exchange: Exchange
    notice: str = ""
