"""How the servers of an environment are reached and trusted, and whether it is the real thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
from textual import on
from textual.app import ComposeResult

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.collection import Context, Environment
from endpoint_explorer.tui.screens.environments.part import Part
from endpoint_explorer.tui.widgets.field_table import Column, FieldTable, Setting

NONE = "none"
"""What is written for a setting that says there is none, which is not to inherit it."""

YES = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


class Entry(NamedTuple):
    """A setting: its label, the field, what it means, and how its text is read."""

    label: str
    field: str
    meaning: str
    read: Callable[[str], object]
    choices: tuple[str, ...] = ()


def _flag(text: str) -> bool | None:
    if text and text.lower() not in YES:
        raise ValueError("is neither yes nor no")
    return YES.get(text.lower())


def _optional(text: str) -> str | None:
    return (None if not text else "") if text in ("", NONE) else text


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


ENTRIES = (
    Entry(
        "Production",
        "production",
        "Yes colours the header, and asks before anything but GET, HEAD and OPTIONS is sent.",
        lambda text: bool(_flag(text)),
        ("yes", "no"),
    ),
    Entry(
        "Proxy",
        "proxy",
        "http://host:port, https, socks5 or socks5h; none for no proxy at all. Templates work.",
        _optional,
        (NONE,),
    ),
    Entry(
        "Verify",
        "verify",
        "No trusts any certificate, and the header says so. Better name the authority below.",
        _flag,
        ("yes", "no"),
    ),
    Entry(
        "Authorities",
        "ca",
        "A PEM file of the authorities to trust, relative to the collection; none: the system's.",
        _optional,
        (NONE,),
    ),
    Entry(
        "Client certificate",
        "certificate",
        "A PEM file to show to servers, relative to the collection.",
        _optional,
        (NONE,),
    ),
    Entry(
        "Client key",
        "key",
        "Its key, as a PEM file without a password; empty when it is in the certificate's file.",
        _optional,
        (NONE,),
    ),
    Entry(
        "dotenv files",
        "dotenv",
        "Files whose names become variables, with commas between, relative to the collection.",
        _names,
        (".env",),
    ),
)

_BY_LABEL = {entry.label: entry for entry in ENTRIES}
_OF_ENVIRONMENT = ("production", "dotenv")


class ConnectionPart(Part):
    """A row for each setting; an empty one shows what is inherited."""

    DEFAULT_CSS = """
    ConnectionPart > FieldTable { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        columns = (
            Column("name", "", 2, is_editable=False, style="name"),
            Column("value", "", 5, choices=lambda row: _BY_LABEL[row.name].choices),
        )
        self._table = FieldTable(columns, Setting(""), is_fixed=True)
        self._shown: tuple[Setting, ...] = ()
        self._around: Context | None = None

    def compose(self) -> ComposeResult:
        """Compose the rows."""
        yield self._table

    def set_context(self, context: Context) -> None:
        """Take what an environment inherits."""
        self._around = context

    def load(self, environment: Environment) -> None:
        """Show another environment."""
        self._shown = tuple(
            Setting(entry.label, _write(_value(environment, entry)), self._hint(entry))
            for entry in ENTRIES
        )
        self._table.load(self._shown)

    def amend(self, environment: Environment) -> Environment:
        """Return the environment with what was changed here; what says no value counts as none."""
        for entry, row, shown in zip(ENTRIES, self._table.values, self._shown, strict=True):
            if row.value != shown.value and not _fault(row):
                environment = _with(environment, entry, entry.read(row.value.strip()))
        return environment

    def _hint(self, entry: Entry) -> str:
        if entry.field in _OF_ENVIRONMENT:
            return "no" if entry.field == "production" else "none"
        if self._around is None:
            return ""
        collection = getattr(self._around.collection.network, entry.field)
        settings = getattr(self._around.settings.network, entry.field)
        if collection is not None:
            return f"{clean(_write(collection))}, from the collection"
        if settings is not None:
            return f"{clean(_write(settings))}, from the settings"
        return {"verify": "yes", "ca": "the system's", "proxy": "as the system says"}.get(
            entry.field, "none"
        )

    @on(FieldTable.Changed)
    def _changed(self, message: FieldTable.Changed) -> None:
        message.stop()
        self.post_message(self.Changed())
        self.explain()

    @on(FieldTable.Moved)
    def _moved(self, message: FieldTable.Moved) -> None:
        message.stop()
        self.explain()

    def explain(self) -> None:
        """Say what is wrong with a row, or what the one under the cursor means."""
        rows = self._table.values
        if not rows:
            return
        wrong = next(
            (fault for row in (rows[self._table.row], *rows) if (fault := _fault(row))), ""
        )
        text = wrong or ENTRIES[self._table.row].meaning
        self.post_message(self.Explained(text, is_wrong=bool(wrong)))


def _fault(row: Setting) -> str:
    try:
        _BY_LABEL[row.name].read(row.value.strip())
    except ValueError as error:
        return f"{row.name}: {row.value[:40]!r} {error}. Until then it is not set."
    return ""


def _value(environment: Environment, entry: Entry) -> object:
    owner = environment if entry.field in _OF_ENVIRONMENT else environment.network
    return getattr(owner, entry.field)


def _with(environment: Environment, entry: Entry, value: object) -> Environment:
    changes: dict[str, Any] = {entry.field: value}
    if entry.field not in _OF_ENVIRONMENT:
        changes = {"network": msgspec.structs.replace(environment.network, **changes)}
    return msgspec.structs.replace(environment, **changes)


def _write(value: object) -> str:
    """Return a value as it is typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value) or NONE
