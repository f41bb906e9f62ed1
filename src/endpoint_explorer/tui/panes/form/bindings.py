"""The keys of the form pane."""

from __future__ import annotations

from textual.binding import Binding, BindingType

BINDINGS: list[BindingType] = [
    Binding(
        "alt+right,ctrl+pagedown",
        "step_tab(1)",
        "Next tab",
        show=False,
        priority=True,
        id="form.next_tab",
        tooltip="Show the next tab of the form",
    ),
    Binding(
        "alt+left,ctrl+pageup",
        "step_tab(-1)",
        "Previous tab",
        show=False,
        priority=True,
        id="form.previous_tab",
        tooltip="Show the previous tab of the form",
    ),
    Binding(
        "alt+s,f12",
        "move_to_secret",
        "To a secret",
        show=False,
        priority=True,
        id="form.move_to_secret",
        tooltip="Move the literal that looks like a credential to a secret",
    ),
    Binding("up", "step_focus(-1)", "Up", show=False, id="form.up", tooltip="Go to what is above"),
    Binding(
        "down",
        "step_focus(1)",
        "Down",
        show=False,
        id="form.down",
        tooltip="Go to what is below",
    ),
]
