"""The footer of a screen: the keys that do something where the focus is."""

from __future__ import annotations

from typing import NamedTuple

from textual.widgets import Footer
from textual.widgets._footer import FooterKey


class Hint(NamedTuple):
    """What the footer says of one key."""

    key: str
    key_display: str
    description: str
    action: str
    tooltip: str
    is_enabled: bool


class KeyHint(FooterKey):
    """A key in the footer, which can become another one."""

    def __init__(self, hint: Hint) -> None:
        super().__init__(
            hint.key,
            hint.key_display,
            hint.description,
            hint.action,
            disabled=not hint.is_enabled,
            tooltip=hint.tooltip,
            classes="-compact",
        )
        self.hint = hint

    def become(self, hint: Hint) -> None:
        """Say something else."""
        if hint == self.hint:
            return
        self.hint = hint
        self.key, self.key_display = hint.key, hint.key_display
        self.description, self.action = hint.description, hint.action
        self.tooltip = hint.tooltip or None
        self._disabled = not hint.is_enabled
        self.set_class(self._disabled, "-disabled")
        self.refresh(layout=True)


class KeyFooter(Footer):
    """A footer that draws only what has changed.

    Textual's makes all its keys anew with every move of the focus, and lays out the whole
    screen for it.
    """

    def __init__(self) -> None:
        super().__init__(compact=True, show_command_palette=False)

    async def recompose(self) -> None:
        """Show the keys that work now."""
        if not self.is_attached or self._pruning:
            return
        hints = self._hints()
        shown = list(self.query_children(KeyHint))
        for child, hint in zip(shown, hints, strict=False):
            child.become(hint)
        surplus, missing = shown[len(hints) :], hints[len(shown) :]
        async with self.batch():
            for child in surplus:
                await child.remove()
            if missing:
                await self.mount_all(map(KeyHint, missing))

    def _hints(self) -> list[Hint]:
        """List one key for each action, in the order of the bindings."""
        hints: dict[str, Hint] = {}
        for _, binding, is_enabled, tooltip in self.screen.active_bindings.values():
            if binding.show and binding.action not in hints:
                hints[binding.action] = Hint(
                    key=binding.key,
                    key_display=self.app.get_key_display(binding),
                    description=binding.description,
                    action=binding.action,
                    tooltip=tooltip,
                    is_enabled=is_enabled,
                )
        return list(hints.values())
