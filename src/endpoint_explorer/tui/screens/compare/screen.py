"""Two exchanges side by side, what differs first."""

from __future__ import annotations

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import get_current_worker

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.comparing import Comparison
from endpoint_explorer.errors import Cancelled
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.explorer.comparing import Compared, considerate
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.tui.screens.compare.changes import ChangeList
from endpoint_explorer.tui.screens.compare.detail import Detail
from endpoint_explorer.tui.screens.compare.ignoring import Ignoring
from endpoint_explorer.tui.screens.compare.look import LOOK
from endpoint_explorer.tui.screens.compare.rows import Item, Row, rows_of
from endpoint_explorer.tui.screens.compare.sides import side, title
from endpoint_explorer.tui.widgets.badge import MUTED
from endpoint_explorer.tui.widgets.choice_bar import ChoiceBar
from endpoint_explorer.tui.widgets.key_footer import KeyFooter
from endpoint_explorer.tui.widgets.row_list import RowList

TABS = (("body", "Body"), ("headers", "Headers"), ("timing", "Timing"))
WIDE = 100
"""Columns from which the sides stand beside each other."""

TALL = 24
"""Rows from which there is room for the value under the cursor."""

SAME = "The same answer."
_SAME_OF = {"body": "The same body.", "headers": "The same headers.", "timing": "No times."}


class CompareScreen(Ignoring, Screen[None]):
    """What differs between two exchanges: body, headers and timing."""

    BINDINGS = [
        Binding("escape,q", "leave", "Back", id="compare.leave", tooltip="Leave the comparison"),
        Binding(
            "tab,right,l",
            "step_tab(1)",
            "Next tab",
            key_display="tab",
            priority=True,
            id="compare.tab",
            tooltip="Go to the next of body, headers and timing",
        ),
        Binding(
            "shift+tab,left,h",
            "step_tab(-1)",
            "Previous tab",
            show=False,
            priority=True,
            id="compare.previous_tab",
            tooltip="Go to the previous of body, headers and timing",
        ),
        Binding("i", "ignore", "Ignore", id="compare.ignore", tooltip="Leave this place out"),
        Binding(
            "u", "restore", "Undo", id="compare.restore", tooltip="Compare what was ignored last"
        ),
        Binding(
            "I",
            "restore_one",
            "Ignored",
            id="compare.ignored",
            tooltip="Choose which ignored place to compare again",
        ),
        Binding(
            "J",
            "scroll_detail(1)",
            "Value down",
            show=False,
            id="compare.value_down",
            tooltip="Scroll the value down",
        ),
        Binding(
            "K",
            "scroll_detail(-1)",
            "Value up",
            show=False,
            id="compare.value_up",
            tooltip="Scroll the value up",
        ),
        Binding("f1", "help", "Help", show=False, priority=True, id="compare.help", tooltip="Keys"),
    ]

    DEFAULT_CSS = LOOK

    def __init__(self, explorer: Explorer, left: Exchange, right: Exchange) -> None:
        super().__init__()
        self.compared = Compared(explorer, left, right)
        self.comparison: Comparison | None = None
        self.list = ChangeList()
        self._tabs = ChoiceBar(TABS, "body")
        self._tab = ""
        self._is_tall = False
        self._detail = Detail()
        self._head = Static(classes="compare--head", markup=False)
        self._sides = tuple(Static(classes="compare--side", markup=False) for _ in range(2))
        self._note = Static(id="compare-note", markup=False)
        self._ignored_line = Static(id="compare-ignored", markup=False)

    def compose(self) -> ComposeResult:
        """Compose the head, the list and the value under the cursor."""
        yield self._head
        with Container(id="compare-sides"):
            yield from self._sides
        yield self._tabs
        yield self._note
        yield self.list
        yield self._detail
        yield self._ignored_line
        yield KeyFooter()

    def on_mount(self) -> None:
        """Compare."""
        self.list.empty = Content.styled("  Comparing…", MUTED)
        self._head.update(Content.styled("Compare", "bold"))
        self.list.focus()
        self.compare_first()

    def on_resize(self, event: Resize) -> None:
        """Put the sides beside or below each other, as there is room."""
        was_wide = self._is_wide
        is_narrow = event.size.width < WIDE
        self.set_class(is_narrow, "-narrow")
        self._is_tall = event.size.height >= TALL
        self._show_detail()
        if self.comparison is not None:
            self._show_sides()
            if was_wide != self._is_wide:
                self._arrange(self.list.cursor)

    @property
    def _is_wide(self) -> bool:
        return not self.has_class("-narrow")

    @property
    def item(self) -> Item | None:
        """What the row under the cursor is of."""
        return self.list.current

    def show_comparison(self, found: Comparison) -> None:
        """Show what a comparison says; the first one chooses the tab."""
        self.comparison = found
        counts = {
            "body": found.body.count,
            "headers": sum(header.counts for header in found.headers)
            + sum(not row.is_same for row in found.outcome),
        }
        self._tabs.choices = tuple(
            (name, f"{label} {counts[name]:,}" if counts.get(name) else label)
            for name, label in TABS
        )
        self._tabs.refresh(layout=True)
        if not self._tab:
            self._tab = "headers" if counts["headers"] and not counts["body"] else "body"
            self._tabs.value = self._tab
        self._show_sides()
        self._ignored_line.update(
            Content.assemble(
                "Ignored: ", clean(", ".join(found.ignored)), "  u takes the last one back"
            )
        )
        self._ignored_line.set_class(bool(found.ignored), "-shown")
        self._arrange(self.list.cursor)

    def _show_sides(self) -> None:
        left, right = self.compared.left, self.compared.right
        self._head.update(title(left, right, is_wide=self._is_wide))
        for own, exchange, sign in zip(self._sides, (left, right), "−+", strict=True):  # noqa: RUF001
            other = right if exchange is left else left
            own.update(side(exchange, other, sign, is_wide=self._is_wide))

    def _arrange(self, cursor: int) -> None:
        """Lay the rows of the tab out, in a thread, as there may be very many."""
        found = self.comparison
        assert found is not None
        self.offload(
            partial(_rows, found, self._tab, is_wide=self._is_wide),
            partial(self._show_rows, found, self._tab, cursor),
            group="rows",
            exclusive=True,
        )

    def _show_rows(self, found: Comparison, tab: str, cursor: int, rows: tuple[Row, ...]) -> None:
        text = SAME if found.is_same else _SAME_OF[tab]
        self.list.empty = Content.styled(f"  {text}", "$text-success" if found.is_same else MUTED)
        note = found.body.note if tab == "body" else ""
        self._note.update(Content(clean(note)))
        self._note.set_class(bool(note), "-shown")
        self.list.show_rows(rows, max(cursor, 0))
        self._show_detail()

    def _show_detail(self) -> None:
        """Show the value under the cursor where there is one, and room for it."""
        has_value = bool(self.list.rows) and self._tab != "timing"
        self.set_class(has_value and self._is_tall and self._is_wide, "-detailed")
        self._detail.show_item(self.item)

    @on(RowList.Highlighted)
    def _highlighted(self, message: RowList.Highlighted) -> None:
        message.stop()
        self._detail.show_item(self.item)

    @on(ChoiceBar.Changed)
    def _tab_changed(self, message: ChoiceBar.Changed) -> None:
        message.stop()
        self._show_tab(message.value)

    def _show_tab(self, name: str) -> None:
        self.list.focus()
        if self.comparison is not None and name != self._tab:
            self._tab = name
            self._arrange(0)

    def action_step_tab(self, distance: int) -> None:
        """Go to the next tab; after the last one comes the first."""
        names = [name for name, _ in TABS]
        self._tabs.value = names[(names.index(self._tabs.value) + distance) % len(names)]
        self._show_tab(self._tabs.value)

    def action_scroll_detail(self, lines: int) -> None:
        """Scroll the value under the cursor."""
        self._detail.scroll_by(lines)

    def action_leave(self) -> None:
        """Leave."""
        # More keys of the same burst may be waiting.
        if self.is_active:
            self.dismiss(None)

    def action_help(self) -> None:
        """Show every key that works here."""
        from endpoint_explorer.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.active_bindings.values()))


def _rows(found: Comparison, tab: str, *, is_wide: bool) -> tuple[Row, ...]:
    worker = get_current_worker()
    is_cancelled = considerate(lambda: worker.is_cancelled)

    def tick() -> None:
        if is_cancelled():
            raise Cancelled("other rows are wanted")

    return rows_of(found, tab, is_wide=is_wide, tick=tick)
