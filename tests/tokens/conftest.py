from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.tokens.asking import Asking
from tests.tokens.server import AuthorizationServer


@pytest.fixture
def server() -> Iterator[AuthorizationServer]:
    with AuthorizationServer() as server:
        yield server


@pytest.fixture
def asking(server: AuthorizationServer, tmp_path: Path) -> Iterator[Asking]:
    asking = Asking(server, tmp_path / "shop")
    yield asking
    asking.explorer.close()
