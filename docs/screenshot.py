"""Make docs/screenshot.svg from the running program: the demo API, a request sent, its answer."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
from pathlib import Path

DOCS = Path(__file__).parent


async def shoot(root: Path, base_url: str) -> str:
    """Open a request of the demo collection, send it, and return the screen as SVG."""
    from endpoint_explorer.explorer import Explorer
    from endpoint_explorer.tui.app import ExplorerApp
    from endpoint_explorer.tui.screens.main import MainScreen

    explorer = Explorer()
    explorer.set_session_variable(root, "base_url", base_url)
    app = ExplorerApp(explorer, root)
    async with app.run_test(size=(132, 38)) as pilot:
        screen = app.screen
        assert isinstance(screen, MainScreen)
        screen.open_path(root / "users" / "get-user.toml")
        while screen.current.path is None:
            await pilot.pause()
        await pilot.press("ctrl+j")
        while not screen.sidebar.knows(root / "users" / "get-user.toml"):
            await pilot.pause()
        while screen.results.exchange is None:
            await pilot.pause()
        await pilot.pause(0.5)  # the body is formatted off the loop
        svg = app.export_screenshot(title="Endpoint Explorer")
        # A picture in a README fetches no fonts.
        svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    explorer.close()
    return svg


def main() -> None:
    work = Path(tempfile.mkdtemp(prefix="screenshot-"))
    os.environ["ENDPOINT_EXPLORER_HOME"] = str(work / "home")
    from endpoint_explorer.demo import DemoServer

    try:
        shutil.copytree(DOCS.parent / "collections" / "demo", work / "demo")
        with DemoServer() as server:
            svg = asyncio.run(shoot(work / "demo", server.base_url))
        (DOCS / "screenshot.svg").write_text(svg)
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
