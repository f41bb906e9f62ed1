"""The body tab: a type, and the editor for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message

from endpoint_explorer.model.request import Body, BodyType, Request
from endpoint_explorer.tui.panes.form.body_editor import BodyEditor
from endpoint_explorer.tui.panes.form.section import Inherited, Section
from endpoint_explorer.tui.panes.form.table_bodies import FieldsBody, FileBody, NoBody
from endpoint_explorer.tui.widgets.choice_bar import ChoiceBar

TYPES: tuple[tuple[BodyType, str], ...] = (
    ("none", "none"),
    ("json", "JSON"),
    ("text", "text"),
    ("xml", "XML"),
    ("form", "form"),
    ("multipart", "multipart"),
    ("file", "file"),
    ("graphql", "GraphQL"),
)


def _text_body() -> BodyEditor:
    from endpoint_explorer.tui.panes.form.text_body import TextBody

    return TextBody()


def _graphql_body() -> BodyEditor:
    from endpoint_explorer.tui.panes.form.graphql_body import GraphqlBody

    return GraphqlBody()


_EDITORS: dict[BodyType, tuple[str, Callable[[], BodyEditor]]] = {
    "none": ("none", NoBody),
    "json": ("text", _text_body),
    "text": ("text", _text_body),
    "xml": ("text", _text_body),
    "form": ("form", lambda: FieldsBody(FieldsBody.FORM)),
    "multipart": ("multipart", lambda: FieldsBody(FieldsBody.MULTIPART)),
    "file": ("file", FileBody),
    "graphql": ("graphql", _graphql_body),
}
"""The editor for a type: types with the same name share one."""


class BodySection(Section):
    """The payload. Another type keeps what the others hold, so that switching loses nothing."""

    BINDINGS = [
        Binding(
            "f4",
            "edit",
            "Editor",
            id="body.editor",
            tooltip="Edit the text in the program that $EDITOR names",
        ),
    ]

    class EditorWanted(Message):
        """Text is to be edited in the user's own editor."""

        def __init__(self, text: str, suffix: str) -> None:
            super().__init__()
            self.text = text
            self.suffix = suffix

    def __init__(self) -> None:
        super().__init__()
        self._types = ChoiceBar(TYPES, "none", id="body-type")
        self._editors: dict[str, BodyEditor] = {}
        self._editor: BodyEditor | None = None
        self._body = Body()
        self._is_ready = False

    def compose(self) -> ComposeResult:
        """Compose the types; the editor comes when the type is known."""
        yield self._types

    def on_mount(self) -> None:
        """Show the body, which came before there was anything to show it in."""
        self._is_ready = True
        self._load(self._body)

    def load(self, request: Request, inherited: Inherited) -> None:
        """Show the body of another request."""
        del inherited
        self._body = request.body
        if self._is_ready:
            self._load(request.body)

    def _load(self, body: Body) -> None:
        self._body = body
        self._types.value = body.type
        name, make = _EDITORS[body.type]
        if name not in self._editors:
            self._editors[name] = make()
            self.mount(self._editors[name])
        self._editor = self._editors[name]
        for editor in self._editors.values():
            editor.display = editor is self._editor
        self._editor.load(body)
        self.refresh_bindings()

    def show(self, request: Request) -> None:
        """Show the body as it is after an edit."""
        if self._editor is None or request.body.type != self._body.type:
            self._load(request.body)
            return
        self._body = request.body
        self._editor.show(request.body)

    def amend(self, request: Request) -> Request:
        """Return the request with what was changed in the body."""
        if self._editor is None:
            return request
        body = self._editor.amend(self._body)
        if self._types.value != body.type:
            body = msgspec.structs.replace(body, type=cast("BodyType", self._types.value))
        return request if body == self._body else msgspec.structs.replace(request, body=body)

    @on(ChoiceBar.Changed)
    @on(BodyEditor.Changed)
    def _changed(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Changed())

    def set_text(self, text: str) -> None:
        """Take the text that the user's own editor left."""
        if self._editor is not None and self._editor.text_to_edit() is not None:
            self._editor.set_text(text)

    def action_edit(self) -> None:
        """Ask for the user's own editor."""
        found = None if self._editor is None else self._editor.text_to_edit()
        if found is not None:
            self.post_message(self.EditorWanted(*found))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only text can be handed to an editor."""
        del parameters
        return action != "edit" or self._body.type in {"json", "text", "xml", "graphql"}
