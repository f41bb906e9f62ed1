"""What the terminal UI says of proxies, certificates, and of nobody verifying them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import msgspec
import pytest
from tests.tui.conftest import Opener, Session
from textual.widget import Widget

from endpoint_explorer.model.exchange import Exchange, Response, Timings, WireRequest
from endpoint_explorer.model.network import Certificate
from endpoint_explorer.tui.panes.results.certificate import certificate_lines
from endpoint_explorer.tui.panes.results.timing import Waterfall
from endpoint_explorer.tui.screens.dialogs import ChoiceScreen
from endpoint_explorer.tui.widgets.header_bar import UNVERIFIED, HeaderBar

CERTIFICATE = Certificate(
    subject="CN=[b]api[/b].example, O=Ann\x1b[31m",
    issuer="CN=Root",
    not_before=1_600_000_000.0,
    not_after=1_700_000_000.0 + 5 * 86400,
    names=("api.example", "127.0.0.1"),
)
EXCHANGE = Exchange(
    wire=WireRequest(method="GET", url="https://api.example/"),
    response=Response(status=200),
    timings=Timings(total=1.0),
    started_at=1_700_000_000.0,
    proxy="http://p.example:3128",
    proxy_source="HTTPS_PROXY",
    certificate=CERTIFICATE,
)


def drawn(exchange: Exchange) -> str:
    waterfall = Waterfall()
    waterfall._exchange = exchange
    return waterfall.render().plain


def test_the_timing_tab_shows_the_proxy_and_the_certificate() -> None:
    text = drawn(EXCHANGE)
    assert "via proxy http://p.example:3128, which HTTPS_PROXY names" in text
    assert "CN=[b]api[/b].example, O=Ann" in text
    assert "\x1b" not in text
    assert "CN=Root" in text
    assert "api.example, 127.0.0.1" in text
    assert "2020-09-13 12:26 to 2023-11-19 22:13 UTC  5 days left" in text
    assert "not verified" not in text


def test_a_certificate_that_was_not_verified_says_so() -> None:
    lax = msgspec.structs.replace(CERTIFICATE, is_verified=False)
    assert "not verified" in drawn(msgspec.structs.replace(EXCHANGE, certificate=lax))


@pytest.mark.parametrize(
    ("when", "words"),
    [(1_500_000_000.0, "not valid yet"), (1_800_000_000.0, "expired"), (1_650_000_000.0, "")],
)
def test_the_state_of_a_certificate_is_that_of_its_day(when: float, words: str) -> None:
    *_, validity = certificate_lines(CERTIFICATE, when)
    assert validity.plain.endswith(f"UTC  {words}" if words else "UTC")


def badge(session: Session) -> Widget:
    return session.main.query_one(HeaderBar).query_one(".header--unverified")


def is_used(session: Session, environment: str) -> bool:
    return session.main.query_one(HeaderBar).environment.casefold() == environment


@pytest.mark.parametrize("size", [(160, 48), (80, 24)])
async def test_a_badge_stands_for_as_long_as_nobody_verifies(
    opener: Opener, workspace: Path, size: tuple[int, int]
) -> None:
    environments = workspace / "shop" / "environments"
    (environments / "lax.toml").write_text("[tls]\nverify = false\n")
    async with opener(size=size) as session:
        await session.open(workspace / "shop" / "list-products.toml")
        assert not badge(session).display
        for name, is_shown in (("lax", True), ("staging", False), ("lax", True)):
            await session.press("ctrl+g")
            await session.until_asked(ChoiceScreen)
            await session.write(name)
            await session.press("enter")
            await session.until(partial(is_used, session, name))
            assert badge(session).display is is_shown
        assert badge(session).size.width >= len(UNVERIFIED)
        await session.open(workspace / "shop" / "users" / "get-user.toml")
        assert badge(session).display
