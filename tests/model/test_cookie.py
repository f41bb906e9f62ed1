from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.model.cookie import SetCookie, parse_set_cookie


@pytest.mark.parametrize(
    ("header", "cookie"),
    [
        ("a=b", SetCookie("a", "b")),
        (
            "sid=x=y; Path=/; HttpOnly; Max-Age=3600",
            SetCookie("sid", "x=y", (("Path", "/"), ("HttpOnly", ""), ("Max-Age", "3600"))),
        ),
        (
            "a=b; Expires=Wed, 21 Oct 2026 07:28:00 GMT",
            SetCookie("a", "b", (("Expires", "Wed, 21 Oct 2026 07:28:00 GMT"),)),
        ),
        ("nameless", SetCookie("", "nameless")),
        ("a=; ; Secure;", SetCookie("a", "", (("Secure", ""),))),
        ("", SetCookie("", "")),
    ],
)
def test_set_cookie(header: str, cookie: SetCookie) -> None:
    assert parse_set_cookie(header) == cookie


@given(st.text(max_size=60))
def test_anything_is_read(header: str) -> None:
    parse_set_cookie(header)
