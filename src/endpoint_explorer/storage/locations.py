"""Where things live: data, settings, state, and the sample collections.

`ENDPOINT_EXPLORER_HOME` puts all of it below one folder; otherwise the platform's own conventions
hold (on Linux the XDG base directories).
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from endpoint_explorer.storage.faults import unwritable

HOME_VARIABLE = "ENDPOINT_EXPLORER_HOME"
_APPLICATION = "endpoint-explorer"


def data_dir() -> Path:
    """Return the folder of what the user makes: their own collections."""
    return _home("data") or _platform_folder("data")


def config_dir() -> Path:
    """Return the folder of the settings."""
    return _home("config") or _platform_folder("config")


def state_dir() -> Path:
    """Return the folder of what the program keeps for itself: history, trash, logs."""
    return _home("state") or _platform_folder("state")


def history_path() -> Path:
    """Return the path of the history's file."""
    return state_dir() / "history.sqlite"


def trash_dir() -> Path:
    """Return the folder that deleted requests, folders and collections go to."""
    return state_dir() / "trash"


def sample_collections() -> Path:
    """Return the folder of the collections that come with the program."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "collections"
    return shipped if shipped.is_dir() else package.parent.parent / "collections"


def default_root() -> Path:
    """Return what to open when no folder is named: `./collections`, else the user's own folder.

    The user's own folder is made where it is missing; raises FileUnwritable where it cannot be.
    """
    here = Path("collections")
    if here.is_dir():
        return here.absolute()
    return private_dir(data_dir() / "collections")


def private_dir(path: Path) -> Path:
    """Make a folder that only its owner can enter (0700), and return it.

    Missing parents are made so too, as the XDG base directory specification asks. A folder that
    others share by design (sticky, as /tmp) or own is left as it is. Raises FileUnwritable.
    """
    try:
        for parent in reversed(path.parents):
            parent.mkdir(mode=0o700, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
        status = path.stat()
        shared = status.st_mode & stat.S_ISVTX or status.st_uid != os.geteuid()
        if stat.S_IMODE(status.st_mode) & 0o077 and not shared:
            path.chmod(0o700)
    except OSError as error:
        raise unwritable(path, error) from error
    return path


def _home(kind: str) -> Path | None:
    home = os.environ.get(HOME_VARIABLE)
    return Path(home).expanduser().absolute() / kind if home else None


def _platform_folder(kind: str) -> Path:
    import platformdirs

    folders = {
        "data": platformdirs.user_data_path,
        "config": platformdirs.user_config_path,
        "state": platformdirs.user_state_path,
    }
    return folders[kind](_APPLICATION, appauthor=False)
