"""Secrets: those that a person is asked for, and literals that move to where secrets are kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from endpoint_explorer.errors import SecretNeeded
from endpoint_explorer.explorer import Origin
from endpoint_explorer.model.exchange import Failure
from endpoint_explorer.model.request import Request
from endpoint_explorer.tui.panes.form import FormPane
from endpoint_explorer.tui.screens.main.saving import SavingFlow
from endpoint_explorer.tui.workbench import Flight, OpenRequest

if TYPE_CHECKING:
    from endpoint_explorer.model.credentials import Finding

if TYPE_CHECKING:
    from endpoint_explorer.explorer.secret_moves import Moved


class SecretsFlow(SavingFlow):
    """Answers a send that needs a secret, and the hint at a literal that looks like one."""

    _moved: tuple[OpenRequest, Request, Request] | None = None

    class SecretWanted(Message):
        """A flight cannot start without a secret; `again` sends once it was given."""

        def __init__(
            self,
            opened: OpenRequest,
            flight: Flight,
            needed: SecretNeeded,
            again: Callable[[], None],
        ) -> None:
            super().__init__()
            self.opened = opened
            self.flight = flight
            self.needed = needed
            self.again = again

    @on(SecretWanted)
    def ask_for_secret(self, message: SecretWanted) -> None:
        """Ask, and send again; several secrets are asked for one after the other."""
        from endpoint_explorer.tui.screens.dialogs.secret import SecretScreen

        opened, needed = message.opened, message.needed
        if opened.flight is not message.flight:
            return
        opened.flight = None

        def given(value: str | None) -> None:
            if value is not None:
                self.explorer.provide_secret(needed.collection, needed.name, value)
                message.again()
                return
            opened.result = Failure(needed.kind, needed.message, needed.hint, phase=needed.field)
            if opened is self.current:
                self.show_result()

        if opened is self.current:
            self.form.set_sending(False)
            self.show_result()
        if message.flight.is_cancelled:
            given(None)
            return
        why = needed.message.removeprefix(f"{needed.field}: ")
        screen = SecretScreen(needed.name, needed.collection.name, f"{needed.field}: {why}")
        self.app.push_screen(screen, given)

    @on(FormPane.SecretMoveRequested)
    def move_to_secret(self, message: FormPane.SecretMoveRequested) -> None:
        """Ask for a name and a place, keep the literal there, and refer to it."""
        self.take_edits()
        opened, finding = self.current, message.finding
        collection = opened.collection
        if collection is None:
            self.tell("Save the request in a collection first: secrets belong to its environments.")
            return
        environment = self.environment_of(collection)

        def keep(name: str, place: str | None) -> None:
            if place in ("keyring", "dotenv"):
                work = partial(
                    self.explorer.move_to_secret,
                    *(collection, environment, name, finding.value),
                    "keyring" if place == "keyring" else "dotenv",
                )
                self.offload(work, partial(self._refer, opened, collection, finding))

        def ask_place(name: str | None) -> None:
            from endpoint_explorer.tui.screens.dialogs import ChoiceScreen

            if name:
                choices = [
                    ("dotenv", f"the file .env of {collection.name}, for you alone"),
                    ("keyring", "the keyring of this system"),
                ]
                screen = ChoiceScreen(f"Keep the value of {name} in", choices, "dotenv")
                self.app.push_screen(screen, partial(keep, name))

        from endpoint_explorer.tui.screens.dialogs import PromptScreen

        title = f"Name of the secret in {environment or 'default'}"
        self.app.push_screen(PromptScreen(title, _proposed_name(finding.field)), ask_place)

    def _refer(self, opened: OpenRequest, collection: Path, finding: Finding, moved: Moved) -> None:
        """Put the template where the literal was, as an edit that can be undone."""
        from endpoint_explorer.model.credentials import replace_literal

        if opened is not self.current:
            self.tell(f"Kept as {moved.template}; the request is not open any more.")
            return
        self.take_edits()
        before = opened.edited
        after = replace_literal(before, finding, moved.template)
        self._moved = (opened, before, after)
        self.form.edit(after)
        self.take_edits()  # Its message comes only after this, and the form is filled anew.
        self.environments[collection] = moved.environment
        self._use_environment(collection, moved.environment)
        self.tell(
            f"{moved.template} stands for it, from {moved.reference} in {moved.environment}.\n"
            "Undo it by “Undo the move to a secret” in the palette."
        )

    def action_undo_move(self) -> None:
        """Put the literal that was moved last back into its request."""
        self.take_edits()
        if self._moved is None or self._moved[0] is not self.current:
            self.tell("Nothing of this request was moved to a secret.")
        elif self._moved[2] != self.current.edited:
            self.tell("The request was edited since: undo those edits first.")
        else:
            self.form.edit(self._moved[1])
            self._moved = None

    def action_copy_with_secrets(self) -> None:
        """Copy the message that would be sent with its secrets in it, after asking."""
        from endpoint_explorer.tui.screens.dialogs import ConfirmScreen

        self.take_edits()
        opened = self.current
        origin = Origin(opened.path, opened.collection, self.environment_of(opened.collection))

        def answered(is_confirmed: bool | None) -> None:
            if is_confirmed:
                self.offload(
                    partial(
                        self.explorer.message_with_secrets, opened.edited, opened.context, origin
                    ),
                    copy,
                )

        def copy(message: str) -> None:
            self.app.copy_to_clipboard(message)
            self.tell("Copied, secrets included.", severity="warning")

        says = (
            "The message goes to the clipboard with the values of its secrets, where other "
            "programs can read them. y in the preview copies it without."
        )
        screen = ConfirmScreen("Copy the message with its secrets?", says, "Copy", danger=True)
        self.app.push_screen(screen, answered)

    def action_forget_secrets(self) -> None:
        """Forget the secrets that were typed for the current collection."""
        self.explorer.secrets.forget(self.current.context.directory)
        self.tell("The next send asks for its secrets again.")


def _proposed_name(field: str) -> str:
    """Return a name for the secret of a field, such as api_key for query.api_key."""
    from endpoint_explorer.model.credentials import names_credential

    name = re.sub(r"\W+", "_", field.rpartition(".")[2]).strip("_").lower()
    return name if names_credential(name) else "token"
