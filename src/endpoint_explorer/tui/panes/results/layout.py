"""Laying out a body in a thread, and telling a widget how it goes."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from time import monotonic

from textual.message import Message
from textual.widget import Widget

from endpoint_explorer.bodies.body import Body, Cancelled, Pauses, Watch
from endpoint_explorer.bodies.child.rendering import show_apart
from endpoint_explorer.bodies.document import Document
from endpoint_explorer.bodies.registry import Shown

REPORT_INTERVAL = 0.2
"""Seconds between two reports of how far a layout is."""

SMALL = 1 << 20
"""Bytes of a body that is laid out, most often, before its first screen is painted."""

PAINTING_SECONDS = 0.3
"""How long a layout waits at most for the first screen of the body."""


class LayoutMessage(Message):
    """About the layout of one generation; a later one makes it void."""

    def __init__(self, generation: int, shown: Shown) -> None:
        super().__init__()
        self.generation = generation
        self.shown = shown


class LayoutGrown(LayoutMessage):
    """More of a body is laid out; `done` is the share of it, from 0 to 1."""

    def __init__(self, generation: int, shown: Shown, done: float) -> None:
        super().__init__(generation, shown)
        self.done = done


class LaidOut(LayoutMessage):
    """A body is laid out, or shown another way because that cannot be."""


class Layout:
    """The layouts that a widget asks for: only the last one counts."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._painted = Event()
        self.generation = 0

    def is_current(self, message: LayoutMessage) -> bool:
        """Say whether a message is about what was asked for last."""
        return message.generation == self.generation

    def cancel(self) -> None:
        """Stop what is being laid out; nothing more is heard of it."""
        self.generation += 1
        self._painted.set()
        self._widget.workers.cancel_group(self._widget, "layout")

    def start(self, body: Body, view: str) -> None:
        """Lay a body out in a view, a large one once what can be seen is painted.

        Messages tell how it goes.
        """
        self.cancel()
        generation = self.generation
        # The thread starts meanwhile, which takes as long as to lay out a small body.
        painted = self._painted = Event()
        widget = self._widget
        # By the screen, where there is one: by way of the widget it may be a paint later.
        (widget.screen if widget.is_attached else widget).call_after_refresh(painted.set)
        # Not a partial: Textual would make the repr of its arguments, the whole body.
        self._widget.run_worker(
            lambda: self._lay_out(body, view, generation, painted), thread=True, group="layout"
        )

    def _lay_out(self, body: Body, view: str, generation: int, painted: Event) -> None:
        if len(body.data) > SMALL:
            painted.wait(PAINTING_SECONDS)
        if generation != self.generation:
            return
        watch = Watch(
            lambda: generation != self.generation, self._reporter(view, generation), Pauses()
        )
        try:
            shown = show_apart(body, view, watch)
        except Cancelled:
            return
        self._widget.post_message(LaidOut(generation, shown))

    def _reporter(self, view: str, generation: int) -> Callable[[Document, float], None]:
        reported = monotonic()

        def report(document: Document, done: float) -> None:
            nonlocal reported
            if monotonic() - reported > REPORT_INTERVAL:
                reported = monotonic()
                shown = Shown(document, view, is_whole=False)
                self._widget.post_message(LayoutGrown(generation, shown, done))

        return report
