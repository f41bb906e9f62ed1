"""The subcommands and the modules that hold them: read before anything heavy is imported."""

from __future__ import annotations

COMMANDS: dict[str, str] = {
    "demo": "endpoint_explorer.cli.demo",
    "send": "endpoint_explorer.cli.send",
    "history": "endpoint_explorer.cli.history",
    "authorize": "endpoint_explorer.cli.authorize",
    "env": "endpoint_explorer.cli.env",
    "config": "endpoint_explorer.cli.config",
    "completion": "endpoint_explorer.cli.completion",
}
"""Name of the subcommand -> module whose `command` is the click command."""

SUMMARIES: dict[str, str] = {
    "demo": "Explore the embedded demo API, or only serve it.",
    "send": "Send a saved request, or METHOD URL, and print the body.",
    "history": "List, show and replay what was sent.",
    "authorize": "Get the OAuth 2 token of a saved request.",
    "env": "List environments, and show what their variables stand for.",
    "config": "List the settings, and where each comes from.",
    "completion": "Print the script that makes a shell complete commands.",
}
"""Name of the subcommand -> its line in `--help`, so that help need not import the modules."""
