"""The auth tab: a kind, and what it needs."""

from __future__ import annotations

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.request import Auth, Request
from endpoint_explorer.tui.panes.form.auth_fields import (
    ALL_CHOICES,
    KINDS,
    MEANINGS,
    AuthChoice,
    AuthField,
    choices_of,
    fields_of,
)
from endpoint_explorer.tui.panes.form.authorization import AuthorizationLine
from endpoint_explorer.tui.panes.form.section import Inherited, Section
from endpoint_explorer.tui.widgets.choice_bar import ChoiceBar
from endpoint_explorer.tui.widgets.field_table import Column, FieldTable, Setting

_COLUMNS = (Column("name", "", 2, is_editable=False, style="name"), Column("value", "", 7))


class ChoiceLine(Horizontal):
    """A fixed word of the auth, with its label before it."""

    DEFAULT_CSS = """
    ChoiceLine {
        height: 1; display: none;
        & > Static { width: 11; padding: 0 1; color: $text-primary; }
        & > ChoiceBar { width: 1fr; }
        &.-shown { display: block; }
    }
    """

    def __init__(self, choice: AuthChoice) -> None:
        super().__init__()
        self.choice = choice
        self.bar = ChoiceBar(choice.choices, choice.choices[0][0], id=f"auth-{choice.field}")

    def compose(self) -> ComposeResult:
        """Compose the label and the choices."""
        yield Static(Content(self.choice.label))
        yield self.bar


class AuthSection(Section):
    """Credentials. Another kind, or grant, keeps what the others hold."""

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
        & > FieldTable { display: none; }
        & > #auth-note { color: $text-muted; padding: 0 1; height: auto; max-height: 2; }
        &.-has-fields > FieldTable { display: block; }
    }
    """

    def __init__(self, *, can_inherit: bool = True) -> None:
        super().__init__()
        kinds = KINDS if can_inherit else KINDS[1:]
        self._types = ChoiceBar([kind[:2] for kind in kinds], kinds[0][0], id="auth-type")
        self._lines = tuple(ChoiceLine(choice) for choice in ALL_CHOICES)
        self._table = FieldTable(_COLUMNS, Setting(""), is_fixed=True)
        self._authorization = AuthorizationLine()
        self._note = Static(id="auth-note")
        self._auth = Auth()
        self._origin = ""
        self._fields: tuple[AuthField, ...] = ()
        self._shown: tuple[Setting, ...] = ()
        self._token = ""

    def compose(self) -> ComposeResult:
        """Compose the kinds, the words and fields of one, and a note on it."""
        yield self._types
        yield from self._lines
        yield self._table
        yield self._authorization
        yield self._note

    def on_mount(self) -> None:
        """Say what is inherited, which was known before there was anything to say it in."""
        self._update()

    def on_resize(self) -> None:
        """Leave room for the note below the fields."""
        self._fit()

    def load(self, request: Request, inherited: Inherited) -> None:
        """Show the auth of another request."""
        self._origin = inherited.auth
        self._take_over(request.auth)
        self._table.reveals = False
        self._table.load(self._shown)
        self._update()

    def show(self, request: Request) -> None:
        """Show the auth as it is after an edit."""
        fields = self._fields
        self._take_over(request.auth)
        if self._fields == fields:
            self._table.show(self._shown)
        else:
            self._table.load(self._shown)
        self._update()

    def show_token(self, text: str) -> None:
        """Say how the OAuth 2 token stands; empty where that is not known."""
        self._token = text
        self._update()

    def _take_over(self, auth: Auth) -> None:
        self._auth = auth
        self._fields = fields_of(auth)
        self._shown = tuple(
            Setting(field.label, getattr(auth, field.field), field.hint, field.is_secret)
            for field in self._fields
        )

    def _update(self) -> None:
        self._types.value = self._auth.type
        choices = choices_of(self._auth)
        for line in self._lines:
            line.bar.value = line.choice.value(self._auth)
            line.set_class(line.choice in choices, "-shown")
        self.set_class(bool(self._shown), "-has-fields")
        has_token = self._auth.type == "oauth2" or (self._auth.type == "inherit" and self._token)
        self._authorization.set_class(bool(has_token), "-shown")
        self._authorization.show(self._token)
        self._fit()
        self._explain()

    def _fit(self) -> None:
        """Give the fields the lines they need, as far as there are some."""
        others = 2 + len(choices_of(self._auth)) + self._authorization.has_class("-shown")
        room = self.size.height - others if self.size.height else len(self._shown)
        self._table.styles.height = max(2, min(len(self._shown), room))

    # The note.

    def _explain(self) -> None:
        """Explain what has the keys, or else the kind."""
        self._note.update(Content(self._explanation()))

    def _explanation(self) -> str:
        if self._auth.type == "inherit":
            if self._origin:
                return f"Inherited: {clean(self._origin)}"
            return "Nothing to inherit: neither the folders nor the collection say anything."
        if self._table.is_mounted and self._table.is_active and self._fields:
            field = self._fields[min(self._table.row, len(self._fields) - 1)]
            return f"{field.meaning} ctrl+x shows it." if field.is_secret else field.meaning
        for line in self._lines:
            if line.bar.has_focus:
                return line.choice.meaning
        return MEANINGS[self._auth.type]

    def on_descendant_focus(self) -> None:
        """Explain what has the keys now."""
        self._explain()

    def on_descendant_blur(self) -> None:
        """Explain the kind again when the keys go elsewhere."""
        self._explain()

    @on(FieldTable.Moved)
    def _moved(self, event: Message) -> None:
        event.stop()
        self._explain()

    # Edits.

    def amend(self, request: Request) -> Request:
        """Return the request with the auth that stands here."""
        auth = self._auth
        rows = self._table.values
        changes: dict[str, str] = {
            field.field: row.value
            for field, row, shown in zip(self._fields, rows, self._shown, strict=True)
            if row.value != shown.value
        }
        for line in self._lines:
            if line.bar.value != line.choice.value(auth):
                changes[line.choice.field] = line.bar.value
        if self._types.value != auth.type:
            changes["type"] = self._types.value
        if not changes:
            return request
        return msgspec.structs.replace(request, auth=msgspec.structs.replace(auth, **changes))

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
