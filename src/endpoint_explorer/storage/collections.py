"""Collections on disk: everything that is done with requests, folders and collections as files.

The parts are in modules of their own; this is the one to import from.
"""

from __future__ import annotations

from endpoint_explorer.storage.changes import (
    create_collection,
    create_folder,
    create_request,
    move,
    rename,
)
from endpoint_explorer.storage.copying import duplicate
from endpoint_explorer.storage.identity import load_identified
from endpoint_explorer.storage.listing import (
    find_requests,
    list_collections,
    list_entries,
    summarize,
)
from endpoint_explorer.storage.reading import Stamp
from endpoint_explorer.storage.request_file import parse_request
from endpoint_explorer.storage.saving import Loaded, load_request, save_request
from endpoint_explorer.storage.trash import Deleted, delete, restore

__all__ = [
    "Deleted",
    "Loaded",
    "Stamp",
    "create_collection",
    "create_folder",
    "create_request",
    "delete",
    "duplicate",
    "find_requests",
    "list_collections",
    "list_entries",
    "load_identified",
    "load_request",
    "move",
    "parse_request",
    "rename",
    "restore",
    "save_request",
    "summarize",
]
