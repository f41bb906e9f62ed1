"""The footer, which says what the keys do where the focus is."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widget import Widget

from endpoint_explorer.tui.widgets.key_footer import KeyFooter, KeyHint

from ..settling import quick_keys

__all__ = ["quick_keys"]


class Place(Widget, can_focus=True):
    """Where the focus can be."""

    DEFAULT_CSS = "Place { height: 1; }"

    def __init__(self, *actions: str, is_enabled: bool = True) -> None:
        super().__init__()
        for number, action in enumerate(actions):
            self._bindings.bind(str(number), action, action.title(), show=True)
        self._is_enabled = is_enabled
        self.saved = 0

    def action_save(self) -> None:
        self.saved += 1

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return None if action == "send" and not self._is_enabled else True


class Places(App[None]):
    """A few places and a footer."""

    BINDINGS = [
        Binding("q", "quit", "Quit", tooltip="Leave"),
        Binding("ctrl+x", "quit", "Leave"),
        Binding("x", "hidden", "Hidden", show=False),
    ]

    def __init__(self, *places: Place) -> None:
        super().__init__()
        self.places = places

    def compose(self) -> ComposeResult:
        yield from self.places
        yield KeyFooter()

    def hints(self) -> list[tuple[str, str]]:
        return [(key.key_display, key.description) for key in self.screen.query(KeyHint)]


async def test_it_says_what_the_keys_do_where_the_focus_is(quick_keys: None) -> None:
    app = Places(Place("send", "save", "copy"), Place("find"), Place())
    async with app.run_test(size=(60, 6)) as pilot:
        for place, wanted in zip(
            (*app.places, app.places[0]),
            (
                [("0", "Send"), ("1", "Save"), ("2", "Copy")],
                [("0", "Find")],
                [],
                [("0", "Send"), ("1", "Save"), ("2", "Copy")],
            ),
            strict=True,
        ):
            app.screen.set_focus(place)
            await pilot.pause()
            await pilot.pause()
            assert app.hints() == [*wanted, ("q", "Quit")]
            keys = app.screen.query(KeyHint)
            # Each is as wide as what it says, and stands behind the one before it.
            ends = [key.region.right + 1 for key in keys]
            assert [key.region.x for key in keys] == [0, *ends[:-1]]
            for key in keys:
                assert key.region.width == len(f"{key.key_display} {key.description}")
            assert keys.last().tooltip == "Leave"


async def test_keys_that_stay_are_not_made_anew(quick_keys: None) -> None:
    app = Places(Place("send", "save"), Place("send", "save"))
    async with app.run_test(size=(60, 6)) as pilot:
        app.screen.set_focus(app.places[0])
        await pilot.pause()
        await pilot.pause()
        before = list(app.screen.query(KeyHint))
        app.screen.set_focus(app.places[1])
        await pilot.pause()
        await pilot.pause()
        assert list(app.screen.query(KeyHint)) == before


async def test_a_key_that_does_nothing_here_is_dim(quick_keys: None) -> None:
    app = Places(Place("send", "save"), Place("send", "save", is_enabled=False))
    async with app.run_test(size=(60, 6)) as pilot:
        for place, is_dim in zip((*app.places, app.places[0]), (False, True, False), strict=True):
            app.screen.set_focus(place)
            await pilot.pause()
            await pilot.pause()
            assert app.screen.query(KeyHint).first().has_class("-disabled") is is_dim


async def test_a_click_presses_the_key_that_is_shown(quick_keys: None) -> None:
    app = Places(Place("send", "copy"), Place("save"))
    async with app.run_test(size=(60, 6)) as pilot:
        app.screen.set_focus(app.places[0])
        await pilot.pause()
        app.screen.set_focus(app.places[1])
        await pilot.pause()
        await pilot.pause()
        await pilot.click(app.screen.query(KeyHint).first())
        await pilot.pause()
        assert [place.saved for place in app.places] == [0, 1]
