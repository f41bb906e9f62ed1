"""Credentials that are written out in a request: in no history, and there again for a replay."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
import pytest
from tests.faults.server import FaultServer, Peer

from endpoint_explorer.errors import UnknownVariable
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.explorer.values import Origin
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.request import (
    SECRET_PARTS,
    Auth,
    Body,
    Field,
    FormField,
    Request,
)
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


BEARER = f"Bearer {CORE}"
AD_HOC = {
    "headers.Authorization": Request(headers=(Field("Authorization", BEARER),)),
    "headers.Proxy-Authorization": Request(headers=(Field("Proxy-Authorization", BEARER),)),
    "headers.x-api-key": Request(headers=(Field("x-api-key", CORE),)),
    "headers.X-Off-Token": Request(headers=(Field("X-Off-Token", CORE, enabled=False),)),
    "cookie sid": Request(headers=(Field("Cookie", f"a={{{{a}}}}; sid={CORE}{CORE}"),)),
    "cookie value": Request(headers=(Field("cookie", CORE * 2),)),
    "query.api_key": Request(query=(Field("api_key", f"{CORE}/+ä"),)),
    "query.access_token": Request(url=f"?x=1&access_token={CORE}%2F#f"),
    "body.password": Request(body=Body(type="form", fields=(FormField("password", CORE),))),
    "body.pass": Request(body=Body(type="multipart", fields=(FormField("pass", CORE),))),
    "body.secret": Request(body=Body(type="text", text=f"a=1&secret={CORE}%26")),
    "body.new_password": Request(
        body=Body(type="json", text=f'{{"new_password": "\\"{CORE}\\u00e4"}}')
    ),
    "body.token": Request(
        body=Body(type="graphql", text="{ me }", variables=f'{{"token": "{CORE}"}}')
    ),
    "url.text": Request(url="/hooks/ghp_" + CORE * 3),
}


@contextmanager
def another_session(explorer: Explorer, folder: Path) -> Iterator[Explorer]:
    """End a session and begin one over the same history."""
    explorer.close()
    with closing(Explorer(history=History(folder / "history.sqlite"))) as later:
        yield later


def placed(request: Request, url: str) -> Request:
    return msgspec.structs.replace(request, method="POST", url=url + request.url)


@pytest.mark.parametrize("field", AD_HOC)
def test_no_history_has_what_a_row_says_that_is_a_credential_by_its_name(
    explorer: Explorer, repeater: tuple[FaultServer, Repeater], tmp_path: Path, field: str
) -> None:
    server, received = repeater[0], repeater[1].received
    context = Context(directory=tmp_path, overrides={"a": "1"})
    sent = explorer.send(placed(AD_HOC[field], server.url), context)
    kept = explorer.history.get(sent.exchange.id or 0)
    text = repr(msgspec.to_builtins(kept, builtin_types=(bytes,)))
    assert f"{{{{{field}}}}}" in text
    assert CORE not in text
    explorer.replay(sent.exchange.id or 0)
    explorer.close()
    assert received[0] == received[1]
    assert all(CORE.encode() not in path.read_bytes() for path in tmp_path.glob("history*"))


@pytest.mark.parametrize("field", AD_HOC)
def test_another_session_takes_what_the_file_says(
    explorer: Explorer, repeater: tuple[FaultServer, Repeater], tmp_path: Path, field: str
) -> None:
    server, received = repeater[0], repeater[1].received
    (tmp_path / "collection.toml").write_text('format = 1\n[variables]\na = "1"\n')
    path = tmp_path / "get.toml"
    request = placed(AD_HOC[field], server.url)
    save_request(path, request, None)
    sent = explorer.send(request, explorer.context(path), Origin(path, tmp_path))
    with another_session(explorer, tmp_path) as later:
        assert later.reopen(sent.exchange.id or 0)[0] == load_request(path).request
        later.replay(sent.exchange.id or 0)
    assert received[0] == received[1]


@pytest.mark.parametrize("field", AD_HOC)
def test_without_its_file_a_replay_says_what_is_missing(
    explorer: Explorer, repeater: tuple[FaultServer, Repeater], tmp_path: Path, field: str
) -> None:
    context = Context(directory=tmp_path, overrides={"a": "1"})
    sent = explorer.send(placed(AD_HOC[field], repeater[0].url), context)
    with another_session(explorer, tmp_path) as later:
        if "Off" in field:
            later.replay(sent.exchange.id or 0)
            return
        with pytest.raises(UnknownVariable) as error:
            later.replay(sent.exchange.id or 0)
    assert error.value.name == field
    assert "no history keeps it" in error.value.hint


def test_a_credential_that_is_missing_can_be_given_as_a_variable(
    explorer: Explorer, repeater: tuple[FaultServer, Repeater], tmp_path: Path
) -> None:
    server, received = repeater[0], repeater[1].received
    context = Context(directory=tmp_path, overrides={"api_token": CORE, "name": "Ada"})
    request = Request(url=f"{server.url}/{{{{name}}}}", headers=(Field("X-A", "{{api_token}}"),))
    sent = explorer.send(request, context)
    kept = explorer.history.get(sent.exchange.id or 0)
    assert kept.overrides == {"api_token": "{{api_token}}", "name": "Ada"}
    assert CORE not in repr(msgspec.to_builtins(kept, builtin_types=(bytes,)))
    with pytest.raises(UnknownVariable):
        explorer.replay(sent.exchange.id or 0)
    request, context, origin = explorer.reopen(sent.exchange.id or 0)
    context = msgspec.structs.replace(context, overrides={**context.overrides, "api_token": CORE})
    explorer.send(request, context, origin)
    assert received[0] == received[1]


def test_a_header_of_the_collection_is_in_no_history_either(
    explorer: Explorer, repeater: tuple[FaultServer, Repeater], tmp_path: Path
) -> None:
    (tmp_path / "collection.toml").write_text(
        f'format = 1\n[variables]\nplain = "{CORE}"\n'
        f'[headers]\nX-Api-Key = "{CORE}1"\nX-Token = "{{{{plain}}}}"\n'
    )
    context = explorer.context(tmp_path)
    sent = explorer.send(Request(url=repeater[0].url), context, Origin(collection=tmp_path))
    kept = explorer.history.get(sent.exchange.id or 0)
    text = repr(msgspec.to_builtins(kept, builtin_types=(bytes,)))
    assert "{{headers.X-Api-Key}}" in text
    assert "{{headers.X-Token}}" in text
    assert CORE not in text


@pytest.mark.parametrize(
    "request_",
    [
        Request(query=(Field("page_token", "CAUQAA"), Field("key", "name"))),
        Request(headers=(Field("Idempotency-Key", "8e03978e-40d5-43dd-bc93-6894a57f9324"),)),
        Request(headers=(Field("Authorization", "Bearer {{a}}"), Field("X-Token", "true"))),
        Request(body=Body(type="json", text='{"max_tokens": "4096", "token_url": "http://h/"}')),
    ],
)
def test_what_only_sounds_like_a_credential_is_kept(
    explorer: Explorer, repeater: tuple[FaultServer, Repeater], tmp_path: Path, request_: Request
) -> None:
    request = placed(request_, repeater[0].url)
    sent = explorer.send(request, Context(directory=tmp_path, overrides={"a": "1"}))
    assert explorer.history.get(sent.exchange.id or 0).request == request


@pytest.mark.parametrize("source", ["variable", "command line", "session"])
def test_what_stands_in_for_a_secret_is_in_no_history(
    explorer: Explorer, repeater: tuple[FaultServer, Repeater], tmp_path: Path, source: str
) -> None:
    """A person who is to be asked for `it` gives it otherwise; a variable is plain in its file."""
    (tmp_path / "environments").mkdir()
    secret = "[variables]\nit = " if source == "variable" else "[secrets]\nit = "
    value = CORE if source == "variable" else "prompt:"
    (tmp_path / "environments" / "dev.toml").write_text(f'{secret}"{value}"\n')
    (tmp_path / "collection.toml").write_text('[auth]\ntype = "bearer"\ntoken = "{{it}}"\n')
    if source == "session":
        explorer.set_session_variable(tmp_path, "it", CORE)
    overrides = {"it": CORE} if source == "command line" else {}
    context = explorer.context(tmp_path, "dev", overrides)
    is_plain = source == "variable"
    assert next((v.is_secret, CORE in v.shown) for v in explorer.variables(context)) == (
        (False, True) if is_plain else (True, False)
    )
    request = Request(url=repeater[0].url, headers=(Field("X-A", "{{it}}"),))
    assert CORE.encode() not in explorer.preview_message(request, context, Origin()).data
    sent = explorer.send(request, context, Origin(collection=tmp_path, environment="dev"))
    kept = explorer.history.get(sent.exchange.id or 0)
    text = repr(msgspec.to_builtins(kept, builtin_types=(bytes,)))
    assert "Bearer {{it}}" in text
    assert CORE not in text
