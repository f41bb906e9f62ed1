"""The screen: the parts of the settings under tabs, as the form has those of a request."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.collection import CollectionSettings, Context, Environment
from endpoint_explorer.storage.folder_settings import SettingsFile
from endpoint_explorer.tui.panes.form.auth import AuthSection
from endpoint_explorer.tui.panes.form.options import OptionsSection
from endpoint_explorer.tui.panes.form.rows_section import HeadersSection
from endpoint_explorer.tui.panes.form.section import Section
from endpoint_explorer.tui.screens.environments.part import Part
from endpoint_explorer.tui.screens.environments.variables import VariablesPart
from endpoint_explorer.tui.screens.folder.general import GeneralSection
from endpoint_explorer.tui.screens.folder.saving import SavingSettings
from endpoint_explorer.tui.screens.folder.settings import (
    as_request,
    inherited,
    inside,
    layer_of,
    with_request,
)
from endpoint_explorer.tui.widgets.badge import MUTED
from endpoint_explorer.tui.widgets.choice_bar import ChoiceBar
from endpoint_explorer.tui.widgets.key_footer import KeyFooter
from endpoint_explorer.tui.widgets.variable_scope import VariableScope

TABS = (
    ("general", "General"),
    ("variables", "Variables"),
    ("headers", "Headers"),
    ("auth", "Auth"),
    ("options", "Options"),
)


class SettingsForm(VariableScope):
    """What has variables in it."""


class FolderScreen(SavingSettings):
    """What a collection or folder says for everything below it, to look at and to change."""

    BINDINGS = [
        Binding("escape", "leave", "Back", id="folder.leave", tooltip="Leave the screen"),
        Binding(
            "ctrl+s", "save", "Save", priority=True, id="folder.save", tooltip="Save the settings"
        ),
        Binding(
            "ctrl+t,alt+right,ctrl+pagedown",
            "step_tab(1)",
            "Next tab",
            key_display="^t",
            priority=True,
            id="folder.next_tab",
            tooltip="Go to the next tab",
        ),
        Binding(
            "alt+left,ctrl+pageup",
            "step_tab(-1)",
            "Previous tab",
            show=False,
            priority=True,
            id="folder.previous_tab",
            tooltip="Go to the previous tab",
        ),
        Binding(
            "up", "step_focus(-1)", "Up", show=False, id="folder.up", tooltip="Go to what is above"
        ),
        Binding(
            "down",
            "step_focus(1)",
            "Down",
            show=False,
            id="folder.down",
            tooltip="Go to what is below",
        ),
        Binding("f1", "help", "Help", priority=True, id="folder.help", tooltip="Keys"),
    ]

    DEFAULT_CSS = """
    FolderScreen {
        layout: vertical;
        background: $background;
        #folder-head { height: 1; background: $panel; padding: 0 1; }
        SettingsForm {
            width: 1fr; height: 1fr; border: round $accent; padding: 0 1;
            border-title-color: $foreground;
        }
        SettingsForm > ChoiceBar { margin-bottom: 1; }
        Part, Section { display: none; }
        .-shown, InfoSection { display: block; }
        AuthorizationLine.-shown { display: none; }
        #folder-note { height: 2; margin-top: 1; color: $text-muted; }
        #folder-note.-wrong { color: $text-warning; }
    }
    """

    def __init__(self, explorer: Explorer, file: SettingsFile, context: Context) -> None:
        super().__init__(file)
        self.explorer = explorer
        self._surroundings = context
        is_collection = isinstance(file.settings, CollectionSettings)
        can_inherit = not is_collection or file.settings.auth.type == "inherit"
        self._tabs = ChoiceBar(TABS, "general", has_marks=True)
        self._variables = VariablesPart("Other layers · o defines the name here")
        self._sections: Mapping[str, Section] = {
            "general": GeneralSection(is_collection=is_collection),
            "headers": HeadersSection(),
            "auth": AuthSection(can_inherit=can_inherit),
            "options": OptionsSection(),
        }
        self._form = SettingsForm()
        self._request = as_request(file.settings)

    def compose(self) -> ComposeResult:
        """Compose the tabs and what is under them."""
        yield Static(id="folder-head", markup=False)
        with self._form:
            yield self._tabs
            for name, _ in TABS:
                yield self._part(name)
            yield Static(id="folder-note", markup=False)
        yield KeyFooter()

    def on_mount(self) -> None:
        """Show the file."""
        kind = "Collection" if isinstance(self.edited, CollectionSettings) else "Folder"
        self._form.border_title = Content(clean(f"{kind} · {self.file.path.name}"))
        self.load()
        self._show_tab("general")
        self.call_after_refresh(self._enter_tab)

    def load(self) -> None:
        """Show what the file says, without any edit."""
        self._request = as_request(self.edited)
        greyed = inherited(self._surroundings, self.file)
        for section in self._sections.values():
            section.load(self._request, greyed)
        self._variables.load(Environment(name="", variables=self.edited.variables))
        self.show_changes()

    def show_changes(self) -> None:
        """Show what is edited, and what every name stands for then."""
        edited = self.edited
        context = inside(self._surroundings, self.file, edited)
        variables = self.explorer.variables(context)
        self._form.set_variables(variables)
        self._variables.show_variables(variables, layer_of(self.file, edited))
        has = {
            "variables": edited.variables,
            "headers": edited.headers,
            "auth": edited.auth.type not in ("inherit", "none"),
            "options": edited.options != type(edited.options)(),
        }
        self._tabs.marked = frozenset(name for name, is_there in has.items() if is_there)
        unsaved = "unsaved" if self.is_changed else ""
        name = edited.name or self.file.folder.name
        self.query_one("#folder-head", Static).update(
            Content.assemble(
                (clean(name), "bold"),
                ("  holds for every request below it  ", MUTED),
                (unsaved, "$text-warning"),
            )
        )

    @on(Section.Changed)
    def _section_changed(self, message: Section.Changed) -> None:
        message.stop()
        request = self._request
        for section in self._sections.values():
            request = section.amend(request)
        if request != self._request:
            self._request = request
            for section in self._sections.values():
                section.show(request)
            self.edited = with_request(self.edited, request)
            self.show_changes()

    @on(Part.Changed)
    def _variables_changed(self, message: Part.Changed) -> None:
        message.stop()
        held = Environment(name="", variables=self.edited.variables)
        variables = self._variables.amend(held).variables
        self.edited = msgspec.structs.replace(self.edited, variables=variables)
        self.show_changes()

    @on(Part.Explained)
    def _explained(self, message: Part.Explained) -> None:
        message.stop()
        note = self.query_one("#folder-note", Static)
        note.update(Content(clean(message.text)))
        note.set_class(message.is_wrong, "-wrong")

    @on(ChoiceBar.Changed)
    def _tab_changed(self, message: ChoiceBar.Changed) -> None:
        message.stop()
        self._show_tab(message.value)

    def action_step_tab(self, step: int) -> None:
        """Go to another tab, with the focus in it."""
        names = [name for name, _ in TABS]
        self._tabs.value = names[(names.index(self._tabs.value) + step) % len(names)]
        self._show_tab(self._tabs.value)
        self._enter_tab()

    def action_step_focus(self, distance: int) -> None:
        """Go to the next thing that takes keys, or the one before."""
        chain = self.focus_chain
        if self.focused in chain:
            index = chain.index(self.focused) + distance
            if 0 <= index < len(chain):
                self.set_focus(chain[index])  # at once: keys may be waiting

    def action_help(self) -> None:
        """Show every key that works here."""
        from endpoint_explorer.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.active_bindings.values()))

    def _part(self, name: str) -> Widget:
        return self._variables if name == "variables" else self._sections[name]

    def _show_tab(self, name: str) -> None:
        for each, _ in TABS:
            self._part(each).set_class(each == name, "-shown")
        self.query_one("#folder-note", Static).display = name == "variables"
        if name == "variables":
            self._variables.explain()
        # What is to have the focus next must be displayed now, not at the next idle moment.
        self.app.stylesheet.update(self)

    def _enter_tab(self) -> None:
        """Put the focus into the tab."""
        part = self._part(self._tabs.value)
        entrance = part.entrance if isinstance(part, Section) else part
        chain = [node for node in self.focus_chain if entrance in node.ancestors_with_self]
        self.set_focus(chain[0] if chain else self._tabs)
