"""Editing what a collection or folder says for everything below it."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Footer, Static

from endpoint_explorer.tui.screens.dialogs import ChoiceScreen
from endpoint_explorer.tui.screens.folder import FolderScreen

from .conftest import Opener, Session


def screen_of(session: Session) -> FolderScreen:
    screen = session.app.screen
    assert isinstance(screen, FolderScreen)
    return screen


async def edit(session: Session, folder: Path) -> FolderScreen:
    """Press the key in the sidebar on a folder."""
    sidebar = session.main.sidebar
    await session.until(lambda: sidebar.tree_model.find(folder))
    sidebar.reveal(folder)
    session.main.focus_pane("sidebar")
    await session.until(lambda: sidebar.row and sidebar.row.entry.path == folder)
    await session.until(lambda: session.app.focused is sidebar.entries)
    await session.press("e")
    await session.until(lambda: isinstance(session.app.screen, FolderScreen))
    await session.until(lambda: session.app.focused)
    return screen_of(session)


async def tab(session: Session, times: int) -> None:
    """Step to a tab."""
    await session.press(*["ctrl+t"] * times)


async def test_a_collection_is_edited_in_place_and_its_requests_go_by_it(
    opener: Opener, workspace: Path
) -> None:
    shop = workspace / "shop"
    path = shop / "collection.toml"
    path.write_text(f"# ours\n{path.read_text()}")
    async with opener() as session:
        await session.open(shop / "list-products.toml")
        screen = await edit(session, shop)
        await session.press("enter", "ctrl+u")
        await session.write("http://127.0.0.1:8/v2")
        await session.press("enter")
        await tab(session, 1)
        await session.write("size")
        await session.press("tab")
        await session.write("12")
        await session.press("enter")
        assert screen.edited.variables == {"size": "12"}
        assert "unsaved" in str(screen.query_one("#folder-head", Static).content)
        await session.press("ctrl+s")
        await session.until(lambda: not screen.is_changed)
        text = path.read_text()
        assert text.startswith("# ours\nformat = 1\n")
        assert 'base_url = "http://127.0.0.1:8/v2"' in text
        assert text.endswith('[variables]\nsize = "12"\n')
        await session.press("escape")
        await session.until(lambda: session.app.screen is session.main)
        main = session.main
        await session.until(
            lambda: (
                main.explorer.preview(main.current.edited, main.current.context).url
                == "http://127.0.0.1:8/v2/v1/products?limit=12"
            )
        )


async def test_a_folder_shows_what_it_inherits_and_overrides_it(
    opener: Opener, workspace: Path
) -> None:
    users = workspace / "shop" / "users"
    async with opener() as session:
        await session.open(users / "get-user.toml")
        screen = await edit(session, users)
        await tab(session, 2)
        await session.press("up", "enter")  # the inherited Accept
        await session.press("ctrl+u")
        await session.write("text/csv")
        await session.press("enter")
        await session.press("ctrl+t")
        assert "Nothing to inherit" in str(screen.query_one("#auth-note", Static).content)
        await session.press("escape")
        await session.until_asked(ChoiceScreen)
        await session.press("enter")
        await session.until(lambda: session.app.screen is session.main)
        assert (users / "folder.toml").read_text() == '[headers]\nAccept = "text/csv"\n'
        context = session.main.current
        await session.until(lambda: context.context.folders[-1].headers)


async def test_names_are_completed_and_a_definition_is_copied_as_written(
    opener: Opener, workspace: Path
) -> None:
    shop = workspace / "shop"
    path = shop / "collection.toml"
    path.write_text(f'{path.read_text()}\n[variables]\nhost = "h"\nsite = "{{{{host}}}}/x"\n')
    async with opener() as session:
        await session.open(shop / "users" / "get-user.toml")
        screen = await edit(session, shop / "users")
        await tab(session, 1)
        inherited = screen._variables._inherited
        names = [row.name for row in inherited.rows]
        inherited.focus()
        inherited.move_to(names.index("site"))
        await session.press("o")
        assert screen.edited.variables == {"site": "{{host}}/x"}
        assert screen._form.is_unknown("nope")
        assert not screen._form.is_unknown("site")


async def test_a_file_that_changed_is_asked_about_and_a_broken_one_is_named(
    opener: Opener, workspace: Path
) -> None:
    shop = workspace / "shop"
    path = shop / "collection.toml"
    async with opener(size=(80, 24)) as session:
        await session.open(shop / "list-products.toml")
        session.main.action_edit_collection()
        await session.until(lambda: isinstance(session.app.screen, FolderScreen))
        screen = screen_of(session)
        await session.until(lambda: session.app.focused)
        path.write_text(path.read_text().replace("Shop", "Theirs"))
        await session.press("down", "enter")
        await session.write("!")
        await session.press("enter", "ctrl+s")
        await session.until_asked(ChoiceScreen)
        await session.press("down", "down", "enter")
        await session.until(lambda: screen.edited.name == "Theirs" and not screen.is_changed)
        await session.press("escape")
        await session.until(lambda: session.app.screen is session.main)
        path.write_text("format = \n")
        session.main.action_edit_collection()
        await session.until(lambda: "collection.toml" in session.notes())


async def test_a_request_has_no_such_key(opener: Opener, workspace: Path) -> None:
    path = workspace / "shop" / "list-products.toml"
    async with opener() as session:
        await session.open(path)
        sidebar = session.main.sidebar
        session.main.focus_pane("sidebar")
        await session.until(lambda: session.app.focused is sidebar.entries)
        await session.until(lambda: sidebar.row and sidebar.row.entry.path == path)
        footer = session.main.query_one(Footer)
        await session.until(lambda: footer.query("FooterKey"))
        keys = {binding.binding.action for binding in session.main.active_bindings.values()}
        assert "settings" not in keys
        await session.press("home")
        keys = {binding.binding.action for binding in session.main.active_bindings.values()}
        assert "settings" in keys
