"""Filtering a body by way of the child, which keeps it from one expression to the next."""

from __future__ import annotations

from collections.abc import Callable

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.child.process import Child
from endpoint_explorer.bodies.child.protocol import (
    Evaluate,
    Load,
    Loaded,
    Refused,
    Result,
    Suggest,
    Suggested,
)

LARGE = 512 * 1024
"""Bytes of a body above which the child does not stay when nobody filters it any more."""


class CannotFilter(Exception):
    """Why there is no result; the text says where, too.

    `is_unfinished` when all that is wrong is that the expression ends too early.
    """

    def __init__(self, reason: str, *, is_unfinished: bool = False) -> None:
        super().__init__(reason)
        self.is_unfinished = is_unfinished


class ChildFilter:
    """Filters one body at a time; one thread at a time may ask.

    `suggest` and `evaluate` block. They raise Abandoned once `is_cancelled`.
    """

    def __init__(self, child: Child) -> None:
        self._child = child
        self._body = Body(b"")
        self._loaded: tuple[Body, int] | None = None
        self._refused: tuple[Body, Refused] | None = None

    def take(self, body: Body) -> None:
        """Filter another body from now on."""
        self._body = body

    def release(self) -> None:
        """Give back the memory that a large body takes."""
        if len(self._body.data) > LARGE:
            self._child.stop()
        self._body = Body(b"")
        self._loaded = self._refused = None

    def suggest(self, expression: str, is_cancelled: Callable[[], bool]) -> list[tuple[str, str]]:
        """Return names that may come next, each with its expression; raises CannotFilter."""
        self._load()
        answer, _ = self._child.ask(Suggest(expression), is_cancelled=is_cancelled)
        return answer.found if isinstance(answer, Suggested) else []

    def evaluate(self, expression: str, is_cancelled: Callable[[], bool]) -> tuple[Result, bytes]:
        """Return what the matches are, and their document; raises CannotFilter."""
        self._load()
        answer, data = self._child.ask(Evaluate(expression), is_cancelled=is_cancelled)
        if isinstance(answer, Result):
            return answer, bytes(data)
        assert isinstance(answer, Refused)
        is_unfinished = (answer.position or 0) > len(expression.rstrip())
        raise CannotFilter(_words(answer), is_unfinished=is_unfinished)

    def _is_loaded(self, body: Body) -> bool:
        loaded, generation = self._loaded or (None, -1)
        is_same_child = generation == self._child.generation and self._child.is_running
        return loaded is body and is_same_child

    def _load(self) -> None:
        """Hand the body over unless the child has it; a key in between does not stop that."""
        body = self._body
        if self._is_loaded(body):
            return
        if self._refused is not None and self._refused[0] is body:
            raise CannotFilter(_words(self._refused[1]))
        self._loaded = None
        answer, _ = self._child.ask(
            Load(body.media, body.charset), body.data, is_cancelled=lambda: self._body is not body
        )
        if isinstance(answer, Loaded):
            self._loaded = (body, self._child.generation)
        elif isinstance(answer, Refused):
            self._refused = (body, answer)
            raise CannotFilter(_words(answer))


def _words(refused: Refused) -> str:
    return (
        refused.reason if refused.position is None else f"at {refused.position}: {refused.reason}"
    )
