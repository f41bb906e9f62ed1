"""The jar: showing, editing and clearing the cookies of a collection and environment."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import msgspec
from textual import on

from endpoint_explorer.explorer import Origin
from endpoint_explorer.model.cookie import Changes, Cookie, value_fault
from endpoint_explorer.tui.panes.results import ResultsPane
from endpoint_explorer.tui.screens.main.history import HistoryFlow


class CookiesFlow(HistoryFlow):
    """Answers the Cookies tab."""

    _deleted_cookies: tuple[tuple[Origin, Cookie], ...] = ()

    def fill_form(self) -> None:
        """Show the current request, and the jar that belongs to it."""
        super().fill_form()
        if self.results.tab == "cookies":
            self.read_jar()

    @on(ResultsPane.JarWanted)
    def read_jar(self) -> None:
        """Read the cookies of the current collection and environment."""
        origin = self._origin()
        self.offload(
            partial(self.explorer.jars.read, *_jar(origin)),
            partial(self._show_jar, origin),
            group="cookies",
            exclusive=True,
        )

    @on(ResultsPane.CookieDeleteRequested)
    def delete_cookie(self, message: ResultsPane.CookieDeleteRequested) -> None:
        """Delete a cookie, so that undo can bring it back."""
        origin, cookie = self._origin(), message.cookie
        self._deleted_cookies = (*self._deleted_cookies, (origin, cookie))
        self._change_jar(origin, {cookie.key: None})
        self.tell(f"Deleted the cookie {cookie.name}. u brings it back.")

    @on(ResultsPane.CookieRestoreRequested)
    def restore_cookie(self) -> None:
        """Bring back the cookie that was deleted last."""
        if not self._deleted_cookies:
            self.tell("No cookie was deleted in this session.")
            return
        *earlier, (origin, cookie) = self._deleted_cookies
        self._deleted_cookies = tuple(earlier)
        self._change_jar(origin, {cookie.key: cookie})

    @on(ResultsPane.CookieEditRequested)
    def edit_cookie(self, message: ResultsPane.CookieEditRequested) -> None:
        """Ask for another value."""
        from endpoint_explorer.tui.screens.dialogs import PromptScreen

        origin, cookie = self._origin(), message.cookie

        def answered(value: str | None) -> None:
            if value is not None and value != cookie.value:
                edited = msgspec.structs.replace(cookie, value=value)
                self._change_jar(origin, {cookie.key: edited})

        self.app.push_screen(
            PromptScreen(
                f"Value of {cookie.name} for {cookie.domain}",
                cookie.value,
                validate=partial(value_fault, cookie.name),
            ),
            answered,
        )

    @on(ResultsPane.JarClearRequested)
    def clear_jar(self) -> None:
        """Ask, then empty the jar."""
        from endpoint_explorer.tui.screens.dialogs import ConfirmScreen

        origin = self._origin()

        def answered(is_confirmed: bool | None) -> None:
            if is_confirmed:
                self.offload(
                    partial(self._clear, origin),
                    partial(self._show_jar, origin),
                    group="cookies",
                    exclusive=True,
                )

        self.app.push_screen(
            ConfirmScreen(
                "Clear the jar?",
                f"Every cookie of {_owner(origin)} is deleted. Sessions end with them.",
                "Clear",
                danger=True,
            ),
            answered,
        )

    def _clear(self, origin: Origin) -> tuple[Cookie, ...]:
        known = self.explorer.jars.read(*_jar(origin))
        return self.explorer.jars.change(*_jar(origin), {cookie.key: None for cookie in known})

    def _change_jar(self, origin: Origin, changes: Changes) -> None:
        # Not exclusive: a change that a later one made void would not be shown, yet be there.
        self.offload(
            partial(self.explorer.jars.change, *_jar(origin), changes),
            partial(self._show_jar, origin),
        )

    def _origin(self) -> Origin:
        opened = self.current
        return Origin(opened.path, opened.collection, self.environment_of(opened.collection))

    def _show_jar(self, origin: Origin, cookies: tuple[Cookie, ...]) -> None:
        if _jar(origin) == _jar(self._origin()):
            self.results.show_jar(cookies, _owner(origin))
            self.refresh_message()
        for notice in self.explorer.jars.take_notices(*_jar(origin)):
            self.tell(notice, severity="warning")


def _jar(origin: Origin) -> tuple[Path | None, str]:
    return origin.collection, origin.environment


def _owner(origin: Origin) -> str:
    """Return whose jar it is."""
    if origin.collection is None:
        return "ad-hoc requests"
    environment = f", {origin.environment}" if origin.environment else ""
    return f"{origin.collection.name}{environment}"
