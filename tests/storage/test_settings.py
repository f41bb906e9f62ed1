from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.errors import FileExists, FileMalformed
from endpoint_explorer.model.history import Limits
from endpoint_explorer.model.network import Network
from endpoint_explorer.model.request import Options
from endpoint_explorer.model.settings import Settings
from endpoint_explorer.storage.settings import (
    KEYS,
    Key,
    load_settings,
    read_settings,
    settings_path,
)
from endpoint_explorer.storage.settings_file import (
    commented,
    init_settings,
    lines_of,
    save_setting,
)
from endpoint_explorer.storage.toml_table import TomlTable

README = Path(__file__).parents[2] / "README.md"
PATH = Path("config.toml")


def read(text: str) -> Settings:
    return read_settings(TomlTable.parse(text, PATH), PATH, text)


def test_without_a_file_the_defaults_hold() -> None:
    assert load_settings() == Settings()


def test_everything_that_can_be_set() -> None:
    settings = read(
        'theme = "nord"\nenvironment = "local"\npager = "less -R"\neditor = "nvim"\n'
        'verify = false\nproxy = ""\n'
        "[timeouts]\ntotal = 5\nconnect = 1.5\nread = 0\n"
        "[limits]\nmax_body = 10\nmax_decoded = 0\n"
        "[requests]\nfollow_redirects = false\nhttp2 = false\ncookies = false\n"
        "[history]\ndays = 7\ncount = 0\n"
        '[keymap]\nsend = "f9"\nviewer.find = ["f7", "slash"]\n"list.up" = "i"\n'
    )
    assert settings == Settings(
        theme="nord",
        environment="local",
        pager="less -R",
        editor="nvim",
        keymap={"send": "f9", "viewer.find": "f7,slash", "list.up": "i"},
        options=Options(
            timeout=5.0,
            follow_redirects=False,
            max_body=10,
            max_decoded=0,
            http2=False,
            cookies=False,
        ),
        network=Network(verify=False, proxy=""),
        connect=1.5,
        history=Limits(days=7, count=None),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\ntheme = 1\n", "config.toml:2: theme must be text"),
        ("[timeouts]\n\ntotal = -1\n", "config.toml:3: timeouts.total must be"),
        ("[limits]\nmax_body = true\n", "config.toml:2: limits.max_body must be"),
        ('[requests]\nhttp2 = "no"\n', "config.toml:2: requests.http2 must be"),
        ("[history]\ndays = -1\n", "config.toml:2: history.days must be a number of days"),
        ("[history]\nsize = 1.5\n", "config.toml:2: history.size must be"),
        ("keymap = 1\n", "config.toml:1: keymap must be a table"),
        ("[keymap]\nsend = [1]\n", "config.toml:2: keymap.send must hold texts"),
        ("theme = \n", "config.toml:1: is not valid TOML"),
    ],
)
def test_a_fault_names_its_line(text: str, said: str) -> None:
    with pytest.raises(FileMalformed) as raised:
        read(text)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('them = "nord"\n', "config.toml:1: no setting is named them. Did you mean theme?"),
        ("[timeouts]\nconect = 1\n", "config.toml:2: no setting is named timeouts.conect. "),
        ("[timeout]\ntotal = 1\n", "config.toml:1: no setting is named timeout."),
        ("\nmax_body = 1\n", "config.toml:2: no setting is named max_body. Did you mean limits."),
        ("[zzz]\nqqq = 1\n", "config.toml:1: no setting is named zzz."),
    ],
)
def test_what_nobody_reads_is_a_warning_with_what_may_be_meant(text: str, said: str) -> None:
    (warning,) = read(text).warnings
    assert warning.startswith(said)


def test_the_file_to_begin_with_sets_nothing_and_names_every_key() -> None:
    path = init_settings()
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_settings() == Settings()
    with pytest.raises(FileExists):
        init_settings()


def test_every_line_of_it_can_be_switched_on() -> None:
    lines = commented().splitlines()
    text = "\n".join(
        line.removeprefix("# ") if " = " in line and not line.endswith(".") else line
        for line in lines
    )
    document = tomllib.loads(text)
    for key in KEYS:
        first, _, rest = key.name.partition(".")
        assert rest in document[first] if rest else first in document
    assert not read(text).warnings


def test_a_theme_that_is_saved_leaves_the_rest_alone() -> None:
    save_setting("theme", "nord")
    assert settings_path().read_text() == 'theme = "nord"\n'
    settings_path().write_text('# mine\ntheme = "nord" # blue\n\n[keymap]\nsend = "f9"\n')
    save_setting("theme", "dracula")
    text = settings_path().read_text()
    assert text == '# mine\ntheme = "dracula" # blue\n\n[keymap]\nsend = "f9"\n'


def test_a_broken_file_is_not_written_over() -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text("theme = \n")
    with pytest.raises(FileMalformed):
        save_setting("theme", "nord")
    assert settings_path().read_text() == "theme = \n"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_any_text_that_is_saved_is_read_again(text: str) -> None:
    settings_path().unlink(missing_ok=True)
    save_setting("pager", text)
    assert load_settings().pager == text


def test_lines_are_those_of_the_keys() -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text('\ntheme = "nord"\n[keymap]\nviewer.find = "f7"\n')
    assert lines_of(settings_path())[1] == {"theme": 2, "keymap.viewer.find": 4}


def _shown(key: Key) -> str:
    default = key.written_default
    return default[1:-1] if default.startswith("(") else f"`{default}`"


def test_the_readme_lists_every_key_as_it_is() -> None:
    rows = [f"| `{key.name}` | {_shown(key)} | {key.about} |" for key in KEYS]
    text = README.read_text("utf-8")
    assert "\n".join(rows) in text, "README.md should have:\n" + "\n".join(rows)
