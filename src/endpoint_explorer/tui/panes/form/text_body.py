"""The body as text: JSON, XML or plain."""

from __future__ import annotations

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static, TextArea

from endpoint_explorer.model.request import Body
from endpoint_explorer.tui.panes.form.body_editor import BodyEditor
from endpoint_explorer.tui.panes.form.json_text import FaultyJson, fault_content, reindent
from endpoint_explorer.tui.widgets.line_input import LineInput
from endpoint_explorer.tui.widgets.syntax import json_tokens, plain_tokens
from endpoint_explorer.tui.widgets.text_editor import TextEditor

CHECK_DELAY = 0.25
"""Seconds without a key after which JSON is checked."""

LARGEST = 150_000
"""Characters of a body beyond which only the user's own editor edits it."""

_MEDIA_TYPES = {"json": "application/json", "xml": "application/xml", "text": "text/plain"}
_SUFFIXES = {"json": ".json", "xml": ".xml"}


class TextBody(BodyEditor):
    """An editor, with what is wrong with the JSON and the content type below."""

    BINDINGS = [
        Binding(
            "f7,alt+i",
            "reindent",
            "Indent",
            key_display="f7",
            priority=True,
            id="body.reindent",
            tooltip="Indent the JSON anew without changing a value",
        ),
    ]

    DEFAULT_CSS = """
    TextBody {
        & > Horizontal { height: 1; }
        & #status { width: 1fr; height: 1; padding: 0 1; color: $text-muted; }
        & #content-type-label { width: auto; color: $text-muted; }
        & #content-type { width: 32; margin: 0 1; }
        & #too-large { display: none; height: 1fr; padding: 0 1; color: $text-muted; }
        &.-too-large > #too-large { display: block; }
        &.-too-large > TextEditor { display: none; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._editor = TextEditor(has_line_numbers=True)
        self._content_type = LineInput(id="content-type")
        self._body = Body()
        self._outside: str | None = None
        self._is_ready = False
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Compose the editor and the line below it."""
        yield self._editor
        yield Static(id="too-large")
        with Horizontal():
            yield Static(id="status")
            yield Static(Content("Content-Type"), id="content-type-label")
            yield self._content_type

    def on_mount(self) -> None:
        """Show the body, which came before there was anything to show it in."""
        self._is_ready = True
        self.load(self._body)

    @property
    def is_too_large(self) -> bool:
        """Whether the text would make the editor slow."""
        return len(self._body.text) > LARGEST

    def load(self, body: Body) -> None:
        """Show another body."""
        self._body = body
        self._outside = None
        if not self._is_ready:
            return
        self.set_class(self.is_too_large, "-too-large")
        self._editor.tokenizer = json_tokens if body.type == "json" else plain_tokens
        if self.is_too_large:
            text = f"{len(body.text):,} characters are too many to edit here. f4 opens your editor."
            self.query_one("#too-large", Static).update(Content(text))
        else:
            self._editor.load(body.text)
        self._content_type.placeholder = _MEDIA_TYPES.get(body.type, "")
        self._content_type.show(body.content_type)
        self._check()

    def show(self, body: Body) -> None:
        """Show what became of the body."""
        if self._outside is None and self.amend(self._body) == body:
            self._body = body
        else:
            self.load(body)

    @property
    def _text(self) -> str:
        if self._outside is not None:
            return self._outside
        return self._body.text if self.is_too_large else self._editor.content

    def amend(self, body: Body) -> Body:
        """Return the body with the text and the content type that stand here."""
        if not self._is_ready:
            return body
        if self._text != self._body.text:
            body = msgspec.structs.replace(body, text=self._text)
        if self._content_type.value != self._body.content_type:
            body = msgspec.structs.replace(body, content_type=self._content_type.value)
        return body

    def text_to_edit(self) -> tuple[str, str]:
        """Return the text, and the suffix of a file that holds such text."""
        return self._text, _SUFFIXES.get(self._body.type, ".txt")

    def set_text(self, text: str) -> None:
        """Take another text, as an edit."""
        if self.is_too_large or len(text) > LARGEST:
            self._outside = text
            self.post_message(self.Changed())
        else:
            self._editor.change(text)

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(CHECK_DELAY, self._check)
        self.post_message(self.Changed())

    @on(Input.Changed)
    @on(Input.Blurred)
    def _content_type_typed(self, event: Input.Changed | Input.Blurred) -> None:
        event.stop()
        if isinstance(event, Input.Changed):
            self.post_message(self.Changed())

    def _check(self) -> None:
        """Say below the editor whether the JSON is valid."""
        text = "" if self.is_too_large else self._editor.text
        is_json = self._body.type == "json" and bool(text.strip())
        self.query_one("#status", Static).update(fault_content(text) if is_json else Content(""))

    def action_reindent(self) -> None:
        """Indent the JSON anew."""
        try:
            self._editor.change(reindent(self._editor.text))
        except FaultyJson:
            self._check()  # which says where

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only JSON can be indented."""
        del parameters
        return action != "reindent" or (self._body.type == "json" and not self.is_too_large)
