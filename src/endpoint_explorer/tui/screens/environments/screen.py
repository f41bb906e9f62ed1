"""The screen: the environments at the left, what the one under the cursor says at the right."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.explorer.environments import SecretState
from endpoint_explorer.model.collection import Context, Environment
from endpoint_explorer.storage.environments import EnvironmentFile
from endpoint_explorer.tui.screens.environments.changing import ChangingFiles
from endpoint_explorer.tui.screens.environments.connection import ConnectionPart
from endpoint_explorer.tui.screens.environments.lists import EnvironmentList
from endpoint_explorer.tui.screens.environments.look import LOOK
from endpoint_explorer.tui.screens.environments.part import EnvironmentForm, Part
from endpoint_explorer.tui.screens.environments.secrets import SecretsPart
from endpoint_explorer.tui.screens.environments.variables import VariablesPart
from endpoint_explorer.tui.widgets.badge import MUTED
from endpoint_explorer.tui.widgets.choice_bar import ChoiceBar
from endpoint_explorer.tui.widgets.key_footer import KeyFooter
from endpoint_explorer.tui.widgets.row_list import RowList

TABS = (("variables", "Variables"), ("secrets", "Secrets"), ("connection", "Connection"))
NARROW = 100

EMPTY = (
    "This collection has no environment yet.\n\n"
    "An environment is a place where the API runs, such as local or staging: its variables, "
    "references to its secrets, and how it is reached.\n\nn makes one."
)


class EnvironmentsScreen(ChangingFiles):
    """Environments to look at and to change; gives the name of the one to send with."""

    BINDINGS = [
        Binding("escape", "leave", "Back", id="environments.leave", tooltip="Leave the screen"),
        Binding(
            "ctrl+s",
            "save",
            "Save",
            priority=True,
            id="environments.save",
            tooltip="Save this environment",
        ),
        Binding(
            "ctrl+t",
            "next_tab",
            "Next tab",
            priority=True,
            id="environments.tab",
            tooltip="Go to the next of variables, secrets and connection",
        ),
        Binding(
            "ctrl+l",
            "focus_list",
            "List",
            priority=True,
            id="environments.list",
            tooltip="Go to the list of environments",
        ),
        Binding(
            "f5",
            "reload",
            "Read again",
            show=False,
            id="environments.reload",
            tooltip="Read the files again",
        ),
        Binding(
            "f1", "help", "Help", show=False, priority=True, id="environments.help", tooltip="Keys"
        ),
    ]

    DEFAULT_CSS = LOOK

    def __init__(
        self, explorer: Explorer, collection: Path, context: Context, used: str = ""
    ) -> None:
        super().__init__(explorer, collection, used)
        self._around = context
        self._shown = ""
        self._list = EnvironmentList()
        self._list.border_title = "Environments"
        self._tabs = ChoiceBar(TABS, "variables", has_marks=True)
        self._variables = VariablesPart()
        self._secrets = SecretsPart()
        self._connection = ConnectionPart()
        self._connection.set_context(context)

    def compose(self) -> ComposeResult:
        """Compose the list and the parts."""
        yield Static(classes="environments--head", markup=False)
        with Horizontal(classes="environments--body"):
            yield self._list
            with EnvironmentForm(id="environment"):
                yield self._tabs
                yield self._variables
                yield self._secrets
                yield self._connection
                yield Static(id="environment-note", markup=False)
                yield Static(id="environment-absent", markup=False)
        yield KeyFooter()

    def on_mount(self) -> None:
        """Read the files."""
        self._show_tab("variables")
        self._show_head()
        self._list.focus()
        self.read_files(self.used)

    def on_resize(self, event: Resize) -> None:
        """Give the list less room where there is little."""
        self.set_class(event.size.width < NARROW, "-narrow")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the way to the list where the keys are not there already."""
        if action == "focus_list":
            return self.focused is not self._list
        return super().check_action(action, parameters)

    @property
    def current(self) -> EnvironmentFile | None:
        """The environment under the cursor of the list."""
        at = self._list.cursor
        return self.files[at] if 0 <= at < len(self.files) else None

    @property
    def _parts(self) -> Mapping[str, Part]:
        parts = (self._variables, self._secrets, self._connection)
        return dict(zip((name for name, _ in TABS), parts, strict=True))

    @property
    def _edited(self) -> Environment | None:
        """What stands at the right, saved or not."""
        file = self.current
        return None if file is None else self.drafts.get(file.stem, file.environment)

    def show_files(self, files: tuple[EnvironmentFile, ...], select: str) -> None:
        """Show the files, with the cursor on one; edits of what is gone go with it."""
        self.files = files
        stems = [file.stem for file in files]
        self.drafts = {stem: draft for stem, draft in self.drafts.items() if stem in stems}
        self._list.files, self._shown = files, ""
        self._list.rows_changed(stems.index(select) if select in stems else self._list.cursor)
        self.show_changes()
        self._show_environment()

    def show_changes(self) -> None:
        """Show which environments are edited, and which one is sent with."""
        self._list.changed, self._list.used = frozenset(self.drafts), self.used
        self._list.refresh()
        self._show_head()

    @on(RowList.Highlighted)
    def _highlighted(self, message: RowList.Highlighted) -> None:
        message.stop()
        self._show_environment()

    @on(RowList.Selected)
    def _entered(self, message: RowList.Selected) -> None:
        message.stop()
        self._show_environment()
        if self.current is not None and self.current.fault is None:
            self._parts[self._tabs.value].focus_first()

    def _show_environment(self) -> None:
        """Show the environment under the cursor, unless it is in view already."""
        file, edited = self.current, self._edited
        self._show_absent(file)
        if file is None or edited is None or file.fault is not None or self._shown == file.stem:
            return
        self._shown = file.stem
        for part in self._parts.values():
            part.load(edited)
        self._show_what_follows(edited)

    def _show_absent(self, file: EnvironmentFile | None) -> None:
        """Say what to do where there is no environment to show, or why it cannot be read."""
        box = self.query_one(EnvironmentForm)
        box.set_class(file is None or file.fault is not None, "-absent")
        text = Content(EMPTY)
        if file is not None and file.fault is not None:
            self._shown = ""
            fault, hint = clean(file.fault.message), clean(file.fault.hint)
            text = Content.assemble((fault, "$text-error"), f"\n\n{hint}\n\nf5 reads it again.")
        self.query_one("#environment-absent", Static).update(text)
        is_production = file is not None and self._edited is not None and self._edited.production
        box.set_class(is_production, "-production")
        name = f"{file.title} · {file.path.name}" if file is not None else ""
        production = " · PRODUCTION" if is_production else ""
        box.border_title = Content(clean(name) + production)

    def _show_what_follows(self, edited: Environment) -> None:
        """Show what comes of an edit: what names stand for, and where secrets lead."""
        context = self._around
        is_same = context.environment is not None and context.environment.name == edited.name
        dotenv = context.dotenv if is_same else {}
        around = self.explorer.with_variables_of(context, edited, dotenv)
        own = f"environment {edited.title or edited.name}"
        variables = self.explorer.variables(around)
        self.query_one(EnvironmentForm).set_variables(variables)
        self._variables.show_variables(variables, own)
        self._tabs.marked = frozenset(
            name
            for name, has in (("variables", edited.variables), ("secrets", edited.secrets))
            if has
        )
        self._parts[self._tabs.value].explain()
        self.offload(
            partial(self._look_at_secrets, dict(edited.secrets)),
            self._secrets.show_states,
            group="secrets",
            exclusive=True,
        )

    def _look_at_secrets(self, references: Mapping[str, str]) -> dict[str, SecretState]:
        return {
            name: self.explorer.secret_state(self._around, name, reference)
            for name, reference in references.items()
        }

    @on(Part.Changed)
    def _changed(self, message: Part.Changed) -> None:
        """Keep the edit as a draft, until it says what the file says."""
        message.stop()
        file = self.current
        if file is None or self._shown != file.stem:
            return
        edited = self.drafts.get(file.stem, file.environment)
        for part in self._parts.values():
            edited = part.amend(edited)
        if _is_same(edited, file.environment):
            self.drafts.pop(file.stem, None)
        else:
            self.drafts[file.stem] = edited
        self.show_changes()
        self._show_absent(file)
        self._show_what_follows(edited)

    @on(Part.Explained)
    def _explained(self, message: Part.Explained) -> None:
        message.stop()
        note = self.query_one("#environment-note", Static)
        note.update(Content(clean(message.text)))
        note.set_class(message.is_wrong, "-wrong")

    @on(SecretsPart.RevealRequested)
    def _reveal(self, message: SecretsPart.RevealRequested) -> None:
        message.stop()
        self.offload(
            partial(self.explorer.reveal_secret, self._around, message.name, message.reference),
            partial(self._secrets.show_value, message.name),
        )

    @on(ChoiceBar.Changed)
    def _tab_changed(self, message: ChoiceBar.Changed) -> None:
        message.stop()
        self._show_tab(message.value)

    def _show_tab(self, name: str) -> None:
        for each, part in self._parts.items():
            part.set_class(each == name, "-shown")
        if self.files:
            self._parts[name].explain()

    def action_next_tab(self) -> None:
        """Go to the next part, with the focus in it."""
        names = [name for name, _ in TABS]
        if self.current is None or self.current.fault is not None:
            return
        self._tabs.value = names[(names.index(self._tabs.value) + 1) % len(names)]
        self._show_tab(self._tabs.value)
        self.app.stylesheet.update(self)
        self._parts[self._tabs.value].focus_first()

    def action_focus_list(self) -> None:
        """Go to the list."""
        self._list.focus()

    def action_reload(self) -> None:
        """Read the files again; what is edited stays."""
        self.read_files(self.current.stem if self.current else "")

    def action_help(self) -> None:
        """Show every key that works here."""
        from endpoint_explorer.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.active_bindings.values()))

    def _show_head(self) -> None:
        count = len(self.drafts)
        unsaved = f"{count} unsaved" if count else ""
        used = next((file.title for file in self.files if file.stem == self.used), "")
        sends = f"sent with {clean(used)}" if used else "sent without an environment"
        title = clean(self._around.collection.name or self.collection.name)
        self.query_one(".environments--head", Static).update(
            Content.assemble(
                ("Environments", "bold"),
                (f"  {title}  ", MUTED),
                (sends, MUTED),
                (f"  {unsaved}", "$text-warning"),
            )
        )


def _is_same(one: Environment, other: Environment) -> bool:
    """Tell whether two environments say the same in the same order."""
    return one == other and list(one.variables) == list(other.variables)
