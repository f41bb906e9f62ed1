"""Variables: every name that a template may use here, and those of the session to change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.errors import EndpointExplorerError
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.secret import MASK
from endpoint_explorer.model.variable import Variable
from endpoint_explorer.tui.screens.dialogs import ConfirmScreen, PromptScreen
from endpoint_explorer.tui.screens.dialogs.secret import SecretScreen
from endpoint_explorer.tui.screens.modal import Modal
from endpoint_explorer.tui.widgets.badge import MUTED
from endpoint_explorer.tui.widgets.row_list import RowList

SESSION = "this session"
KEYS = "n new · e edit · x delete · X clear · r reveal · y copy · esc close"

_WIDEST_NAME = 26
_WIDEST_LAYER = 24
_LONGEST = 400
"""Characters of a value that are looked at: more than fit in a row."""


class VariableList(RowList):
    """The variables, the strongest layer first."""

    def __init__(self) -> None:
        super().__init__()
        self.variables: tuple[Variable, ...] = ()
        self.revealed: dict[str, str] = {}
        self._widths = (0, 0)

    def show_variables(self, variables: tuple[Variable, ...], name: str = "") -> None:
        """Show other variables; the cursor goes to a name, or stays on its own, or its place."""
        wanted = name or (self.current.name if self.current else "")
        names = [variable.name for variable in variables]
        cursor = names.index(wanted) if wanted in names else max(self.cursor, 0)
        self.variables = variables
        widest = max((cell_len(clean(one[:_LONGEST])) for one in names), default=0)
        layer = max((cell_len(clean(one.layer[:_LONGEST])) for one in variables), default=0)
        self._widths = (min(widest, _WIDEST_NAME), min(layer, _WIDEST_LAYER))
        self.rows_changed(cursor)

    @property
    def current(self) -> Variable | None:
        """The variable under the cursor."""
        return self.variables[self.cursor] if 0 <= self.cursor < len(self.variables) else None

    @property
    def row_count(self) -> int:
        """How many variables there are."""
        return len(self.variables)

    def row_content(self, index: int, width: int) -> Content:
        """Return one variable: its name, its value, and its layer on the right."""
        variable = self.variables[index]
        name, layer = self._widths
        value = self.revealed.get(variable.name, variable.shown)
        is_ours = variable.layer == SESSION
        middle = max(width - name - layer - 5, 8)
        cells = [
            _cell(variable.name, name, "bold" if is_ours else ""),
            _cell(value, middle, MUTED if value == MASK else ""),
            _cell(variable.layer, layer, "$text-accent" if is_ours else MUTED),
        ]
        return Content.assemble(" ", Content("  ").join(cells))


class VariablesScreen(Modal[None]):
    """A list to look through; what is set here lives as long as the program.

    `changed` is called when a variable of the session is another one, `copy` with a value and
    what it is. Of a secret, the value is shown and copied only once it was revealed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Close", id="variables.close", tooltip="Close the list"),
        Binding("n", "new", "New", id="variables.new", tooltip="Set another variable"),
        Binding("e", "edit", "Edit", id="variables.edit", tooltip="Set it for this session"),
        Binding("x,delete", "delete", "Delete", id="variables.delete", tooltip="Forget the value"),
        Binding("X", "clear", "Clear", id="variables.clear", tooltip="Forget all of the session"),
        Binding(
            "r", "reveal", "Reveal", id="variables.reveal", tooltip="Show a secret, or hide it"
        ),
        Binding("y", "copy", "Copy", id="variables.copy", tooltip="Copy the value"),
    ]

    DEFAULT_CSS = """
    VariablesScreen {
        align: center middle;
        & > Vertical {
            width: 110; max-width: 94%; height: auto; max-height: 90%;
            background: $surface; border: round $accent; padding: 1 1;
            border-subtitle-color: $foreground 60%;
        }
        VariableList { height: auto; max-height: 1fr; min-height: 4; }
        #variable-note { height: auto; max-height: 3; min-height: 1; padding: 1 1 0 1; }
        #variable-note { color: $text-muted; }
    }
    """

    def __init__(
        self,
        explorer: Explorer,
        context: Context,
        collection: Path | None,
        *,
        changed: Callable[[], None],
        copy: Callable[[str, str], None],
    ) -> None:
        super().__init__()
        self._explorer = explorer
        self._around = context
        self._collection = collection
        self._owner = collection or context.directory
        self._changed = changed
        self._copy = copy
        self.list = VariableList()
        self._note = Static("", id="variable-note", markup=False)

    def compose(self) -> ComposeResult:
        """Compose the list, and the line on the variable under the cursor."""
        with Vertical() as box:
            box.border_title = Content(clean(f"Variables of {self._owner.name}"))
            box.border_subtitle = KEYS
            yield self.list
            yield self._note

    def on_mount(self) -> None:
        """Show what there is."""
        self._read()
        self.list.focus()

    def _read(self, name: str = "") -> None:
        self._around = self._explorer.with_session(self._around, self._collection)
        self.list.show_variables(self._explorer.variables(self._around), name)
        self.list.styles.height = max(len(self.list.variables), 4)

    @on(RowList.Highlighted)
    def _explain(self, message: Message) -> None:
        message.stop()
        variable = self.list.current
        self._note.update(Content(clean(_explanation(variable) if variable else "")))

    @on(RowList.Shown)
    def _ignore(self, message: Message) -> None:
        message.stop()

    @on(RowList.Selected)
    def _selected(self, message: Message) -> None:
        message.stop()
        self.action_edit()

    def action_new(self) -> None:
        """Ask for a name, then for its value."""

        def named(name: str | None) -> None:
            if name is not None:
                self._ask(name.strip(), "")

        self.app.push_screen(PromptScreen("Name of the variable", validate=name_fault), named)

    def action_edit(self) -> None:
        """Ask for a value that holds for this session, above all files."""
        variable = self.list.current
        if variable is None:
            return
        if variable.is_secret:
            says = "The value is kept in memory only, for this session."
            screen = SecretScreen(variable.name, SESSION, says)
            self.app.push_screen(screen, lambda value: self._set(variable.name, value, secret=True))
            return
        is_ours = variable.layer == SESSION
        is_built_in = variable.name.startswith("$")
        value = self._around.session[variable.name] if is_ours else variable.shown
        self._ask(variable.name, "" if is_built_in else value)

    def _ask(self, name: str, value: str) -> None:
        screen = PromptScreen(f"Value of {name} for this session", value)
        self.app.push_screen(screen, lambda given: self._set(name, given))

    def _set(self, name: str, value: str | None, *, secret: bool = False) -> None:
        if value is not None:
            self._explorer.set_session_variable(self._owner, name, value, secret=secret)
            self.list.revealed.pop(name, None)
            self._tell_change(name)

    def action_delete(self) -> None:
        """Forget a variable of the session; what it shadowed holds again."""
        variable = self.list.current
        if variable is None:
            return
        if variable.layer != SESSION:
            self._say(f"{variable.name} is of {variable.layer}: its file has it.")
            return
        self._explorer.clear_session_variable(self._owner, variable.name)
        self.list.revealed.pop(variable.name, None)
        self._tell_change()

    def action_clear(self) -> None:
        """Ask, then forget every variable of the session."""
        if not self._around.session:
            self._say("Nothing is set for this session.")
            return

        def answered(is_confirmed: bool | None) -> None:
            if is_confirmed:
                self._explorer.clear_session_variable(self._owner)
                self.list.revealed.clear()
                self._tell_change()

        says = f"{len(self._around.session)} set for this session: what was captured and typed."
        screen = ConfirmScreen("Forget the session's variables?", says, "Forget", danger=True)
        self.app.push_screen(screen, answered)

    def action_reveal(self) -> None:
        """Show the value of a secret, or hide it again."""
        variable = self.list.current
        if variable is None or not variable.is_secret:
            return
        if self.list.revealed.pop(variable.name, None) is None:
            value = self._value_of(variable)
            if value is None:
                return
            self.list.revealed[variable.name] = value
        self.list.refresh()

    def action_copy(self) -> None:
        """Copy the value."""
        variable = self.list.current
        if variable is None:
            return
        if variable.is_secret and variable.name not in self.list.revealed:
            self._say(f"{variable.name} is a secret: r shows it, then y copies it.")
            return
        value = self.list.revealed.get(variable.name, variable.shown)
        self._copy(value, f"the value of {variable.name}")

    def _value_of(self, variable: Variable) -> str | None:
        """Return the value of a secret; None, and why, where it cannot be had."""
        name, context = variable.name, self._around
        if variable.layer == SESSION:
            return context.session[name]
        references = context.environment.secrets if context.environment else {}
        if name not in references:
            return context.dotenv.get(name)
        try:
            return self._explorer.reveal_secret(context, name, references[name])
        except EndpointExplorerError as error:
            self._say(error.message)
            return None

    def _tell_change(self, name: str = "") -> None:
        self._read(name)
        self._changed()

    def _say(self, text: str) -> None:
        self.notify(clean(text), markup=False)


def name_fault(name: str) -> str | None:
    """Say what is wrong with the name of a variable, None where nothing is."""
    if not name.strip():
        return "A variable has a name."
    if set("{}\n") & set(name):
        return "A name has no braces."
    return "Names with $ are built in." if name.strip().startswith("$") else None


def _explanation(variable: Variable) -> str:
    """Say what is wrong with a variable, else what it shadows."""
    if variable.fault:
        return f"{variable.layer}: {variable.fault}"
    shadows = [f"{layer} ({value[:_LONGEST]})" for layer, value in variable.shadows]
    return f"{variable.layer}, in place of {', '.join(shadows)}" if shadows else variable.layer


def _cell(text: str, width: int, style: str) -> Content:
    """Return text in a column of a fixed width."""
    content = Content.styled(clean(text[:_LONGEST]), style)
    if content.cell_length > width:
        return content.truncate(width, ellipsis=True)
    return content.pad_right(width - content.cell_length)
