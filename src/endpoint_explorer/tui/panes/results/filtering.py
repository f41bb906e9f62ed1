"""Filtering the body that a tab shows: the bar, the work in a thread, and what came of it."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.timer import Timer

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.document import Document
from endpoint_explorer.tui.panes.results.filter_work import (
    FilterDone,
    FilterFailed,
    FilterSuggested,
    FilterWork,
)
from endpoint_explorer.tui.panes.results.messages import ResultsMessages
from endpoint_explorer.tui.panes.results.tabs import ResultsTab
from endpoint_explorer.tui.widgets.filter_bar import FilterBar

if TYPE_CHECKING:
    from endpoint_explorer.bodies.filtering.result import Language

SLOW = 1.0
"""Seconds after which a filter is said to be at work."""

VERY_SLOW = 10.0
"""Seconds after which it is said how to stop it."""

_STARTS: dict[Language, tuple[str, str]] = {
    "JSONPath": ("$", "$.items[*].id"),
    "XPath": ("", "//item/@id"),
}
"""Of each language: what a new expression begins with, and an example."""


class FilteredTab(ResultsTab):
    """A tab whose body can be filtered: `f` opens the bar.

    `filter_text` is what the bodies of this request are filtered by, "" for nothing; a change is
    told by `ResultsMessages.FilterChanged`. The last good result stays while an expression is
    incomplete or wrong.
    """

    BINDINGS = [
        Binding("f", "filter", "Filter", id="results.filter", tooltip="Show a part of the body"),
    ]

    body: Body
    below: Vertical

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._filter_bar: FilterBar | None = None
        self._filter_started = 0.0
        self._filter_timer: Timer | None = None

    @cached_property
    def _filter_work(self) -> FilterWork:
        return FilterWork(self)

    @abstractmethod
    def show_filtered(self, document: Document | None) -> None:
        """Show another document over the body, or the body again."""

    async def action_filter(self) -> None:
        """Open the filter bar; the next key already goes there."""
        if not await self._open_filter(self.filter_text):
            self.notify("Only JSON, XML and HTML can be filtered", markup=False)
            return
        assert self._filter_bar is not None
        self._filter_bar.take_keys()
        self._evaluate(self._filter_bar.text)

    async def filter_body(self) -> None:
        """Filter another body by what the request's bodies are filtered by."""
        self._stop_filter()
        if self.filter_text and await self._open_filter(self.filter_text):
            self._evaluate(self.filter_text)
        elif self._filter_bar is not None:
            self._filter_bar.display = False

    def end_filter(self) -> None:
        """Show the whole body, and filter no more."""
        self._stop_filter()
        if self._filter_bar is not None and self._filter_bar.display:
            self._filter_bar.display = False
            self._remember("")
            self.show_filtered(None)

    async def _open_filter(self, text: str) -> bool:
        """Show the bar with an expression; False where the body cannot be filtered."""
        from endpoint_explorer.bodies.filtering.source import language_of

        language = language_of(self.body)
        if language is None:
            return False
        if self._filter_bar is None:
            self._filter_bar = FilterBar()
            self._filter_bar.display = False
            await self.below.mount(self._filter_bar)
        start, example = _STARTS[language]
        if not self._filter_bar.display or self._filter_bar.text != text:
            self._filter_bar.show(language, text or start, example)
        self._filter_bar.display = True
        return True

    @on(FilterBar.Changed)
    def _expression_changed(self, message: FilterBar.Changed) -> None:
        message.stop()
        self._remember(message.text)
        self._evaluate(message.text)

    @on(FilterBar.Submitted)
    def _expression_submitted(self, message: FilterBar.Submitted) -> None:
        message.stop()
        self.take_focus()

    @on(FilterBar.Closed)
    def _bar_closed(self, message: FilterBar.Closed) -> None:
        message.stop()
        self.end_filter()
        self.take_focus()

    def _remember(self, text: str) -> None:
        self.filter_text = text
        self.post_message(ResultsMessages.FilterChanged(text))

    def _evaluate(self, text: str) -> None:
        """Filter the body in a thread; without an expression it is shown whole."""
        if not text.strip():
            self.show_filtered(None)
            if self._filter_bar is not None:
                self._filter_bar.show_count("")
        self._filter_started = monotonic()
        if self._filter_timer is None:
            self._filter_timer = self.set_interval(SLOW, self._say_slow)
        self._filter_timer.reset()
        self._filter_timer.resume()
        self._filter_work.start(self.body, text)

    def _stop_filter(self) -> None:
        self._end_waiting()
        if self._filter_bar is not None:
            self._filter_work.stop()

    def on_unmount(self) -> None:
        """Give up what is under way."""
        self._stop_filter()

    def _end_waiting(self) -> None:
        if self._filter_timer is not None:
            self._filter_timer.pause()

    def _say_slow(self) -> None:
        """Say that a filter takes a while, and once it takes long, how to stop it."""
        took = monotonic() - self._filter_started
        if self._filter_bar is not None:
            stop = "; escape stops it" if took > VERY_SLOW else ""
            self._filter_bar.show_busy(f"filtering, {took:.0f} s{stop}")

    @on(FilterSuggested)
    def _take_filter_suggestions(self, message: FilterSuggested) -> None:
        message.stop()
        if self._filter_work.is_current(message) and self._filter_bar is not None:
            self._filter_bar.suggest(message.found)
            if not self._filter_bar.text.strip():
                self._end_waiting()

    @on(FilterDone)
    def _take_filter_result(self, message: FilterDone) -> None:
        message.stop()
        if self._filter_work.is_current(message) and self._filter_bar is not None:
            self._end_waiting()
            self._filter_bar.show_count(message.count)
            self.show_filtered(message.document)

    @on(FilterFailed)
    def _take_filter_failure(self, message: FilterFailed) -> None:
        message.stop()
        if self._filter_work.is_current(message) and self._filter_bar is not None:
            self._end_waiting()
            self._filter_bar.show_fault(message.reason, is_wrong=not message.is_unfinished)
