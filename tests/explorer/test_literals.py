"""Credentials that are written out in a request: in no history, and there again for a replay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tests.faults.server import FaultServer, Peer

from endpoint_explorer.errors import UnknownVariable
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.explorer.values import Origin
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.request import SECRET_PARTS, Auth, Field, Request
from endpoint_explorer.storage.history import History
from endpoint_explorer.storage.saving import load_request, save_request

CORE = "Zq8wTr51nLx0"
SECRET = f"{CORE}+/&"

AUTHS = [
    Auth(type="basic", username="ada", password=SECRET),
    Auth(type="bearer", token=SECRET),
    Auth(type="api-key", name="X-Key", value=SECRET),
    Auth(type="api-key", name="key", value=SECRET, location="query"),
    Auth(type="api-key", name="key", value=SECRET, location="cookie"),
    Auth(type="digest", username="ada", password=SECRET),
    Auth(type="ntlm", username="ada", password=SECRET),
    Auth(
        type="aws-sigv4",
        access_key="AKID",
        secret_key=SECRET,
        session_token=SECRET,
        region="r",
        service="s",
    ),
    Auth(
        type="oauth1",
        consumer_key="me",
        consumer_secret=SECRET,
        token=SECRET,
        token_secret=SECRET,
        signature_method="PLAINTEXT",
    ),
    # What another kind has left there is sent nowhere, and still recorded with the request.
    Auth(type="none", password=SECRET, client_secret=SECRET),
    Auth(type="bearer", token=f"a-\\{{{{{SECRET}"),
]


def label(auth: Auth) -> str:
    return f"{auth.type}-{auth.location}"


class Repeater:
    """Answers with what it was asked, in a header and in the body."""

    def __init__(self) -> None:
        self.received: list[bytes] = []

    def __call__(self, peer: Peer) -> None:
        while True:
            asked = peer.read_request()
            self.received.append(asked)
            peer.answer(asked, headers=f"X-Line: {asked.split(b' ')[1].decode()}\r\n")


@pytest.fixture
def repeater() -> Iterator[tuple[FaultServer, Repeater]]:
    repeater = Repeater()
    with FaultServer(repeater) as server:
        yield server, repeater


@pytest.fixture
def explorer(tmp_path: Path) -> Iterator[Explorer]:
    explorer = Explorer(history=History(tmp_path / "history.sqlite"))
    yield explorer
    explorer.close()


@pytest.mark.parametrize("auth", AUTHS, ids=label)
def test_the_history_has_the_name_of_the_field(
    explorer: Explorer, repeater: tuple[FaultServer, Repeater], tmp_path: Path, auth: Auth
) -> None:
    server, _ = repeater
    written = next(filter(None, (getattr(auth, part) for part in SECRET_PARTS)))
    request = Request(url=server.url, auth=auth, headers=(Field("X-Again", written),))
    sent = explorer.send(request, Context(directory=tmp_path))
    assert sent.exchange.response is not None
    kept = explorer.history.get(sent.exchange.id or 0)
    text = repr(msgspec.to_builtins(kept, builtin_types=(bytes,)))
    assert "{{auth." in text
    assert CORE not in text
    explorer.close()
    assert all(CORE.encode() not in path.read_bytes() for path in tmp_path.glob("history*"))


@pytest.mark.parametrize("place", ["request", "collection", "url"])
def test_a_replay_takes_what_the_file_says_today(
    explorer: Explorer, repeater: tuple[FaultServer, Repeater], tmp_path: Path, place: str
) -> None:
    server, received = repeater[0], repeater[1].received
    (tmp_path / "collection.toml").write_text("format = 1\n")
    path = tmp_path / "get.toml"
    request = Request(url=server.url + f"/x?again={CORE}")
    bearer = Auth(type="bearer", token=CORE)
    if place == "request":
        request = msgspec.structs.replace(request, auth=bearer)
    elif place == "collection":
        (tmp_path / "collection.toml").write_text(f'[auth]\ntype = "bearer"\ntoken = "{CORE}"\n')
    else:
        url = request.url.replace("//", f"//ada:{CORE}@", 1)
        request = msgspec.structs.replace(request, url=url)
    save_request(path, request, None)
    sent = explorer.send(request, explorer.context(path), Origin(path, tmp_path))
    exchange_id = sent.exchange.id or 0
    assert CORE not in str(explorer.history.get(exchange_id).request)
    assert explorer.reopen(exchange_id)[0] == load_request(path).request
    explorer.replay(exchange_id)
    assert received[0] == received[1]


def test_without_its_file_a_replay_says_what_is_missing(
    explorer: Explorer, repeater: tuple[FaultServer, Repeater], tmp_path: Path
) -> None:
    request = Request(url=repeater[0].url, auth=Auth(type="bearer", token=SECRET))
    sent = explorer.send(request, Context(directory=tmp_path))
    with pytest.raises(UnknownVariable) as error:
        explorer.replay(sent.exchange.id or 0)
    assert error.value.field == "auth.token"
    assert "no history keeps it" in error.value.hint
