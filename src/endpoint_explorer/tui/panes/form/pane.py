"""The form pane: a request, as it is built."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.exchange import MessagePreview, Preview
from endpoint_explorer.model.request import Field, Request
from endpoint_explorer.tui.panes.form.authorization import TokenWanted
from endpoint_explorer.tui.panes.form.bindings import BINDINGS
from endpoint_explorer.tui.panes.form.credential_hint import CredentialHint
from endpoint_explorer.tui.panes.form.path_memory import PathMemory
from endpoint_explorer.tui.panes.form.section import Inherited, Section
from endpoint_explorer.tui.panes.form.sections import Sections
from endpoint_explorer.tui.panes.form.tabs import (
    TABS,
    TabName,
    filled_tabs,
    first_tab,
    tab_name,
)
from endpoint_explorer.tui.panes.form.url_bar import UrlBar
from endpoint_explorer.tui.widgets.choice_bar import ChoiceBar
from endpoint_explorer.tui.widgets.variable_scope import VariableScope

if TYPE_CHECKING:
    from endpoint_explorer.model.credentials import Finding
    from endpoint_explorer.tui.panes.form.body import BodySection


class FormPane(VariableScope):
    """Shows a request and lets it be edited.

    The request is the only state: a part that was edited says what became of it (`amend`), and
    every part is shown the result. So `request` is right at any moment, also before the message
    of the last key has arrived, and a request that nobody edits comes back as it was loaded.
    """

    BINDINGS = BINDINGS

    SCOPED_CSS = False  # a rule that looks at the screen's class lies outside of the scope

    DEFAULT_CSS = """
    FormPane {
        layout: vertical;
        border: round $panel-lighten-2;
        border-title-color: $text-muted;
        &.-focused { border: round $accent; border-title-color: $text; }
        & > Sections { margin-top: 1; }
        &.-collapsed > #tabs, &.-collapsed > Sections { display: none; }
    }
    .-compact FormPane, .-compact FormPane.-focused { border: none; }
    .-compact FormPane > Sections { margin-top: 0; }
    """

    class Edited(Message):
        """The user changed the request.

        When handling is delayed, prefer `FormPane.request`: another one may have been loaded.
        """

        def __init__(self, request: Request) -> None:
            super().__init__()
            self.request = request

    class SendRequested(Message):
        """The request is to be sent."""

    class CancelRequested(Message):
        """What is being sent is to be stopped."""

    class SecretMoveRequested(Message):
        """A literal is to be moved to a secret."""

        def __init__(self, finding: Finding) -> None:
            super().__init__()
            self.finding = finding

    class MessageWanted(Message):
        """The message that would be sent is looked at; the answer is `set_message`."""

    class EditorRequested(Message):
        """Text is to be edited in the user's own editor; the answer is `set_body_text`."""

        def __init__(self, text: str, suffix: str) -> None:
            super().__init__()
            self.text = text
            self.suffix = suffix

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._request = Request()
        self._inherited = Inherited()
        self._memory = PathMemory()
        self._url_bar = UrlBar()
        self._hint = CredentialHint("alt+s")
        tabs = [(name, name.title()) for name in TABS]
        self._tabs = ChoiceBar(tabs, "query", has_marks=True, id="tabs")
        self._sections = Sections()
        self._is_tab_chosen = False

    def compose(self) -> ComposeResult:
        """Compose the URL bar and the tabs; their content comes when it is first shown."""
        yield self._url_bar
        yield self._hint
        yield self._tabs
        yield self._sections

    def on_mount(self) -> None:
        """Show the request, also one that was loaded before."""
        self._load(self._request, self._inherited)
        self._show_section(tab_name(self._tabs.value))

    # Data down.

    def load(
        self,
        request: Request,
        *,
        inherited_headers: tuple[tuple[Field, str], ...] = (),
        inherited_auth: str = "",
        inherited_options: Mapping[str, tuple[float | int | bool | None, str]] | None = None,
    ) -> None:
        """Show a request; the texts beside what is inherited say where it is from."""
        self._load(request, Inherited(inherited_headers, inherited_auth, inherited_options or {}))

    def _load(self, request: Request, inherited: Inherited) -> None:
        self._request = request
        self._inherited = inherited
        self._memory = PathMemory()
        self._url_bar.show(request)
        self._sections.load(request, self._inherited)
        if not self._is_tab_chosen:
            self._show_section(first_tab(request))
        self._describe()

    @property
    def request(self) -> Request:
        """The request as the form says it now, to the last key."""
        self._take()
        return self._request

    def edit(self, request: Request) -> None:
        """Take an edit that was made elsewhere, as if it had been typed."""
        if request != self._request:
            self._accept(request)

    def set_preview(self, preview: Preview) -> None:
        """Show what would be sent, or what stands in the way."""
        self._url_bar.set_preview(preview)

    @property
    def shows_message(self) -> bool:
        """Whether the message that would be sent is looked at."""
        return self._tabs.value == "preview"

    def set_message(self, preview: MessagePreview | None) -> None:
        """Show the message that would be sent, None while there is none."""
        from endpoint_explorer.tui.panes.form.message import MessageSection

        section = self._sections.made.get("preview")
        if isinstance(section, MessageSection):
            section.show_message(preview)

    def set_token(self, text: str) -> None:
        """Show how the OAuth 2 token stands, such as "token expires in 58 minutes"."""
        for section in self._sections.made.values():
            section.show_token(text)

    def set_sending(self, sending: bool) -> None:
        """Show whether the request is being sent."""
        self._url_bar.set_sending(sending)

    def set_body_text(self, text: str) -> None:
        """Take the text that the user's own editor left, as an edit of the body."""
        from endpoint_explorer.tui.panes.form.body import BodySection

        section = self._sections.made.get("body")
        if isinstance(section, BodySection):
            section.set_text(text)

    def focus_url(self) -> None:
        """Go to the URL."""
        self._url_bar.focus_url()

    def focus_method(self) -> None:
        """Go to the method and open its list."""
        self._url_bar.focus_method()

    @property
    def places(self) -> tuple[tuple[str, Offset], ...]:
        """Where the method, the URL and the tabs stand on the screen."""
        bar = self._url_bar.places
        return (*bar, *(self._tabs.places if self._tabs.display else ()))

    def focus_tab(self, name: str) -> None:
        """Show a tab and go into it."""
        self.show_tab(name)
        self.call_after_refresh(self._focus_content)

    def show_tab(self, name: str) -> None:
        """Show a tab: path, query, headers, body, auth, info, options or preview."""
        self._is_tab_chosen = True
        self._show_section(tab_name(name))

    # Edits.

    def _take(self) -> None:
        """Take over what was edited, show it everywhere, and say so."""
        before = self._request
        request = self._url_bar.amend(before)
        if request.url != before.url:
            request = self._memory.follow(before, request)
        request = self._sections.amend(request)
        if request != before:
            self._accept(request)

    def _accept(self, request: Request) -> None:
        is_other_auth = request.auth != self._request.auth
        self._request = request
        self._url_bar.show(request)
        self._sections.show(request)
        self._describe()
        self.post_message(self.Edited(request))
        if is_other_auth and request.auth.type in ("inherit", "oauth2"):
            self.post_message(TokenWanted())

    def action_move_to_secret(self) -> None:
        """Ask to move the literal that the hint names."""
        self._take()
        if self._hint.finding is not None:
            self.post_message(self.SecretMoveRequested(self._hint.finding))

    @on(UrlBar.Changed)
    @on(Section.Changed)
    def _changed(self, event: Message) -> None:
        event.stop()
        self._take()

    @on(Edited)
    def _drop_stale(self, event: Edited) -> None:
        """Hold back what another edit or another request has overtaken."""
        if event.request is not self._request:
            event.stop()

    @on(UrlBar.SendRequested)
    def _send(self, event: Message) -> None:
        event.stop()
        self._take()
        self.post_message(self.SendRequested())

    @on(UrlBar.CancelRequested)
    def _cancel(self, event: Message) -> None:
        event.stop()
        self.post_message(self.CancelRequested())

    def on_body_section_editor_wanted(self, event: BodySection.EditorWanted) -> None:
        """Ask for the user's own editor; bound by name, as the class is imported late."""
        event.stop()
        self._take()
        self.post_message(self.EditorRequested(event.text, event.suffix))

    # Tabs.

    def _describe(self) -> None:
        """Show the name, and which tabs hold something."""
        self._hint.show(self._request)
        self._tabs.marked = filled_tabs(self._request)
        self.border_title = Content(clean(self._request.name.strip()) or "Request")

    def _show_section(self, name: TabName) -> None:
        """Show the content of a tab, made now if it was never shown."""
        self._tabs.value = name
        self._sections.open(name)
        if name == "preview":
            self.post_message(self.MessageWanted())
        if name == "auth":
            self.post_message(TokenWanted())

    @on(ChoiceBar.Changed, "#tabs")
    def _tab_taken(self, event: ChoiceBar.Changed) -> None:
        event.stop()
        self.show_tab(event.value)

    def action_step_tab(self, distance: int) -> None:
        """Show the tab beside."""
        index = TABS.index(tab_name(self._tabs.value)) + distance
        self.action_tab(TABS[index % len(TABS)])

    def action_tab(self, name: str) -> None:
        """Show a tab and go into it, unless the keys are outside of the tabs."""
        was_inside = self._sections.has_pseudo_class("focus-within")
        self.show_tab(name)
        if was_inside:
            self.call_after_refresh(self._focus_content)

    async def _focus_content(self) -> None:
        await self._sections.ready()
        entrance = self._sections.entrance
        inside = [w for w in self.screen.focus_chain if entrance in w.ancestors]
        (inside[0] if inside else self._tabs).focus()

    def action_step_focus(self, distance: int) -> None:
        """Go to the next thing in the pane that takes keys, or the one before."""
        chain = [widget for widget in self.screen.focus_chain if self in widget.ancestors]
        focused = self.screen.focused
        if focused in chain:
            index = chain.index(focused) + distance
            if 0 <= index < len(chain):
                self.screen.set_focus(chain[index])  # at once: keys may be waiting
