"""The argument that names an exchange."""

from __future__ import annotations

import click

from endpoint_explorer.cli.candidates import complete_exchange

ID = click.IntRange(1, 2**63 - 1)
"""The numbers that SQLite gives to rows."""

id_argument = click.argument("exchange_id", metavar="ID", type=ID, shell_complete=complete_exchange)
