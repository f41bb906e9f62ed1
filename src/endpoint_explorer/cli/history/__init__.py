"""`endpoint-explorer history`: what was sent. One module a subcommand."""

from endpoint_explorer.cli.group import PROGRAM, LazyGroup

COMMANDS: dict[str, tuple[str, str]] = {
    "list": ("endpoint_explorer.cli.history.list", "List what was sent, newest first."),
    "search": (
        "endpoint_explorer.cli.history.search",
        "Search URLs, headers and bodies of what was sent.",
    ),
    "show": ("endpoint_explorer.cli.history.show", "Show one exchange."),
    "diff": ("endpoint_explorer.cli.history.diff", "Compare two exchanges."),
    "replay": ("endpoint_explorer.cli.history.replay", "Send the request of an exchange again."),
    "pin": ("endpoint_explorer.cli.history.pin", "Pin exchanges, so that they stay."),
    "note": ("endpoint_explorer.cli.history.note", "Give an exchange a note, or print it."),
    "delete": ("endpoint_explorer.cli.history.delete", "Remove exchanges."),
    "prune": (
        "endpoint_explorer.cli.history.prune",
        "Remove the oldest until the history keeps its bounds.",
    ),
    "stats": ("endpoint_explorer.cli.history.stats", "Say what the history holds."),
    "export": ("endpoint_explorer.cli.history.export", "Write exchanges for other programs: HAR."),
}
"""Name of the subcommand -> the module whose `command` it is, and its line in `--help`."""

EXAMPLES = f"""
{PROGRAM} history list --limit 5
{PROGRAM} history search status:5xx since:2d
{PROGRAM} history show 12
{PROGRAM} history replay 12"""

command = LazyGroup(
    "history",
    commands=COMMANDS,
    help="List, search, show, replay, compare and export what was sent.",
    examples=EXAMPLES,
)
