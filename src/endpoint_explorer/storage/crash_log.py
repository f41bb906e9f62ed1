"""The record of a crash: where it arose, and no value that was there."""

from __future__ import annotations

import os
import platform
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from endpoint_explorer import __version__
from endpoint_explorer.errors import EndpointExplorerError
from endpoint_explorer.model.secret import Secret, redact
from endpoint_explorer.storage.locations import private_dir, state_dir

KEPT = 10
"""How many records are kept."""

_LONGEST = 300
_QUOTED = re.compile(r"""b?['"].*['"]""", re.DOTALL)
"""From the first quotation mark to the last: an apostrophe must not turn inside out."""

_URL = re.compile(r"\b(https?://)\S+")


def write_crash_log(error: BaseException, secrets: Iterable[Secret] = ()) -> Path:
    """Write what a crash was to a private file and return its path; raise FileUnwritable, OSError.

    There are types, frames and redacted messages in it, and no local variables.
    """
    folder = private_dir(state_dir() / "logs")
    name = f"crash-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{os.getpid()}.log"
    path = folder / name
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.writelines(f"{line}\n" for line in _lines(error, tuple(secrets)))
    for old in sorted(folder.glob("crash-*.log"))[:-KEPT]:
        with suppress(OSError):
            old.unlink()
    return path


def describe_crash(error: BaseException, secrets: Iterable[Secret] = ()) -> str:
    """Return the type of an error and its message, without secrets and what is quoted in it.

    Messages of our own are made to be shown, others may quote anything.
    """
    # Redacted first, as long as secrets are whole: there may be quotation marks in them.
    if isinstance(error, EndpointExplorerError):
        message = redact(error.message, secrets)
    else:
        message = redact(str(error), secrets)
        message = _URL.sub(r"\1...", _QUOTED.sub("'...'", message))
    if len(message) > _LONGEST:
        message = message[:_LONGEST] + "..."
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _lines(error: BaseException, secrets: tuple[Secret, ...]) -> Iterator[str]:
    python = f"Python {platform.python_version()}, {platform.system()}"
    yield f"Endpoint Explorer {__version__}, {python}"
    yield time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield ""
        yield describe_crash(current, secrets)
        trace = current.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            yield f"  {code.co_filename}:{trace.tb_lineno} in {code.co_qualname}"
            trace = trace.tb_next
        if current.__cause__ is not None or current.__suppress_context__:
            current = current.__cause__
        else:
            current = current.__context__
