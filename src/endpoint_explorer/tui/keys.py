"""Keys in their order, also where one of them moves the focus."""

from __future__ import annotations

from collections import deque
from time import monotonic
from weakref import ReferenceType, ref

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.driver import Driver
from textual.widget import Widget
from textual.widgets import Input

from endpoint_explorer.tui.widgets.focus_handover import is_handed_over
from endpoint_explorer.tui.widgets.typed_into import TypedInto

_IN_FLIGHT = 256
"""Keys remembered: those that are on their way at one time are far fewer."""


HELD = 0.5
"""Seconds that keys wait at most for the focus to be back: it takes a frame or two."""


class KeysInOrder(App[int]):
    """Hands to a text the keys that were typed for it before it had the focus.

    Textual looks at the bindings of a key when it has bubbled up. `/` opens a line to type into
    then, and the letters after it have already been given to what had the focus before. While the
    focus is on its way from one widget to the next, keys wait for it.
    """

    def __init__(self, *, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class=driver_class)
        self._aims: deque[tuple[events.Key, ReferenceType[DOMNode]]] = deque(maxlen=_IN_FLIGHT)
        self._held: deque[events.Key] = deque()
        self._held_since = 0.0

    async def on_event(self, event: events.Event) -> None:
        """Note whom a key is given to, or hold it until there is somebody."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            if self._held or is_handed_over(self.screen):
                self._hold(event)
                return
            self._note_aim(event)
        await super().on_event(event)

    def _note_aim(self, event: events.Key) -> None:
        self._aims.append((event, ref(self.focused or self.screen)))

    def _hold(self, event: events.Key) -> None:
        if not self._held:
            self._held_since = monotonic()
            self.call_after_refresh(self.call_later, self._release)
        self._held.append(event)

    async def _release(self) -> None:
        """Give away the keys that were held, in their order, before those that came after them."""
        if is_handed_over(self.screen) and monotonic() - self._held_since < HELD:
            self.call_after_refresh(self.call_later, self._release)
            return
        while self._held:
            self._note_aim(self._held[0])
            await super().on_event(self._held[0])
            self._held.popleft()

    def on_key(self, event: events.Key) -> None:
        """Hand a key on; Textual calls this before its own handler, which runs bindings."""
        focused = self.focused
        if isinstance(focused, Input | TypedInto) and self._was_for_another(event, focused):
            event.prevent_default()
            focused.post_message(events.Key(event.key, event.character))

    def _was_for_another(self, event: events.Key, focused: Widget) -> bool:
        aim = next((aim for key, aim in reversed(self._aims) if key is event), None)
        return aim is not None and aim() is not focused
