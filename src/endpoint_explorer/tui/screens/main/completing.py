"""The variables that the form marks and completes, looked up off the loop when they may change."""

from __future__ import annotations

from functools import partial

from textual import on

from endpoint_explorer.model.variable import Variable
from endpoint_explorer.tui.screens.main.authorizing import AuthorizingFlow
from endpoint_explorer.tui.screens.main.sending import SendingFlow
from endpoint_explorer.tui.workbench import OpenRequest


class CompletingFlow(AuthorizingFlow):
    """Tells the form what every name stands for around its request."""

    def fill_form(self) -> None:
        """Show the current request, and what its names stand for."""
        super().fill_form()
        # After the frame that shows it: a thread that looks them up would slow its painting.
        self.call_after_refresh(self.refresh_variables)

    @on(SendingFlow.Landed)
    def look_at_variables(self, message: SendingFlow.Landed) -> None:
        """Look again after a flight, which may have captured some."""
        if message.opened.collection == self.current.collection:
            self.refresh_variables()

    def refresh_variables(self) -> None:
        """Look up what every name stands for now."""
        opened = self.current
        self.offload(
            partial(self.explorer.variables, opened.context),
            partial(self._show_variables, opened),
            group="variables",
            exclusive=True,
        )

    def _show_variables(self, opened: OpenRequest, variables: tuple[Variable, ...]) -> None:
        if opened is self.current:
            self.form.set_variables(variables)
