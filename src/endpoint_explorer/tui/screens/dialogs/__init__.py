"""Questions over the screen: a line of text, yes or no, one of several."""

from endpoint_explorer.tui.screens.dialogs.choice import ChoiceScreen
from endpoint_explorer.tui.screens.dialogs.confirm import ConfirmScreen
from endpoint_explorer.tui.screens.dialogs.prompt import PromptScreen

__all__ = ["ChoiceScreen", "ConfirmScreen", "PromptScreen"]
