"""The head of the form: method, URL, the button that sends, and what would be sent."""

from __future__ import annotations

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from endpoint_explorer.model.exchange import Preview
from endpoint_explorer.model.request import Request
from endpoint_explorer.tui.panes.form.method import MethodPicker
from endpoint_explorer.tui.panes.form.preview_line import PreviewLine
from endpoint_explorer.tui.panes.form.send_button import SendButton
from endpoint_explorer.tui.panes.form.url_text import url_text, with_url_text
from endpoint_explorer.tui.widgets.line_input import LineInput
from endpoint_explorer.tui.widgets.marks import url_marks


class UrlBar(Widget):
    """Two rows: method, URL and button; the preview below."""

    DEFAULT_CSS = """
    UrlBar {
        height: 2;
        & > Horizontal { height: 1; }
        & #url { width: 1fr; margin: 0 1; }
    }
    """

    class Changed(Message):
        """The user changed the method or the URL; `amend` says what."""

    class SendRequested(Message):
        """The request is to be sent."""

    class CancelRequested(Message):
        """What is being sent is to be stopped."""

    def __init__(self) -> None:
        super().__init__()
        self._method = MethodPicker()
        self._url = LineInput(
            placeholder="/path or https://host/path",
            marks=lambda text: url_marks(text, self._given),
            id="url",
        )
        self._button = SendButton()
        self._preview = PreviewLine()
        self._shown = ("GET", "")
        self._given: frozenset[str] = frozenset()

    def compose(self) -> ComposeResult:
        """Compose the two rows."""
        with Horizontal():
            yield self._method
            yield self._url
            yield self._button
        yield self._preview

    def show(self, request: Request) -> None:
        """Show the method and the URL of a request."""
        self._shown = (request.method, url_text(request))
        self._method.show(request.method)
        self._given = frozenset(row.name for row in request.path if row.value and row.enabled)
        self._url.show(self._shown[1])
        self._url.refresh()

    def amend(self, request: Request) -> Request:
        """Return a request with the method and the URL that stand here, if they were changed."""
        method, text = self._shown
        if self._method.value != method:
            request = msgspec.structs.replace(request, method=self._method.value)
        if self._url.value != text:
            request = with_url_text(request, self._url.value)
        return request

    @property
    def places(self) -> tuple[tuple[str, Offset], ...]:
        """Where the method and the URL stand on the screen."""
        return (("method", self._method.region.offset), ("url", self._url.region.offset))

    def set_preview(self, preview: Preview) -> None:
        """Show what would be sent."""
        self._preview.show(preview)

    def set_sending(self, sending: bool) -> None:
        """Make the button one that cancels, or one that sends."""
        self._button.is_sending = sending

    def focus_url(self) -> None:
        """Go to the URL, at once: the next key may be in the queue already."""
        self.screen.set_focus(self._url)

    def focus_method(self) -> None:
        """Go to the method and open its list, at once as well."""
        self.screen.set_focus(self._method)
        self._method.open()

    @on(MethodPicker.Changed)
    @on(Input.Changed)
    def _edited(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Changed())

    @on(Input.Blurred)
    def _keep_blur(self, event: Input.Blurred) -> None:
        event.stop()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.SendRequested())

    @on(SendButton.Pressed)
    def _pressed(self, event: SendButton.Pressed) -> None:
        event.stop()
        self.post_message(self.CancelRequested() if event.is_sending else self.SendRequested())
