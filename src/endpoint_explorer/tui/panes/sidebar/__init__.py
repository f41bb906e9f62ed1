"""The sidebar: the tree of collections, its filter, and the keys that work on entries."""

from endpoint_explorer.tui.panes.sidebar.pane import Sidebar

__all__ = ["Sidebar"]
