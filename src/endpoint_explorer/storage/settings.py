"""The user's settings: `config.toml`, every key of it, and what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from endpoint_explorer.model.history import Limits
from endpoint_explorer.model.network import Network
from endpoint_explorer.model.request import DEFAULTS, Options
from endpoint_explorer.model.settings import THEME, Settings
from endpoint_explorer.storage.locations import config_dir
from endpoint_explorer.storage.reading import decode, read_if_there
from endpoint_explorer.storage.toml_table import TomlTable

Kind = Literal["text", "flag", "seconds", "bytes", "number", "keys"]

KEYMAP = "keymap"


class Key(msgspec.Struct, frozen=True):
    """A key of the file: its name with a dot after its table, what it is without, and why.

    `default` is None where nothing is set then, and `otherwise` says what holds instead.
    `example` is a value to begin with.
    """

    name: str
    kind: Kind
    default: str | float | bool | None
    about: str
    otherwise: str = ""
    example: str = ""

    @property
    def written_default(self) -> str:
        """What holds without it, as TOML, or in words between parentheses."""
        if isinstance(self.default, bool):
            return "true" if self.default else "false"
        if isinstance(self.default, int | float):
            return f"{int(self.default):_}"
        return f'"{self.default}"' if self.default else f"({self.otherwise})"


KEYS: tuple[Key, ...] = (
    Key("theme", "text", THEME, "The theme of the terminal UI; ^p, Change theme, sets it, too."),
    Key(
        "environment",
        "text",
        None,
        "The environment to begin with, in collections that have one of this name.",
        "default",
        "local",
    ),
    Key(
        "pager", "text", None, "The program that f3 shows a body in.", "$PAGER, or less", "less -R"
    ),
    Key(
        "editor",
        "text",
        None,
        "The program that f4 edits a body in.",
        "$VISUAL, $EDITOR or vi",
        "nvim",
    ),
    Key("verify", "flag", True, "Whether the certificates of servers are verified."),
    Key(
        "proxy",
        "text",
        None,
        "The proxy to go through; an empty text means none at all.",
        "what $HTTPS_PROXY and its like say",
        "http://127.0.0.1:3128",
    ),
    Key("timeouts.total", "seconds", DEFAULTS.timeout, "Seconds for a whole send; 0 for no limit."),
    Key("timeouts.connect", "seconds", 0.0, "Seconds to look up, connect and shake hands, each."),
    Key("timeouts.read", "seconds", 0.0, "Seconds that a server may say nothing."),
    Key("limits.max_body", "bytes", DEFAULTS.max_body, "Bytes of a body as it comes in; 0: all."),
    Key("limits.max_decoded", "bytes", DEFAULTS.max_decoded, "Bytes of a body once decoded."),
    Key("requests.follow_redirects", "flag", True, "Whether redirects are followed."),
    Key("requests.http2", "flag", True, "Whether HTTP/2 is offered to servers."),
    Key("requests.cookies", "flag", True, "Whether cookies are kept and sent."),
    Key("history.days", "number", Limits().days, "Days that an exchange is kept; 0: for ever."),
    Key("history.count", "number", Limits().count, "Exchanges that are kept; 0: all."),
    Key("history.size", "bytes", Limits().size, "Bytes that the history may take; 0: any number."),
    Key(
        KEYMAP,
        "keys",
        None,
        "Other keys, by the names that f1 shows on a wide screen; commas between.",
        "the keys that f1 shows",
        'send = "ctrl+j,f5"',
    ),
)


def settings_path() -> Path:
    """Return the path of the file, which need not be there."""
    return config_dir() / "config.toml"


def load_settings() -> Settings:
    """Read the settings, the defaults where there is no file.

    Raises FileUnreadable, FileMalformed; what nobody reads is a warning.
    """
    path = settings_path()
    data = read_if_there(path)
    if data is None:
        return Settings()
    text = decode(path, data)
    return read_settings(TomlTable.parse(text, path), path, text)


def read_settings(table: TomlTable, path: Path, text: str) -> Settings:
    """Return what a document says; raises FileMalformed with the line."""
    timeouts, limits = table.table("timeouts"), table.table("limits")
    requests = table.table("requests")
    return Settings(
        theme=table.text("theme") or THEME,
        environment=table.text("environment"),
        pager=table.text("pager"),
        editor=table.text("editor"),
        keymap=_keymap(table.table(KEYMAP)),
        options=Options(
            timeout=timeouts.seconds("total"),
            follow_redirects=requests.optional_flag("follow_redirects"),
            max_body=limits.size("max_body"),
            max_decoded=limits.size("max_decoded"),
            http2=requests.optional_flag("http2"),
            cookies=requests.optional_flag("cookies"),
        ),
        network=Network(verify=table.optional_flag("verify"), proxy=table.optional_text("proxy")),
        connect=timeouts.seconds("connect") or None,
        read=timeouts.seconds("read") or None,
        history=_limits(table.table("history")),
        warnings=tuple(_unknown(table.data, path, text)),
    )


def value_at(data: Mapping[str, object], name: str) -> object:
    """Return what a document has for the name of a key, None where it has nothing."""
    first, _, rest = name.partition(".")
    value = data.get(first)
    if not rest:
        return value
    return value_at(value, rest) if isinstance(value, dict) else None


def _limits(table: TomlTable) -> Limits:
    """Return the bounds of the history, of which 0 is none; each has its default."""
    said = {
        "days": table.amount("days", "days"),
        "count": table.amount("count", "exchanges"),
        "size": table.size("size"),
    }
    given = {name: value or None for name, value in said.items() if value is not None}
    return msgspec.structs.replace(Limits(), **given)


def _keymap(table: TomlTable) -> dict[str, str]:
    """Return the keys of each binding, from a text with commas or an array.

    The dot in a name such as `viewer.find` makes a table in TOML where it is not quoted.
    """
    found: dict[str, str] = {}
    for name, value in table.data.items():
        if isinstance(value, dict):
            inner = _keymap(table.table(name))
            found |= {f"{name}.{rest}": keys for rest, keys in inner.items()}
        else:
            is_list = isinstance(value, list)
            found[name] = ",".join(table.texts(name)) if is_list else table.text(name)
    return found


def _unknown(data: Mapping[str, object], path: Path, text: str) -> Iterator[str]:
    """Yield a warning for each key that nobody reads, with its line and what may be meant."""
    known = {key.name for key in KEYS}
    tables = {name.partition(".")[0] for name in known if "." in name}
    for name, value in data.items():
        if name not in tables or not isinstance(value, dict):
            names = [name]
        else:
            names = [f"{name}.{inner}" for inner in value]
        for found in names:
            if found not in known | tables:
                yield _warning(found, known, path, text)


def _warning(name: str, known: set[str], path: Path, text: str) -> str:
    import difflib

    from endpoint_explorer.storage.toml_text import line_of

    where = f"{path}:{line_of(text, tuple(name.split('.')))}"
    bare = {key.rpartition(".")[2]: key for key in known}
    near = difflib.get_close_matches(name, known, n=1) or [
        bare[match] for match in difflib.get_close_matches(name.rpartition(".")[2], bare, n=1)
    ]
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"{where}: no setting is named {name}.{hint}"
