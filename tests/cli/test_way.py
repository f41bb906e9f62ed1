from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from tests.cli.conftest import Cli, Server
from tests.faults.proxy import Seen, through
from tests.faults.server import FaultServer, Peer

COLLECTION = """
format = 1
base_url = "{url}"
[tls]
ca = "../missing.pem"
"""


def greet(peer: Peer) -> None:
    while True:
        peer.read_request()
        peer.answer(b"hello")


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def secure(authority: trustme.CA) -> Iterator[FaultServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with FaultServer(greet, context=context) as server:
        yield server


def test_insecure_gets_an_answer_and_a_warning(cli: Cli, secure: FaultServer) -> None:
    refused = cli("send", secure.url)
    assert (refused.code, refused.out) == (4, b"")
    assert "is not trusted" in refused.err
    outcome = cli("send", secure.url, "-k")
    assert (outcome.code, outcome.out) == (0, b"hello")
    assert "warning: the server's certificate was not verified" in outcome.err


def test_cacert_is_a_file_of_the_working_directory(
    cli: Cli, secure: FaultServer, authority: trustme.CA
) -> None:
    authority.cert_pem.write_to_path("ca.pem")
    outcome = cli("send", secure.url, "--cacert", "ca.pem", "--json")
    document = json.loads(outcome.out)
    assert outcome.err == ""
    assert document["certificate"]["verified"] is True
    assert document["certificate"]["names"] == ["127.0.0.1"]
    assert document["certificate"]["issuer"].startswith("O=trustme")
    assert document == json.loads(cli("history", "show", "1", "--json").out)


def test_a_file_that_is_not_there_is_named(cli: Cli, secure: FaultServer) -> None:
    outcome = cli("send", secure.url, "--cert", "none.pem")
    assert outcome.code == 4
    assert str(Path.cwd() / "none.pem") in outcome.err


def test_what_is_set_on_the_command_line_stands_above_the_collection(
    cli: Cli, secure: FaultServer
) -> None:
    folder = Path("shop")
    folder.mkdir()
    (folder / "collection.toml").write_text(COLLECTION.format(url=secure.url))
    (folder / "get.toml").write_text('url = "/"\n')
    outcome = cli("send", "shop/get.toml")
    assert outcome.code == 4
    assert "missing.pem" in outcome.err
    assert cli("send", "shop/get.toml", "-k").code == 0
    assert cli("history", "replay", "2").code == 4
    assert cli("history", "replay", "2", "--insecure").code == 0


def test_a_proxy_is_used_and_named_without_its_password(cli: Cli, server: Server) -> None:
    seen = Seen()
    with FaultServer(greet) as behind, through(behind, seen, "me:s3cret-word") as proxy:
        url = f"http://me:s3cret-word@127.0.0.1:{proxy.port}"
        outcome = cli("send", "http://far.example/", "-x", url, "--json")
    document = json.loads(outcome.out)
    assert document["response"]["body"] == "forwarded"
    assert document["proxy"] == {"url": f"http://127.0.0.1:{proxy.port}", "source": ""}
    assert b"s3cret-word" not in outcome.out


def test_a_proxy_of_the_environment_is_named_and_can_be_refused(
    cli: Cli, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FaultServer(greet) as behind, through(behind, Seen()) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        outcome = cli("send", "http://far.example/")
        direct = cli("send", server.url, "--no-proxy")
    assert outcome.out == b"forwarded"
    assert f"via proxy {proxy.url}, which http_proxy names" in outcome.err
    assert (direct.out, direct.err) == (b"{}", "")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--key", "k.pem"), "--key needs --cert"),
        (("--no-proxy", "-x", "http://p"), "exclude each other"),
        (("-x", "ftp://p"), "ftp is no kind of proxy"),
    ],
)
def test_options_that_make_no_sense(cli: Cli, options: tuple[str, ...], words: str) -> None:
    outcome = cli("send", "http://127.0.0.1:1/", *options)
    assert outcome.code == 2
    assert words in outcome.err


def test_http_1_is_all_that_is_offered_when_asked_for(cli: Cli, authority: trustme.CA) -> None:
    offered: list[object] = []

    def note(peer: Peer) -> None:
        assert isinstance(peer.sock, ssl.SSLSocket)
        offered.append(peer.sock.selected_alpn_protocol())
        greet(peer)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    context.set_alpn_protocols(["h2", "http/1.1"])
    with FaultServer(note, context=context) as server:
        assert cli("send", server.url, "-k", "--http1.1").code == 0
    assert offered == ["http/1.1"]
