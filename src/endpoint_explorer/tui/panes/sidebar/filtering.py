"""Filtering: words typed above the list, what holds them below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from textual import on
from textual.content import Content
from textual.widgets import Input

from endpoint_explorer.model.collection import Entry, Summary
from endpoint_explorer.tui.panes.sidebar.browsing import EMPTY_TREE, Browsing
from endpoint_explorer.tui.panes.sidebar.filter import FilterIndex, split_words
from endpoint_explorer.tui.panes.sidebar.tree import Line
from endpoint_explorer.tui.widgets.badge import MUTED
from endpoint_explorer.tui.widgets.filter_input import FilterInput

_WAITING = (Content(""), Content.styled(" Reading the collections…", MUTED))
_NOTHING = (Content(""), Content.styled(" Nothing holds all of it.", MUTED))


class Filtering(Browsing):
    """The tree, or what a filter finds; the input is made when it is first wanted."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes=classes)
        self._input: FilterInput | None = None
        self._index: FilterIndex | None = None
        self._is_filtering = False
        self._shown_query: str | None = None
        self._is_open_due = False

    @property
    def is_filtering(self) -> bool:
        """Whether the filter is open."""
        return self._is_filtering

    @property
    def is_typing(self) -> bool:
        """Whether keys go into the filter."""
        return self._input is not None and self._input.has_focus

    @property
    def shows_tree(self) -> bool:
        """Whether the list shows the tree: an open filter without a word leaves it there."""
        return self._shown_query is None

    def focus_filter(self) -> None:
        """Open the filter, with what was typed last ready to be typed over."""
        self.call_next(self.action_filter)

    async def action_filter(self) -> None:
        """Open the filter; the next key that the application handles finds it focused."""
        if self._input is None:
            self._input = FilterInput(self.entries, "name, method or URL")
            await self.mount(self._input, before=self.entries)
        if not self._is_filtering:
            self._is_filtering = True
            self._input.display = True
            self.entries.add_class("-active")
            self.post_message(self.FilterIndexWanted())
            self._match_soon()
            self.refresh_bindings()
        self.screen.set_focus(self._input)

    def set_filter_index(self, index: Mapping[Path, Summary]) -> None:
        """Take every request there is, for the filter to look in."""
        self.entries.guesses = index
        self.run_worker(self._build(index), group="sidebar-index", exclusive=True)

    def refresh_folder(self, folder: Path, entries: tuple[Entry, ...], select: Path | None) -> None:
        """Show a folder after a change, in the results too."""
        super().refresh_folder(folder, entries, select)
        if self._is_filtering:
            self.post_message(self.FilterIndexWanted())

    def leave_filter(self) -> None:
        """Show the tree again, with the cursor where it was."""
        if self._input is None or not self._is_filtering:
            return
        self._is_filtering = False
        self._is_open_due = False
        self.workers.cancel_group(self, "sidebar-filter")
        if self._input.has_focus:
            self.entries.focus()
        self._input.display = False
        self.entries.remove_class("-active")
        self._return_to_tree()
        self.refresh_bindings()

    def open_found(self) -> None:
        """Open what the cursor is on once the results are those of the whole query."""
        raise NotImplementedError

    async def _build(self, summaries: Mapping[Path, Summary]) -> None:
        index = FilterIndex()
        await index.build(summaries)
        self._index = index
        self._match_soon()

    def _match_soon(self) -> None:
        if self._is_filtering:
            self.run_worker(self._match(), group="sidebar-filter", exclusive=True)

    async def _match(self) -> None:
        query = self._input.value if self._input else ""
        words = tuple(split_words(query))
        if not words:
            self._return_to_tree()
        elif self._index is None:
            self._list_results(query, (), words, _WAITING)
            return
        else:
            lines, count = await self._index.match(words)
            self._list_results(query, lines, words, _NOTHING)
            self.border_subtitle = Content(f"{count:,} of {len(self._index):,}")
        if self._is_open_due:
            self._is_open_due = False
            self.open_found()

    def _list_results(
        self, query: str, lines: Sequence[Line], words: tuple[str, ...], empty: tuple[Content, ...]
    ) -> None:
        cursor = self.entries.cursor if query == self._shown_query else 0
        self._remember()
        self._shown_query = query
        self.entries.empty_text = empty
        self.entries.show(lines, cursor, words)

    def _return_to_tree(self) -> None:
        if self.shows_tree:
            return
        self._shown_query = None
        self.border_subtitle = None
        self.entries.empty_text = EMPTY_TREE
        self._show_tree()

    @on(Input.Changed)
    def _query_changed(self, message: Input.Changed) -> None:
        message.stop()
        self._is_open_due = False
        self._match_soon()

    @on(Input.Submitted)
    def _query_submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self._is_open_due = True
        self._match_soon()
