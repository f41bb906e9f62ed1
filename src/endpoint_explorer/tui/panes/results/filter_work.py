"""Filtering a body off the loop: one expression at a time, and only the last one counts."""

from __future__ import annotations

import threading
from typing import NamedTuple

from textual.message import Message
from textual.widget import Widget

from endpoint_explorer.bodies.body import Body, Cancelled, Watch
from endpoint_explorer.bodies.child.filtering import CannotFilter, ChildFilter
from endpoint_explorer.bodies.child.process import Abandoned, shared
from endpoint_explorer.bodies.child.protocol import Result
from endpoint_explorer.bodies.document import Document
from endpoint_explorer.bodies.registry import RAW, show


class FilterMessage(Message):
    """About the expression of one generation; a later one makes it void."""

    def __init__(self, generation: int) -> None:
        super().__init__()
        self.generation = generation


class FilterSuggested(FilterMessage):
    """Names that may come next, each with the whole expression."""

    def __init__(self, generation: int, found: list[tuple[str, str]]) -> None:
        super().__init__(generation)
        self.found = found


class FilterDone(FilterMessage):
    """The matches are one document."""

    def __init__(self, generation: int, document: Document, count: str) -> None:
        super().__init__(generation)
        self.document = document
        self.count = count


class FilterFailed(FilterMessage):
    """There is no result, for a reason."""

    def __init__(self, generation: int, error: CannotFilter) -> None:
        super().__init__(generation)
        self.reason = "not complete" if error.is_unfinished else str(error)
        self.is_unfinished = error.is_unfinished


class _Job(NamedTuple):
    generation: int
    body: Body
    expression: str


class FilterWork:
    """The expressions that a widget wants evaluated; messages to it tell how it goes."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._filter = ChildFilter(shared("filter"))
        self._lock = threading.Lock()
        self._wanted: _Job | None = None
        self._is_working = False
        self.generation = 0
        self.is_waiting = False
        """Whether an answer is still to come."""

    def is_current(self, message: FilterMessage) -> bool:
        """Say whether a message is about what was asked for last."""
        return message.generation == self.generation

    def start(self, body: Body, expression: str) -> None:
        """Evaluate an expression; the one before is given up."""
        self.generation += 1
        self.is_waiting = True
        self._filter.take(body)
        self._want(_Job(self.generation, body, expression))

    def stop(self) -> None:
        """Give up what is under way, and the memory that a large body takes."""
        self.generation += 1
        self.is_waiting = False
        self._filter.take(Body(b""))
        self._want(_Job(self.generation, Body(b""), ""))

    def _want(self, job: _Job) -> None:
        with self._lock:
            self._wanted = job
            if self._is_working or not self._widget.is_running:
                return
            self._is_working = True
        self._widget.run_worker(self._work, thread=True, group="filter")

    def _work(self) -> None:
        """Do what is wanted in a thread, until nothing is."""
        while True:
            with self._lock:
                job, self._wanted = self._wanted, None
                if job is None:
                    self._is_working = False
                    return
            try:
                self._do(job)
            except CannotFilter as error:
                self._widget.post_message(FilterFailed(job.generation, error))
            except (Abandoned, Cancelled):
                continue

    def _do(self, job: _Job) -> None:
        if not job.body.data:
            self._filter.release()
            return

        def is_cancelled() -> bool:
            return job.generation != self.generation

        found = self._filter.suggest(job.expression, is_cancelled)
        self._widget.post_message(FilterSuggested(job.generation, found))
        if not job.expression.strip():
            return
        result, data = self._filter.evaluate(job.expression, is_cancelled)
        document = _document(result, data, Watch(is_cancelled))
        self._widget.post_message(FilterDone(job.generation, document, result.count))


def _document(result: Result, data: bytes, watch: Watch) -> Document:
    """Lay the matches out as the body is; several elements make no document of XML."""
    if result.media == "application/xml" and result.is_many:
        return show(Body.of(data, "text/html"), RAW, watch).document
    view = RAW if result.media.startswith("text/") else ""
    return show(Body.of(data, f"{result.media}; charset=utf-8"), view, watch).document
