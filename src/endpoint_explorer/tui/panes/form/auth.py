"""The auth tab: a kind, and what it needs."""

from __future__ import annotations

from typing import cast

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.request import Auth, AuthLocation, AuthType, Request
from endpoint_explorer.tui.panes.form.section import Inherited, Section
from endpoint_explorer.tui.widgets.choice_bar import ChoiceBar
from endpoint_explorer.tui.widgets.field_table import Column, FieldTable, Setting

TYPES: tuple[tuple[AuthType, str], ...] = (
    ("inherit", "inherit"),
    ("none", "none"),
    ("basic", "basic"),
    ("bearer", "bearer"),
    ("api-key", "API key"),
)
LOCATIONS: tuple[tuple[AuthLocation, str], ...] = (
    ("header", "in a header"),
    ("query", "in the query"),
)

_FIELDS: dict[AuthType, tuple[str, ...]] = {
    "basic": ("username", "password"),
    "bearer": ("token",),
    "api-key": ("name", "value"),
}
_SETTINGS = {
    "username": Setting("User name", hint="{{username}}"),
    "password": Setting("Password", hint="{{password}}", is_secret=True),
    "token": Setting("Token", hint="{{token}}", is_secret=True),
    "name": Setting("Name", hint="X-API-Key"),
    "value": Setting("Key", hint="{{api_key}}", is_secret=True),
}

ADVICE = "Write a {{variable}}, so that no file holds the secret. ctrl+x shows or hides it."


class AuthSection(Section):
    """Credentials. Another kind keeps what the others hold."""

    BINDINGS = [
        Binding(
            "ctrl+x",
            "reveal",
            "Show/hide",
            id="auth.reveal",
            tooltip="Show secrets as they are, or hide them",
        ),
    ]

    DEFAULT_CSS = """
    AuthSection {
        & > FieldTable { display: none; height: auto; max-height: 2; }
        & > #location { display: none; }
        & > #auth-note { color: $text-muted; padding: 0 1; height: auto; }
        &.-has-fields > FieldTable { display: block; }
        &.-has-location > #location { display: block; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        columns = (Column("name", "", 1, is_editable=False, style="name"), Column("value", "", 4))
        self._types = ChoiceBar(TYPES, "inherit", id="auth-type")
        self._locations = ChoiceBar(LOCATIONS, "header", id="location")
        self._table = FieldTable(columns, Setting(""), is_fixed=True)
        self._note = Static(id="auth-note")
        self._auth = Auth()
        self._origin = ""
        self._shown: tuple[Setting, ...] = ()
        self._token = ""

    def compose(self) -> ComposeResult:
        """Compose the kinds, the fields of one, and a note on it."""
        yield self._types
        yield self._locations
        yield self._table
        yield self._note

    def on_mount(self) -> None:
        """Say what is inherited, which was known before there was anything to say it in."""
        self._update()

    def load(self, request: Request, inherited: Inherited) -> None:
        """Show the auth of another request."""
        self._origin = inherited.auth
        self._auth = request.auth
        self._shown = self._settings()
        self._table.reveals = False
        self._table.load(self._shown)
        self._update()

    def show(self, request: Request) -> None:
        """Show the auth as it is after an edit."""
        self._auth = request.auth
        self._shown = self._settings()
        self._table.show(self._shown)
        self._update()

    def show_token(self, text: str) -> None:
        """Say how the OAuth 2 token stands; empty where that is not known."""
        self._token = text
        self._note.update(self._note_content())

    def _settings(self) -> tuple[Setting, ...]:
        return tuple(
            msgspec.structs.replace(_SETTINGS[name], value=getattr(self._auth, name))
            for name in _FIELDS.get(self._auth.type, ())
        )

    def _update(self) -> None:
        self._types.value = self._auth.type
        self._locations.value = self._auth.location
        self.set_class(bool(self._shown), "-has-fields")
        self.set_class(self._auth.type == "api-key", "-has-location")
        self._table.styles.height = max(1, len(self._shown))
        self._note.update(self._note_content())

    def _note_content(self) -> Content:
        if self._auth.type == "none":
            return Content("This request is sent without credentials.")
        if self._token and self._auth.type in ("inherit", "oauth2"):
            return Content(f"OAuth 2: {clean(self._token)} f9 authorizes.")
        if self._auth.type != "inherit":
            return Content(ADVICE)
        if self._origin:
            return Content(f"Inherited: {clean(self._origin)}")
        return Content("Nothing to inherit: neither the folders nor the collection say anything.")

    def amend(self, request: Request) -> Request:
        """Return the request with the auth that stands here."""
        auth = self._auth
        rows = self._table.values
        if rows != self._shown:
            names = _FIELDS[auth.type]
            values = {name: row.value for name, row in zip(names, rows, strict=True)}
            auth = msgspec.structs.replace(auth, **values)
        if self._locations.value != auth.location:
            location = cast("AuthLocation", self._locations.value)
            auth = msgspec.structs.replace(auth, location=location)
        if self._types.value != auth.type:
            auth = msgspec.structs.replace(auth, type=cast("AuthType", self._types.value))
        return request if auth == self._auth else msgspec.structs.replace(request, auth=auth)

    @on(ChoiceBar.Changed)
    @on(FieldTable.Changed)
    def _changed(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Changed())

    def action_reveal(self) -> None:
        """Show secrets, or hide them again."""
        self._table.reveals = not self._table.reveals

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to reveal only where there is a secret."""
        del parameters
        return action != "reveal" or any(setting.is_secret for setting in self._shown)
