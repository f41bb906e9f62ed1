"""What the words after `send` name: a saved request, or one made on the spot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from endpoint_explorer.cli.overlay import Overlay
from endpoint_explorer.errors import UsageError
from endpoint_explorer.explorer import Explorer, Origin
from endpoint_explorer.explorer.targets import find_target
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.request import COMMON_METHODS, Request

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_ADDRESS = re.compile(
    r"(localhost|\d+(\.\d+){3}|\[[0-9A-Fa-f:.]+\]|[\w.-]*(?=:\d))(:\d+)?([/?#]|$)"
)
"""What is an address and no path: localhost, an IP address, or anything with a port, as `:8765`."""

_METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A token (RFC 9110, 5.6.2)."""


class Target(msgspec.Struct, frozen=True):
    """A request, unresolved, and what is needed to resolve and record it."""

    request: Request
    context: Context
    origin: Origin

    def with_overrides(self, overrides: Mapping[str, str]) -> Target:
        """Return it with further variables of the command line, above those that it has."""
        whole = {**self.context.overrides, **overrides}
        context = msgspec.structs.replace(self.context, overrides=whole)
        return msgspec.structs.replace(self, context=context)


def split(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Tell several targets, each with a `/` or the name of a file, from METHOD URL."""
    if len(words) > 1 and all("/" in word or word.endswith(".toml") for word in words):
        return tuple((word,) for word in words)
    return (words,)


def find(
    explorer: Explorer,
    words: tuple[str, ...],
    overlay: Overlay,
    *,
    environment: str = "",
    overrides: Mapping[str, str],
) -> Target:
    """Find or make the request that the words name, and lay over it what was typed with it.

    Raises UsageError when they name none, FileError when its files cannot be used.
    """
    if _is_adhoc(words):
        if environment:
            raise UsageError(
                "--env needs a saved request: an environment belongs to a collection",
                hint="--var name=value sets a single variable.",
            )
        context = Context(directory=Path.cwd(), overrides=overrides, settings=explorer.settings)
        return Target(_make(words, overlay), context, Origin())
    return _load(explorer, words[0], overlay, environment, overrides)


def _is_adhoc(words: tuple[str, ...]) -> bool:
    """Tell a URL, alone or after a method, from the name of a saved request."""
    if len(words) > 2:
        raise UsageError(
            f"{len(words)} words name no request",
            hint="Write a saved request, or METHOD URL. Quote what holds spaces or &.",
        )
    return len(words) == 2 or _is_url(words[0])


def _is_url(word: str) -> bool:
    if _SCHEME.match(word) or word.startswith("{{"):
        return True
    return _ADDRESS.match(word) is not None and not Path(word).exists()


def _make(words: tuple[str, ...], overlay: Overlay) -> Request:
    """Make a request from `[METHOD] URL`; without a method, data makes it a POST, as with curl."""
    method, url = words if len(words) == 2 else ("POST" if overlay.data else "GET", words[0])
    if not _METHOD.fullmatch(method):
        raise UsageError(f"{method!r} is no HTTP method", hint="Write METHOD URL: GET https://…")
    if method.upper() in COMMON_METHODS:
        method = method.upper()
    return overlay.on(Request(method=method, url=url))


def _load(
    explorer: Explorer,
    name: str,
    overlay: Overlay,
    environment: str,
    overrides: Mapping[str, str],
) -> Target:
    from endpoint_explorer.storage.collections import load_identified
    from endpoint_explorer.storage.locations import default_root

    path = _find_file(name, default_root()).absolute()
    request = overlay.on(load_identified(path).request)
    collection = explorer.origin(path).collection
    if not environment and collection is not None:
        environment = explorer.default_environment(collection)
    context = explorer.context(path, environment, overrides)
    # What is kept for it (cookies, tokens, history) goes by its file's name, however it is named.
    environment = context.environment.name if context.environment else ""
    return Target(request, context, explorer.origin(path, environment))


def _find_file(name: str, root: Path) -> Path:
    try:
        return find_target(name, root)
    except OSError as error:
        raise UsageError(f"no saved request at {name}: {error.strerror or error}") from error
