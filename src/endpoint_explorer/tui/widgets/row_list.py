"""A list of one-line rows that costs what is visible, not what it holds."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

_HALF = 0.5


class RowList(ScrollView, can_focus=True):
    """Rows that are turned into text only when they come into view, with a cursor.

    A subclass says how many rows there are and what each looks like, and calls `rows_changed`.
    """

    ALLOW_SELECT = False

    BINDINGS = [
        Binding("up,k", "move(-1)", "Up", show=False, id="list.up", tooltip="Move up a row"),
        Binding("down,j", "move(1)", "Down", show=False, id="list.down", tooltip="Move down a row"),
        Binding(
            "home,g", "first", "First", show=False, id="list.first", tooltip="Go to the first row"
        ),
        Binding("end,G", "last", "Last", show=False, id="list.last", tooltip="Go to the last row"),
        Binding(
            "pageup", "page(-1)", "Page up", show=False, id="list.page_up", tooltip="Move up a page"
        ),
        Binding(
            "pagedown",
            "page(1)",
            "Page down",
            show=False,
            id="list.page_down",
            tooltip="Move down a page",
        ),
        Binding(
            "ctrl+u",
            f"page(-{_HALF})",
            "Half page up",
            show=False,
            id="list.half_page_up",
            tooltip="Move up half a page",
        ),
        Binding(
            "ctrl+d",
            f"page({_HALF})",
            "Half page down",
            show=False,
            id="list.half_page_down",
            tooltip="Move down half a page",
        ),
        Binding("enter", "select", "Open", show=False, id="list.select", tooltip="Take this row"),
    ]

    COMPONENT_CLASSES = {"row-list--cursor", "row-list--hover"}

    DEFAULT_CSS = """
    RowList {
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        scrollbar-background: $foreground 4%;
        scrollbar-color: $foreground 25%;
        & > .row-list--hover { background: $foreground 6%; }
        & > .row-list--cursor { background: $foreground 12%; }
        &:focus > .row-list--cursor, &.-active > .row-list--cursor {
            background: $primary 35%;
            text-style: bold;
        }
    }
    """

    cursor: reactive[int] = reactive(-1)
    """The index of the row under the cursor; -1 when there is none."""

    hovered: reactive[int] = reactive(-1)
    """The index of the row under the mouse; -1 when there is none."""

    class Highlighted(Message):
        """The cursor is on another row."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    class Selected(Message):
        """A row was taken, by enter or by a click."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    class Shown(Message):
        """Other rows are in view: those from `first` up to, and not including, `end`."""

        def __init__(self, first: int, end: int) -> None:
            super().__init__()
            self.first = first
            self.end = end

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.auto_links = False
        self._is_report_due = False

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def row_content(self, index: int, width: int) -> Content:
        """Return one row, at most `width` cells wide."""
        raise NotImplementedError

    def empty_lines(self, width: int) -> list[Content]:  # noqa: ARG002 - for subclasses
        """Return what stands there when there is no row."""
        return []

    def is_selectable(self, index: int) -> bool:  # noqa: ARG002 - for subclasses
        """Say whether the cursor may stand on a row."""
        return True

    def rows_changed(self, cursor: int) -> None:
        """Show the rows anew, with the cursor at an index or the nearest one possible."""
        self.virtual_size = Size(0, self.row_count)
        self.hovered = -1
        nearest = self._nearest(cursor, 1)
        is_other_row = nearest == self.cursor
        self.cursor = nearest
        if is_other_row:
            self.watch_cursor(nearest, nearest)
        self.refresh()
        self._report_soon()

    def visible_range(self) -> tuple[int, int]:
        """Return the first row in view and the one after the last."""
        first = self.scroll_offset.y
        return first, min(first + self.scrollable_content_region.height, self.row_count)

    def render_line(self, y: int) -> Strip:
        """Return the line at `y` of the view as a strip."""
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        if index < self.row_count:
            return self._strip(self.row_content(index, width), width, self._row_class(index))
        lines = self.empty_lines(width) if self.row_count == 0 else []
        line = lines[index] if index < len(lines) else Content("")
        return self._strip(line, width)

    def _row_class(self, index: int) -> str:
        if index == self.cursor:
            return "row-list--cursor"
        return "row-list--hover" if index == self.hovered else ""

    def _strip(self, content: Content, width: int, component: str = "") -> Strip:
        style = self.get_visual_style(component) if component else self.visual_style
        strips = Visual.to_strips(self, content, width, 1, style, pad=True)
        return strips[0] if strips else Strip.blank(width)

    def watch_cursor(self, old: int, new: int) -> None:
        """Bring the row under the cursor into view and say so."""
        self.refresh_line(old)
        self.refresh_line(new)
        self._show_cursor()
        self.post_message(self.Highlighted(new))

    def watch_hovered(self, old: int, new: int) -> None:
        """Repaint the row that the mouse left, and the one it is on."""
        self.refresh_line(old)
        self.refresh_line(new)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Report the rows that came into view."""
        super().watch_scroll_y(old_value, new_value)
        self._report_soon()

    def _show_cursor(self) -> None:
        if self.cursor < 0 or not self.size.height:
            return
        # The rows above the first that can be selected are its caption: show it too.
        top = 0 if self._nearest(0, 1) == self.cursor else self.cursor
        first, height = self.scroll_offset.y, self.scrollable_content_region.height
        if not first - height <= self.cursor < first + 2 * height:
            # From far away, what is around the row is as new as the row itself.
            self.scroll_to(y=self.cursor - height // 2, animate=False, force=True)
        elif top < first:
            self.scroll_to(y=top, animate=False, force=True)
        elif self.cursor >= first + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, force=True)

    def _report_soon(self) -> None:
        if not self._is_report_due:
            self._is_report_due = True
            self.call_after_refresh(self._report)

    def _report(self) -> None:
        self._is_report_due = False
        self.post_message(self.Shown(*self.visible_range()))

    def _nearest(self, index: int, direction: int) -> int:
        """Return the selectable row nearest to an index, looking in a direction first."""
        count = self.row_count
        start = max(0, min(index, count - 1))
        ahead = range(start, count) if direction > 0 else range(start, -1, -1)
        behind = range(start, -1, -1) if direction > 0 else range(start, count)
        for candidates in (ahead, behind):
            for candidate in candidates:
                if candidate < count and self.is_selectable(candidate):
                    return candidate
        return -1

    def move_to(self, index: int, direction: int = 1) -> None:
        """Put the cursor on a row, or on the next in a direction that can be selected."""
        self.cursor = self._nearest(index, direction)

    def action_move(self, rows: int) -> None:
        """Move the cursor by a number of rows."""
        self.move_to(self.cursor + rows, 1 if rows > 0 else -1)

    def action_page(self, pages: float) -> None:
        """Move the cursor by pages or parts of one."""
        height = self.scrollable_content_region.height
        rows = max(1, int(height * abs(pages)))
        self.action_move(rows if pages > 0 else -rows)

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self.move_to(0)

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self.move_to(self.row_count - 1, -1)

    def action_select(self) -> None:
        """Take the row under the cursor."""
        if self.cursor >= 0:
            self.post_message(self.Selected(self.cursor))

    def on_resize(self) -> None:
        """Keep the cursor in view, and report what is."""
        self._show_cursor()
        self._report_soon()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the mouse."""
        self.hovered = self._row_at(event)

    def on_leave(self) -> None:
        """Forget the mouse."""
        self.hovered = -1

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the row that was clicked, and take it."""
        index = self._row_at(event)
        if event.button == 1 and index >= 0:
            event.stop()
            self.cursor = index
            self.action_select()

    def _row_at(self, event: events.MouseEvent) -> int:
        offset = event.get_content_offset(self)
        index = -1 if offset is None else offset.y + self.scroll_offset.y
        return index if 0 <= index < self.row_count and self.is_selectable(index) else -1
