from __future__ import annotations

import json
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.msgpack import LIMIT
from endpoint_explorer.bodies.registry import HEX, RAW, show, views

TYPE = "application/msgpack"
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=40)
)
documents = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=20) | st.dictionaries(st.text(max_size=5), inner, max_size=20)
    ),
    max_leaves=30,
)


def text(data: bytes) -> str:
    shown = show(Body.of(data, TYPE))
    assert shown.view == "MessagePack", shown.note
    return shown.document.read(0, shown.document.size).decode()


@settings(max_examples=40)
@given(documents)
def test_it_is_laid_out_as_the_json_of_the_same_value(value: object) -> None:
    expected = json.dumps(value, indent=2, ensure_ascii=False)
    laid_out = text(msgspec.msgpack.encode(value))
    assert laid_out == expected


def test_what_json_has_not_is_told_as_text() -> None:
    value = {
        3: b"\x00\xff",
        "t": datetime(2026, 1, 5, 9, 0, 0, 5000, UTC),
        "e": msgspec.msgpack.Ext(5, b"x"),
    }
    assert text(msgspec.msgpack.encode(value)) == (
        '{\n  3: "2 bytes: 00 ff",\n  "t": "2026-01-05T09:00:00.005000000Z",\n'
        '  "e": "ext 5: 1 bytes: 78"\n}'
    )


def test_repeated_keys_and_keys_that_are_containers_stay() -> None:
    assert text(b"\x82\xa1a\x01\xa1a\x02") == '{\n  "a": 1,\n  "a": 2\n}'
    assert text(b"\x81\x91\x01\x02") == "{\n  [\n    1\n  ]: 2\n}"
    assert text(b"\x01\x02") == "1\n2"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x93\x01", "ends before it is complete"),
        (b"\xc1", "0xC1 is never used"),
        (b"\xdd\xff\xff\xff\xff", "ends before it is complete"),
        (b"\xdb\xff\xff\xff\xffx", "ends before it is complete"),
        (b"\x91" * 20_000 + b"\x01", "nested so deeply"),
    ],
)
def test_what_is_no_messagepack_is_said(data: bytes, reason: str) -> None:
    shown = show(Body.of(data, TYPE))
    assert shown.view == HEX
    assert reason in shown.note


@settings(max_examples=100)
@given(st.binary(max_size=40))
def test_any_bytes_are_shown(data: bytes) -> None:
    assert show(Body.of(data, TYPE)).document.line_count


def test_its_views() -> None:
    assert views(Body.of(b"\x81\xa1a\x01", TYPE)) == ("MessagePack", HEX, RAW)
    shown = show(Body.of(b"\x01" * (LIMIT + 1), TYPE))
    assert "larger than 2.0 MB" in shown.note
