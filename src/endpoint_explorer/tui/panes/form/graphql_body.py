"""The body of a GraphQL request: the document, and its variables as JSON."""

from __future__ import annotations

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static, TextArea

from endpoint_explorer.model.request import Body
from endpoint_explorer.tui.panes.form.body_editor import BodyEditor
from endpoint_explorer.tui.panes.form.json_text import fault_content
from endpoint_explorer.tui.panes.form.text_body import CHECK_DELAY
from endpoint_explorer.tui.widgets.syntax import json_tokens
from endpoint_explorer.tui.widgets.text_editor import TextEditor


class GraphqlBody(BodyEditor):
    """Two editors side by side."""

    DEFAULT_CSS = """
    GraphqlBody {
        & > Horizontal { height: 1fr; }
        & #document { width: 3fr; }
        & #variables { width: 2fr; border-left: solid $panel-lighten-2; padding-left: 1; }
        & #status { height: 1; padding: 0 1; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._document = TextEditor(placeholder="query { … }", id="document")
        self._variables = TextEditor(placeholder='variables, {"id": 1}', id="variables")
        self._variables.tokenizer = json_tokens
        self._body = Body()
        self._is_ready = False
        self._is_variables_wanted = False
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Compose the editors and the line below them."""
        with Horizontal():
            yield self._document
            yield self._variables
        yield Static(id="status")

    def on_mount(self) -> None:
        """Show the body, which came before there was anything to show it in."""
        self._is_ready = True
        self.load(self._body)

    def load(self, body: Body) -> None:
        """Show another body."""
        self._body = body
        if self._is_ready:
            self._document.load(body.text)
            self._variables.load(body.variables)
            self._check()

    def show(self, body: Body) -> None:
        """Show what became of the body."""
        is_shown = self.amend(self._body) == body
        self._body = body
        if not is_shown:
            self.load(body)

    def amend(self, body: Body) -> Body:
        """Return the body with the texts that stand here."""
        if not self._is_ready:
            return body
        if self._document.content != self._body.text:
            body = msgspec.structs.replace(body, text=self._document.content)
        if self._variables.content != self._body.variables:
            body = msgspec.structs.replace(body, variables=self._variables.content)
        return body

    def text_to_edit(self) -> tuple[str, str]:
        """Return the text of the editor that has the focus."""
        self._is_variables_wanted = self._variables.has_focus
        if self._is_variables_wanted:
            return self._variables.content, ".json"
        return self._document.content, ".graphql"

    def set_text(self, text: str) -> None:
        """Take another text for the editor that was asked for."""
        (self._variables if self._is_variables_wanted else self._document).change(text)

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(CHECK_DELAY, self._check)
        self.post_message(self.Changed())

    def _check(self) -> None:
        """Say whether the variables are valid JSON."""
        text = self._variables.text
        content = (
            fault_content(text, "The variables are valid JSON") if text.strip() else Content("")
        )
        self.query_one("#status", Static).update(content)
