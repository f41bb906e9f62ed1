"""The screen of what a collection or folder says for everything below it."""

from endpoint_explorer.tui.screens.folder.screen import FolderScreen

__all__ = ["FolderScreen"]
