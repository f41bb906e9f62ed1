"""OAuth 2: getting the token of the request in the form, with the browser where one is needed."""

from __future__ import annotations

import threading
import time
from functools import partial

from textual import on
from textual.message import Message

from endpoint_explorer.errors import Cancelled, EndpointExplorerError
from endpoint_explorer.explorer import Origin
from endpoint_explorer.explorer.browser import open_in_browser
from endpoint_explorer.model.collection import inherited_auth
from endpoint_explorer.model.oauth2 import TokenState
from endpoint_explorer.model.request import Auth
from endpoint_explorer.tui.screens.authorize import AuthorizeScreen
from endpoint_explorer.tui.screens.main.external import ExternalFlow


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

        cancel = CancelToken()
        dialog = AuthorizeScreen(
            "the server", cancel=cancel.cancel, open_url=lambda url: self._browse(dialog, url)
        )
        opened = self.current
        origin = Origin(opened.path, opened.collection, self.environment_of(opened.collection))
        work = partial(
            self.explorer.authorize,
            opened.edited,
            opened.context,
            origin,
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
        if isinstance(outcome, TokenState):
            message.dialog.dismiss()
            self.tell(f"Authorized: {outcome.describe(time.time())}.")
            self.refresh_message()
        elif message.dialog.is_current and not isinstance(outcome, Cancelled):
            message.dialog.show_failure(outcome.message, outcome.hint)
