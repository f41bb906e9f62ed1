"""The screen of a collection's environments: what each says, and where every name comes from."""

from endpoint_explorer.tui.screens.environments.screen import EnvironmentsScreen

__all__ = ["EnvironmentsScreen"]
