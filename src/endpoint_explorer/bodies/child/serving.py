"""What the child does with a question."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.child.protocol import (
    Answer,
    Evaluate,
    Extract,
    Extracted,
    Load,
    Loaded,
    Places,
    Question,
    Refused,
    Render,
    Rendered,
    Result,
    Search,
    Suggest,
    Suggested,
    Unrendered,
)
from endpoint_explorer.bodies.regex import compile_pattern, find_places

if TYPE_CHECKING:
    from endpoint_explorer.bodies.filtering.source import Source

LAID_OUT_AT_MOST = 4 * 1024 * 1024
"""Bytes of several elements that are laid out one by one."""

_compiled = lru_cache(maxsize=4)(compile_pattern)


class Server:
    """Answers questions; the body that is filtered stays from one to the next."""

    def __init__(self) -> None:
        self._source: Source | None = None

    def answer(self, question: Question, data: bytes) -> tuple[Answer, bytes]:
        """Return the answer, and the bytes beside it."""
        if isinstance(question, Search):
            return self._search(question, data)
        if isinstance(question, Extract):
            return self._extract(question, data)
        if isinstance(question, Render):
            return self._render(question, data)
        from endpoint_explorer.bodies.filtering.result import MalformedExpression, Unfilterable

        try:
            return self._filter(question, data)
        except MalformedExpression as error:
            return Refused(error.reason, error.position), b""
        except Unfilterable as error:
            return Refused(str(error)), b""

    def _filter(self, question: Load | Suggest | Evaluate, data: bytes) -> tuple[Answer, bytes]:
        if isinstance(question, Load):
            return self._load(question, data)
        if self._source is None:
            return Refused("there is no body"), b""
        if isinstance(question, Suggest):
            return self._suggest(self._source, question)
        return self._evaluate(self._source, question)

    @staticmethod
    def _search(question: Search, data: bytes) -> tuple[Answer, bytes]:
        try:
            pattern = _compiled(question.pattern, question.is_case_sensitive)
        except (re.error, OverflowError) as error:
            position = getattr(error, "pos", None)
            reason = getattr(error, "msg", "a number in it is too large")
            return Refused(reason, None if position is None else position + 1), b""
        starts, ends = find_places(pattern, data, question.start, question.stop)
        return Places(), starts.tobytes() + ends.tobytes()

    @staticmethod
    def _extract(question: Extract, data: bytes) -> tuple[Answer, bytes]:
        try:
            found = _compiled(question.pattern, True).search(data.decode("utf-8", "replace"))
        except (re.error, OverflowError) as error:
            return Refused(str(error)), b""
        group = found[1] if found and found.re.groups else None
        if group is None:
            return Extracted(False), b""
        return Extracted(True), group.encode("utf-8", "replace")

    @staticmethod
    def _render(question: Render, data: bytes) -> tuple[Answer, bytes]:
        from endpoint_explorer.bodies.prose import ProseDocument
        from endpoint_explorer.bodies.registry import show

        shown = show(Body(data, question.media, question.charset), question.view)
        document = shown.document
        if not isinstance(document, ProseDocument):
            return Unrendered(shown.note), b""
        text = document.read(0, document.size)
        firsts, colours = document.firsts.tobytes(), document.colours.tobytes()
        return Rendered(shown.note, len(text), len(firsts)), b"".join((text, firsts, colours))

    def _load(self, question: Load, data: bytes) -> tuple[Answer, bytes]:
        from endpoint_explorer.bodies.filtering.source import Source

        self._source = None
        self._source = Source(Body(data, question.media, question.charset))
        return Loaded(), b""

    @staticmethod
    def _suggest(source: Source, question: Suggest) -> tuple[Answer, bytes]:
        from endpoint_explorer.bodies.filtering.suggesting import suggest

        found = suggest(source, question.expression)
        return Suggested([(one.name, one.expression) for one in found]), b""

    @staticmethod
    def _evaluate(source: Source, question: Evaluate) -> tuple[Answer, bytes]:
        filtered = source.evaluate(question.expression)
        is_many = len(filtered.matches) > 1
        is_markup = filtered.media == "application/xml"
        if is_many and is_markup and sum(map(len, filtered.matches)) <= LAID_OUT_AT_MOST:
            from endpoint_explorer.bodies.registry import indented

            pieces = tuple(indented(match, filtered.media) for match in filtered.matches)
            filtered = msgspec.structs.replace(filtered, matches=pieces)
        return Result(filtered.count, filtered.media, is_many), filtered.document()
