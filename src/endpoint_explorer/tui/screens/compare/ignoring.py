"""What is left out of a comparison, and the work of comparing anew when that changes."""

from __future__ import annotations

import threading
from functools import partial

from textual.worker import get_current_worker

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.comparing import Comparison
from endpoint_explorer.errors import EndpointExplorerError
from endpoint_explorer.explorer.comparing import Compared
from endpoint_explorer.tui.screens.compare.rows import Item
from endpoint_explorer.tui.screens.offloading import Offloading


class Ignoring(Offloading):
    """Compares in a thread, without what is ignored, which is remembered for the request."""

    compared: Compared
    ignored: tuple[str, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self._wanted = 0
        self._remembering = threading.Lock()

    @property
    def item(self) -> Item | None:
        """What the row under the cursor is of."""
        raise NotImplementedError

    def show_comparison(self, found: Comparison) -> None:
        """Show what a comparison says."""
        raise NotImplementedError

    def compare_first(self) -> None:
        """Compare without what is remembered."""
        self._start(None)

    def action_ignore(self) -> None:
        """Leave out the place under the cursor, now and in comparisons to come."""
        item = self.item
        if item is None or not item.pattern:
            self.tell("Places in JSON and headers can be ignored.")
        elif item.pattern not in self.ignored:
            self._change((*self.ignored, item.pattern))

    def action_restore(self) -> None:
        """Take back what was ignored last."""
        if self.ignored:
            self._change(self.ignored[:-1])

    def action_restore_one(self) -> None:
        """Ask which of the ignored places is to be compared again."""
        from endpoint_explorer.tui.screens.dialogs import ChoiceScreen

        if not self.ignored:
            self.tell("Nothing is ignored: i ignores the place under the cursor.")
            return

        def chosen(pattern: str | None) -> None:
            if pattern is not None:
                self._change(tuple(one for one in self.ignored if one != pattern))

        choices = [(pattern, clean(pattern)) for pattern in self.ignored]
        self.app.push_screen(ChoiceScreen("Compare again", choices), chosen)

    def _change(self, ignored: tuple[str, ...]) -> None:
        self.ignored = ignored
        self._start(ignored)

    def _start(self, ignored: tuple[str, ...] | None) -> None:
        self._wanted += 1
        self.offload(
            partial(self._compare, ignored, self._wanted),
            self._conclude,
            group="compare",
            exclusive=True,
        )

    def _compare(self, ignored: tuple[str, ...] | None, number: int) -> Comparison:
        worker = get_current_worker()
        if ignored is None:
            ignored = self._remembered()
        else:
            self._remember(ignored, number)
        return self.compared.compare(ignored, lambda: worker.is_cancelled)

    def _remembered(self) -> tuple[str, ...]:
        try:
            return self.compared.remembered()
        except EndpointExplorerError:  # whoever opened the history was told
            return ()

    def _remember(self, ignored: tuple[str, ...], number: int) -> None:
        """Remember what is left out, unless something newer is wanted by now."""
        with self._remembering:
            if number == self._wanted:
                try:
                    self.compared.remember(ignored)
                except EndpointExplorerError as error:
                    self.post_message(self.Offloaded(partial(self.report, error)))

    def _conclude(self, found: Comparison) -> None:
        self.ignored = found.ignored
        self.show_comparison(found)
