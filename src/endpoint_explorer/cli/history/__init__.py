"""`endpoint-explorer history`: what was sent. One module a subcommand."""

from endpoint_explorer.cli.group import LazyGroup

COMMANDS: dict[str, tuple[str, str]] = {
    "list": ("endpoint_explorer.cli.history.list", "List what was sent, newest first."),
    "show": ("endpoint_explorer.cli.history.show", "Show one exchange."),
    "replay": ("endpoint_explorer.cli.history.replay", "Send the request of an exchange again."),
}
"""Name of the subcommand -> the module whose `command` it is, and its line in `--help`."""

command = LazyGroup("history", commands=COMMANDS, help="List, show and replay what was sent.")
