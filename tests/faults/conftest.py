"""What the fault tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from endpoint_explorer.sending.transport import Transport


@pytest.fixture
def transport() -> Iterator[Transport]:
    """Give a transport that is closed at the end of the test."""
    made = Transport()
    yield made
    made.close()
