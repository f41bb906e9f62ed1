"""Heads that broke: what can be read of them, and nothing that was not there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.sending.heads import read_broken

HEAD = b"HTTP/1.1 200 So So\r\nX-A: 1\r\nx-a:  two \r\nX-Empty:\r\n\r\nbody: no header\r\n"


def test_a_head_that_is_whole_is_read_to_its_end() -> None:
    read = read_broken(HEAD)
    assert read is not None
    assert (read.status, read.reason, read.http_version) == (200, "So So", "HTTP/1.1")
    assert read.headers == (("X-A", "1"), ("x-a", "two"), ("X-Empty", ""))
    assert read.notes == ()
    assert not read.is_complete


@given(st.integers(0, len(HEAD)))
def test_a_head_that_is_cut_gives_the_lines_that_came_whole(length: int) -> None:
    read = read_broken(HEAD[:length])
    if length < HEAD.index(b"\n") + 1:
        assert read is None
    else:
        assert read is not None
        everything = read_broken(HEAD)
        assert everything is not None
        assert read.headers == everything.headers[: len(read.headers)]
        # The status line, and the empty line at the end, are no headers.
        assert len(read.headers) == min(3, HEAD[:length].count(b"\n") - 1)


@given(st.binary())
def test_any_bytes_are_read_without_an_error(data: bytes) -> None:
    read_broken(data)
    read = read_broken(b"HTTP/1.0 404 \r\n" + data)
    assert read is not None
    assert read.status == 404


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"HTTP/1.1 200 O",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nX-A: 1\r\n",
        b"HTTP/1.1 20 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        b"SSH-2.0\r\n\r\n",
    ],
)
def test_what_has_no_status_line_of_a_final_answer(data: bytes) -> None:
    assert read_broken(data) is None
