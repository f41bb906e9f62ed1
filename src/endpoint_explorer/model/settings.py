"""What a person has set for the whole program."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from endpoint_explorer.model.history import Limits
from endpoint_explorer.model.network import Network
from endpoint_explorer.model.request import Options

THEME = "explorer"
"""The theme where none is chosen."""


class Settings(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What `config.toml` says; storage/settings.py has a line about each.

    `options` and `network` hold for all requests, below what collections say. `connect` and `read`
    are seconds for a single wait, None for no limit. `keymap` maps the ids of bindings to keys,
    with commas between. `history` has its bounds. `warnings` are about what the file says and
    nobody reads.
    """

    theme: str = THEME
    environment: str = ""
    pager: str = ""
    editor: str = ""
    keymap: Mapping[str, str] = {}
    options: Options = Options()
    network: Network = Network()
    connect: float | None = None
    read: float | None = None
    history: Limits = Limits()
    warnings: tuple[str, ...] = ()
