from __future__ import annotations

from pathlib import Path

import pytest
from tests.tui.conftest import Opener
from textual.widgets import Input

from endpoint_explorer.demo.process import DemoServer
from endpoint_explorer.model.exchange import Exchange, Failure
from endpoint_explorer.tui.panes.form.credential_hint import CredentialHint
from endpoint_explorer.tui.screens.dialogs import ChoiceScreen, ConfirmScreen, PromptScreen
from endpoint_explorer.tui.screens.dialogs.secret import SecretScreen

LITERAL = "Zq8wTr51nLx0"


def with_prompts(workspace: Path, base_url: str) -> Path:
    shop = workspace / "shop"
    (shop / "environments" / "default.toml").write_text(
        f'[variables]\nbase_url = "{base_url}"\n[secrets]\ntoken = "prompt:"\nkey = "prompt:"\n'
    )
    path = shop / "both.toml"
    path.write_text(
        'id = "3"\nname = "Both"\nurl = "/v1/users"\n[headers]\n'
        'X-One = "{{token}}"\nX-Two = "{{key}}"\n'
    )
    return path


async def test_a_send_asks_for_its_secrets_one_after_the_other_and_once(
    opener: Opener, workspace: Path, demo_server: DemoServer
) -> None:
    path = with_prompts(workspace, demo_server.base_url)
    async with opener() as session:
        await session.open(path)
        for value in ("first-secret", "second-secret"):
            await session.press("ctrl+j") if value == "first-secret" else None
            await session.until_asked(SecretScreen)
            field = session.app.screen.query_one(Input)
            was_masked = field.password
            await session.press("ctrl+r")
            assert (was_masked, field.password) == (True, False)
            await session.write(value)
            await session.press("enter")
        await session.until(lambda: isinstance(session.main.current.result, Exchange))
        result = session.main.current.result
        assert isinstance(result, Exchange)
        assert dict(result.wire.headers)["X-Two"] == "second-secret"
        await session.press("ctrl+j")
        await session.until(
            lambda: (
                session.main.current.result not in (None, result)
                and session.main.current.flight is None
            )
        )
        assert not isinstance(session.app.screen, SecretScreen)


async def test_no_answer_sends_nothing_and_says_so(opener: Opener, workspace: Path) -> None:
    path = with_prompts(workspace, "http://127.0.0.1:9")
    async with opener() as session:
        await session.open(path)
        await session.press("ctrl+j")
        await session.until_asked(SecretScreen)
        await session.press("escape")
        await session.until(lambda: session.main.current.result)
        result = session.main.current.result
        assert isinstance(result, Failure)
        assert result.kind == "secret-needed"


async def test_a_literal_moves_to_a_secret_and_back(opener: Opener, workspace: Path) -> None:
    shop = workspace / "shop"
    path = shop / "list-products.toml"
    path.write_text(path.read_text() + f'[headers]\nX-Api-Key = "{LITERAL}"\n')
    async with opener() as session:
        await session.open(path)
        main = session.main
        hint = main.query_one(CredentialHint)
        await session.until(lambda: hint.display)
        said = hint.render().plain
        assert "headers.X-Api-Key holds a credential" in said
        assert LITERAL not in said
        main.form.focus_url()
        await session.press("alt+s")
        await session.until_asked(PromptScreen)
        assert session.app.screen.query_one(Input).value == "x_api_key"
        await session.press("enter")
        await session.until_asked(ChoiceScreen)
        await session.press("enter")
        await session.until(lambda: "{{x_api_key}}" in str(main.current.edited))
        await session.until(lambda: not hint.display)
        assert LITERAL in (shop / ".env").read_text()
        text = (shop / "environments" / "default.toml").read_text()
        assert text == '[secrets]\nx_api_key = "dotenv:DEFAULT_X_API_KEY"\n'
        await session.until(lambda: main.current.context.environment)
        assert LITERAL not in session.notes()
        assert main.explorer.preview(main.current.edited, main.current.context).problems == (
            ("query.limit", "no variable is named size"),
        )
        main.action_undo_move()
        await session.until(lambda: LITERAL in str(main.current.edited))
        assert main.current.is_changed is False


async def test_copying_with_secrets_asks_first(
    opener: Opener, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_TOKEN", "shop-secret")
    path = workspace / "shop" / "copy.toml"
    path.write_text('url = "/x"\n[headers]\nX-Token = "{{token}}"\n')
    async with opener() as session:
        main = session.main
        main.environments[workspace / "shop"] = "staging"
        await session.open(path)
        main.action_copy_with_secrets()
        await session.until_asked(ConfirmScreen)
        await session.press("enter")  # The answer that is safe to give without reading.
        await session.until(lambda: session.app.screen is main)
        assert session.app.clipboard == ""
        main.action_copy_with_secrets()
        await session.until_asked(ConfirmScreen)
        await session.press("y")
        await session.until(lambda: session.app.clipboard)
        assert "X-Token: shop-secret" in session.app.clipboard
        assert "shop-secret" not in session.notes()
