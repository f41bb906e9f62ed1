"""The URL with its query and path rows: each follows the other."""

from __future__ import annotations

from endpoint_explorer.model.request import Field, Request

from .conftest import Opener


class TestUrlToRows:
    async def test_typing_a_query_makes_rows(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(url="/u"), "query")
            on.form.focus_url()
            await on.press("end")
            await on.type("?a&b=&c=x+y%20z&c=2#top")
            assert on.form.request.url == "/u#top"
            assert on.form.request.query == (
                Field("a", bare=True),
                Field("b"),
                Field("c", "x+y%20z"),
                Field("c", "2"),
            )
            assert on.app.edits[-1] == on.form.request
            assert "x+y%20z" in on.line("● c")

    async def test_rows_switched_off_keep_their_place(self, stage: Opener) -> None:
        rows = (Field("a", "1"), Field("off", enabled=False), Field("b", "2"))
        async with stage() as on:
            await on.load(Request(url="/u", query=rows), "query")
            on.form.focus_url()
            await on.press("end")
            await on.type("3")
            assert on.form.request.query == (*rows[:2], Field("b", "23"))
            assert "○ off" in on.text

    async def test_a_query_in_the_url_of_the_file_becomes_rows_by_the_first_edit(
        self, stage: Opener
    ) -> None:
        request = Request(url="/u?x=1#f", query=(Field("a", "2"),))
        async with stage() as on:
            await on.load(request, "query")
            assert "/u?x=1&a=2#f" in on.lines[1]
            assert "● x" in on.text
            assert on.form.request == request
            await on.press("end", "ctrl+y")
            assert on.form.request == Request(url="/u#f", query=(Field("a", "2"),))
            assert "/u?a=2#f" in on.lines[1]


class TestRowsToUrl:
    async def test_a_new_row(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(url="/u"), "query")
            await on.type("page")
            await on.press("tab")
            await on.type("2")
            assert "/u?page=2" in on.lines[1]
            await on.press("enter")
            await on.type("q")
            assert on.form.request.query == (Field("page", "2"), Field("q"))

    async def test_a_delimiter_in_a_value_does_not_split_it(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(url="/u", query=(Field("q"),)), "query")
            await on.press("tab")
            await on.type("a&b")
            assert "/u?q=a%26b" in on.lines[1]
            on.form.focus_url()
            await on.press("end")
            await on.type("&z=1")
            assert on.form.request.query == (Field("q", "a&b"), Field("z", "1"))

    async def test_switching_off_and_on(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(url="/u", query=(Field("a", "1"), Field("b", "2"))), "query")
            await on.press("ctrl+x")
            assert "/u?b=2" in on.lines[1]
            assert "○ a" in on.text
            await on.press("home", "left", "space")
            assert "/u?a=1&b=2" in on.lines[1]

    async def test_keys_on_the_switch(self, stage: Opener) -> None:
        rows = tuple(Field(name) for name in "abc")
        async with stage() as on:
            await on.load(Request(url="/u", query=rows), "query")
            await on.press("home", "left", "j", "space", "J", "k", "d")
            assert on.form.request.query == (Field("a"), Field("b", enabled=False))
            await on.press("u")
            assert [row.name for row in on.form.request.query] == ["a", "c", "b"]
            await on.press("K", "l")
            await on.type("x")
            assert [row.name for row in on.form.request.query] == ["xc", "a", "b"]

    async def test_deleting_and_undoing(self, stage: Opener) -> None:
        rows: tuple[Field, ...] = (Field("a", "1"), Field("b", "2"))
        async with stage() as on:
            await on.load(Request(url="/u", query=rows), "query")
            await on.press("tab", "ctrl+y")
            assert on.form.request.query == rows[1:]
            assert "2" in on.line("● b")
            await on.type("3")
            assert on.form.request.query == (Field("b", "23"),)
            await on.press("ctrl+z")
            assert on.form.request.query == rows[1:]
            await on.press("ctrl+z")
            assert on.form.request.query == rows
            assert "/u?a=1&b=2" in on.lines[1]

    async def test_moving(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(url="/u", query=(Field("a"), Field("b"), Field("c"))), "query")
            await on.press("alt+down")
            assert "/u?b=&a=&c=" in on.lines[1]
            await on.press("shift+down", "alt+up")
            assert "/u?b=&a=&c=" in on.lines[1]
            await on.type("x")
            assert "/u?b=&ax=&c=" in on.lines[1]

    async def test_an_emptied_row_goes_when_it_is_left(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(url="/u", query=(Field("a"), Field("b"))), "query")
            await on.press("backspace")
            assert on.form.request.query == (Field("b"),)
            await on.press("down")
            await on.type("x")
            assert on.form.request.query == (Field("bx"),)

    async def test_a_click_goes_to_a_cell_and_on_a_switch(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(url="/u", query=(Field("a", "1"), Field("b", "2"))), "query")
            on.form.focus_url()
            await on.pilot.click("Grid", offset=(1, 1))
            assert not on.form.request.query[1].enabled
            await on.pilot.click("Grid", offset=(60, 0))
            await on.type("9")
            assert on.form.request.query[0].value == "19"


class TestMoving:
    async def test_tab_goes_through_the_cells_and_leaves_at_the_end(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(query=(Field("a"),)), "query")
            for expected in ((0, 1), (1, 0), (1, 1)):
                await on.press("tab")
                grid = on.app.query_one("Grid")
                assert (grid.row, grid.column) == expected  # type: ignore[attr-defined]  # a Grid
            await on.press("shift+tab", "shift+tab", "shift+tab", "shift+tab")
            assert on.app.focused is not None
            assert on.app.focused.id == "tabs"

    async def test_arrows_leave_a_cell_at_the_ends_of_its_text(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(query=(Field("ab", "1"),)), "query")
            await on.press("right")
            await on.type("x")
            await on.press("home", "left")
            await on.type("c")
            assert on.form.request.query == (Field("abc", "x1"),)

    async def test_two_hundred_rows_scroll(self, stage: Opener) -> None:
        rows = tuple(Field(f"row{n}", str(n)) for n in range(200))
        async with stage(size=(80, 12)) as on:
            await on.load(Request(query=rows), "query")
            await on.press(*["down"] * 30)
            assert "● row30 " in on.text
            await on.type("x")
            assert on.form.request.query[30].name == "row30x"
            assert len(list(on.form.query("*"))) < 30


class TestPath:
    async def test_a_row_for_each_parameter_as_the_url_is_typed(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(), "path")
            assert "No parameters" in on.text
            on.form.focus_url()
            await on.type("/users/{id}/posts/:post")
            assert "id " in on.line("id  ")
            assert "post" in on.line(" post ")
            assert not on.form.request.path
            await on.show("path")
            await on.type("25")
            await on.press("down")
            await on.type("7")
            assert on.form.request.path == (Field("id", "25"), Field("post", "7"))

    async def test_a_value_survives_renaming(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(url="/users/:id", path=(Field("id", "25"),)), "path")
            on.form.focus_url()
            await on.press("end", "backspace", "backspace")
            await on.type("user")
            assert on.form.request.path == (Field("user", "25"),)
            assert "25" in on.line(" user ")

    async def test_ports_and_variables_are_none(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(url="http://{{host}}:8080/{{v}}"), "path")
            assert "No parameters" in on.text

    async def test_names_are_not_edited_and_rows_not_removed(self, stage: Opener) -> None:
        path: tuple[Field, ...] = (Field("id", "25"),)
        async with stage() as on:
            await on.load(Request(url="/{id}", path=path), "path")
            await on.press("home", "left", "ctrl+y", "ctrl+x", "alt+down")
            assert on.form.request.path == path
            await on.type("1")
            assert on.form.request.path == (Field("id", "125"),)
