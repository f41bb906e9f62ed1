"""The invariants of ARCHITECTURE.md that no type checker sees."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "endpoint_explorer"

LOADED = """
import json, sys
try:
    exec({code!r})
except SystemExit:
    pass
print(json.dumps(sorted(sys.modules)), file=sys.__stdout__)
"""


def modules_after(code: str) -> set[str]:
    """Return the modules that a fresh interpreter has loaded after running some code."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(code=code)],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_version_loads_next_to_nothing() -> None:
    code = (
        "import sys; sys.argv[1:] = ['--version']\n"
        "from endpoint_explorer.__main__ import main\nmain()"
    )
    ours = {name for name in modules_after(code) if name.startswith("endpoint_explorer")}
    assert ours == {"endpoint_explorer", "endpoint_explorer.__main__"}


def test_the_tui_starts_without_what_it_needs_later() -> None:
    loaded = modules_after("import endpoint_explorer.tui.app")
    assert "textual" in loaded
    late = {
        "httpx",
        "httpcore",
        "pydantic",
        "tomlkit",
        "tomli_w",
        "lxml",
        "starlette",
        "uvicorn",
        "oauthlib",
    }
    assert not late & loaded
    assert "sqlite3" not in loaded


FIRST_FRAME = """
import gc, json, sys
from pathlib import Path
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.tui.app import ExplorerApp
from endpoint_explorer.tui.screens.main import MainScreen

def seen(screen):
    print(json.dumps([gc.isenabled(), sorted(sys.modules)]), file=sys.__stdout__)
    screen.app.exit()

MainScreen.offload = lambda *_, **__: None  # what a thread imports is not for the first frame
MainScreen.prewarm = seen  # called once that is painted
gc.disable()
ExplorerApp(Explorer(), Path.cwd()).run(headless=True)
"""

OURS_AT_MOST = 160
"""Modules of ours that the first frame may take; what it does not show is imported after it."""


@pytest.fixture(scope="module")
def first_frame(tmp_path_factory: pytest.TempPathFactory) -> tuple[bool, set[str]]:
    """Whether garbage is collected once the first frame is there, and what is imported for it."""
    folder = tmp_path_factory.mktemp("first-frame")
    done = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME],
        cwd=folder,
        env={**os.environ, "ENDPOINT_EXPLORER_HOME": str(folder / "home")},
        capture_output=True,
        text=True,
        check=True,
    )
    collects, loaded = json.loads(done.stdout.splitlines()[-1])
    return collects, set(loaded)


def test_the_first_frame_imports_only_what_it_shows(first_frame: tuple[bool, set[str]]) -> None:
    _, loaded = first_frame
    late = {
        "bodies.document",
        "checking",
        "explorer.capturing",
        "model.credentials",
        "sending.resolve",
        "sending.transport",
        "storage.history",
        "tui.panes.form.auth",
        "tui.panes.form.body",
        "tui.panes.results.body",
        "tui.screens.authorize",
        "tui.screens.dialogs",
        "tui.screens.environments",
        "tui.screens.variables",
        "tui.widgets.line_viewer",
    }
    ours = {name for name in loaded if name.startswith("endpoint_explorer")}
    assert not {f"endpoint_explorer.{name}" for name in late} & ours
    assert len(ours) <= OURS_AT_MOST


def test_garbage_is_collected_from_the_first_frame_on(first_frame: tuple[bool, set[str]]) -> None:
    """`launch` starts the terminal UI with the collector off."""
    assert first_frame[0]


def test_what_comes_after_the_first_frame_can_be_imported() -> None:
    code = (
        "from endpoint_explorer.tui.screens.main import warming\nwarming.import_what_comes_next()"
    )
    assert "endpoint_explorer.tui.widgets.line_viewer" in modules_after(code)


def test_a_body_is_looked_at_without_the_libraries_of_other_kinds() -> None:
    loaded = modules_after("import endpoint_explorer.tui.panes.results.body")
    assert not {"lxml", "PIL", "markdown_it", "jsonpath"} & loaded


@pytest.mark.parametrize("module", ["sending.resolve", "sending.transport", "explorer", "cli.send"])
def test_sending_never_loads_the_terminal_ui(module: str) -> None:
    loaded = modules_after(f"import endpoint_explorer.{module}")
    assert not {"textual", "rich", "pydantic", "asyncio", "tomlkit", "oauthlib"} & loaded


def tui_calls() -> Iterator[tuple[Path, ast.Call, str]]:
    """Yield every call in the terminal UI, with the name of what is called."""
    for path in sorted((SOURCE / "tui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                called = node.func
                name = called.attr if isinstance(called, ast.Attribute) else ""
                yield path, node, called.id if isinstance(called, ast.Name) else name


def is_literal(node: ast.expr) -> bool:
    """Whether an expression is text of our own: a literal without anything put into it."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_text_from_outside_is_never_given_to_a_widget_as_a_plain_string() -> None:
    """Static, Label, Button, Option and `update` read a plain string as markup."""
    faults = []
    for path, call, name in tui_calls():
        if name in {"Static", "Label", "Button", "Option"} and call.args:
            text = call.args[0]
            is_formatted = isinstance(text, ast.JoinedStr | ast.BinOp) or (
                isinstance(text, ast.Call)
                and isinstance(text.func, ast.Name)
                and text.func.id in {"str", "clean"}
            )
            if is_formatted:
                faults.append(f"{path.name}:{call.lineno} {name}")
        if name == "notify":
            keywords = {k.arg: k.value for k in call.keywords}
            markup = keywords.get("markup")
            is_plain = isinstance(markup, ast.Constant) and markup.value is False
            if not is_plain and not (call.args and is_literal(call.args[0])):
                faults.append(f"{path.name}:{call.lineno} notify")
    assert faults == []


def test_only_output_writes_to_the_streams() -> None:
    faults = []
    for path in sorted((SOURCE / "cli").rglob("*.py")):
        if path.name == "output.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in {"stdout", "stderr"}:
                faults.append(f"{path.name}:{node.lineno}")
            if isinstance(node, ast.Name) and node.id == "print":
                faults.append(f"{path.name}:{node.lineno}")
    assert faults == []


def test_no_file_is_longer_than_one_can_hold_in_mind() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in SOURCE.rglob("*.py")}
    assert {path.name: length for path, length in lengths.items() if length > 320} == {}
