from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from endpoint_explorer.cli.output import Output, encode_line

if TYPE_CHECKING:
    from typing_extensions import Buffer

pytestmark = pytest.mark.usefixtures("home")

PROGRAM = [sys.executable, "-m", "endpoint_explorer"]
WORDS = [["completion", "bash"], ["--help"], ["--version", "--help"], ["--version"]]


class TestLines:
    def test_styles_are_left_out_where_there_is_no_colour(self) -> None:
        assert encode_line((("200", "green"), " OK")) == b"200 OK\n"

    def test_styles_are_ended_where_there_is(self) -> None:
        line = encode_line((("200", "green"), " OK"), coloured=True)
        assert line == b"\x1b[32m200\x1b[0m OK\n"

    def test_text_cannot_steer_the_terminal(self) -> None:
        line = encode_line((("a\x1b[2Jb\nc\x9b1m", "red"),), coloured=True)
        assert line.startswith(b"\x1b[31ma\xe2\x90\x9b[2Jb")
        assert line.count(b"\x1b") == 2
        assert line.count(b"\n") == 1
        assert "\x9b" not in line.decode()

    def test_what_the_encoding_cannot_say_is_escaped(self) -> None:
        assert encode_line(("é → ü",), encoding="latin-1") == b"\xe9 \\u2192 \xfc\n"


class TestStreams:
    def test_bytes_pass_as_they_are(self, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
        data = bytes(range(256))
        Output().data(data)
        assert capsysbinary.readouterr().out == data

    def test_many_lines_all_arrive(self, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
        Output().lines((f"line {n}",) for n in range(20_000))
        out = capsysbinary.readouterr().out
        assert out.splitlines() == [b"line %d" % n for n in range(20_000)]

    def test_a_status_is_for_terminals_only(
        self, capsysbinary: pytest.CaptureFixture[bytes]
    ) -> None:
        output = Output()
        output.status("200 OK")
        output.warn("careful", hint="look")
        assert capsysbinary.readouterr().err == b"warning: careful\nhint: look\n"


class Slow(io.RawIOBase):
    """A stream as `python -u` has it: no buffer, and few bytes at a time."""

    def __init__(self) -> None:
        self.taken = b""

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer) -> int:
        piece = bytes(data)[:7]
        self.taken += piece
        return len(piece)


def test_a_stream_that_takes_little_at_a_time_gets_all(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(slow, write_through=True))  # type: ignore[type-var]  # raw, as with -u
    data = bytes(range(256))
    Output().data(data)
    assert slow.taken == data


class TestBrokenStreams:
    @pytest.mark.parametrize("words", WORDS)
    def test_a_reader_that_has_gone_is_no_news(self, words: list[str]) -> None:
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(
            [*PROGRAM, *words], stdout=writer, stderr=subprocess.PIPE, check=False
        )
        os.close(writer)
        assert (done.returncode, done.stderr) == (141, b"")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
    @pytest.mark.parametrize("words", WORDS)
    def test_a_full_disk_is_an_error(self, words: list[str]) -> None:
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [*PROGRAM, *words], stdout=full, stderr=subprocess.PIPE, check=False
            )
        assert done.returncode == 3
        assert (
            done.stderr.splitlines()[0] == b"error: <stdout>: cannot be written: the disk is full"
        )
        assert b"Traceback" not in done.stderr

    @pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
    def test_closed_streams_are_left_alone(self, closed: str) -> None:
        command = f'"{sys.executable}" -m endpoint_explorer completion zsh {closed}'
        done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        assert (b"compdef" in done.stdout) == (closed == "2>&-")

    def test_an_error_that_nobody_can_be_told_has_its_exit_code(self) -> None:
        command = f'"{sys.executable}" -m endpoint_explorer send --no-such >&- 2>/dev/full'
        assert subprocess.run(["sh", "-c", command], check=False).returncode == 2
