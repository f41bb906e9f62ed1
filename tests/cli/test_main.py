from __future__ import annotations

from pathlib import Path

import click
import pytest
from tests.cli.conftest import Cli

from endpoint_explorer import __version__
from endpoint_explorer.cli import group as groups
from endpoint_explorer.cli import history
from endpoint_explorer.cli.commands import COMMANDS
from endpoint_explorer.cli.group import Command, Run
from endpoint_explorer.errors import (
    Cancelled,
    ConnectFailed,
    EndpointExplorerError,
    FileMalformed,
    UnknownVariable,
    UsageError,
)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """A command `send` that raises what the list holds."""
    errors: list[BaseException] = []

    def fail() -> int:
        raise errors[0]

    command = Command("send", callback=fail)
    monkeypatch.setattr(groups.LazyGroup, "get_command", lambda *_: command)
    return errors


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (UsageError("no such thing", hint="Try another."), 2, "error: no such thing\nhint: Try"),
        (FileMalformed(Path("a.toml"), "no = here", line=3), 3, "error: a.toml:3: no = here\n"),
        (UnknownVariable("token", field="url"), 2, "error: url: no variable is named token\n"),
        (ConnectFailed("refused"), 4, "error: refused\n"),
        (Cancelled("stopped"), 130, "error: stopped\n"),
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 141, ""),
        (click.UsageError("No such option: --x."), 2, "error: no such option: --x\nhint: See "),
    ],
)
def test_every_error_is_one_message_and_an_exit_code(
    cli: Cli, failing: list[BaseException], error: BaseException, code: int, message: str
) -> None:
    failing.append(error)
    outcome = cli("send")
    assert outcome.code == code
    assert outcome.err.startswith(message)
    assert outcome.out == b""
    assert "Traceback" not in outcome.err


def test_what_an_error_quotes_cannot_steer_the_terminal(
    cli: Cli, failing: list[EndpointExplorerError]
) -> None:
    failing.append(UsageError("a\x1b]0;title\x07b\nerror: forged", hint="c\x9b31m\u202e"))
    outcome = cli("send")
    assert outcome.err.count("\n") == 2
    assert not set("\x1b\x07\x9b\u202e") & set(outcome.err)


def test_a_fault_of_our_own_is_not_swallowed(cli: Cli, failing: list[BaseException]) -> None:
    failing.append(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        cli("send")


def test_an_unknown_command_is_wrong_usage(cli: Cli) -> None:
    outcome = cli("sned", "demo/users/get-user")
    assert outcome.code == 2
    assert outcome.err.startswith("error: no such command 'sned'")
    assert "hint: See endpoint-explorer --help." in outcome.err


@pytest.mark.parametrize("command", ["send", "history", "demo"])
def test_wrong_options_point_to_the_help_of_their_command(cli: Cli, command: str) -> None:
    outcome = cli(command, "--no-such-option")
    assert outcome.code == 2
    assert f"hint: See endpoint-explorer {command} --help." in outcome.err


def test_a_group_without_a_command_is_wrong_usage(cli: Cli) -> None:
    outcome = cli("history")
    assert (outcome.code, outcome.err.splitlines()[0]) == (2, "error: missing command")


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("demo",),
        ("send",),
        ("history",),
        ("history", "list"),
        ("history", "show"),
        ("history", "replay"),
        ("completion",),
    ],
)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_is_on_stdout_within_the_terminal(
    cli: Cli, words: tuple[str, ...], option: str
) -> None:
    outcome = cli(*words, option)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.text.startswith("Usage: endpoint-explorer")
    if words != ("completion",):
        assert "\nExamples:\n  endpoint-explorer " in outcome.text
    assert max(map(len, outcome.text.splitlines())) <= 100


def test_every_command_is_listed_with_a_summary(cli: Cli) -> None:
    text = cli("--help").text
    assert all(summary in text for _, summary in COMMANDS.values())


def test_every_command_is_where_the_table_says(cli: Cli) -> None:
    context = click.Context(groups.make_group(), obj=Run(lambda *_: 0))
    for group in (groups.make_group(), history.command):
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            assert command.name == name


def test_the_version_is_told_also_among_other_options(cli: Cli) -> None:
    assert cli("--version", "--help").text == f"endpoint-explorer {__version__}\n"
