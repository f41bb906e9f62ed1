"""What the shell offers while a command is typed: saved requests, environments, history ids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from endpoint_explorer.errors import EndpointExplorerError

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem

    Items = list[CompletionItem[str]]

_PLAIN_NAME = re.compile(r"[\w./@+=-]+")
"""Names that mean themselves in every shell. A shell does not quote what it inserts, so that a
file named `$(reboot)` in a collection from elsewhere must not be offered."""

_RECENT = 50


def complete_target(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """Offer saved requests, and files where the word is a path."""
    from click.shell_completion import CompletionItem

    if _typed_target(ctx):
        return []
    if incomplete.startswith((".", "/", "~")):
        return [CompletionItem(incomplete, type="file")]
    try:
        return [CompletionItem(name) for name in _request_names() if name.startswith(incomplete)]
    except (EndpointExplorerError, OSError):
        return []


def complete_environment(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """Offer the environments of the target's collection, or of all while there is no target."""
    from click.shell_completion import CompletionItem

    from endpoint_explorer.storage.context import list_environments

    try:
        names = {
            name
            for collection in _collections(_typed_target(ctx))
            for name in list_environments(collection)
        }
    except (EndpointExplorerError, OSError):
        return []
    return [CompletionItem(n) for n in sorted(names) if n.startswith(incomplete) and _is_plain(n)]


def complete_collection(ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """Offer the collections."""
    from click.shell_completion import CompletionItem

    del ctx
    try:
        names = sorted(path.name for path in _collections(()))
    except (EndpointExplorerError, OSError):
        return []
    return [CompletionItem(n) for n in names if n.startswith(incomplete) and _is_plain(n)]


def complete_exchange(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """Offer the latest exchanges, with what they were."""
    from click.shell_completion import CompletionItem

    from endpoint_explorer.bodies.clean import clean
    from endpoint_explorer.explorer import Explorer

    explorer = Explorer()
    try:
        rows = explorer.history.page(limit=_RECENT).rows
    except EndpointExplorerError:
        return []
    finally:
        explorer.close()
    return [
        CompletionItem(
            str(row.id), help=clean(f"{row.method} {row.url} {row.status or row.failure_kind}")
        )
        for row in rows
        if str(row.id).startswith(incomplete)
    ]


def _typed_target(ctx: click.Context) -> tuple[str, ...]:
    """Return the words of the target; click leaves them in `args` when an option lacks a value."""
    return tuple(ctx.params.get("target") or ctx.args)


def _request_names() -> Iterator[str]:
    from endpoint_explorer.storage.collections import find_requests
    from endpoint_explorer.storage.locations import default_root

    root = default_root()
    for entry in find_requests(root):
        name = entry.path.relative_to(root).with_suffix("").as_posix()
        if _is_plain(name):
            yield name


def _collections(words: tuple[str, ...]) -> Iterator[Path]:
    from endpoint_explorer.explorer.targets import find_target
    from endpoint_explorer.storage.collections import list_collections
    from endpoint_explorer.storage.context import collection_of
    from endpoint_explorer.storage.locations import default_root

    root = default_root()
    if words:
        collection = collection_of(find_target(words[0], root))
        yield from [collection] if collection else []
        return
    for entry in list_collections(root):
        if entry.kind == "collection":
            yield entry.path


def _is_plain(name: str) -> bool:
    return _PLAIN_NAME.fullmatch(name) is not None
