from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from endpoint_explorer.storage.history import History


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "history.sqlite"


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    opened = History(path)
    yield opened
    opened.close()
