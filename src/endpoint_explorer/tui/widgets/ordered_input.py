"""A one-line input that takes its keys in the order in which they were typed."""

from __future__ import annotations

from textual import events
from textual.widgets import Input


class OrderedInput(Input):
    """Runs its own bindings when their key comes.

    Textual runs them when the key has bubbled up to the application: by then letters that were
    typed after a backspace, an end key or ctrl+u have long been inserted.
    """

    async def on_key(self, event: events.Key) -> None:
        """Take a key that is bound here, or that a subclass has a use for."""
        if event.key.startswith("alt+"):
            # Left to the bindings further up: Textual would type the letter.
            event.prevent_default()
            return
        if self.took_key(event.key) or await self._ran_binding(event.key):
            event.stop()
            event.prevent_default()

    def took_key(self, key: str) -> bool:
        """Say whether a subclass has used a key up, before any binding."""
        del key
        return False

    async def _ran_binding(self, key: str) -> bool:
        for binding in self._bindings.key_to_bindings.get(key, ()):
            if await self.app.run_action(binding.action, self):
                return True
        return False
