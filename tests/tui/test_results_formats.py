"""The views of bodies that are no JSON, in the results pane."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from endpoint_explorer.bodies.registry import HEX
from endpoint_explorer.demo.samples import SampleKind, sample
from endpoint_explorer.model.exchange import Exchange, Response, Timings, WireRequest
from endpoint_explorer.tui.panes.results import ResultsPane
from endpoint_explorer.tui.panes.results.body import BodyTab
from endpoint_explorer.tui.widgets.image_view import UPPER_HALF, ImageView, to_strips

from .seeing import text_of


class Host(App[None]):
    def compose(self) -> ComposeResult:
        yield ResultsPane()

    @property
    def body(self) -> BodyTab:
        return self.query_one(BodyTab)

    @property
    def image(self) -> ImageView:
        return self.query_one(ImageView)

    def shown(self) -> str:
        return text_of(self)


async def settle(pilot: Pilot[None]) -> None:
    for _ in range(3):
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def receive(pilot: Pilot[None], data: bytes, content_type: str) -> None:
    response = Response(
        status=200, reason="OK", headers=(("Content-Type", content_type),), body=data
    )
    wire = WireRequest(method="GET", url="http://127.0.0.1:9/")
    pane = pilot.app.query_one(ResultsPane)
    pane.show_exchange(Exchange(wire=wire, response=response, timings=Timings(total=1.0)))
    await settle(pilot)
    pane.focus_content()
    await settle(pilot)


def picture(width: int, height: int, mode: str = "RGB", colour: object = (255, 0, 0)) -> bytes:
    written = BytesIO()
    Image.new(mode, (width, height), colour).save(written, "PNG")  # type: ignore[arg-type] # any colour
    return written.getvalue()


@pytest.mark.parametrize(
    ("kind", "views", "text"),
    [
        ("csv", "Table  Raw  Hex", " 2 │ Zoë Müller   │ Zürich │    -3.00 │ two␊lines"),
        ("markdown", "Markdown  Raw  Hex", "• with v, another way"),
        ("multipart", "Multipart  Raw  Hex", "849 bytes of image/png"),
        ("form", "Form  Raw  Hex", "share  100%"),
        ("html", "Raw  Text  Hex", "<title>Order &amp; delivery</title>"),
        ("msgpack", "MessagePack  Hex  Raw", '"raw": "2 bytes: 00 ff"'),
        ("zip", "Hex  Raw", "ZIP archive, 3 entries, 684 bytes"),
        ("gzip", "Hex  Raw", "gzip data, original name 'users.csv', "),
        (
            "graphql",
            "JSON  Raw  Hex",
            "GraphQL: 2 errors: Name must not be empty. (createUser.name)",
        ),
    ],
)
async def test_a_body_is_shown_in_its_best_view(kind: SampleKind, views: str, text: str) -> None:
    app = Host()
    async with app.run_test(size=(100, 40)) as pilot:
        media_type, data = sample(kind)
        await receive(pilot, data, media_type)
        assert views in app.shown()
        assert text in app.shown()


async def test_v_shows_what_html_says() -> None:
    app = Host()
    async with app.run_test(size=(100, 30)) as pilot:
        await receive(pilot, sample("html")[1], "text/html")
        await pilot.press("v")
        await settle(pilot)
        assert "Follow it on its page </orders/1210>." in app.shown()
        assert "not shown" not in app.shown()


async def test_an_image_is_drawn_and_v_goes_through_its_views() -> None:
    app = Host()
    async with app.run_test(size=(60, 24)) as pilot:
        await receive(pilot, sample("jpeg")[1], "image/jpeg")
        assert "JPEG image, 240 x 160, 8-bit YCbCr" in app.shown()
        assert UPPER_HALF * 5 in app.shown()
        assert app.image.has_focus
        await pilot.press("v")
        await settle(pilot)
        assert not app.query(ImageView)
        assert "ff d8 ff" in app.shown()
        assert app.body.view.viewer.has_focus
        await pilot.press("v", "v")
        await settle(pilot)
        assert app.image.has_focus
        assert "line 1" not in app.shown()


async def test_an_image_is_drawn_anew_for_another_size() -> None:
    app = Host()
    async with app.run_test(size=(60, 24)) as pilot:
        await receive(pilot, picture(200, 100), "image/png")
        before = len(app.image._strips)
        await pilot.resize_terminal(30, 24)
        await settle(pilot)
        after = app.image._strips
        assert 0 < len(after) < before
        assert all(strip.cell_length <= app.image.size.width for strip in after)


async def test_transparency_shows_the_pane_in_any_theme() -> None:
    app = Host()
    async with app.run_test(size=(60, 24)) as pilot:
        await receive(pilot, picture(8, 8, "RGBA", (0, 0, 0, 0)), "image/png")
        for theme in ("textual-dark", "textual-light"):
            app.theme = theme
            await settle(pilot)
            style = next(iter(app.image._strips[0])).style
            assert style is not None
            assert style.bgcolor is not None
            assert style.bgcolor.triplet == app.image.background_colors[1].rgb


async def test_an_image_that_cannot_be_drawn_shows_its_bytes_and_says_why() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await receive(pilot, picture(5, 5)[:33] + b"garbage" * 9, "image/png")
        assert not app.query(ImageView)
        assert "Image: " in app.shown()
        assert "89 50 4e 47" in app.shown()
        assert app.body.shown is not None
        assert app.body.shown.view == HEX


async def test_a_search_in_an_image_has_nothing_to_search_in() -> None:
    app = Host()
    async with app.run_test(size=(60, 24)) as pilot:
        await receive(pilot, picture(5, 5), "image/png")
        await pilot.press("slash")
        await settle(pilot)
        assert app.image.has_focus


def test_equal_neighbours_are_one_segment() -> None:
    red, blue = bytes((255, 0, 0)), bytes((0, 0, 255))
    (strip,) = to_strips([red * 4, red * 2 + blue * 2])
    assert [segment.text for segment in strip] == ["  ", UPPER_HALF * 2]


async def test_a_body_that_follows_an_image_at_once_takes_its_place() -> None:
    app = Host()
    async with app.run_test(size=(60, 24)) as pilot:
        wire = WireRequest(method="GET", url="http://127.0.0.1:9/")
        for data in (picture(5, 5), b"just text"):
            response = Response(status=200, reason="OK", headers=(), body=data)
            app.query_one(ResultsPane).show_exchange(Exchange(wire=wire, response=response))
        await settle(pilot)
        assert not app.query(ImageView)
        assert "just text" in app.shown()
