"""The Cookies tab: what the response sets, and the jar that the next request is given."""

from __future__ import annotations

from time import time
from typing import Literal

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.cookie import Cookie
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.tui.panes.results.amounts import minute
from endpoint_explorer.tui.panes.results.messages import ResultsMessages
from endpoint_explorer.tui.panes.results.tables import (
    TableDocument,
    cookies_document,
    cookies_of,
)
from endpoint_explorer.tui.panes.results.tabs import ResultsTab
from endpoint_explorer.tui.widgets.badge import MUTED
from endpoint_explorer.tui.widgets.choice_bar import ChoiceBar
from endpoint_explorer.tui.widgets.document_view import DocumentView
from endpoint_explorer.tui.widgets.row_list import RowList

View = Literal["response", "jar"]

_LONGEST = 400
"""Characters of a value that are looked at: more than fit in a row."""

_WIDEST = {"name": 20, "domain": 26, "path": 16, "expires": 16, "flags": 22}
"""Cells that a column takes at most; the value has what is left."""

_STYLES = {"name": "bold", "domain": "$text-accent"}
_LEAST_VALUE = 24
"""Cells for the value, before which less important columns give way."""


class CookieList(RowList):
    """The cookies in the jar."""

    BINDINGS = [
        Binding("enter", "select", "Edit", id="cookies.edit", tooltip="Change this cookie's value"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.cookies: tuple[Cookie, ...] = ()
        self.is_loaded = False
        self._widths: dict[str, int] = {}

    def show_cookies(self, cookies: tuple[Cookie, ...]) -> None:
        """Show other cookies; the cursor stays on its cookie, or its place."""
        held = self.current
        keys = [cookie.key for cookie in cookies]
        cursor = keys.index(held.key) if held and held.key in keys else self.cursor
        self.cookies, self.is_loaded = cookies, True
        texts = [_columns(cookie) for cookie in cookies]
        self._widths = {
            name: min(max((cell_len(text[name]) for text in texts), default=0), widest)
            for name, widest in _WIDEST.items()
        }
        self.rows_changed(max(cursor, 0))

    @property
    def current(self) -> Cookie | None:
        """The cookie under the cursor."""
        return self.cookies[self.cursor] if 0 <= self.cursor < len(self.cookies) else None

    @property
    def row_count(self) -> int:
        """How many cookies there are."""
        return len(self.cookies)

    def row_content(self, index: int, width: int) -> Content:
        """Return one cookie, its less important columns left out where there is little room."""
        cookie = self.cookies[index]
        widths = {name: size for name, size in self._widths.items() if size}
        for name in ("flags", "path", "expires"):
            if width - _taken(widths) < _LEAST_VALUE:
                widths.pop(name, None)
        texts = _columns(cookie)
        cells = [
            _cell(texts[name], size, _STYLES.get(name, MUTED)) for name, size in widths.items()
        ]
        value = _cell(cookie.value, max(width - _taken(widths), 8), "")
        return Content("  ").join([cells[0], value, *cells[1:]])

    def empty_lines(self, width: int) -> list[Content]:
        """Say that there is none, and how one comes."""
        if not self.is_loaded:
            return [Content(""), Content.styled(" Reading the cookies", MUTED)]
        return [
            Content(""),
            Content.styled(" The jar is empty."[:width], "bold"),
            Content.styled(" What responses set is kept here and sent along."[:width], MUTED),
        ]


class CookiesTab(ResultsTab):
    """Two views: the cookies of the response, and the jar of this collection and environment."""

    BINDINGS = [
        Binding("s", "switch", "Jar", id="cookies.switch", tooltip="This response, or the jar"),
        Binding("x", "delete", "Delete", id="cookies.delete", tooltip="Delete this cookie"),
        Binding(
            "u",
            "restore",
            "Undo",
            show=False,
            id="cookies.restore",
            tooltip="Bring back the cookie that was deleted last",
        ),
        Binding(
            "X", "clear", "Clear", id="cookies.clear", tooltip="Delete every cookie in the jar"
        ),
    ]

    DEFAULT_CSS = """
    CookiesTab {
        padding: 0 1;
        & > Horizontal { height: 1; }
        & #cookies-count { width: 1fr; text-align: right; color: $text-muted; }
        & CookieList { height: 1fr; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="results-cookies")
        self.view = DocumentView(has_numbers=False)
        self.list = CookieList()
        self._bar = ChoiceBar((("response", "This response"), ("jar", "Jar")), "response")
        self._bar.can_focus = False
        self._count = Static("", id="cookies-count", markup=False)
        self._wanted: View = "response"
        self._has_response = False

    def compose(self) -> ComposeResult:
        """Lay out the choice of views, the count, and both views."""
        with Horizontal():
            yield self._bar
            yield self._count
        yield self.view
        yield self.list

    def on_mount(self) -> None:
        """Start in the right view."""
        self._refresh_view()

    @property
    def shown(self) -> View:
        """The view that is looked at: the jar while there is no response."""
        return self._wanted if self._has_response else "jar"

    def show_exchange(self, exchange: Exchange) -> None:
        """Show what another response sets, and ask what is in the jar since."""
        self._has_response = exchange.response is not None
        cookies = cookies_of(exchange)
        nothing = TableDocument([(("The response sets no cookies.", "muted"),)])
        self.view.show_document(cookies_document(cookies, time()) if cookies else nothing)
        self._refresh_view()
        self.post_message(ResultsMessages.JarWanted())

    def show_nothing(self) -> None:
        """Show the jar, which is there without a response."""
        self._has_response = False
        self._refresh_view()
        self.post_message(ResultsMessages.JarWanted())

    def show_jar(self, cookies: tuple[Cookie, ...], owner: str) -> None:
        """Show the cookies of a jar."""
        self.list.show_cookies(cookies)
        self._count.update(Content(clean(f"{len(cookies):,} in the jar of {owner}")))

    async def start_find(self) -> None:
        """Open the find bar over what the response sets."""
        if self.shown == "response":
            await self.view.action_find()

    def take_focus(self) -> None:
        """Give the keys to the view that is shown."""
        (self.list if self.shown == "jar" else self.view.viewer).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to change the jar where it is shown."""
        del parameters
        if action in {"delete", "restore", "clear"}:
            return self.shown == "jar"
        return self._has_response if action == "switch" else True

    def action_switch(self) -> None:
        """Change between the response and the jar."""
        self._take_view("response" if self.shown == "jar" else "jar")

    def action_delete(self) -> None:
        """Ask for the cookie under the cursor to be deleted."""
        if self.list.current is not None:
            self.post_message(ResultsMessages.CookieDeleteRequested(self.list.current))

    def action_restore(self) -> None:
        """Ask for the cookie deleted last to be brought back."""
        self.post_message(ResultsMessages.CookieRestoreRequested())

    def action_clear(self) -> None:
        """Ask for the jar to be emptied."""
        if self.list.cookies:
            self.post_message(ResultsMessages.JarClearRequested())

    @on(RowList.Selected)
    def _edit(self, message: RowList.Selected) -> None:
        message.stop()
        self.post_message(ResultsMessages.CookieEditRequested(self.list.cookies[message.index]))

    @on(RowList.Highlighted)
    @on(RowList.Shown)
    def _ignore(self, message: Message) -> None:
        message.stop()

    @on(ChoiceBar.Changed)
    def _view_clicked(self, message: ChoiceBar.Changed) -> None:
        message.stop()
        self._take_view("jar" if message.value == "jar" else "response")

    def _take_view(self, view: View) -> None:
        had_focus = self.has_focus_within
        self._wanted = view
        self._refresh_view()
        if had_focus:
            self.take_focus()

    def _refresh_view(self) -> None:
        self._bar.value = self.shown
        self.view.display = self.shown == "response"
        self.list.display = self.shown == "jar"
        self.refresh_bindings()


def _cell(text: str, width: int, style: str) -> Content:
    """Return text in a column of a fixed width."""
    content = Content.styled(clean(text[:_LONGEST]), style)
    if content.cell_length > width:
        return content.truncate(width, ellipsis=True)
    return content.pad_right(width - content.cell_length)


def _columns(cookie: Cookie) -> dict[str, str]:
    """Return the text of each column but the value, clean."""
    flags = ("Secure" if cookie.secure else "", "HttpOnly" if cookie.http_only else "")
    texts = {
        "name": cookie.name or "(no name)",
        "domain": cookie.domain if cookie.host_only else f".{cookie.domain}",
        "path": cookie.path,
        "expires": "session" if cookie.expires is None else minute(cookie.expires),
        "flags": " ".join(filter(None, (*flags, cookie.same_site))),
    }
    return {name: clean(text[:_LONGEST]) for name, text in texts.items()}


def _taken(widths: dict[str, int]) -> int:
    """Return the cells that columns take, with the space after each and the value."""
    return sum(size + 2 for size in widths.values())
