"""Variables for the texts that are edited below: which there are, and a list of them after `{{`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import on
from textual.dom import DOMNode
from textual.geometry import Offset
from textual.widget import Widget

from endpoint_explorer.model.variable import Variable
from endpoint_explorer.tui.widgets.completion import Completion
from endpoint_explorer.tui.widgets.suggestion_list import SuggestionList

if TYPE_CHECKING:
    from textual.widgets import Input, TextArea

_OPEN = re.compile(r"(?<!\\)\{\{(?P<name>[^{}\n]*)$")
_CLOSED = re.compile(r"[^{}\n]*\}\}")


def names_like(typed: str, names: Sequence[str]) -> list[str]:
    """Return the names that begin with what was typed, then those that contain it, in any case."""
    wanted = typed.strip().lower()
    begin = [name for name in names if name.lower().startswith(wanted)]
    return begin + [name for name in names if wanted in name.lower() and name not in set(begin)]


class VariableScope(Widget):
    """A part of the screen whose texts have variables; it has the one list that completes them."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._variables: Mapping[str, Variable] | None = None
        self._completion = Completion(self)
        self._served: VariableCompletion | None = None

    def set_variables(self, variables: tuple[Variable, ...]) -> None:
        """Take what is known now, and mark what is not."""
        known = {variable.name: variable for variable in variables}
        if known != self._variables:
            self._variables = known
            for widget in self.query("LineInput, Grid, TextEditor"):
                widget.notify_style_update()  # which drops the lines that were kept as drawn
                widget.refresh()

    def is_unknown(self, name: str) -> bool:
        """Say whether a name is known to be none; before anything is known, none is."""
        return self._variables is not None and name.strip() not in self._variables

    def serves(self, completion: VariableCompletion) -> bool:
        """Whether the list is in view for a text."""
        return self._served is completion and self._completion.is_open

    def suggest(self, completion: VariableCompletion, typed: str, at: Offset) -> None:
        """List the variables that fit, below a place on the screen; without any the list goes."""
        known = self._variables or {}
        found = names_like(typed, list(known))
        self._served = completion
        notes = [(known[name].shown, known[name].layer) for name in found]
        self._completion.show(found, at - self.content_region.offset, cursor=0, notes=notes)

    def step(self, distance: int) -> None:
        """Move in the list, which has no place without a variable under the cursor."""
        self._completion.step(distance, lowest=0)

    def take(self) -> str | None:
        """Close the list, and return the variable that was under its cursor."""
        chosen = self._completion.chosen
        self._completion.close()
        return chosen

    @on(SuggestionList.Picked)
    def _picked(self, event: SuggestionList.Picked) -> None:
        event.stop()
        self._completion.close()
        if self._served is not None:
            self._served.put(event.text)


class NoVariables:
    """The mark of a part inside a scope whose texts are no templates."""


def scope_of(widget: DOMNode) -> VariableScope | None:
    """Return the scope that a widget is in, None where its text is no template."""
    above: list[object] = list(widget.ancestors)
    found = next((node for node in above if isinstance(node, VariableScope | NoVariables)), None)
    return found if isinstance(found, VariableScope) else None


def is_unknown(scope: VariableScope | None, template: str) -> bool:
    """Say whether a whole `{{name}}` is known to name nothing."""
    return scope is not None and scope.is_unknown(template[2:-2])


class VariableCompletion:
    """Completes `{{` in one widget.

    `around` returns the text of the line before and behind the cursor; `replace` puts a text in
    the place of so many characters before the cursor and behind it.
    """

    def __init__(
        self,
        widget: Input | TextArea,
        around: Callable[[], tuple[str, str]],
        replace: Callable[[int, int, str], None],
    ) -> None:
        self._widget = widget
        self._around = around
        self._replace = replace
        self._is_edited = False
        self._dismissed: int | None = None

    @property
    def _scope(self) -> VariableScope | None:
        return scope_of(self._widget)

    @property
    def is_open(self) -> bool:
        """Whether the list is in view for this text."""
        scope = self._scope
        return scope is not None and scope.serves(self)

    def edited(self) -> None:
        """Look for an open `{{` after an edit by a person."""
        self._is_edited = True
        self.follow()

    def follow(self) -> None:
        """Fit the list to where the cursor is; a cursor that only moves opens none."""
        scope = self._scope
        if scope is None or not self._widget.has_focus or not (self._is_edited or self.is_open):
            return
        before, _ = self._around()
        match = _OPEN.search(before)
        if match is None:
            self._dismissed = None
            self.close()
        elif match.start() != self._dismissed:
            back = cell_len(match["name"]) + 1
            at = self._widget.cursor_screen_offset + Offset(-back, 1)
            scope.suggest(self, match["name"], at)

    def moved(self) -> None:
        """Follow a cursor that has moved, which ends an edit."""
        self.follow()
        self._is_edited = False

    def take_key(self, key: str) -> bool:
        """Use a key that is for the list; say whether it was."""
        scope = self._scope
        if scope is None or not self.is_open:
            return False
        if key in ("up", "down"):
            scope.step(-1 if key == "up" else 1)
        elif key in ("enter", "tab"):
            self.put(scope.take() or "")
        elif key == "escape":
            match = _OPEN.search(self._around()[0])
            self._dismissed = match.start() if match else None
            self.close()
        else:
            return False
        return True

    def put(self, name: str) -> None:
        """Write a name in the place of what is open, and close its braces."""
        before, after = self._around()
        match = _OPEN.search(before)
        if match is not None and name:
            closed = _CLOSED.match(after)
            self._replace(len(match["name"]), closed.end() if closed else 0, f"{name}}}}}")

    def close(self) -> None:
        """Take the list away."""
        scope = self._scope
        if scope is not None and scope.serves(self):
            scope.take()
