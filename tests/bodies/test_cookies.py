from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.bodies.cookies import Cookie, parse_set_cookie


@pytest.mark.parametrize(
    ("header", "cookie"),
    [
        ("a=b", Cookie("a", "b")),
        (
            "sid=x=y; Path=/; HttpOnly; Max-Age=3600",
            Cookie("sid", "x=y", (("Path", "/"), ("HttpOnly", ""), ("Max-Age", "3600"))),
        ),
        (
            "a=b; Expires=Wed, 21 Oct 2026 07:28:00 GMT",
            Cookie("a", "b", (("Expires", "Wed, 21 Oct 2026 07:28:00 GMT"),)),
        ),
        ("nameless", Cookie("", "nameless")),
        ("a=; ; Secure;", Cookie("a", "", (("Secure", ""),))),
        ("", Cookie("", "")),
    ],
)
def test_set_cookie(header: str, cookie: Cookie) -> None:
    assert parse_set_cookie(header) == cookie


@given(st.text(max_size=60))
def test_anything_is_read(header: str) -> None:
    parse_set_cookie(header)
