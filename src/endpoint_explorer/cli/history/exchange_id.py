"""The argument that names an exchange."""

from __future__ import annotations

from typing import Any

import click

from endpoint_explorer.cli.candidates import complete_exchange
from endpoint_explorer.cli.number import WholeNumber

ID = WholeNumber(1, 2**63 - 1)
"""The numbers that SQLite gives to rows."""

_SETTINGS: dict[str, Any] = {"type": ID, "shell_complete": complete_exchange}

id_argument = click.argument("exchange_id", metavar="ID", **_SETTINGS)
ids_argument = click.argument("exchange_ids", metavar="ID...", nargs=-1, required=True, **_SETTINGS)
