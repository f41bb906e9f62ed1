"""The answer of a browser: the right one, and all the others."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import pytest
from tests.faults.server import free_port
from tests.tokens.asking import Asking, browse, fetch

from endpoint_explorer.errors import AuthorizationFailed, Cancelled
from endpoint_explorer.sending.loopback import Loopback
from endpoint_explorer.sending.transport import CancelToken
from endpoint_explorer.tokens import errand


@pytest.fixture(autouse=True)
def _with_a_person(asking: Asking) -> None:
    asking.use(grant="authorization-code")


def redirect_uri(url: str) -> str:
    return parse_qs(urlsplit(url).query)["redirect_uri"][0]


def test_the_way_back_is_a_free_port_of_this_machine(asking: Asking) -> None:
    asking.authorize()
    (question,) = asking.server.questions
    parts = urlsplit(question["redirect_uri"])
    assert (parts.scheme, parts.hostname, parts.path) == ("http", "127.0.0.1", "/callback")
    assert asking.server.asked[0]["redirect_uri"] == question["redirect_uri"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_way_back_may_be_set(asking: Asking, host: str) -> None:
    uri = f"http://{host}:{free_port()}/back/here"
    asking.use(redirect_uri=uri)
    asking.authorize()
    assert asking.server.questions[0]["redirect_uri"] == uri


def test_a_port_that_is_taken_is_named(asking: Asking) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        asking.use(redirect_uri=f"http://127.0.0.1:{port}/")
        with pytest.raises(AuthorizationFailed, match=f"listen on 127.0.0.1:{port}"):
            asking.authorize()


@pytest.mark.parametrize(
    ("redirect", "message"),
    [
        (lambda good: {**good, "state": "other"}, "another state"),
        (lambda good: {"code": good["code"]}, "another state"),
        (lambda good: {"state": good["state"]}, "without a code"),
        (lambda good: {**good, "code": "forged"}, "answered 400 to the code: invalid_grant"),
        (
            lambda good: {"state": good["state"], "error": "access_denied"},
            "the authorization endpoint answered: access_denied",
        ),
    ],
)
def test_an_answer_that_is_none_is_explained(
    asking: Asking, redirect: Callable[[dict[str, str]], dict[str, str]], message: str
) -> None:
    asking.server.redirect = redirect
    with pytest.raises(AuthorizationFailed, match=message):
        asking.authorize()
    assert asking.explorer.token_state(*asking.parts) is None


def test_the_verifier_and_the_code_are_in_no_error(asking: Asking) -> None:
    asking.server.redirect = lambda good: {**good, "code": "forged-code"}
    with pytest.raises(AuthorizationFailed, match=r"\{\{code verifier\}\} does not fit"):
        asking.authorize()
    (form,) = asking.server.asked
    asking.server.answers = [(400, {"error": "invalid_grant", "error_description": "forged-code"})]
    with pytest.raises(AuthorizationFailed, match=r"invalid_grant: \{\{code\}\}"):
        asking.authorize()
    assert len(form["code_verifier"]) >= 43


def test_only_our_path_with_an_answer_is_one(asking: Asking) -> None:
    seen: list[int] = []

    def visit(url: str) -> None:
        base = redirect_uri(url)
        root = base.removesuffix("/callback")
        state = parse_qs(urlsplit(url).query)["state"][0]
        twice = f"{base}?code=a&code=b&state={state}"
        for other in (f"{root}/favicon.ico", f"{root}/?code=x&state={state}", base, twice):
            try:
                fetch(other)
            except HTTPError as error:
                seen.append(error.code)
        try:
            urlopen(base, data=urlencode({"code": "x", "state": state}).encode(), timeout=10)
        except HTTPError as error:
            seen.append(error.code)
        browse(url)

    assert asking.authorize(visit).expires_at
    assert seen == [404] * 5


def test_a_visitor_that_says_nothing_holds_nobody_up(asking: Asking) -> None:
    def visit(url: str) -> None:
        parts = urlsplit(redirect_uri(url))
        assert parts.hostname
        assert parts.port
        silent = [socket.create_connection((parts.hostname, parts.port)) for _ in range(20)]
        silent[-1].sendall(b"GET /callback?co")
        browse(url)
        for connection in silent:
            connection.close()

    assert asking.authorize(visit).expires_at


def test_one_answer_is_taken_and_the_port_closed() -> None:
    pages: list[str] = []
    loopback = Loopback()

    def visit() -> None:
        pages.append(fetch(f"{loopback.uri}?code=1&state=2"))

    visitor = threading.Thread(target=visit)
    visitor.start()
    assert loopback.wait(CancelToken(), 10) == {"code": "1", "state": "2"}
    visitor.join()
    assert "You can close this tab" in pages[0]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", urlsplit(loopback.uri).port or 0))


def test_cancelling_closes_the_port_at_once(asking: Asking) -> None:
    cancel = CancelToken()
    uris: list[str] = []

    def leave(url: str) -> None:
        uris.append(redirect_uri(url))
        cancel.cancel()

    with pytest.raises(Cancelled):
        asking.authorize(leave, cancel)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", urlsplit(uris[0]).port or 0))


def test_cancelling_ends_the_exchange_of_the_code(asking: Asking) -> None:
    cancel = CancelToken()
    asking.server.hold.clear()

    def agree(url: str) -> None:
        browse(url)
        asking.server.reached.wait(10)
        cancel.cancel()

    with pytest.raises(Cancelled):
        asking.authorize(agree, cancel)
    asking.server.hold.set()


def test_nobody_waits_for_ever(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errand, "PATIENCE", 0.01)
    with pytest.raises(AuthorizationFailed, match="nobody authorized within"):
        asking.authorize(lambda url: None)
