"""Logins from a netrc file, which is read only where a request says so."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import msgspec

from endpoint_explorer.errors import InvalidRequest

_FIELD = "auth.type"


class NetrcLogin(msgspec.Struct, frozen=True):
    """A login for one host, and what to tell of the file it is from."""

    path: Path
    username: str
    password: str
    note: str = ""

    def __repr__(self) -> str:
        return f"NetrcLogin({str(self.path)!r})"


def netrc_path() -> Path:
    """Return the file that $NETRC names, else the one in the home folder."""
    named = os.environ.get("NETRC", "")
    return Path(named).expanduser() if named else Path.home() / ".netrc"


def find_login(host: str) -> NetrcLogin:
    """Return the login for a host, or the file's default one; raises InvalidRequest."""
    path = netrc_path()
    entries = _read(path)
    login, account, password = entries.get(host.lower()) or entries.get("default", ("", "", ""))
    if not (login or account) and not password:
        raise _fault(f"{path} has no login for {host}", f"Add: machine {host} login … password …")
    return NetrcLogin(path, login or account, password, _note(path))


def _read(path: Path) -> dict[str, tuple[str, str, str]]:
    import netrc

    try:
        found = netrc.netrc(str(path)).hosts
    except netrc.NetrcParseError as error:
        where = f"{path}:{error.lineno}" if error.lineno else str(path)
        raise _fault(f"{where}: {error.msg}") from error
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        hint = "Set NETRC to where the file is, or choose another auth."
        raise _fault(f"{path} cannot be read: {reason}", hint) from error
    except UnicodeDecodeError as error:
        raise _fault(f"{path} is no text in UTF-8") from error
    return {
        name.lower(): (login, account, word or "") for name, (login, account, word) in found.items()
    }


def _note(path: Path) -> str:
    """Return a warning where others than its owner can read the file."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return ""
    if os.name != "posix" or not mode & (stat.S_IRWXG | stat.S_IRWXO):
        return ""
    return f"{path} can be read by others: chmod 600 {path}"


def _fault(reason: str, hint: str = "") -> InvalidRequest:
    return InvalidRequest(f"{_FIELD}: {reason}", field=_FIELD, hint=hint)
