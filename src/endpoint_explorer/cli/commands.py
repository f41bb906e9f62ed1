"""The subcommands and the modules that hold them: read before anything heavy is imported."""

from __future__ import annotations

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("endpoint_explorer.cli.demo", "Explore the embedded demo API, or only serve it."),
    "send": (
        "endpoint_explorer.cli.send",
        "Send a saved request, or METHOD URL, and print the body.",
    ),
    "history": ("endpoint_explorer.cli.history", "Search, compare and replay what was sent."),
    "authorize": (
        "endpoint_explorer.cli.authorize",
        "Get the OAuth 2 token of a saved request.",
    ),
    "env": (
        "endpoint_explorer.cli.env",
        "List environments, and show what their variables stand for.",
    ),
    "config": ("endpoint_explorer.cli.config", "List the settings, and where each comes from."),
    "completion": (
        "endpoint_explorer.cli.completion",
        "Print the script that makes a shell complete commands.",
    ),
}
"""Name of the subcommand -> the module whose `command` it is, and its line in `--help`."""
