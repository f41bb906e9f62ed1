"""Variables of the session: captured by a send or from the body, looked through and changed."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import msgspec
from textual import on

from endpoint_explorer.model.exchange import Exchange, Failure
from endpoint_explorer.model.request import Capture, Request
from endpoint_explorer.tui.panes.results import ResultsPane
from endpoint_explorer.tui.screens.main.keeping import KeepingFlow
from endpoint_explorer.tui.widgets.copying import CopyRequested
from endpoint_explorer.tui.workbench import OpenRequest

_NAME = re.compile(r"[A-Za-z_][\w-]*")


class VariablesFlow(KeepingFlow):
    """Keeps what is open in step with the session, and answers what captures."""

    def _take_result(self, opened: OpenRequest, result: Exchange | Failure) -> None:
        super()._take_result(opened, result)
        if isinstance(result, Exchange) and result.captures:
            self.refresh_session()

    def refresh_session(self) -> None:
        """Have everything that is open use the session's variables as they are now."""
        for opened in self.workbench:
            opened.context = self.explorer.with_session(opened.context, opened.collection)
        self.take_edits()
        self.show_preview()
        self.refresh_variables()

    def action_show_variables(self) -> None:
        """Show every variable of the current collection."""
        from endpoint_explorer.tui.screens.variables import VariablesScreen

        opened = self.current

        def copy(text: str, what: str) -> None:
            self.post_message(CopyRequested(text, what))

        screen = VariablesScreen(
            self.explorer,
            opened.context,
            opened.collection,
            changed=self.refresh_session,
            copy=copy,
        )
        self.app.push_screen(screen)

    @on(ResultsPane.CaptureRequested)
    def ask_for_variable(self, message: ResultsPane.CaptureRequested) -> None:
        """Ask for the variable that is to hold the value at a path."""
        from endpoint_explorer.tui.screens.dialogs import PromptScreen
        from endpoint_explorer.tui.screens.variables import name_fault

        opened, path = self.current, message.path
        if not isinstance(opened.result, Exchange):
            return
        exchange = opened.result

        def named(name: str | None) -> None:
            if name is not None:
                self._capture(opened, exchange, Capture(name.strip(), _query(path)))

        title = f"Variable that holds {path}"
        self.app.push_screen(PromptScreen(title, proposed_name(path), validate=name_fault), named)

    def _capture(self, opened: OpenRequest, exchange: Exchange, row: Capture) -> None:
        """Add the capture to the request as an edit, and take the value at once."""
        self.take_edits()
        if opened is self.current:
            edited = with_capture(opened.edited, row)
            row = edited.captures[-1]
            self.form.edit(edited)
            self.take_edits()
        if opened.is_from_history:
            # What is recorded is redacted: it may hold names in the place of values.
            self.tell(f"{row.name} is captured by the next send.")
            return
        looked_at = msgspec.structs.replace(exchange, request=Request(captures=(row,)), captures=())
        self.offload(
            partial(self.explorer.capture, looked_at, _owner(opened), lambda: False),
            self._tell_captured,
        )

    def _tell_captured(self, exchange: Exchange) -> None:
        for told in exchange.captures:
            if told.fault:
                self.tell(f"{told.name} was not captured: {told.fault}", severity="warning")
            else:
                self.tell(
                    f"{told.name} = {told.shown[:200]}\nSave the request to keep the capture."
                )
        if not exchange.captures:
            self.tell("Only a complete response is captured from.", severity="warning")
        self.refresh_session()


def proposed_name(path: str) -> str:
    """Return a name for what a path leads to: user_id for `$.items[0]['user-id']`."""
    words = _NAME.findall(path.replace("text()", ""))
    return words[-1].replace("-", "_") if words else "value"


def with_capture(request: Request, row: Capture) -> Request:
    """Return a request that captures a variable, in place of how it did before."""
    others = tuple(capture for capture in request.captures if capture.name != row.name)
    is_secret = any(one.secret for one in request.captures if one.name == row.name)
    row = msgspec.structs.replace(row, secret=is_secret)
    return msgspec.structs.replace(request, captures=(*others, row))


def _query(path: str) -> str:
    from endpoint_explorer.checking.query import Query

    if path.startswith("$"):
        return str(Query("jsonpath", path))
    return str(Query("xpath", f"string({path})"))


def _owner(opened: OpenRequest) -> Path:
    return opened.collection or opened.context.directory
