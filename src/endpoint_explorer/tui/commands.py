"""The command palette: everything that has a key, found by name, and every saved request."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType

MORE = (
    ("Scratch requests", "open_scratch", "Come back to a request that was left unsaved"),
    ("Edit environments", "edit_environments", "Variables, secrets and connection of each place"),
    ("Collection settings", "edit_collection", "Base URL, variables, headers, auth and options"),
    ("Folder settings", "edit_folder", "Variables, headers, auth and options for a folder"),
    ("Discard edits", "discard", "Go back to the request as it is saved"),
    ("Undo the move to a secret", "undo_move", "Put the literal that was moved back"),
    ("Copy the message with secrets", "copy_with_secrets", "Asks first: nothing is masked in it"),
    ("Forget typed secrets", "forget_secrets", "The next send asks for its secrets again"),
    ("Save the body", "save_body", "Save the body of the response to a file"),
    ("Restore what was deleted", "restore", "Bring back the last deleted request or folder"),
)


class ActionCommands(Provider):
    """Every action of the main screen that has a name."""

    def _commands(self) -> Iterator[tuple[str, str, IgnoreReturnCallbackType]]:
        screen = self.screen
        for item in screen.BINDINGS:
            if isinstance(item, Binding) and item.action != "escape":
                key = self.app.get_key_display(item)
                says = f"{item.tooltip} ({key})"
                yield item.description, says, partial(screen.run_action, item.action)
        for name, action, says in MORE:
            yield name, says, partial(screen.run_action, action)
        for active in screen.active_bindings.values():
            binding, node = active.binding, active.node
            is_everywhere = node in (screen, self.app)
            if is_everywhere or not (active.enabled and binding.id and binding.tooltip):
                continue
            key = self.app.get_key_display(binding)
            says = f"{binding.tooltip} ({key})"
            yield binding.description, says, partial(self.app.run_action, binding.action, node)

    async def discover(self) -> Hits:
        """Show every command before anything is typed."""
        for name, says, command in self._commands():
            yield DiscoveryHit(name, command, help=says)

    async def search(self, query: str) -> Hits:
        """Show the commands that match what is typed."""
        matcher = self.matcher(query)
        for name, says, command in self._commands():
            score = max(matcher.match(name), matcher.match(says) * 0.8)
            if score > 0:
                yield Hit(score, matcher.highlight(name), command, help=says)
