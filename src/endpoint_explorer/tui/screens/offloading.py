"""Work off the loop for a screen: it comes back as a message, and errors are shown in one place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from textual import on
from textual.message import Message
from textual.widget import Widget
from textual.worker import get_current_worker

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.errors import EndpointExplorerError

T = TypeVar("T")
FailureHandler = Callable[[EndpointExplorerError], None]


class Offloading(Widget):
    """Lets a screen run functions in threads.

    Workers never touch a widget: `offload` runs a function in a thread and comes back with a
    message, whose handler calls `then` on the screen.
    """

    class Offloaded(Message):
        """Work in a thread has ended."""

        def __init__(self, conclude: Callable[[], None]) -> None:
            super().__init__()
            self.conclude = conclude

    def offload(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        *,
        failed: FailureHandler | None = None,
        group: str = "default",
        exclusive: bool = False,
    ) -> None:
        """Run `work` in a thread, then `then` with its result, or `failed` with its error.

        With `exclusive`, a later call of the same group makes this one's result void.
        """

        def run() -> None:
            worker = get_current_worker()
            try:
                conclude = partial(then, work())
            except EndpointExplorerError as error:
                conclude = partial(failed or self.report, error)
            if not worker.is_cancelled:
                self.post_message(self.Offloaded(conclude))

        self.run_worker(run, thread=True, group=group, exclusive=exclusive)

    @on(Offloaded)
    def conclude(self, message: Offloaded) -> None:
        """Take over what a thread brought back."""
        message.stop()
        message.conclude()

    def report(self, error: EndpointExplorerError) -> None:
        """Show an error in the one place where errors are shown."""
        text = clean(error.message)
        if error.hint:
            text = f"{text}\n{clean(error.hint)}"
        self.tell(text, severity="error")

    def tell(self, text: str, *, severity: Any = "information") -> None:
        """Show a note that goes away by itself; text from outside is never markup."""
        self.notify(clean(text, keep_newlines=True), severity=severity, markup=False)
