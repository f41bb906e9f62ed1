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
    focus is on its way from one widget to the next, or a screen that a key has opened is not there
    yet, keys wait for it.
    """

    def __init__(self, *, driver_class: type[Driver] | None = None) -> None:
        super().__init__(driver_class=driver_class)
        self._aims: deque[tuple[events.Key, ReferenceType[DOMNode]]] = deque(maxlen=_IN_FLIGHT)
        self._returned: deque[events.Key] = deque()
        """Keys for a screen that opens, back from what had the focus before; older than `_held`."""
        self._held: deque[events.Key] = deque()
        self._held_since = 0.0

    async def on_event(self, event: events.Event) -> None:
        """Note whom a key is given to, or hold it until there is somebody."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            if self._returned or self._held or self._is_opening or self._is_handed_over:
                self._hold(event, self._held)
                return
            self._note_aim(event)
        await super().on_event(event)

    @property
    def _is_opening(self) -> bool:
        """Whether the screen on top has not composed its widgets: its actions need them."""
        # While the program ends there is no screen any more, and keys may still come.
        return not all(screen.is_mounted for screen in self.screen_stack[-1:])

    @property
    def _is_handed_over(self) -> bool:
        return any(is_handed_over(screen) for screen in self.screen_stack[-1:])

    def _note_aim(self, event: events.Key) -> None:
        self._aims.append((event, ref(self.focused or self.screen)))

    def _hold(self, event: events.Key, where: deque[events.Key]) -> None:
        if not self._returned and not self._held:
            self._held_since = monotonic()
            self.call_after_refresh(self.call_later, self._release)
        where.append(event)

    async def _release(self) -> None:
        """Give away the keys that were held, in their order, before those that came after them."""
        is_late = monotonic() - self._held_since >= HELD
        if self._is_opening or (self._is_handed_over and not is_late):
            self.call_after_refresh(self.call_later, self._release)
            return
        while keys := self._returned or self._held:
            self._note_aim(keys[0])
            await super().on_event(keys[0])
            keys.popleft()

    def on_key(self, event: events.Key) -> None:
        """Hand a key on; Textual calls this before its own handler, which runs bindings."""
        if self._returned or self._is_opening:
            event.prevent_default()
            self._hold(events.Key(event.key, event.character), self._returned)
            return
        focused = self.focused
        if isinstance(focused, Input | TypedInto) and self._was_for_another(event, focused):
            event.prevent_default()
            # What the line does not take comes back as a key that was looked at, not as a new one.
            focused._forward_event(events.Key(event.key, event.character))  # noqa: SLF001

    def _was_for_another(self, event: events.Key, focused: Widget) -> bool:
        aim = next((aim for key, aim in reversed(self._aims) if key is event), None)
        return aim is not None and aim() is not focused
