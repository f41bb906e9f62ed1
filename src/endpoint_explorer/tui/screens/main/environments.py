"""The environment that is sent with: choosing it, keeping up with its file, and production."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from endpoint_explorer.errors import EndpointExplorerError, UsageError
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.request import SAFE_METHODS, Request
from endpoint_explorer.storage.context_files import Marks, context_marks, dotenv_marks
from endpoint_explorer.tui.screens.main.browsing import BrowsingFlow
from endpoint_explorer.tui.workbench import OpenRequest

if TYPE_CHECKING:
    from endpoint_explorer.storage.environments import EnvironmentFile

EDIT = "/edit"
"""The choice that leads to the screen of environments; no file has this name."""


class EnvironmentsFlow(BrowsingFlow):
    """Reads what surrounds a request, and reads it again where it has changed."""

    _unasked: frozenset[tuple[Path | None, str]] = frozenset()

    def environment_of(self, collection: Path | None) -> str:
        """Return the environment chosen for a collection, or its default one."""
        if collection is None:
            return ""
        if collection not in self.environments:
            self.environments[collection] = self.explorer.chosen_environment(collection)
        return self.environments[collection]

    def read_context(self, anchor: Path, collection: Path | None) -> tuple[Context, Marks]:
        """Read what surrounds a request or folder, and mark it; called in a thread.

        An environment that is gone gives way to the one that there is without a choice.
        """
        name = self.environment_of(collection)
        # Marked before it is read: what changes meanwhile is noticed the next time.
        marks = context_marks(anchor, name)
        try:
            context = self.explorer.context(anchor, name)
        except UsageError:
            if collection is None or name in self.explorer.environments(collection):
                raise
            del self.environments[collection]
            return self.read_context(anchor, collection)
        return context, (*marks, *_dotenv_marks(context))

    def is_stale(self, opened: OpenRequest) -> bool:
        """Say whether a file around a request is another one by now; looks at no content."""
        if opened.collection is None:
            return False
        anchor = opened.path or opened.collection
        marks = context_marks(anchor, self.environment_of(opened.collection))
        return (*marks, *_dotenv_marks(opened.context)) != opened.marks

    def before_sending(self, opened: OpenRequest, send: Callable[[], None]) -> None:
        """Send with what the files say now, after asking where that may change the real thing."""

        def allowed() -> None:
            self.when_allowed(opened.edited, opened.context, opened.collection, send)

        if self.is_stale(opened):
            self.refresh_context(opened, allowed)
        else:
            allowed()

    def when_allowed(
        self, request: Request, context: Context, collection: Path | None, send: Callable[[], None]
    ) -> None:
        """Send, after asking once a session where an unsafe method goes to production."""
        environment = context.environment
        if environment is None or not environment.production:
            send()
            return
        preview = self.explorer.preview(request, context)
        place = (collection, environment.name)
        if preview.method.upper() in SAFE_METHODS or place in self._unasked:
            send()
            return
        from endpoint_explorer.tui.screens.dialogs import ChoiceScreen

        def chosen(answer: str | None) -> None:
            if answer == "always":
                self._unasked |= {place}
            if answer in ("once", "always"):
                send()

        choices = [
            ("stay", "Do not send"),
            ("once", f"Send {preview.method} {preview.url}"),
            ("always", "Send, and do not ask again in this session"),
        ]
        title = f"PRODUCTION · {environment.title or environment.name}"
        self.app.push_screen(ChoiceScreen(title, choices, "stay"), chosen)

    def refresh_context(self, opened: OpenRequest, then: Callable[[], None] | None = None) -> None:
        """Read what surrounds a request again, then call `then`."""

        def loaded(found: tuple[Context, Marks]) -> None:
            context, opened.marks = found
            # What came from a command line, by way of the history, stands in no file.
            before = opened.context
            opened.context = msgspec.structs.replace(
                context, overrides=before.overrides, network=before.network
            )
            if opened is self.current:
                self.take_edits()
                self.fill_form()
            if then is not None:
                then()

        anchor = opened.path or opened.collection
        if anchor is not None:
            self.offload(partial(self.read_context, anchor, opened.collection), loaded)

    def action_choose_environment(self) -> None:
        """Ask which environment to send with."""
        collection = self.current.collection
        if collection is None:
            self.tell("Open a request of a collection first: environments belong to collections.")
            return
        from endpoint_explorer.storage.environments import read_environments

        self.offload(
            partial(read_environments, collection), partial(self._ask_environment, collection)
        )

    def _ask_environment(self, collection: Path, files: tuple[EnvironmentFile, ...]) -> None:
        from endpoint_explorer.tui.screens.dialogs import ChoiceScreen

        faults = {file.stem: file.fault for file in files if file.fault is not None}

        def chosen(name: str | None) -> None:
            if name == EDIT:
                self.action_edit_environments()
            elif name in faults:
                self.report(faults[name])
            elif name is not None:
                self.choose_environment(collection, name)

        choices = [
            ("", "no environment"),
            *((file.stem, _label(file)) for file in files),
            (EDIT, "Edit environments…"),
        ]
        if self.is_stale(self.current):
            self.refresh_context(self.current)
        screen = ChoiceScreen("Environment", choices, self.environment_of(collection))
        self.app.push_screen(screen, chosen)

    def choose_environment(self, collection: Path, name: str) -> None:
        """Send with an environment from now on, across restarts; "" for none."""
        self.environments[collection] = name
        self._use_environment(collection)
        remember = partial(self.explorer.remember_environment, collection, name)
        self.offload(remember, lambda _: None, group="remember")

    def _use_environment(self, collection: Path, name: str | None = None) -> None:
        """Resolve everything that is open in a collection with its environment, read anew."""
        if name is not None:
            self.environments[collection] = name
        for opened in self.workbench:
            if opened.collection == collection:
                self.refresh_context(opened)

    def action_edit_environments(self) -> None:
        """Show the environments of the current collection, to look at and to change."""
        collection = self.current.collection
        if collection is None:
            self.tell("Open a request of a collection first: environments belong to collections.")
            return
        from endpoint_explorer.tui.screens.environments import EnvironmentsScreen

        self.take_edits()

        def closed(name: str | None) -> None:
            # A renamed environment keeps its place; what is gone is noticed when it is read.
            if name is not None and name != self.environment_of(collection):
                self.choose_environment(collection, name)
            else:
                self._use_environment(collection)

        screen = EnvironmentsScreen(
            self.explorer, collection, self.current.context, self.environment_of(collection)
        )
        self.app.push_screen(screen, closed)

    def take_edits(self) -> None:
        """Take over what the form says now."""
        raise NotImplementedError

    def fill_form(self) -> None:
        """Show the current request in the form."""
        raise NotImplementedError


def _label(file: EnvironmentFile) -> str:
    """Return the title, and the name of the file where that is another one."""
    parts = [file.title]
    if file.stem.casefold() != file.title.casefold():
        parts.append(file.stem)
    if file.environment.production:
        parts.append("PRODUCTION")
    if file.fault is not None:
        parts.append("cannot be read")
    return " · ".join(parts)


def _dotenv_marks(context: Context) -> Marks:
    with suppress(EndpointExplorerError):
        return dotenv_marks(context.directory, context.environment)
    return ()
