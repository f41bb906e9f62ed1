"""The screen that shows two exchanges side by side."""

from endpoint_explorer.tui.screens.compare.screen import CompareScreen

__all__ = ["CompareScreen"]
