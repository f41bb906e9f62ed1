"""The secrets of an environment: references, never values."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.explorer.environments import SecretState
from endpoint_explorer.model.collection import Environment
from endpoint_explorer.tui.screens.environments.part import EntryTable, Part, twice
from endpoint_explorer.tui.widgets.badge import MUTED
from endpoint_explorer.tui.widgets.field_table import Column, FieldTable
from endpoint_explorer.tui.widgets.variable_scope import NoVariables

SOURCES = {
    "env": "env:NAME reads an environment variable of the program.",
    "dotenv": "dotenv:NAME reads the collection's .env file; dotenv:path#NAME another one.",
    "keyring": "keyring:SERVICE/USER reads the keyring of this system; without one it is asked.",
    "prompt": "prompt: asks once, and keeps the value in memory until the program ends.",
}
ABOUT = "A secret is a reference, such as env:NAME, dotenv:NAME, keyring:SERVICE/USER or prompt:."

_MARKS = {"found": ("●", "$text-success"), "missing": ("✕", "$text-error")}


class SecretRow(msgspec.Struct, frozen=True):
    """A secret as it is edited; the hosts are written with commas between."""

    name: str
    reference: str = ""
    hosts: str = ""
    enabled: bool = True


class SecretsPart(NoVariables, Part):
    """Names, references and hosts; below them what each leads to."""

    BINDINGS = [
        Binding(
            "ctrl+r",
            "reveal",
            "Show value",
            priority=True,
            id="environments.reveal",
            tooltip="Show the value of this secret, or hide it again",
        ),
    ]

    DEFAULT_CSS = """
    SecretsPart {
        EntryTable { height: 3fr; }
        .secrets--title { height: 1; padding: 0 1; margin-top: 1; color: $text-muted; }
        VerticalScroll { height: 2fr; scrollbar-size-vertical: 1; }
        VerticalScroll > Static { height: auto; }
    }
    """

    class RevealRequested(Message):
        """The value of a secret is wanted."""

        def __init__(self, name: str, reference: str) -> None:
            super().__init__()
            self.name = name
            self.reference = reference

    def __init__(self) -> None:
        super().__init__()
        columns = (
            Column("name", "name", 2, style="name"),
            Column("reference", "env:NAME", 3, choices=lambda _: [f"{s}:" for s in SOURCES]),
            Column("hosts", "hosts, such as api.example.com", 3, absence=lambda _: "any host"),
        )
        self._table = EntryTable(columns, SecretRow(""))
        self._states: Mapping[str, SecretState] = {}
        self._revealed: tuple[str, str] | None = None

    def compose(self) -> ComposeResult:
        """Compose the rows, and what they lead to."""
        yield self._table
        yield Static(Content("What they lead to"), classes="secrets--title")
        with VerticalScroll(can_focus=False):
            yield Static(id="secret-states")

    def load(self, environment: Environment) -> None:
        """Show another environment; nothing stays revealed."""
        self._revealed, self._states = None, {}
        hosts = environment.secret_hosts
        self._table.load(
            tuple(
                SecretRow(name, reference, ", ".join(hosts.get(name, ())))
                for name, reference in environment.secrets.items()
            )
        )
        self._show_states()

    def amend(self, environment: Environment) -> Environment:
        """Return the environment with the rows that have a name."""
        rows = {row.name: row for row in self._table.values if row.name}
        hosts = {name: _hosts(row.hosts) for name, row in rows.items()}
        return msgspec.structs.replace(
            environment,
            secrets={name: row.reference.strip() for name, row in rows.items()},
            secret_hosts={name: each for name, each in hosts.items() if each},
        )

    def show_states(self, states: Mapping[str, SecretState]) -> None:
        """Show what the references lead to."""
        self._states = states
        self._show_states()

    def show_value(self, name: str, value: str) -> None:
        """Show a value that was asked for, until it is hidden or something is edited."""
        self._revealed = (name, value)
        self._show_states()

    def action_reveal(self) -> None:
        """Show the value of the secret under the cursor, or hide it."""
        row = self._row()
        if self._revealed is not None:
            self._revealed = None
            self._show_states()
        elif row is not None and row.name and row.reference:
            self.post_message(self.RevealRequested(row.name, row.reference.strip()))

    def _row(self) -> SecretRow | None:
        rows = self._table.values
        return rows[self._table.row] if self._table.row < len(rows) else None

    @on(FieldTable.Changed)
    def _changed(self, message: FieldTable.Changed) -> None:
        message.stop()
        self._revealed = None
        self.post_message(self.Changed())

    @on(FieldTable.Moved)
    def _moved(self, message: FieldTable.Moved) -> None:
        message.stop()
        self.explain()

    def explain(self) -> None:
        """Say what is wrong, or where the reference under the cursor leads."""
        if name := twice([row.name for row in self._table.values]):
            self.post_message(
                self.Explained(f"{name} is written twice: the last one counts.", is_wrong=True)
            )
            return
        row = self._row()
        source = row.reference.partition(":")[0].strip() if row else ""
        self.post_message(self.Explained(SOURCES.get(source, ABOUT)))

    def _show_states(self) -> None:
        lines = []
        for name, state in self._states.items():
            mark, style = _MARKS.get(state.state, ("○", "$text-warning"))
            says = Content.styled(clean(state.says), MUTED)
            if self._revealed is not None and self._revealed[0] == name:
                says = Content.styled(clean(self._revealed[1]), "bold")
            lines.append(Content.assemble((f" {mark} ", style), clean(name), "  ", says))
        if self.is_mounted:
            self.query_one("#secret-states", Static).update(Content("\n").join(lines))


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(host.strip() for host in text.split(",") if host.strip())
