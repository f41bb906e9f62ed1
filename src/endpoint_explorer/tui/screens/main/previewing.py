"""The preview tab: the message is made in a thread, and only while it is looked at."""

from __future__ import annotations

from functools import partial

from textual import on

from endpoint_explorer.errors import EndpointExplorerError
from endpoint_explorer.explorer import Origin
from endpoint_explorer.model.exchange import MessagePreview
from endpoint_explorer.model.request import Request
from endpoint_explorer.tui.panes.form import FormPane
from endpoint_explorer.tui.screens.main.opening import OpeningFlow


class PreviewingFlow(OpeningFlow):
    """Makes one message at a time: edits that come meanwhile are made into the next one."""

    _is_making = False
    _is_stale = False

    def show_preview(self) -> None:
        """Show what would be sent: the URL, and the message where it is looked at."""
        super().show_preview()
        self.refresh_message()

    @on(FormPane.MessageWanted)
    def refresh_message(self) -> None:
        """Make the message that would be sent now, if anybody looks at it."""
        if not self.form.shows_message:
            return
        if self._is_making:
            self._is_stale = True
            return
        opened = self.current
        request = opened.edited
        if not (request.url or request.query):
            self.form.set_message(None)
            return
        self._is_making, self._is_stale = True, False
        origin = Origin(opened.path, opened.collection, self.environment_of(opened.collection))
        self.offload(
            partial(self.explorer.preview_message, request, opened.context, origin),
            partial(self._show_message, request),
            failed=self._report_message,
            group="message",
        )

    def _report_message(self, error: EndpointExplorerError) -> None:
        self._is_making = False
        self.report(error)

    def _show_message(self, request: Request, preview: MessagePreview) -> None:
        self._is_making = False
        if request is self.current.edited:
            self.form.set_message(preview)
        if self._is_stale:
            self.refresh_message()
