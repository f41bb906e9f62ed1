"""Looking for a regular expression by way of the child."""

from __future__ import annotations

from array import array
from collections.abc import Callable

from endpoint_explorer.bodies.child.process import Child
from endpoint_explorer.bodies.child.protocol import Refused, Search
from endpoint_explorer.bodies.find import Look, Query
from endpoint_explorer.bodies.regex import Found


class BadPattern(Exception):
    """A pattern that is no regular expression, or takes too long."""


def look_for(query: Query, child: Child, is_cancelled: Callable[[], bool]) -> Look:
    """Return what finds a regular expression in a text.

    It raises BadPattern, and Abandoned once `is_cancelled`.
    """

    def look(data: bytes, start: int, stop: int) -> Found:
        question = Search(query.text, query.is_case_sensitive, start, stop)
        answer, beside = child.ask(question, data, is_cancelled=is_cancelled)
        if isinstance(answer, Refused):
            place = "" if answer.position is None else f" at {answer.position}"
            raise BadPattern(f"{answer.reason}{place}")
        half = len(beside) // 2
        starts, ends = array("Q"), array("Q")
        starts.frombytes(beside[:half])
        ends.frombytes(beside[half:])
        return Found(starts, ends)

    return look
