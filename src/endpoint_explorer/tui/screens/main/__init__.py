"""The main screen, split by what a person does: browse, edit, send, look back."""

from endpoint_explorer.tui.screens.main.screen import MainScreen

__all__ = ["MainScreen"]
