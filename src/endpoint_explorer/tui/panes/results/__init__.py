"""The results pane: what came of a send, and what came of those before it."""

from endpoint_explorer.tui.panes.results.pane import ResultsPane

__all__ = ["ResultsPane"]
