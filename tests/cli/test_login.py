from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from tests.cli.conftest import Cli
from tests.faults.server import FaultServer, Peer

BASIC = f"Basic {base64.b64encode(b'ada:l:ove').decode()}"


class Site:
    """A server that asks the first time for whatever `challenge` says."""

    def __init__(self, challenge: str = "") -> None:
        self._challenge = challenge
        self.authorizations: list[str] = []

    def __call__(self, peer: Peer) -> None:
        while True:
            lines = peer.read_request().decode().split("\r\n")
            found = [line[15:] for line in lines if line.startswith("Authorization: ")]
            self.authorizations += found or [""]
            if found or not self._challenge:
                peer.answer(b"in")
            else:
                header = f"WWW-Authenticate: {self._challenge}\r\n"
                peer.answer(b"out", status="401 Unauthorized", headers=header)


def test_user_is_basic_and_the_password_is_in_no_file(cli: Cli, tmp_path: Path) -> None:
    site = Site()
    with FaultServer(site) as server:
        assert cli("send", server.url, "-u", "ada:l:ove").out == b"in"
        assert cli("send", server.url, "-u", "ada:").out == b"in"
    assert site.authorizations[0] == BASIC
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name.startswith("history") for path in files)
    for needle in (b"l:ove", BASIC.encode()[6:]):
        assert [path for path in files if needle in path.read_bytes()] == []


def test_a_password_may_be_a_variable(cli: Cli) -> None:
    site = Site()
    with FaultServer(site) as server:
        cli("send", server.url, "-u", "ada:{{word}}", "--var", "word=l:ove")
    assert site.authorizations == [BASIC]


def test_a_password_that_is_left_out_is_asked_for(cli: Cli) -> None:
    outcome = cli("send", "http://127.0.0.1:1/", "-u", "ada")
    assert outcome.code == 2
    assert "the secret -u password is asked for when it is needed" in outcome.err


def test_digest_answers_the_challenge_and_says_so(cli: Cli) -> None:
    site = Site('Digest realm="r", nonce="n", qop="auth"')
    with FaultServer(site) as server:
        outcome = cli("send", server.url, "-u", "ada:love", "--digest", "--json")
    document = json.loads(outcome.out)
    assert document["response"]["status"] == 200
    (hop,) = document["hops"]
    assert (hop["status"], hop["note"]) == (401, "answered the Digest challenge")
    assert document["request"]["headers"][-1] == ["Authorization", "Digest {{Digest answer}}"]
    shown = cli("history", "show", "1")
    assert "401, then answered the Digest challenge" in shown.out.decode()
    assert site.authorizations[1].removeprefix("Digest ") not in shown.out.decode()


def test_netrc_is_read_where_it_is_asked_for(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1 login ada password l:ove\n")
    file.chmod(0o644)
    monkeypatch.setenv("NETRC", str(file))
    site = Site()
    with FaultServer(site) as server:
        cli("send", server.url)
        outcome = cli("send", server.url, "--netrc", "--json")
    assert site.authorizations == ["", BASIC]
    document = json.loads(outcome.out)
    assert document["response"]["notes"] == [f"{file} can be read by others: chmod 600 {file}"]
    assert "l:ove" not in outcome.out.decode()
    assert BASIC not in outcome.out.decode()


def test_aws_goes_by_its_option_or_by_the_host(cli: Cli) -> None:
    site = Site()
    with FaultServer(site) as server:
        cli("send", server.url, "-u", "AKID:key", "--aws-sigv4", "aws:amz:eu-west-1:s3")
    assert "/eu-west-1/s3/aws4_request, " in site.authorizations[0]
    host = "https://q.sqs.eu-north-1.amazonaws.com/"
    shown = cli("send", host, "-u", "AKID:key", "--aws-sigv4", "aws:amz", "--dry-run")
    assert "Authorization: AWS4-HMAC-SHA256 … (made when sent)" in shown.out.decode()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--digest",), "--digest needs --user"),
        (("--aws-sigv4", "aws:amz"), "--aws-sigv4 needs --user"),
        (("-u", "a:b", "--aws-sigv4", "s3"), "--aws-sigv4 's3' is no place"),
        (("-u", "a:b", "--netrc"), "--netrc and --user exclude each other"),
        (("-u", "a:b", "--digest", "--netrc"), "--digest and --netrc exclude each other"),
    ],
)
def test_options_that_do_not_go_together(cli: Cli, options: tuple[str, ...], message: str) -> None:
    outcome = cli("send", "http://127.0.0.1:1/", *options)
    assert outcome.code == 2
    assert message in outcome.err
