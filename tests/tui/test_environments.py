"""Choosing environments, their screen, production, and files that change underneath."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from textual.widgets import Static
from textual.widgets._footer import FooterKey

from endpoint_explorer.tui.screens.dialogs import ChoiceScreen, ConfirmScreen, PromptScreen
from endpoint_explorer.tui.screens.environments import EnvironmentsScreen
from endpoint_explorer.tui.screens.environments.part import EnvironmentForm
from endpoint_explorer.tui.widgets.header_bar import EnvironmentBadge, HeaderBar
from endpoint_explorer.tui.widgets.suggestion_list import SuggestionList

from .conftest import Opener, Session

STAGING = 'name = "Staging"\n\n[variables]\nsize = "7"\n\n[secrets]\ntoken = "env:SHOP_TOKEN"\n'


@pytest.fixture
def shop(workspace: Path) -> Path:
    shop = workspace / "shop"
    (shop / "environments" / "live.toml").write_text(
        '# careful\nproduction = true\n[variables]\nsize = "1"\n'
    )
    return shop


def header(session: Session) -> HeaderBar:
    return session.main.query_one(HeaderBar)


def has(path: Path, text: str) -> bool:
    return path.is_file() and text in path.read_text()


async def choose(session: Session, words: str) -> None:
    await session.press("ctrl+g")
    await session.until_asked(ChoiceScreen)
    await session.write(words)
    await session.press("enter")


async def screen_of(session: Session, shop: Path) -> EnvironmentsScreen:
    await session.open(shop / "list-products.toml")
    await choose(session, "edit")
    await session.until_asked(EnvironmentsScreen)
    screen = session.app.screen
    assert isinstance(screen, EnvironmentsScreen)
    await session.until(lambda: screen.files)
    return screen


def text_of(screen: EnvironmentsScreen, selector: str) -> str:
    return str(screen.query_one(selector, Static).content)


async def test_a_choice_is_listed_by_title_and_remembered_across_restarts(
    opener: Opener, shop: Path
) -> None:
    async with opener() as session:
        await session.open(shop / "list-products.toml")
        assert header(session).environment == ""
        await choose(session, "Staging")
        await session.until(lambda: header(session).environment == "Staging")
        await session.app.workers.wait_for_complete()
    async with opener() as session:
        await session.open(shop / "list-products.toml")
        assert header(session).environment == "Staging"
        (shop / "environments" / "staging.toml").unlink()
    async with opener() as session:
        await session.open(shop / "list-products.toml")
        assert header(session).environment == ""


@pytest.mark.parametrize("size", [(160, 48), (80, 24)])
async def test_production_colours_the_header_and_says_so(
    opener: Opener, shop: Path, size: tuple[int, int]
) -> None:
    async with opener(size=size) as session:
        await session.open(shop / "list-products.toml")
        plain = header(session).styles.background
        await choose(session, "live")
        await session.until(lambda: header(session).is_production)
        assert header(session).styles.background != plain
        badge = header(session).query_one(".header--production")
        assert badge.display
        assert header(session).region.contains_region(badge.region)
        assert header(session).query_one(EnvironmentBadge).region.right <= size[0]


async def test_an_unsafe_method_asks_in_production_once_a_session(
    opener: Opener, shop: Path
) -> None:
    path = shop / "list-products.toml"
    path.write_text('id = "2"\nmethod = "DELETE"\nurl = "/v1/products"\n')
    async with opener() as session:
        await session.open(path)
        await choose(session, "live")
        await session.until(lambda: header(session).is_production)
        await session.press("ctrl+j")
        await session.until_asked(ChoiceScreen)
        await session.press("enter")
        assert session.main.current.flight is None
        assert session.main.current.result is None
        await session.press("ctrl+j")
        await session.until_asked(ChoiceScreen)
        await session.write("do not ask")
        await session.press("enter")
        await session.until(lambda: session.main.current.result)
        first = session.main.current.result
        await session.press("ctrl+j")
        await session.until(lambda: session.main.current.result not in (None, first))


async def test_a_changed_file_counts_at_the_next_send(opener: Opener, shop: Path) -> None:
    async with opener() as session:
        await session.open(shop / "users" / "get-user.toml")
        settings = shop / "collection.toml"
        settings.write_text(settings.read_text().replace("127.0.0.1:9", "127.0.0.1:1"))
        await session.press("ctrl+j")
        await session.until(lambda: session.main.current.result)
        assert "127.0.0.1:1/" in str(session.main.current.result)
        assert session.main.current.context.collection.base_url == "http://127.0.0.1:1"


async def test_a_file_that_broke_stops_the_send_and_names_its_line(
    opener: Opener, shop: Path
) -> None:
    async with opener() as session:
        await session.open(shop / "users" / "get-user.toml")
        (shop / "collection.toml").write_text("base_url = 5\n")
        await session.press("ctrl+j")
        await session.until(lambda: "collection.toml:1" in session.notes())
        assert session.main.current.result is None


async def test_a_variable_is_edited_and_saved_and_counts_at_once(
    opener: Opener, shop: Path
) -> None:
    staging = shop / "environments" / "staging.toml"
    async with opener() as session:
        await session.open(shop / "list-products.toml")
        await choose(session, "Staging")
        await session.until(lambda: header(session).environment == "Staging")
        screen = await screen_of(session, shop)
        await session.press("enter", "tab", "end")
        await session.write("5")
        await session.until(lambda: screen.drafts)
        await session.press("ctrl+s")
        await session.until(lambda: not screen.drafts)
        assert staging.read_text() == STAGING.replace('"7"', '"75"')
        await session.press("escape")
        await session.until(lambda: not isinstance(session.app.screen, EnvironmentsScreen))
        await session.until(
            lambda: (e := session.main.current.context.environment) and e.variables["size"] == "75"
        )


async def test_values_complete_and_mark_variables_and_references_to_secrets_do_not(
    opener: Opener, shop: Path
) -> None:
    async with opener() as session:
        await session.open(shop / "list-products.toml")
        await choose(session, "Staging")
        await session.until(lambda: header(session).environment == "Staging")
        screen = await screen_of(session, shop)
        form = screen.query_one(EnvironmentForm)
        await session.press("enter", "tab", "end")
        await session.write("{{tok")
        found = [each for each in form.query(SuggestionList) if each.is_open]
        assert [each.items for each in found] == [("token",)]
        assert found[0]._notes[0][0] == "••••••"
        await session.press("enter")
        await session.write("{{nobody}}")
        await session.until(
            lambda: screen.drafts["staging"].variables["size"] == "7{{token}}{{nobody}}"
        )
        assert form.is_unknown("nobody")
        assert not form.is_unknown("token")
        await session.press("ctrl+t")
        await session.press("tab", "end")
        await session.write("{{tok")
        assert not any(each.is_open for each in form.query(SuggestionList))


async def test_a_variable_has_one_line_in_a_small_terminal(opener: Opener, shop: Path) -> None:
    values = f'[variables]\nsize = "{"long " * 9}"\nquite_a_long_name = "{"long " * 9}"\n'
    (shop / "environments" / "staging.toml").write_text(f'name = "Staging"\n{values}')
    async with opener(size=(80, 24)) as session:
        screen = await screen_of(session, shop)
        await session.press("down", "enter", "tab", "end")
        await session.write("{{")
        (found,) = [each for each in screen.query(SuggestionList) if each.is_open]
        await session.until(lambda: found.size.height)
        assert found.size.height == min(8, len(found.items))
        assert found.region.right <= 80


async def test_leaving_with_edits_asks(opener: Opener, shop: Path) -> None:
    async with opener() as session:
        screen = await screen_of(session, shop)
        await session.press("enter", "tab", "end", "9")
        await session.until(lambda: screen.drafts)
        await session.press("escape")
        await session.until_asked(ChoiceScreen)
        await session.write("without")
        await session.press("enter")
        await session.until(lambda: session.app.screen is session.main)
    assert has(shop / "environments" / "live.toml", 'size = "1"')


async def test_an_inherited_name_is_overridden_with_one_key(opener: Opener, shop: Path) -> None:
    async with opener() as session:
        screen = await screen_of(session, shop)
        await session.press("enter", "down", "tab", "tab")
        await session.until(lambda: "base_url" in str(screen._variables._inherited.rows))
        screen._variables._inherited.focus()
        await session.press("o")
        await session.until(lambda: screen.drafts)
        assert screen.drafts["live"].variables["base_url"] == "http://127.0.0.1:9"
        row = screen._variables._inherited.rows[0]
        assert (row.name, row.is_replaced, row.layer) == ("base_url", True, "the collection")


async def test_a_secret_says_how_it_stands_and_is_shown_on_demand_only(
    opener: Opener, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opener() as session:
        screen = await screen_of(session, shop)
        await session.press("down")
        await session.until(lambda: "not set" in text_of(screen, "#secret-states"))
        monkeypatch.setenv("SHOP_TOKEN", "hunter2hunter2")
        await session.press("f5")
        await session.until(lambda: "●" in text_of(screen, "#secret-states"))
        await session.press("ctrl+t")
        assert "hunter2" not in text_of(screen, "#secret-states")
        await session.press("ctrl+r")
        await session.until(lambda: "hunter2" in text_of(screen, "#secret-states"))
        await session.press("ctrl+r")
        assert "hunter2" not in text_of(screen, "#secret-states")


async def test_files_are_made_copied_renamed_deleted_and_brought_back(
    opener: Opener, shop: Path
) -> None:
    folder = shop / "environments"
    async with opener() as session:
        screen = await screen_of(session, shop)
        await session.press("n")
        await session.until_asked(PromptScreen)
        await session.write("Local")
        await session.press("enter")
        await session.until(lambda: screen.current and screen.current.stem == "local")
        await session.press("c")
        await session.until(lambda: screen.current and screen.current.stem == "local-copy")
        await session.press("r")
        await session.until_asked(PromptScreen)
        await session.press("end", "ctrl+u")
        await session.write("Other")
        await session.press("enter")
        await session.until(partial(has, folder / "other.toml", "Other"))
        await session.until(lambda: screen.current and screen.current.stem == "other")
        await session.press("d")
        await session.until_asked(ConfirmScreen)
        await session.press("y")
        await session.until(lambda: not (folder / "other.toml").exists())
        await session.until(lambda: "brings it back" in session.notes())
        await session.press("u")
        await session.until(partial(has, folder / "other.toml", "Other"))


async def test_a_fault_and_an_empty_collection_say_what_to_do(opener: Opener, shop: Path) -> None:
    for path in (shop / "environments").iterdir():
        path.unlink()
    async with opener(size=(80, 24)) as session:
        await session.open(shop / "list-products.toml")
        session.main.action_edit_environments()
        await session.until_asked(EnvironmentsScreen)
        screen = session.app.screen
        assert isinstance(screen, EnvironmentsScreen)
        assert "n makes one" in text_of(screen, "#environment-absent")
        (shop / "environments" / "a.toml").write_text("[secrets]\nt = 5\n")
        await session.press("f5")
        await session.until(lambda: "a.toml:2" in text_of(screen, "#environment-absent"))


async def test_a_file_that_changed_underneath_is_asked_about(opener: Opener, shop: Path) -> None:
    live = shop / "environments" / "live.toml"
    async with opener() as session:
        screen = await screen_of(session, shop)
        await session.press("enter", "tab", "end", "9")
        await session.until(lambda: screen.drafts)
        live.write_text("# theirs\n")
        await session.press("ctrl+s")
        await session.until_asked(ChoiceScreen)
        await session.write("overwrite")
        await session.press("enter")
        await session.until(partial(has, live, 'size = "19"'))
    assert has(live, "# theirs")


async def test_all_keys_of_the_list_fit_into_the_footer_of_a_small_terminal(
    opener: Opener, shop: Path
) -> None:
    async with opener(size=(80, 24)) as session:
        screen = await screen_of(session, shop)
        keys = screen.query(FooterKey)
        await session.until(lambda: keys and "Next tab" in {key.description for key in keys})
        assert max(key.region.right for key in keys) <= 80
        assert "List" not in {key.description for key in keys}
        await session.press("tab")
        await session.until(lambda: "List" in {key.description for key in screen.query(FooterKey)})
