"""The real program between pipes: exact bytes, ctrl+c, readers that go away."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
from pathlib import Path

import pytest
from tests.cli.conftest import Cli, Server, respond, start

LIMIT = 20.0
PIPES = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}


def kinds(cli: Cli) -> list[str | None]:
    """Return the kinds of failure in the history, the newest first."""
    return [row["failure"] for row in json.loads(cli("history", "list", "--json").out)]


def test_a_megabyte_of_anything_arrives_byte_for_byte(server: Server) -> None:
    data = random.Random(1).randbytes(1_000_000)
    server.answer = respond(data, "text/plain; charset=utf-16")
    with start("send", server.url, **PIPES) as process:
        out, err = process.communicate(timeout=LIMIT)
    assert (process.returncode, err) == (0, b"")
    assert out == data


def test_a_body_is_handed_on_while_it_comes(server: Server) -> None:
    server.answer = respond(b"firstlast")[: -len(b"last")]
    server.held = b"last"
    with start("send", server.url, **PIPES) as process:
        assert process.stdout is not None
        assert os.read(process.stdout.fileno(), 100) == b"first"
        server.release.set()
        assert process.communicate(timeout=LIMIT) == (b"last", b"")
    assert process.returncode == 0


def test_ctrl_c_ends_the_exchange_and_records_it(cli: Cli, server: Server) -> None:
    server.answer = respond(b"firstlast")[: -len(b"last")]
    server.held = b"last"
    with start("send", server.url, **PIPES) as process:
        assert process.stdout is not None
        assert os.read(process.stdout.fileno(), 100) == b"first"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=LIMIT)
    assert (process.returncode, out) == (130, b"")
    assert err.startswith(b"error: ")
    assert b"Traceback" not in err
    assert kinds(cli) == ["cancelled"]
    assert cli("history", "show", "1", "--body").out == b"first"


def test_ctrl_c_before_an_answer(cli: Cli, server: Server) -> None:
    server.answer, server.held = b"", b"never"
    with start("send", server.url, **PIPES) as process:
        assert server.received.wait(LIMIT)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=LIMIT)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    assert kinds(cli) == ["cancelled"]


@pytest.mark.parametrize("options", [(), ("--include",), ("--json",), ("--pretty",)])
def test_a_reader_that_goes_away_is_no_news(
    cli: Cli, server: Server, options: tuple[str, ...]
) -> None:
    server.answer = respond(b"[1]")
    reader, writer = os.pipe()
    os.close(reader)
    with start("send", server.url, *options, stdout=writer, stderr=subprocess.PIPE) as process:
        os.close(writer)
        _, err = process.communicate(timeout=LIMIT)
    assert (process.returncode, err) == (141, b"")
    assert len(kinds(cli)) == 1


def test_an_endless_body_ends_with_its_reader(cli: Cli, server: Server) -> None:
    """As `send URL | head -c 5` does: nothing reads on, so nothing is fetched any more."""
    server.answer = b"HTTP/1.1 200 OK\r\n\r\nfirst"
    server.held = b"x" * 10_000_000
    with start("send", server.url, **PIPES) as process:
        assert process.stdout is not None
        assert os.read(process.stdout.fileno(), 5) == b"first"
        process.stdout.close()
        server.release.set()
        assert process.wait(LIMIT) == 141
    assert kinds(cli) == ["cancelled"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_full_disk_is_an_error(server: Server, options: tuple[str, ...]) -> None:
    with (
        Path("/dev/full").open("wb") as full,
        start("send", server.url, *options, stdout=full, stderr=subprocess.PIPE) as process,
    ):
        _, err = process.communicate(timeout=LIMIT)
    assert process.returncode == 3
    assert err.startswith(b"error: <stdout>: cannot be written: the disk is full\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_below_a_file_is_an_error(cli: Cli, server: Server) -> None:
    outcome = cli("send", server.url, "-o", "/dev/full")
    assert outcome.code == 3
    assert outcome.err.startswith("error: /dev/full: cannot be written: the disk is full\n")


def test_the_server_alone_says_where_it_is_and_ends_on_ctrl_c() -> None:
    with start("demo", "--serve-only", **PIPES) as process:
        assert process.stdout is not None
        base_url = process.stdout.readline().decode().strip()
        with start("send", f"{base_url}/v1/users/25", "--fail", **PIPES) as send:
            out, _ = send.communicate(timeout=LIMIT)
        process.send_signal(signal.SIGINT)
        rest, err = process.communicate(timeout=LIMIT)
    assert (send.returncode, json.loads(out)["id"]) == (0, 25)
    assert (process.returncode, rest, err) == (0, b"", b"")


def test_a_pipe_gets_more_than_is_kept(cli: Cli, server: Server) -> None:
    data = random.Random(2).randbytes(60_000_000)
    server.answer = respond(data, "application/octet-stream")
    with start("send", server.url, **PIPES) as process:
        out, err = process.communicate(timeout=LIMIT)
    assert (process.returncode, err) == (0, b"")
    assert out == data
    kept = json.loads(cli("history", "show", "1", "--json").out)["response"]
    assert (kept["size"], kept["complete"], kept["body_encoding"]) == (60_000_000, True, None)
    assert kept["notes"] == ["the body was too large to keep: 60,000,000 bytes"]


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_max_body_cuts_the_body_and_says_so(
    cli: Cli, server: Server, options: tuple[str, ...]
) -> None:
    server.answer = respond(b"0123456789" * 10)
    done = cli("send", server.url, "--max-body", "25", *options)
    assert done.code == 4
    assert "25 B of 100 B received, which is the limit (max_body = 25)" in done.err
    body = json.loads(done.out)["response"]["body"] if options else done.text
    assert body == "0123456789012345678901234"[:25]
    assert cli("send", server.url, "--max-body", "0").code == 0
