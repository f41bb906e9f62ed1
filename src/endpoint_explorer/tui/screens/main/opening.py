"""Opening requests: into the form, with their drafts, their surroundings and the preview."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
from textual import on

from endpoint_explorer.errors import EndpointExplorerError
from endpoint_explorer.model.collection import (
    inherited_auth,
    inherited_headers,
    inherited_options,
)
from endpoint_explorer.model.exchange import Preview
from endpoint_explorer.storage import collections
from endpoint_explorer.storage.context import collection_of
from endpoint_explorer.tui.panes.form import FormPane
from endpoint_explorer.tui.panes.sidebar import Sidebar
from endpoint_explorer.tui.screens.main.folder_settings import FolderSettingsFlow
from endpoint_explorer.tui.workbench import OpenRequest


class OpeningFlow(FolderSettingsFlow):
    """Fills the form and keeps the drafts that it makes."""

    @on(Sidebar.RequestOpened)
    def open_request(self, message: Sidebar.RequestOpened) -> None:
        """Open a saved request; edits that were left there are still there."""
        self.open_path(message.path)

    def open_path(self, path: Path, then: Callable[[OpenRequest], None] | None = None) -> None:
        """Open the request of a file, then call `then` with it."""
        known = self.workbench.find(path)
        if known is not None and known.is_changed:
            self.show_request(known)
            if then is not None:
                then(known)
            return

        def show(opened: OpenRequest) -> None:
            if known is not None:
                opened.result, opened.flight = known.result, known.flight
                opened.is_from_history = known.is_from_history
            self.show_request(opened)
            if then is not None:
                then(opened)

        def failed(error: EndpointExplorerError) -> None:
            self.report(error)
            self.sidebar.set_current(self.current.path)

        self.offload(partial(self._load, path), show, failed=failed, group="open", exclusive=True)

    def _load(self, path: Path) -> OpenRequest:
        """Read a request and what surrounds it; called in a thread."""
        loaded = collections.load_identified(path)
        collection = collection_of(path)
        context, marks = self.read_context(path, collection)
        return OpenRequest(
            context=context,
            marks=marks,
            edited=loaded.request,
            saved=loaded.request,
            path=path,
            stamp=loaded.stamp,
            collection=collection,
        )

    def show_request(self, opened: OpenRequest) -> None:
        """Put a request into the form, and what came of it into the results."""
        self.take_edits()
        self.workbench.show(opened)
        self.fill_form()
        self.sidebar.set_current(opened.path)
        if opened.path is not None and not self.sidebar.knows(opened.path):
            self.sidebar.reveal(opened.path)
        self.show_result()
        self.refresh_history()

    def fill_form(self) -> None:
        """Show the current request in the form."""
        opened = self.current
        auth, origin = inherited_auth(opened.context)
        self.form.load(
            opened.edited,
            inherited_headers=inherited_headers(opened.context),
            inherited_auth=f"{auth.type}, from {origin}" if auth.type != "none" else "",
            inherited_options=inherited_options(opened.context),
        )
        self.form.set_sending(opened.flight is not None)
        self.show_preview()
        self.update_header()

    @on(FormPane.Edited)
    def keep_draft(self) -> None:
        """Lay the edit over the saved request."""
        self.take_edits()
        self.show_preview()

    def take_edits(self) -> None:
        """Take over what the form says now, which no message may have told yet."""
        opened = self.current
        was_changed = opened.is_changed
        opened.edited = self.form.request
        if opened.is_changed != was_changed:
            self.sidebar.set_drafts(self.workbench.changed_paths())
            self.update_header()

    def after_typing(self, action: Callable[[], None]) -> None:
        """Act once the focused widget has seen every key that was typed before.

        A key that is bound everywhere overtakes the letters before it, which wait in the queue of
        the widget that they are for.
        """
        if self.focused is None:
            action()
        else:
            self.focused.call_later(action)

    def show_preview(self) -> None:
        """Show the exact URL that would be sent."""
        request = self.current.edited
        is_blank = not (request.url or request.query)
        self.form.set_preview(
            # Nothing is wrong yet with a request that nobody has begun to write.
            Preview(request.method, "")
            if is_blank
            else self.explorer.preview(request, self.current.context)
        )

    def action_new_scratch(self) -> None:
        """Start a request that is not in any collection yet."""
        scratch = self.workbench.scratch()
        anchor = self.current
        if anchor.collection is not None:
            scratch.collection = anchor.collection
            scratch.context = msgspec.structs.replace(anchor.context, folders=())
        self.show_request(scratch)
        self.form.focus_url()

    def action_open_scratch(self) -> None:
        """Come back to a scratch request that was left."""
        scratches = self.workbench.scratches()
        if not scratches:
            self.tell("There is no unsaved scratch request.")
            return
        from endpoint_explorer.tui.screens.dialogs import ChoiceScreen

        def chosen(index: str | None) -> None:
            if index is not None:
                self.show_request(scratches[int(index)])

        choices = [
            (str(i), f"{opened.edited.method} {opened.edited.url}")
            for i, opened in enumerate(scratches)
        ]
        self.app.push_screen(ChoiceScreen("Scratch requests", choices, "0"), chosen)

    def reload_current(self) -> None:
        """Read the surroundings of the current request again, and show it anew."""
        opened = self.current
        if opened.path is None:
            self.fill_form()
            return

        def loaded(fresh: OpenRequest) -> None:
            was_changed = opened.is_changed
            opened.context, opened.collection = fresh.context, fresh.collection
            opened.marks = fresh.marks
            opened.saved, opened.stamp = fresh.saved, fresh.stamp
            if not was_changed:
                opened.edited = fresh.edited
            if opened is self.current:
                self.fill_form()
                self.sidebar.set_current(opened.path)

        self.offload(partial(self._load, opened.path), loaded)

    def show_result(self) -> None:
        """Show what came of the current request."""
        raise NotImplementedError

    def refresh_history(self) -> None:
        """Show the history that belongs to the current request."""
        raise NotImplementedError
