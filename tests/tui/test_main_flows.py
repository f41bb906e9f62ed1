"""What a person does, from the sidebar to the history, over the whole application."""

from __future__ import annotations

import socket
import threading
import tomllib
from functools import partial
from pathlib import Path
from typing import Protocol

import pytest
from textual.events import Key, MouseDown
from textual.widget import Widget
from textual.widgets import Input, OptionList

from endpoint_explorer.bodies import registry
from endpoint_explorer.bodies.body import Body, Watch
from endpoint_explorer.bodies.registry import Shown
from endpoint_explorer.model.collection import Entry
from endpoint_explorer.model.exchange import Exchange, Failure, Response, WireRequest
from endpoint_explorer.storage.history import History
from endpoint_explorer.tui.app import Palette
from endpoint_explorer.tui.panes.history.messages import HistoryMessages
from endpoint_explorer.tui.panes.results import layout
from endpoint_explorer.tui.panes.results.body import AT_ONCE
from endpoint_explorer.tui.screens.compare import CompareScreen
from endpoint_explorer.tui.screens.dialogs import ChoiceScreen, ConfirmScreen, PromptScreen
from endpoint_explorer.tui.screens.help import HelpScreen
from endpoint_explorer.tui.screens.jump import JumpScreen
from endpoint_explorer.tui.widgets.line_viewer import LineViewer
from endpoint_explorer.tui.workbench import Flight

from .conftest import Opener, Session


class Server(Protocol):
    """The demo server, as the fixture gives it."""

    base_url: str


def exchange_of(session: Session) -> Exchange:
    """Return the exchange that the results pane shows."""
    exchange = session.main.results.exchange
    assert exchange is not None
    return exchange


def answered(body: bytes) -> Exchange:
    """Return an exchange with a body of JSON."""
    headers = (("Content-Type", "application/json"),)
    wire = WireRequest(method="GET", url="http://127.0.0.1:9/")
    return Exchange(wire=wire, response=Response(status=200, headers=headers, body=body))


def shows_old_exchange(session: Session) -> bool:
    """Whether the results pane shows an exchange from the history."""
    return session.main.current.is_from_history


def is_in_view(session: Session, pane: Widget) -> bool:
    """Whether a pane is on the screen, all of it."""
    screen = session.app.screen.region
    return pane.display and bool(pane.region) and screen.contains_region(pane.region)


def holds(folder: Path, value: bytes) -> list[Path]:
    """Return the files of the history that hold a value."""
    return [file for file in folder.glob("history.sqlite*") if value in file.read_bytes()]


async def test_a_saved_request_is_opened_edited_sent_and_saved(
    opener: Opener, workspace: Path, demo_server: Server
) -> None:
    path = workspace / "shop" / "users" / "get-user.toml"
    async with opener(base_url=demo_server.base_url) as session:
        await session.open(path)
        assert session.main.form.request.url == "/v1/users/{id}"

        session.main.form.focus_url()
        await session.press("end")
        await session.write("?verbose=1")
        assert session.main.current.is_changed
        assert session.main.workbench.changed_paths() == {path}

        await session.press("ctrl+j")
        await session.until(lambda: session.main.results.exchange is not None)
        exchange = exchange_of(session)
        assert exchange.response is not None
        assert exchange.response.status == 200
        assert exchange.wire.url == f"{demo_server.base_url}/v1/users/1?verbose=1"

        await session.press("ctrl+s")
        await session.until(lambda: not session.main.current.is_changed)
    text = path.read_text()
    assert text.startswith("# the first request anybody sends\n")
    assert tomllib.loads(text)["query"] == {"verbose": "1"}


async def test_edits_stay_when_one_goes_to_another_request_and_back(
    opener: Opener, workspace: Path
) -> None:
    first = workspace / "shop" / "users" / "get-user.toml"
    async with opener() as session:
        await session.open(first)
        session.main.form.focus_url()
        await session.press("end")
        await session.write("/posts")
        await session.open(workspace / "shop" / "list-products.toml")
        assert session.main.form.request.url == "/v1/products"
        assert session.main.workbench.changed_paths() == {first}
        await session.open(first)
        assert session.main.form.request.url == "/v1/users/{id}/posts"


async def test_a_failed_send_fills_the_pane_and_the_old_response_is_gone(
    opener: Opener, workspace: Path, demo_server: Server
) -> None:
    async with opener(base_url=demo_server.base_url) as session:
        await session.open(workspace / "shop" / "users" / "get-user.toml")
        await session.press("ctrl+j")
        await session.until(lambda: session.main.results.exchange is not None)

        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            port = closed.getsockname()[1]
        session.main.explorer.set_session_variable(
            workspace / "shop", "base_url", f"http://127.0.0.1:{port}"
        )
        session.main.reload_current()
        await session.until(
            lambda: (
                str(port)
                in session.main.explorer.preview(
                    session.main.current.edited, session.main.current.context
                ).url
            )
        )
        await session.press("ctrl+j")
        await session.until(
            lambda: (
                session.main.current.flight is None
                and isinstance(session.main.current.result, Exchange)
                and session.main.current.result.failure is not None
            )
        )
        exchange = exchange_of(session)
        assert exchange.response is None
        assert exchange.failure is not None
        assert exchange.failure.kind == "connect"
        assert exchange.failure.hint
        assert exchange.id is not None


async def test_what_cannot_be_resolved_is_not_sent_and_names_the_field(
    opener: Opener, workspace: Path
) -> None:
    async with opener() as session:
        await session.open(workspace / "shop" / "list-products.toml")
        await session.press("ctrl+j")
        await session.until(lambda: isinstance(session.main.current.result, Failure))
        result = session.main.current.result
        assert isinstance(result, Failure)
        assert result.kind == "unknown-variable"
        assert "size" in result.message
        assert session.main.explorer.history.page().rows == ()


async def test_escape_cancels_and_the_cancelled_send_is_recorded(
    opener: Opener, workspace: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        async with opener(base_url=f"http://127.0.0.1:{port}") as session:
            await session.open(workspace / "shop" / "users" / "get-user.toml")
            await session.press("ctrl+j")
            await session.until(lambda: session.main.current.flight is not None)
            await session.press("escape")
            await session.until(lambda: session.main.current.flight is None)
            failure = exchange_of(session).failure
            assert failure is not None
            assert failure.kind == "cancelled"
            assert len(session.main.explorer.history.page().rows) == 1


async def test_history_survives_a_restart_and_is_opened_replayed_and_loaded(
    opener: Opener, workspace: Path, demo_server: Server
) -> None:
    path = workspace / "shop" / "users" / "get-user.toml"
    async with opener(base_url=demo_server.base_url) as session:
        await session.open(path)
        await session.press("ctrl+j")
        await session.until(lambda: session.main.results.exchange is not None)
    async with opener(base_url=demo_server.base_url) as session:
        await session.open(path)
        await session.press("ctrl+r")
        await session.until(lambda: session.main.focused is not None)
        rows = session.main.explorer.history.page().rows
        assert [row.request_name for row in rows] == ["Get a user"]

        results = session.main.results
        results.post_message(HistoryMessages.Opened(rows[0].id))
        await session.until(lambda: session.main.results.exchange is not None)
        assert shows_old_exchange(session)

        results.post_message(HistoryMessages.ReplayRequested((rows[0].id,), "again"))
        await session.until(lambda: len(session.main.explorer.history.page().rows) == 2)
        await session.until(lambda: session.main.current.flight is None)
        assert not shows_old_exchange(session)
        await session.until_asked(CompareScreen)
        await session.press("escape")

        session.main.form.focus_url()
        await session.press("end")
        await session.write("/x")
        await session.press("ctrl+s")
        await session.until(lambda: not session.main.current.is_changed)
        results.post_message(HistoryMessages.LoadRequested(rows[0].id))
        await session.until(lambda: session.main.current.is_changed)
        assert session.main.form.request.url == "/v1/users/{id}"
        assert session.main.workbench.scratches() == ()

        session.main.form.focus_url()
        await session.press("end")
        await session.write("/y")
        await session.until(lambda: session.main.current.edited.url.endswith("/y"))
        results.post_message(HistoryMessages.LoadRequested(rows[0].id))
        await session.until(session.main.workbench.scratches)
        (aside,) = session.main.workbench.scratches()
        assert aside.edited.url == "/v1/users/{id}/y"
        assert session.main.form.request.url == "/v1/users/{id}"


async def test_the_environment_gives_variables_and_secrets_stay_out_of_the_history(
    opener: Opener,
    workspace: Path,
    demo_server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SHOP_TOKEN", "correct-horse-battery")
    path = workspace / "shop" / "list-products.toml"
    path.write_text(path.read_text() + 'token = "{{token}}"\n')
    async with opener(base_url=demo_server.base_url) as session:
        await session.open(path)
        await session.press("ctrl+g")
        await session.until_asked(ChoiceScreen)
        await session.write("staging")
        await session.press("enter")
        await session.until(lambda: session.main.current.context.environment is not None)
        await session.press("ctrl+j")
        await session.until(lambda: session.main.results.exchange is not None)
        assert exchange_of(session).wire.url.endswith("?limit=7&token=correct-horse-battery")
    assert not holds(tmp_path, b"correct-horse-battery")


async def test_a_file_that_changed_underneath_is_not_overwritten_unasked(
    opener: Opener, workspace: Path
) -> None:
    path = workspace / "shop" / "users" / "get-user.toml"
    async with opener() as session:
        await session.open(path)
        session.main.form.focus_url()
        await session.press("end")
        await session.write("/mine")
        theirs = path.read_text().replace("Get a user", "Fetch one user")
        path.write_text(theirs)
        await session.press("ctrl+s")
        await session.until_asked(ChoiceScreen)
        assert path.read_text() == theirs
        await session.press("escape")
        assert session.main.current.is_changed
        assert path.read_text() == theirs


async def test_quitting_with_unsaved_edits_asks_and_can_save(
    opener: Opener, workspace: Path
) -> None:
    path = workspace / "shop" / "users" / "get-user.toml"
    async with opener() as session:
        await session.open(path)
        session.main.form.focus_url()
        await session.press("end")
        await session.write("/new")
        await session.press("ctrl+q")
        await session.until_asked(ChoiceScreen)
        await session.press("enter")
        await session.until(lambda: session.app.return_value == 0)
    assert tomllib.loads(path.read_text())["url"] == "/v1/users/{id}/new"


async def test_a_scratch_request_is_saved_into_a_folder_with_a_name(
    opener: Opener, workspace: Path
) -> None:
    async with opener() as session:
        await session.press("ctrl+n")
        await session.write("/v1/orders")
        await session.press("ctrl+s")
        await session.until_asked(ChoiceScreen)
        await session.press("enter")
        await session.until_asked(PromptScreen)
        await session.press("enter")
        await session.until(lambda: session.main.current.path is not None)
    saved = [p for p in (workspace / "shop").glob("*.toml") if "/v1/orders" in p.read_text()]
    assert len(saved) == 1


async def test_requests_are_made_renamed_deleted_and_brought_back(
    opener: Opener, workspace: Path
) -> None:
    shop = workspace / "shop"
    async with opener() as session:
        sidebar = session.main.sidebar
        sidebar.post_message(sidebar.NewRequestRequested(shop))
        await session.until_asked(PromptScreen)
        await session.write("Ping")
        await session.press("enter")
        await session.until(lambda: session.main.current.title == "Ping")
        made = session.main.current.path
        assert made is not None

        entry = Entry(made, "request")
        sidebar.post_message(sidebar.RenameRequested(entry))
        await session.until_asked(PromptScreen)
        await session.press("ctrl+u")
        await session.write("Pong")
        await session.press("enter")
        await session.until(lambda: session.main.current.path != made)
        renamed = session.main.current.path
        assert renamed is not None
        assert tomllib.loads(renamed.read_text())["name"] == "Pong"

        sidebar.post_message(sidebar.DeleteRequested(Entry(renamed, "request")))
        await session.until_asked(ConfirmScreen)
        await session.press("y")
        await session.until(lambda: not renamed.exists())
        session.main.action_restore()
        await session.until(renamed.exists)


@pytest.mark.parametrize("size", [(80, 24), (160, 48), (200, 60), (40, 10)])
async def test_every_pane_can_be_reached_at_every_size(
    opener: Opener, workspace: Path, size: tuple[int, int]
) -> None:
    async with opener(size=size) as session:
        await session.open(workspace / "shop" / "users" / "get-user.toml")
        for pane in ("sidebar", "form", "results"):
            session.main.focus_pane(pane)
            shown = session.main.pane(pane)
            # What is laid out anew only once the next frame is due.
            await session.until(partial(is_in_view, session, shown))


async def test_a_folder_that_vanishes_is_reported_and_the_program_stays_up(
    opener: Opener, workspace: Path
) -> None:
    async with opener() as session:
        sidebar = session.main.sidebar
        sidebar.post_message(sidebar.ChildrenWanted(workspace / "gone"))
        await session.until(lambda: "gone" in session.notes())
        sidebar.post_message(sidebar.RequestOpened(workspace / "shop" / "gone.toml"))
        await session.until(lambda: "gone.toml" in session.notes())
        assert session.app.is_running


async def test_a_malformed_file_is_named_with_its_line(opener: Opener, workspace: Path) -> None:
    (workspace / "shop" / "bad.toml").write_text('name = "Bad"\nmethod = \n')
    async with opener() as session:
        sidebar = session.main.sidebar
        sidebar.post_message(sidebar.ProblemOpened(workspace / "shop" / "bad.toml"))
        await session.until(lambda: "bad.toml:2" in session.notes())


@pytest.mark.parametrize("key", ["f1", "ctrl+o", "ctrl+p"])
async def test_help_jump_and_palette_open_and_close(opener: Opener, key: str) -> None:
    async with opener() as session:
        await session.press(key)
        await session.until(lambda: len(session.app.screen_stack) == 2)
        await session.press("escape")
        await session.until(lambda: len(session.app.screen_stack) == 1)


async def test_keys_that_come_in_one_burst_are_taken_in_their_order(
    opener: Opener, workspace: Path
) -> None:
    path = workspace / "shop" / "users" / "get-user.toml"
    async with opener() as session:
        await session.open(path)
        burst = [("ctrl+l", None), ("end", None), *(("x", "x"),) * 3, ("backspace", None)]
        for key, character in [*burst, ("y", "y"), ("ctrl+s", None)]:
            session.app.post_message(Key(key, character))
        await session.until(lambda: "xxy" in path.read_text())
        assert session.main.form.request.url == "/v1/users/{id}xxy"


async def test_the_last_letter_is_kept_when_another_request_is_opened_at_once(
    opener: Opener, workspace: Path
) -> None:
    path = workspace / "shop" / "users" / "get-user.toml"
    async with opener() as session:
        await session.open(path)
        session.main.form.focus_url()
        await session.press("end", "z")
        await session.open(workspace / "shop" / "list-products.toml")
        kept = session.main.workbench.find(path)
        assert kept is not None
        assert kept.edited.url == "/v1/users/{id}z"
        assert session.main.current.edited.url == "/v1/products"


async def test_a_new_request_takes_the_keys_also_from_the_results_pane(
    opener: Opener, workspace: Path
) -> None:
    async with opener() as session:
        await session.open(workspace / "shop" / "users" / "get-user.toml")
        await session.press("ctrl+r")
        await session.until(lambda: session.main.results.has_focus_within)
        await session.press("ctrl+n")
        await session.write("/typed")
        assert session.main.form.request.url == "/typed"


async def test_the_sidebar_is_hidden_and_shown_as_often_as_one_likes(opener: Opener) -> None:
    async with opener() as session:
        sidebar = session.main.sidebar
        for is_shown in (False, True, False, True):
            await session.press("ctrl+b")
            assert sidebar.display is is_shown
        await session.press("f6", "f6", "f6")
        await session.press("ctrl+b")
        assert not sidebar.display


async def test_more_keys_than_one_in_jump_mode(opener: Opener) -> None:
    async with opener() as session:
        await session.press("ctrl+o")
        await session.until(lambda: isinstance(session.app.screen, JumpScreen))
        for _ in range(4):
            session.app.post_message(Key("j", "j"))
        await session.until(lambda: session.app.screen is session.main)
        await session.press("f1")
        await session.until(lambda: isinstance(session.app.screen, HelpScreen))


async def test_a_tab_that_one_jumps_to_for_the_first_time_has_the_focus(opener: Opener) -> None:
    async with opener() as session:
        sections = session.main.form._sections
        for place in ("auth", "options", "body"):
            await session.press("ctrl+o")
            await session.until(lambda: isinstance(session.app.screen, JumpScreen))
            jump = session.app.screen
            assert isinstance(jump, JumpScreen)
            (letter,) = (key for key, at in jump._targets.items() if at[0] == f"form {place}")
            await session.press(letter)
            await session.until(
                lambda: session.main.focused and sections.entrance in session.main.focused.ancestors
            )


async def test_two_enters_in_a_burst_answer_a_dialog_once(opener: Opener, workspace: Path) -> None:
    async with opener() as session:
        await session.open(workspace / "shop" / "users" / "get-user.toml")
        await session.press("ctrl+g")
        await session.until(lambda: isinstance(session.app.screen, ChoiceScreen))
        dialog = session.app.screen
        for _ in range(2):
            dialog.post_message(Input.Submitted(dialog.query_one(Input), ""))
        await session.until(lambda: session.app.screen is session.main)


async def test_two_enters_in_a_burst_take_one_command_of_the_palette(opener: Opener) -> None:
    async with opener() as session:
        await session.press("ctrl+p")
        await session.until(lambda: isinstance(session.app.screen, Palette))
        palette = session.app.screen
        assert isinstance(palette, Palette)
        palette.dismiss()
        palette.dismiss()
        await session.until(lambda: session.app.screen is session.main)


async def test_the_next_pane_is_the_one_after_the_focused_one(
    opener: Opener, workspace: Path, demo_server: Server
) -> None:
    async with opener(base_url=demo_server.base_url, size=(80, 24)) as session:
        await session.open(workspace / "shop" / "users" / "get-user.toml")
        await session.press("ctrl+l", "enter")
        await session.until(lambda: session.main.results.exchange is not None)
        await session.press("f6")
        await session.until(lambda: session.main.results.has_focus_within)


async def test_edits_are_discarded_after_asking(opener: Opener, workspace: Path) -> None:
    async with opener() as session:
        await session.open(workspace / "shop" / "users" / "get-user.toml")
        await session.press("ctrl+l", "x")
        assert session.main.form.request.url == "/v1/users/{id}x"
        session.main.action_discard()
        await session.until_asked(ConfirmScreen)
        await session.press("y")
        await session.until(lambda: session.main.form.request.url == "/v1/users/{id}")
        assert not session.main.current.is_changed


async def test_a_replay_from_everything_opens_the_request_that_it_is_of(
    opener: Opener, workspace: Path, demo_server: Server
) -> None:
    first = workspace / "shop" / "users" / "get-user.toml"
    async with opener(base_url=demo_server.base_url) as session:
        await session.open(first)
        await session.press("ctrl+j")
        await session.until(lambda: session.main.results.exchange is not None)
        await session.open(workspace / "shop" / "list-products.toml")
        (row,) = session.main.explorer.history.page().rows
        session.main.results.post_message(HistoryMessages.ReplayRequested((row.id,), "again"))
        await session.until(lambda: len(session.main.explorer.history.page().rows) == 2)
        assert session.main.current.path == first


async def test_page_keys_in_a_palette_that_found_nothing(opener: Opener) -> None:
    async with opener() as session:
        await session.press("ctrl+p")
        await session.until(lambda: isinstance(session.app.screen, Palette))
        palette = session.app.screen
        assert isinstance(palette, Palette)
        palette.query_one(OptionList).clear_options()
        await session.press("pageup", "pagedown")
        # Nothing has laid them out when the next key comes.
        palette.query_one(OptionList).add_options(["one", "two"])
        palette.query_one(OptionList).highlighted = 1
        palette._action_command_list("page_down")
        # And it may have been taken away.
        await palette.query_one(OptionList).remove()
        palette._action_command_list("page_down")
        assert session.app.screen is palette


async def test_a_press_on_what_is_being_taken_away(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opener() as session:
        x, y = (int(place) for place in session.main.results.region.center)
        widget, _ = session.main.get_widget_at(x, y)
        with monkeypatch.context() as patch:
            patch.setattr(widget, "_parent", None)
            session.main._forward_event(MouseDown(None, x, y, 0, 0, 1, False, False, False, x, y))


async def test_the_palette_takes_no_character_that_turns_a_line_round(opener: Opener) -> None:
    async with opener() as session:
        await session.press("ctrl+p")
        await session.until(lambda: isinstance(session.app.screen, Palette))
        field = session.app.screen.query_one(Input)
        field.value = "a"
        field.insert_text_at_cursor("\u202e")
        assert field.value == "a"


async def test_a_send_right_after_going_to_the_url_shows_what_came_of_it(
    opener: Opener, workspace: Path
) -> None:
    async with opener(size=(80, 24)) as session:
        await session.open(workspace / "shop/users/get-user.toml")
        await session.press("f6")
        for key in ("ctrl+l", "ctrl+j"):
            session.app.post_message(Key(key, None))
        await session.until(lambda: session.main.current.result is not None)
        await session.pilot.pause()
        assert session.main.results.display
        assert session.main.has_class("-view-results")


@pytest.mark.parametrize(
    ("opens", "where", "text"), [("slash", "#find-query", "11"), ("f", "FilterBar Input", "$11")]
)
async def test_letters_typed_right_after_a_key_that_opens_a_line_go_there(
    opener: Opener, workspace: Path, opens: str, where: str, text: str
) -> None:
    async with opener() as session:
        await session.open(workspace / "shop/users/get-user.toml")
        session.main.results.show_exchange(answered(b'{"v1": 11}'))
        session.main.focus_pane("results")
        await session.until(lambda: isinstance(session.app.focused, LineViewer))
        for key in (opens, "1", "v", "backspace", "1"):
            session.app.post_message(Key(key, key if len(key) == 1 else None))
        await session.until(lambda: session.main.query(where))
        await session.until(lambda: session.main.query_one(where, Input).value == text)


async def test_a_search_typed_in_one_burst_is_made(opener: Opener, workspace: Path) -> None:
    async with opener() as session:
        session.main.results.show_exchange(answered(b'{"a": "text", "b": "text"}'))
        session.main.focus_pane("results")
        await session.until(lambda: isinstance(session.app.focused, LineViewer))
        for key in ("slash", "x", "t", "enter"):
            session.app.post_message(Key(key, key if len(key) == 1 else None))
        viewer = session.main.query_one(LineViewer)
        await session.until(lambda: session.app.focused is viewer and viewer.matches is not None)
        await session.until(lambda: viewer.matches is not None and len(viewer.matches) == 2)


async def test_an_answer_is_shown_before_it_is_recorded(
    opener: Opener, workspace: Path, demo_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = threading.Event()
    record = History.record

    def wait_first(history: History, exchange: Exchange) -> int:
        assert recorded.wait(20)
        return record(history, exchange)

    monkeypatch.setattr(History, "record", wait_first)
    async with opener(base_url=demo_server.base_url) as session:
        await session.open(workspace / "shop/users/get-user.toml")
        await session.press("ctrl+j")
        await session.until(lambda: session.main.results.exchange is not None)
        assert exchange_of(session).id is None
        viewer = session.main.query_one(LineViewer)
        viewer.move_to(2)
        recorded.set()
        await session.until(lambda: exchange_of(session).id is not None)
        assert viewer.cursor == 2


async def test_an_answer_is_recorded_once_its_body_is_laid_out(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    show = registry.show

    def show_later(body: Body, view: str, watch: Watch) -> Shown:
        assert gate.wait(20)
        return show(body, view, watch)

    monkeypatch.setattr(layout, "show_apart", show_later)
    data = b"[" + b"1," * AT_ONCE + b"2]"
    wire = WireRequest(method="GET", url="http://example.com/")
    headers = (("Content-Type", "application/json"),)
    arrived = Exchange(wire=wire, response=Response(status=200, headers=headers, body=data))
    async with opener() as session:
        opened, flight = session.main.current, Flight("GET", "/", 0.0)
        opened.flight = flight
        session.main.post_message(session.main.Arrived(opened, flight, arrived))
        await session.until(lambda: session.main.results.is_laying_out)
        await session.pilot.pause()
        assert not flight.painted.is_set()
        gate.set()
        await session.until(flight.painted.is_set)
        assert not session.main.results.is_laying_out


async def test_the_pane_with_the_focus_has_the_bright_frame(
    opener: Opener, workspace: Path
) -> None:
    async with opener() as session:
        main = session.main
        await session.open(workspace / "shop" / "users" / "get-user.toml")
        for pane, other in ((main.form, main.sidebar), (main.sidebar, main.form)):
            main.focus_pane("form" if pane is main.form else "sidebar")
            await session.until(partial(pane.has_class, "-focused"))
            assert not other.has_class("-focused")
            assert pane.styles.border_top != other.styles.border_top
        session.app.screen.set_focus(None)
        await session.until(lambda: not main.sidebar.has_class("-focused"))
