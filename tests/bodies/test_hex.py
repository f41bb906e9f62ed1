from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.bodies.hex import HexDocument


@given(st.binary(max_size=70))
def test_every_byte_can_be_read_back(data: bytes) -> None:
    document = HexDocument(data)
    read = b""
    for line in range(document.line_count):
        text = document.text(line)
        assert text.isascii()
        assert text.isprintable()
        assert int(text[:8], 16) == line * 16
        read += bytes.fromhex(text[10:59].replace("  ", " "))
    assert read == data


def test_a_line() -> None:
    document = HexDocument(bytes(range(0x3C, 0x50)))
    assert document.text(0) == (
        "00000000  3c 3d 3e 3f 40 41 42 43  44 45 46 47 48 49 4a 4b  <=>?@ABCDEFGHIJK"
    )
    assert document.text(1) == f"00000010  {'4c 4d 4e 4f':<48}  LMNO"


@given(st.integers(0, 39), st.integers(1, 8))
def test_bytes_are_found_in_both_columns(start: int, length: int) -> None:
    data = bytes(range(0x30, 0x58))
    document = HexDocument(data)
    found = b""
    shown = ""
    for line in range(document.line_count):
        columns = document.columns(line, start, start + length)
        if columns:
            (left, right), (first, last) = columns
            found += bytes.fromhex(document.text(line)[left:right].replace("  ", " "))
            shown += document.text(line)[first:last]
    assert found == data[start : start + length]
    assert shown.encode() == data[start : start + length]


def test_lines_and_addresses() -> None:
    document = HexDocument(bytes(33))
    assert document.line_count == 3
    assert [document.line_at(address) for address in (0, 15, 16, 32, 99)] == [0, 0, 1, 2, 2]
    assert document.span(2) == (32, 33)
    with pytest.raises(IndexError):
        document.text(3)
    assert HexDocument(b"").line_count == 1
