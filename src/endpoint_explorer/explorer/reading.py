"""Looking into the body of a response for what a query names, in bounded time.

An expression that goes down by names and indexes alone is followed here; any other may take for
ever, as may a regular expression, and is left to a child that is killed when its time is up.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.checking.evaluating import NotFound, Value, ValueKind
from endpoint_explorer.model.exchange import Response

if TYPE_CHECKING:
    from endpoint_explorer.bodies.filtering.source import Source

PATIENCE = 10.0
"""Seconds that all queries over one body may take together."""

SMALL = 1024 * 1024
"""Bytes of a body that is decoded within a few milliseconds."""

_SIMPLE = re.compile(r"""\$(?:\.[A-Za-z_]\w*|\[\d{1,9}\]|\['[^'\\]*'\]|\["[^"\\]*"\])*""")
_KINDS: dict[bytes, ValueKind] = {
    b'"': "text",
    b"{": "object",
    b"[": "list",
    b"t": "boolean",
    b"f": "boolean",
    b"n": "null",
}


_one_body = threading.Lock()
"""Held while the child has a body to look into: sends may end at the same time."""


class ResponseReader:
    """Looks into the body of one response; `is_cancelled` ends a long look."""

    def __init__(
        self,
        response: Response,
        is_cancelled: Callable[[], bool] = lambda: False,
        patience: float = PATIENCE,
    ) -> None:
        self._body = Body.of(response.body, response.header("content-type") or "")
        self._is_cancelled = is_cancelled
        self._patience = patience
        self._ends: float | None = None
        self._source: Source | None = None

    def text(self) -> str:
        """Return the body decoded by its charset."""
        return self._body.utf8().decode("utf-8", "replace")

    def json_path(self, expression: str) -> Value:
        """Return the single match of a JSONPath; raises NotFound."""
        match = self._single(expression, "JSONPath").strip()
        kind = _KINDS.get(match[:1], "number")
        if kind == "text":
            read = json.loads(match.decode("utf-8", "surrogateescape"), strict=False)
            return Value(str(read).encode("utf-8", "replace").decode())
        return Value(match.decode("utf-8", "replace"), kind)

    def x_path(self, expression: str) -> Value:
        """Return the single match of an XPath; raises NotFound."""
        return Value(self._single(expression, "XPath").decode("utf-8", "replace"))

    def first_group(self, pattern: str) -> str:
        """Return the first group of the first match of a regular expression; raises NotFound."""
        from endpoint_explorer.bodies.child.process import Abandoned, shared
        from endpoint_explorer.bodies.child.protocol import Extract, Extracted, Refused

        try:
            question = Extract(pattern)
            answer, group = shared("capture").ask(
                question, self._body.utf8(), is_cancelled=self._is_over
            )
        except Abandoned:
            raise NotFound(_TOO_LONG) from None
        if isinstance(answer, Refused):
            raise NotFound(answer.reason)
        if not isinstance(answer, Extracted) or not answer.is_found:
            raise NotFound("no match")
        return group.decode("utf-8", "replace")

    def _single(self, expression: str, language: str) -> bytes:
        """Return the only match of an expression; raises NotFound."""
        from endpoint_explorer.bodies.filtering.source import language_of

        if not self._body.data:
            raise NotFound("the body is empty")
        if language_of(self._body) != language:
            kind = self._body.media.name or "of no type"
            raise NotFound(f"a {language} cannot look into a body that is {kind}")
        is_quick = len(self._body.data) <= SMALL and _SIMPLE.fullmatch(expression.strip())
        return self._here(expression) if is_quick else self._in_child(expression)

    def _here(self, expression: str) -> bytes:
        from endpoint_explorer.bodies.filtering.result import MalformedExpression, Unfilterable
        from endpoint_explorer.bodies.filtering.source import Source

        try:
            self._source = self._source or Source(self._body)
            filtered = self._source.evaluate(expression)
        except (MalformedExpression, Unfilterable) as error:
            raise NotFound(str(error)) from error
        if len(filtered.matches) != 1:
            raise NotFound(_number(filtered.count))
        return filtered.matches[0]

    def _in_child(self, expression: str) -> bytes:
        from endpoint_explorer.bodies.child.filtering import CannotFilter, ChildFilter
        from endpoint_explorer.bodies.child.process import Abandoned, shared

        child = ChildFilter(shared("capture"))
        child.take(self._body)
        try:
            with _one_body:
                result, match = child.evaluate(expression, self._is_over)
        except CannotFilter as error:
            raise NotFound(str(error)) from error
        except Abandoned:
            raise NotFound(_TOO_LONG) from None
        finally:
            child.release()
        if result.is_many or result.count == "no match":
            raise NotFound(_number(result.count))
        return match

    def _is_over(self) -> bool:
        """Say whether nobody waits any more; the time counts from the first look."""
        self._ends = self._ends or monotonic() + self._patience
        return self._is_cancelled() or monotonic() > self._ends


_TOO_LONG = "looking for it took too long"


def _number(count: str) -> str:
    return count if count == "no match" else f"{count}, where one is wanted"
