from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Everything that the program keeps goes below the test's own folder."""
    folder = tmp_path / "home"
    monkeypatch.setenv("ENDPOINT_EXPLORER_HOME", str(folder))
    return folder


@pytest.fixture
def unprivileged() -> Callable[[Path], AbstractContextManager[None]]:
    """Return a context in which permissions count, also where tests run as root.

    The folders on the way to `folder` are opened to all, the folder itself is left as it is.
    """

    @contextmanager
    def as_nobody(folder: Path) -> Iterator[None]:
        if os.geteuid() != 0:
            yield
            return
        opened = [p for p in folder.parents if p.stat().st_mode & 0o055 != 0o055]
        modes = {path: path.stat().st_mode for path in opened}
        for path in opened:
            path.chmod(path.stat().st_mode | 0o055)
        os.seteuid(65534)
        try:
            assert os.access(folder, os.X_OK, effective_ids=True), "only its own mode may count"
            yield
        finally:
            os.seteuid(0)
            for path, mode in modes.items():
                path.chmod(mode)

    return as_nobody
