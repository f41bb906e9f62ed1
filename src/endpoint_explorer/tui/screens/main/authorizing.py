"""OAuth 2: getting the token of the request in the form, with the browser where one is needed."""

from __future__ import annotations

import threading
import time
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from endpoint_explorer.errors import Cancelled, EndpointExplorerError, SecretNeeded
from endpoint_explorer.model.collection import inherited_auth
from endpoint_explorer.model.request import Auth
from endpoint_explorer.tui.panes.form.authorization import AuthorizeRequested, TokenWanted
from endpoint_explorer.tui.screens.main.external import ExternalFlow
from endpoint_explorer.tui.screens.main.sending import SendingFlow
from endpoint_explorer.tui.workbench import OpenRequest

if TYPE_CHECKING:
    from endpoint_explorer.model.oauth2 import TokenState
    from endpoint_explorer.tui.screens.authorize import AuthorizeScreen


class AuthorizingFlow(ExternalFlow):
    """Answers Authorize; it runs in a thread of its own, and escape ends it at once."""

    class UrlKnown(Message):
        """A person is to authorize at a URL; `is_open` says whether a browser took it."""

        def __init__(self, dialog: AuthorizeScreen, url: str, *, is_open: bool | None) -> None:
            super().__init__()
            self.dialog = dialog
            self.url = url
            self.is_open = is_open

    class Authorized(Message):
        """It has ended: with a token, or with what stood in the way."""

        def __init__(
            self, dialog: AuthorizeScreen, outcome: TokenState | EndpointExplorerError
        ) -> None:
            super().__init__()
            self.dialog = dialog
            self.outcome = outcome

    @property
    def effective_auth(self) -> Auth:
        """The auth that holds for the request in the form."""
        own = self.current.edited.auth
        return inherited_auth(self.current.context)[0] if own.type == "inherit" else own

    def fill_form(self) -> None:
        """Show the current request, and how its token stands."""
        super().fill_form()
        self.refresh_token()

    @on(SendingFlow.Landed)
    def look_at_token(self, message: SendingFlow.Landed) -> None:
        """Show how the token stands after a flight, which may have got one."""
        if message.opened is self.current:
            self.refresh_token()

    @on(TokenWanted)
    def refresh_token(self) -> None:
        """Show how the token of the request in the form stands, where its auth is OAuth 2."""
        if self.effective_auth.type != "oauth2":
            self.form.set_token("")
            return
        opened = self.current
        request, origin = opened.edited, self._origin()
        self.offload(
            partial(self.explorer.token_state, request, opened.context, origin),
            partial(self._show_token, opened),
            group="token",
            exclusive=True,
        )

    def _show_token(self, opened: OpenRequest, state: TokenState | None) -> None:
        if opened is self.current:
            text = state.describe(time.time()) if state else "there is no token yet"
            self.form.set_token(f"{text}.")

    @on(AuthorizeRequested)
    def action_authorize(self) -> None:
        """Get a new token for the request in the form."""
        self.after_typing(self.authorize_current)

    def authorize_current(self) -> None:
        """Get a new token for the request in the form; a dialog shows how far that is."""
        self.take_edits()
        auth = self.effective_auth
        if auth.type != "oauth2":
            self.tell(f"There is nothing to authorize: the auth here is {auth.type}.")
            return
        from endpoint_explorer.sending.waiting import CancelToken
        from endpoint_explorer.tui.screens.authorize import AuthorizeScreen

        cancel = CancelToken()
        dialog = AuthorizeScreen(
            "the server", cancel=cancel.cancel, open_url=lambda url: self._browse(dialog, url)
        )
        opened = self.current
        work = partial(
            self.explorer.authorize,
            opened.edited,
            opened.context,
            self._origin(),
            open_url=partial(self._show_and_open, dialog),
            cancel=cancel,
        )

        def run() -> None:
            outcome: TokenState | EndpointExplorerError
            try:
                outcome = work()
            except EndpointExplorerError as error:
                outcome = error
            self.post_message(self.Authorized(dialog, outcome))

        self.app.push_screen(dialog)
        thread = threading.Thread(target=run, name="authorize", daemon=True)
        # Not before the dialog can show what it is told.
        dialog.call_after_refresh(thread.start)

    def _show_and_open(self, dialog: AuthorizeScreen, url: str) -> None:
        """Show the URL before a browser is tried, which may take its time; runs in a thread."""
        from endpoint_explorer.explorer.browser import open_in_browser

        self.post_message(self.UrlKnown(dialog, url, is_open=None))

        self.post_message(self.UrlKnown(dialog, url, is_open=open_in_browser(url)))

    def _browse(self, dialog: AuthorizeScreen, url: str) -> None:
        threading.Thread(target=self._show_and_open, args=(dialog, url), daemon=True).start()

    @on(UrlKnown)
    def show_url(self, message: UrlKnown) -> None:
        """Show where a person authorizes, if that is still waited for."""
        if not message.dialog.is_current:
            return
        if message.is_open is None:
            message.dialog.show_url(message.url)
        elif not message.is_open:
            message.dialog.show_no_browser()

    @on(Authorized)
    def conclude_authorization(self, message: Authorized) -> None:
        """Say what came of it."""
        outcome = message.outcome
        if isinstance(outcome, SecretNeeded):
            self._ask_for_secret(message.dialog, outcome)
        elif not isinstance(outcome, EndpointExplorerError):
            message.dialog.dismiss()
            self.tell(f"Authorized: {outcome.describe(time.time())}.")
            self.refresh_message()
            self.refresh_token()
        elif message.dialog.is_current and not isinstance(outcome, Cancelled):
            message.dialog.show_failure(outcome.message, outcome.hint)

    def _ask_for_secret(self, dialog: AuthorizeScreen, needed: SecretNeeded) -> None:
        """Ask for a secret that the settings refer to, and begin again with it."""
        from endpoint_explorer.tui.screens.dialogs.secret import SecretScreen

        def given(value: str | None) -> None:
            if value is not None:
                self.explorer.provide_secret(needed.collection, needed.name, value)
                self.authorize_current()

        if dialog.is_current:
            dialog.dismiss()
            screen = SecretScreen(needed.name, needed.collection.name, needed.message)
            self.app.push_screen(screen, given)
