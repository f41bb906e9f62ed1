"""Waiting for a token: the URL at which a person authorizes, and how far it is."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.tui.screens.dialogs.box import DialogBox
from endpoint_explorer.tui.screens.modal import Modal
from endpoint_explorer.tui.widgets.badge import MUTED

CHROME = 12
"""Lines of the box that are no URL, and of the screen around it."""


class AuthorizeScreen(Modal[None]):
    """Says what is waited for, until the flow that shows it ends it or escape does.

    `cancel` is called on escape, and `open_url` when the URL is wanted again. A failure stays until
    it has been read.
    """

    BINDINGS = [
        Binding("escape", "cancel", "Cancel", id="authorize.cancel", tooltip="Stop waiting"),
        Binding(
            "o,enter",
            "open",
            "Open again",
            id="authorize.open",
            tooltip="Open the URL in the browser once more",
        ),
        Binding("c,y", "copy", "Copy", id="authorize.copy", tooltip="Copy the URL"),
    ]

    DEFAULT_CSS = """
    AuthorizeScreen {
        align: center middle;
        DialogBox { width: 76; }
        &.-failed DialogBox { border: round $error; }
        Static { height: auto; }
        VerticalScroll { height: auto; margin-top: 1; scrollbar-size-vertical: 1; }
        #authorize-note { margin-top: 1; color: $text-muted; }
        &.-quiet VerticalScroll, &.-quiet #authorize-note { display: none; }
    }
    """

    def __init__(
        self, server: str, *, cancel: Callable[[], None], open_url: Callable[[str], None]
    ) -> None:
        super().__init__()
        self._server = clean(server)
        self._cancel = cancel
        self._open_url = open_url
        self._url = ""
        self.add_class("-quiet")

    def compose(self) -> ComposeResult:
        """Compose what is waited for, the URL, and what one can do."""
        with DialogBox("Authorize", "esc cancel"):
            yield Static(self._waiting(f"Asking {self._server} for a token"), id="authorize-state")
            with VerticalScroll(can_focus=False):
                yield Static(id="authorize-url", markup=False)
            yield Static(id="authorize-note", markup=False)

    def on_resize(self, event: Resize) -> None:
        """Leave room for what stands around the URL."""
        self.query_one(VerticalScroll).styles.max_height = max(event.size.height - CHROME, 2)

    def show_url(self, url: str) -> None:
        """Show the URL at which a person authorizes."""
        self._url = url
        self.remove_class("-quiet")
        self._set("#authorize-state", self._waiting("Waiting for you to authorize in the browser"))
        self._set("#authorize-url", Content.styled(clean(url), "$text-accent"))
        self._set("#authorize-note", Content("The browser comes back here by itself."))
        self.query_one(DialogBox).border_subtitle = Content("o open again · c copy · esc cancel")

    def show_no_browser(self) -> None:
        """Say that the person has to open the URL."""
        text = "No browser could be opened here: copy the URL into one on this machine."
        self._set("#authorize-note", Content.styled(text, "$text-warning"))

    def show_failure(self, message: str, hint: str) -> None:
        """Say why there is no token, until that is read."""
        self._url = ""
        self.set_class(not hint, "-quiet")
        self.add_class("-failed")
        title = Content.styled("\N{MULTIPLICATION X} There is no token", "bold $text-error")
        self._set("#authorize-state", Content("\n").join((title, Content(clean(message)))))
        self._set("#authorize-url", Content(""))
        self._set("#authorize-note", Content(clean(hint)))
        self.query_one(VerticalScroll).display = False
        self.query_one(DialogBox).border_subtitle = Content("esc close")

    def action_open(self) -> None:
        """Open the URL once more."""
        if self._url:
            self._open_url(self._url)

    def action_copy(self) -> None:
        """Copy the URL, by way of the terminal."""
        if self._url:
            self.app.copy_to_clipboard(self._url)
            self._set("#authorize-note", Content("Copied, if this terminal lets programs copy."))

    def action_cancel(self) -> None:
        """Stop waiting."""
        self._cancel()
        self.dismiss()

    def _set(self, selector: str, content: Content) -> None:
        self.query_one(selector, Static).update(content)

    @staticmethod
    def _waiting(text: str) -> Content:
        return Content.assemble((text, "bold"), ("…", MUTED))
