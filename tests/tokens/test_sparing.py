"""A person is asked for a client's secret when a token is wanted, and not while one is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tests.tokens.asking import Asking
from tests.tokens.server import SECRET, AuthorizationServer

from endpoint_explorer.errors import SecretNeeded
from endpoint_explorer.explorer import Explorer, Sent
from endpoint_explorer.model.collection import Environment
from endpoint_explorer.model.cookie import Cookie
from endpoint_explorer.model.oauth2 import Token
from endpoint_explorer.model.request import Field
from endpoint_explorer.storage.cookies import CookieStore
from endpoint_explorer.storage.environments import create_environment, rename_environment
from endpoint_explorer.storage.tokens import TokenStore

ENVIRONMENT = Environment(name="", secrets={"client": "prompt:"})


@pytest.fixture
def other(asking: Asking) -> Iterator[Explorer]:
    """Another program, which was told nothing."""
    explorer = asking.program()
    yield explorer
    explorer.close()


def send(asking: Asking, explorer: Explorer, *headers: Field) -> Sent:
    asking.use(client_secret="{{client}}")
    request, context, origin = asking.parts
    request = msgspec.structs.replace(request, headers=headers)
    context = msgspec.structs.replace(context, environment=ENVIRONMENT)
    return explorer.send(request, context, origin)


def status(sent: Sent) -> int | None:
    return sent.exchange.response.status if sent.exchange.response else None


def give(explorer: Explorer, asking: Asking) -> None:
    explorer.provide_secret(asking.parts[1].directory, "client", SECRET)


def test_nobody_is_asked_while_a_token_is_kept(asking: Asking, other: Explorer) -> None:
    with pytest.raises(SecretNeeded):
        send(asking, asking.explorer)
    give(asking.explorer, asking)
    assert status(send(asking, asking.explorer)) == 200
    assert status(send(asking, other)) == 200
    asking.now += 3_600  # It is fresh no more.
    with pytest.raises(SecretNeeded):
        send(asking, other)
    give(other, asking)
    assert status(send(asking, other)) == 200


def test_a_refused_token_asks_for_the_secret(
    asking: Asking, server: AuthorizationServer, other: Explorer
) -> None:
    give(asking.explorer, asking)
    send(asking, asking.explorer)
    server.accepted.clear()
    before = len(server.asked)
    with pytest.raises(SecretNeeded):
        send(asking, other)
    assert len(server.asked) == before
    give(other, asking)
    assert status(send(asking, other)) == 200


def test_a_secret_that_the_message_needs_is_asked_for(asking: Asking, other: Explorer) -> None:
    give(asking.explorer, asking)
    send(asking, asking.explorer)
    for value in ("{{client}}", "x {{client}}"):
        with pytest.raises(SecretNeeded):
            send(asking, other, Field("X-Client", value))


def test_cookies_and_tokens_go_along_with_another_name(tmp_path: Path) -> None:
    path = create_environment(tmp_path, "Staging")
    cookie = Cookie(name="sid", value="1", domain="h", path="/", host_only=True)
    CookieStore(tmp_path, "staging").change({cookie.key: cookie})
    TokenStore(tmp_path, "staging").keep("key", Token(access_token="t"))
    assert rename_environment(path, "Live").stem == "live"
    assert [kept.value for kept in CookieStore(tmp_path, "live").read()] == ["1"]
    assert TokenStore(tmp_path, "live").read("key") == Token(access_token="t")
    assert CookieStore(tmp_path, "staging").read() == ()
    assert TokenStore(tmp_path, "staging").read("key") is None
