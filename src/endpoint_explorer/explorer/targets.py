"""From what a person types to the file of a saved request."""

from __future__ import annotations

from pathlib import Path

from endpoint_explorer.errors import FileError, UsageError


def find_target(text: str, root: Path) -> Path:
    """Find the file of a saved request from what a person types.

    `text` is a path to a file (with or without `.toml`), or a path below `root`, such as
    `demo/users/get-user`. Raises UsageError, naming near misses, when there is none.
    """
    for base in (Path.cwd(), root):
        for candidate in (base / text, base / f"{text}.toml"):
            try:
                if candidate.is_file():
                    return candidate
            except OSError as error:
                raise UsageError(f"no saved request at {text}: {error.strerror}") from error
    raise UsageError(
        f"no saved request at {text}",
        hint=_near_misses(text, root) or f"Saved requests are looked for below {root}.",
    )


def _near_misses(text: str, root: Path) -> str:
    """Return a hint that names saved requests whose names are like what was typed."""
    import difflib

    from endpoint_explorer.storage.collections import find_requests

    try:
        names = {str(entry.path.relative_to(root).with_suffix("")) for entry in find_requests(root)}
    except (FileError, OSError):
        return ""
    close = difflib.get_close_matches(text.removesuffix(".toml"), sorted(names), n=3)
    return f"Did you mean {', '.join(close)}?" if close else ""
