"""Every kind of auth, as a person sends it: by a key in the form, and by `send`."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from oauthlib.common import Request as Asked
from oauthlib.oauth1.rfc5849 import signature
from tests.demo.test_auth_collection import DEMO, WITH_AUTH, expected
from tests.faults.server import FaultServer, Peer
from tests.faults.test_ntlm import Acceptor

from endpoint_explorer.cli.main import run
from endpoint_explorer.demo.auth.accounts import PASSWORD, USERNAME
from endpoint_explorer.demo.process import DemoServer
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.model.request import AuthType
from endpoint_explorer.storage.request_file import parse_request

from .conftest import Opener

KINDS: set[AuthType] = {
    "basic", "bearer", "api-key", "digest", "oauth2", "oauth1", "aws-sigv4", "netrc", "ntlm",
}  # fmt: skip


class Verifier:
    """Lets in whose OAuth 1 signature oauthlib finds right."""

    def __call__(self, peer: Peer) -> None:
        while True:
            head = peer.read_request().decode()
            host, header = (
                found[1]
                for name in ("Host", "Authorization")
                if (found := re.search(rf"\r\n{name}: (.*)\r\n", head))
            )
            asked: Any = Asked(f"http://{host}{head.split()[1]}", "GET")
            headers = {"Authorization": header}
            asked.params = signature.collect_parameters(asked.uri_query, [], headers)
            signed = signature.collect_parameters("", [], headers, exclude_oauth_signature=False)
            asked.signature = dict(signed)["oauth_signature"]
            is_right = signature.verify_hmac_sha1(asked, "c0nsumer s3cret", "t0ken s3cret")
            peer.answer(b"", status="200 OK" if is_right else "401 Unauthorized")


@pytest.fixture
def servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Servers for what the demo API does not speak: their URLs by the kind of auth."""
    (tmp_path / "users").write_text("LAB:ada:hunter22\n")
    monkeypatch.setenv("NTLM_USER_FILE", str(tmp_path / "users"))
    (tmp_path / "netrc").write_text(f"machine 127.0.0.1 login {USERNAME} password {PASSWORD}\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with FaultServer(Acceptor()) as ntlm, FaultServer(Verifier()) as oauth1:
        yield {"ntlm": ntlm.url, "oauth1": oauth1.url}


@pytest.fixture
def requests(tmp_path: Path, servers: dict[str, str]) -> dict[Path, int]:
    """Return a request for each kind of auth, and the status that answers it."""
    collection = tmp_path / "root" / "demo"
    shutil.copytree(DEMO, collection)
    auths = {
        "ntlm": 'username = "LAB\\\\ada"\npassword = "hunter22"\n',
        "oauth1": 'consumer_key = "me"\nconsumer_secret = "c0nsumer s3cret"\ntoken = "mine"\n'
        'token_secret = "t0ken s3cret"\n',
        "netrc": "",
    }
    for kind, fields in auths.items():
        url = servers.get(kind, "")
        text = f'url = "{url or "/auth/basic"}{"/?b=1&a=%20" if url else ""}"\n'
        (collection / f"{kind}.toml").write_text(f'{text}[auth]\ntype = "{kind}"\n{fields}')
    found = {collection / path.relative_to(DEMO): expected(path) for path in WITH_AUTH}
    found |= {collection / f"{kind}.toml": 200 for kind in auths}
    assert {parse_request(p.read_text(), p).auth.type for p in found} - {"none"} == KINDS
    return found


async def test_in_the_form(
    opener: Opener, demo_server: DemoServer, requests: dict[Path, int], tmp_path: Path
) -> None:
    root = tmp_path / "root"
    async with opener(root=root) as session:
        main = session.main
        main.explorer.set_session_variable(root / "demo", "server", demo_server.base_url)
        answers: dict[Path, int] = {}
        for path in requests:
            await session.open(path)
            await session.press("ctrl+j")
            await session.until(lambda: main.current.result and main.current.flight is None)
            result = main.current.result
            assert isinstance(result, Exchange), (path, result)
            assert result.response is not None, (path, result.failure)
            answers[path] = result.response.status
        assert answers == requests


def test_by_send(
    demo_server: DemoServer,
    requests: dict[Path, int],
    capfd: pytest.CaptureFixture[str],
) -> None:
    words = ["--env", "local", "--var", f"server={demo_server.base_url}", "--json"]
    assert run(["send", *map(str, requests), *words], lambda _root, _url: 0) == 0
    documents = capfd.readouterr().out.removesuffix("\n}\n").split("\n}\n")
    answers = [json.loads(text + "}")["response"]["status"] for text in documents]
    assert answers == list(requests.values())
