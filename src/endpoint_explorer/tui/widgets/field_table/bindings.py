"""The keys of a table of rows; those of `here_` actions count on a switch only."""

from __future__ import annotations

from textual.binding import Binding


def _hidden(key: str, action: str, description: str, name: str, tooltip: str) -> Binding:
    return Binding(key, action, description, show=False, id=f"rows.{name}", tooltip=tooltip)


ROW_BINDINGS = [
    _hidden("tab", "cell(1)", "Next cell", "next", "Go to the next cell"),
    _hidden("shift+tab", "cell(-1)", "Previous cell", "previous", "Go to the previous cell"),
    _hidden("up", "row(-1)", "Up", "up", "Go a row up"),
    _hidden("down", "row(1)", "Down", "down", "Go a row down"),
    _hidden("left", "column(-1)", "Left", "left", "Go to the cell or switch on the left"),
    _hidden("right", "column(1)", "Right", "right", "Go to the cell on the right"),
    Binding("ctrl+x", "switch", "On/off", id="rows.toggle", tooltip="Switch this row on or off"),
    Binding("ctrl+y", "remove", "Delete row", id="rows.delete", tooltip="Delete this row"),
    Binding("ctrl+z", "undo", "Undo", id="rows.undo", tooltip="Take back the last change of a row"),
    _hidden("alt+up,shift+up", "move(-1)", "Move up", "move_up", "Move this row up"),
    _hidden("alt+down,shift+down", "move(1)", "Move down", "move_down", "Move this row down"),
    _hidden("ctrl+@", "browse", "Suggest", "suggest", "Show what is commonly written here"),
    _hidden("escape", "close", "Close", "close", "Close the suggestions"),
    _hidden("space", "here_switch", "On/off", "switch.toggle", "Switch this row on or off"),
    _hidden("enter,l", "here_column(1)", "Edit", "switch.edit", "Edit this row"),
    _hidden("k", "here_row(-1)", "Up", "switch.up", "Go a row up"),
    _hidden("j", "here_row(1)", "Down", "switch.down", "Go a row down"),
    _hidden("d,delete,backspace", "here_remove", "Delete row", "switch.delete", "Delete this row"),
    _hidden("u", "here_undo", "Undo", "switch.undo", "Take back the last change of a row"),
    _hidden("K", "here_move(-1)", "Move up", "switch.move_up", "Move this row up"),
    _hidden("J", "here_move(1)", "Move down", "switch.move_down", "Move this row down"),
]
