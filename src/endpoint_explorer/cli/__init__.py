"""The command line: one module a subcommand, over the same core as the terminal UI."""
