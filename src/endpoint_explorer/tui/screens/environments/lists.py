"""The lists of the screen: the environments, and the names that one inherits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual.binding import Binding
from textual.content import Content

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.variable import Variable
from endpoint_explorer.storage.environments import EnvironmentFile
from endpoint_explorer.tui.widgets.badge import MUTED
from endpoint_explorer.tui.widgets.row_list import RowList


class EnvironmentList(RowList):
    """The environments of a collection: the one that is sent with has a dot."""

    BINDINGS = [
        Binding("n", "screen.create", "New", id="environments.new", tooltip="Make an environment"),
        Binding("c", "screen.copy", "Copy", id="environments.copy", tooltip="Copy this one"),
        Binding("r", "screen.rename", "Rename", id="environments.rename", tooltip="Rename it"),
        Binding(
            "d,delete",
            "screen.delete",
            "Delete",
            key_display="d",
            id="environments.delete",
            tooltip="Move it to the trash",
        ),
        Binding(
            "u",
            "screen.restore",
            "Undo",
            id="environments.undo",
            tooltip="Bring the last deleted one back",
        ),
        Binding(
            "space",
            "screen.use",
            "Use",
            id="environments.use",
            tooltip="Send with this one from now on",
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.files: tuple[EnvironmentFile, ...] = ()
        self.changed: frozenset[str] = frozenset()
        self.used = ""

    @property
    def row_count(self) -> int:
        """How many environments there are."""
        return len(self.files)

    def row_content(self, index: int, width: int) -> Content:
        """Return one environment: used or not, its title, unsaved, production or broken."""
        file = self.files[index]
        mark = Content.styled(" ● ", "$text-accent") if file.stem == self.used else Content("   ")
        title = Content(clean(file.title))
        if file.fault is not None:
            title = title.stylize("$text-error")
        edited = Content.styled(" *", "$text-warning") if file.stem in self.changed else Content("")
        production = Content("")
        if file.environment.production:
            production = Content.styled(" ▲", "$text-error")
        return Content.assemble(mark, title, edited, production).truncate(width, ellipsis=True)

    def empty_lines(self, width: int) -> list[Content]:
        """Say how to make the first one."""
        return [Content(""), Content.styled("   n makes the first one", MUTED).truncate(width)]


class Inherited(NamedTuple):
    """A name that another layer defines; `is_replaced` when it is defined here, too.

    `written` is the template of the value, empty where it is the value itself.
    """

    name: str
    shown: str
    layer: str
    is_secret: bool = False
    is_replaced: bool = False
    written: str = ""


def inherited(variables: Sequence[Variable], own: str) -> tuple[Inherited, ...]:
    """Return what other layers than `own` define, the strongest first; what is built in is not."""
    rows: list[Inherited] = []
    for variable in variables:
        if variable.layer == "built in":
            continue
        if variable.layer != own:
            rows.append(
                Inherited(
                    variable.name,
                    variable.shown,
                    variable.layer,
                    variable.is_secret,
                    written=variable.written,
                )
            )
        else:
            rows += [
                Inherited(variable.name, shown, layer, is_replaced=True)
                for layer, shown in variable.shadows
                if layer != own
            ]
    return tuple(rows)


class InheritedList(RowList):
    """What an environment inherits; one key overrides a row."""

    BINDINGS = [
        Binding(
            "o",
            "select",
            "Override",
            id="environments.override",
            tooltip="Define this name here, as it is written there",
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Inherited, ...] = ()

    def show(self, rows: tuple[Inherited, ...]) -> None:
        """Show other rows."""
        if rows != self.rows:
            self.rows = rows
            self.rows_changed(self.cursor)

    @property
    def row_count(self) -> int:
        """How many names there are."""
        return len(self.rows)

    def row_content(self, index: int, width: int) -> Content:
        """Return one name, greyed: what it stands for, and who says so."""
        row = self.rows[index]
        note = f"{row.layer}, replaced here" if row.is_replaced else row.layer
        name_width = max(8, width * 2 // 6)
        note_width = min(cell_len(clean(note)), width // 2)
        style = f"{MUTED} strike" if row.is_replaced else MUTED
        return Content.assemble(
            "   ",
            _cell(row.name, name_width - 2, style),
            "  ",
            _cell(row.shown, max(4, width - name_width - note_width - 5), style),
            "  ",
            Content.styled(clean(note), f"{MUTED} italic"),
        ).truncate(width, ellipsis=True)

    def empty_lines(self, width: int) -> list[Content]:
        """Say that nothing is inherited."""
        text = "   No other layer defines a name."
        return [Content.styled(text, MUTED).truncate(width)]


def _cell(text: str, width: int, style: str) -> Content:
    shown = Content.styled(clean(text[:200]), style).truncate(width, ellipsis=True)
    return shown.pad_right(max(0, width - shown.cell_length))
