"""The line at the top: where one is, and what is sent with which environment."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.tui.widgets.badge import MUTED

UNVERIFIED = "TLS NOT VERIFIED"
PRODUCTION = "PRODUCTION"


class EnvironmentBadge(Static):
    """The environment in use; a click asks for another."""

    class Pressed(Message):
        """The badge was clicked."""

    def on_click(self, event: Click) -> None:
        """Ask for another environment."""
        event.stop()
        self.post_message(self.Pressed())


class HeaderBar(Horizontal):
    """One line: the program, the open request, the environment."""

    DEFAULT_CSS = """
    HeaderBar {
        height: 1;
        background: $panel;
        color: $foreground;
        .header--brand {
            width: auto; padding: 0 1;
            background: $primary; color: $text; text-style: bold;
        }
        .header--place { width: 1fr; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
        .header--unverified {
            display: none; width: auto; padding: 0 1;
            background: $error; color: $text; text-style: bold;
            &.-shown { display: block; }
        }
        .header--production {
            display: none; width: auto; padding: 0 1;
            background: $error; color: $text; text-style: bold;
        }
        &.-production {
            background: $error 30%;
            .header--production { display: block; }
            EnvironmentBadge { color: $foreground; text-style: bold; }
        }
        EnvironmentBadge {
            width: auto; max-width: 50%; padding: 0 1; color: $text-accent;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
        EnvironmentBadge:hover { background: $boost; text-style: underline; }
    }
    """

    place: reactive[tuple[str, ...]] = reactive(())
    is_changed: reactive[bool] = reactive(False)
    environment: reactive[str] = reactive("")
    is_unverified: reactive[bool] = reactive(False)
    is_production: reactive[bool] = reactive(False)

    def compose(self) -> ComposeResult:
        """Compose the parts."""
        yield Static("Endpoint Explorer", classes="header--brand")
        yield Static(classes="header--place")
        yield Static(Content(UNVERIFIED), classes="header--unverified")
        yield Static(Content(PRODUCTION), classes="header--production")
        yield EnvironmentBadge("")

    def watch_place(self) -> None:
        """Show where one is."""
        self._show_place()

    def watch_is_changed(self) -> None:
        """Show whether there are unsaved edits."""
        self._show_place()

    def watch_environment(self, environment: str) -> None:
        """Show the environment."""
        name = clean(environment) if environment else "no environment"
        if self.is_attached:
            self.query_one(EnvironmentBadge).update(Content(f"◈ {name} ▾"))

    def watch_is_unverified(self, is_unverified: bool) -> None:
        """Show, for as long as it is so, that nobody checks whom requests go to."""
        if self.is_attached:
            self.query_one(".header--unverified").set_class(is_unverified, "-shown")

    def watch_is_production(self, is_production: bool) -> None:
        """Colour the whole line, for as long as what is sent reaches the real thing."""
        self.set_class(is_production, "-production")

    def on_mount(self) -> None:
        """Show what was set before there was anything to show it."""
        self._show_place()
        self.watch_environment(self.environment)
        self.watch_is_unverified(self.is_unverified)

    def _show_place(self) -> None:
        if not self.is_attached:
            return
        parts = [clean(part) for part in self.place if part]
        trail = Content(" / ".join(parts[:-1]) + (" / " if parts[1:] else "")).stylize(MUTED)
        name = Content.styled(parts[-1], "bold") if parts else Content("")
        dot = Content.styled(" ●", "$text-warning") if self.is_changed else Content("")
        self.query_one(".header--place", Static).update(Content.assemble(trail, name, dot))
