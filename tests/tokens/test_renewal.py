"""Tokens that end, that are refused, and that several want at once."""

from __future__ import annotations

import threading

import msgspec
import pytest
from tests.tokens.asking import Asking, browse
from tests.tokens.server import SECRET

from endpoint_explorer.errors import (
    AuthorizationFailed,
    AuthorizationNeeded,
    Cancelled,
    SecretNeeded,
)
from endpoint_explorer.explorer import Observer, Origin
from endpoint_explorer.model.collection import Environment
from endpoint_explorer.model.exchange import Response
from endpoint_explorer.sending.transport import CancelToken


@pytest.fixture
def authorized(asking: Asking) -> Asking:
    """The same with a token that a person authorized."""
    asking.use(grant="authorization-code")
    asking.authorize()
    asking.server.asked.clear()
    return asking


def steps(asking: Asking) -> list[str]:
    return [form["grant_type"] for form in asking.server.asked]


@pytest.mark.parametrize(("lifetime", "margin"), [(3600, 30), (100, 10)])
def test_a_token_is_refreshed_before_it_expires(asking: Asking, lifetime: int, margin: int) -> None:
    asking.server.expires_in = lifetime
    asking.use(grant="authorization-code")
    asking.authorize()
    asking.now += lifetime - margin - 1
    assert asking.status() == 200
    assert steps(asking) == ["authorization_code"]
    asking.now += 1
    assert asking.status() == 200
    assert steps(asking) == ["authorization_code", "refresh_token"]
    assert asking.server.asked[-1]["refresh_token"] == "refresh-token-1"


def test_a_refresh_token_that_is_not_replaced_stays(authorized: Asking) -> None:
    authorized.server.rotates = False
    for _ in range(2):
        authorized.now += 3600
        assert authorized.status() == 200
    assert [form["refresh_token"] for form in authorized.server.asked] == ["refresh-token-1"] * 2


def test_a_refused_refresh_falls_back_to_the_grant(asking: Asking) -> None:
    asking.use(grant="password")
    asking.status()
    asking.server.refreshable.clear()
    asking.now += 3600
    assert asking.status() == 200
    assert steps(asking) == ["password", "refresh_token", "password"]


def test_a_refused_refresh_needs_the_person_again(authorized: Asking) -> None:
    authorized.server.refreshable.clear()
    authorized.now += 3600
    with pytest.raises(AuthorizationNeeded) as needed:
        authorized.send()
    assert needed.value.message == (
        "the token endpoint answered 400 to the refresh token: invalid_grant: "
        "{{refresh token}} is no longer good; a person has to authorize first"
    )
    assert authorized.explorer.token_state(*authorized.parts) is None


@pytest.mark.parametrize(
    "answer", [(503, "down"), (400, {"error": "temporarily_unavailable"}), (401, "{")]
)
def test_a_server_in_trouble_costs_no_refresh_token(
    authorized: Asking, answer: tuple[int, object]
) -> None:
    authorized.now += 3600
    authorized.server.answers = [answer]
    with pytest.raises(AuthorizationFailed, match=f"answered {answer[0]} to the refresh token"):
        authorized.send()
    assert authorized.status() == 200


@pytest.mark.parametrize("expires_in", [None, "3600", 0, -5])
def test_any_life_is_understood(asking: Asking, expires_in: object) -> None:
    asking.server.expires_in = expires_in
    asking.use(grant="password")
    assert asking.status() == 200
    assert asking.status() == 200
    is_short = expires_in in (0, -5)
    assert steps(asking) == (["password", "refresh_token"] if is_short else ["password"])


def test_a_refused_token_is_renewed_once_and_the_request_sent_again(authorized: Asking) -> None:
    authorized.server.accepted = {"none"}
    heads: list[Response] = []
    bodies: list[bytes] = []
    sent = authorized.explorer.send(
        *authorized.parts, observer=Observer(on_response=heads.append, on_body=bodies.append)
    )
    (hop,) = sent.exchange.hops
    assert (hop.status, hop.location) == (401, hop.url)
    assert "token was refused" in hop.note
    assert [head.status for head in heads] == [200], "the refusal is nobody's answer"
    assert b"".join(bodies) == b'{"you": "are in"}'
    assert authorized.server.called == ["Bearer access-token-1", "Bearer access-token-2"]
    assert {"access-token-1", "access-token-2"} <= {s.value for s in sent.exchange.secrets}
    assert authorized.status() == 200
    assert steps(authorized) == ["refresh_token"]


def test_a_token_that_is_refused_twice_is_taken_at_that(authorized: Asking) -> None:
    authorized.server.answers = [(200, {"access_token": "not-good", "token_type": "Bearer"})]
    authorized.server.accepted = set()
    assert authorized.status() == 401
    assert len(authorized.server.called) == 2


def test_a_new_token_that_is_refused_is_not_asked_for_again(asking: Asking) -> None:
    asking.server.answers = [(200, {"access_token": "not-good", "token_type": "Bearer"})]
    assert asking.status() == 401
    assert len(asking.server.asked) == 1


def test_a_token_stays_behind_at_a_redirect_to_another_origin(authorized: Asking) -> None:
    request, context, origin = authorized.parts
    request = msgspec.structs.replace(request, url=f"{authorized.server.url}/away")
    sent = authorized.explorer.send(request, context, origin)
    assert sent.exchange.response is not None
    assert sent.exchange.response.status == 401
    assert authorized.server.called == [""]
    assert authorized.server.asked == [], "the token was not refused: nobody was shown it"


def test_a_refusal_without_another_token_is_the_answer(authorized: Asking) -> None:
    authorized.server.accepted = set()
    authorized.server.refreshable.clear()
    sent = authorized.send()
    assert sent.exchange.response is not None
    assert sent.exchange.response.status == 401
    assert b"are out" in sent.exchange.response.body
    assert "invalid_grant" in sent.notice
    assert "refresh-token-1" not in sent.notice


@pytest.mark.parametrize("has_collection", [True, False])
def test_two_that_refresh_at_once_use_the_refresh_token_once(
    authorized: Asking, has_collection: bool
) -> None:
    asking = authorized
    programs = [asking.explorer, asking.program() if has_collection else asking.explorer]
    parts = asking.parts
    if not has_collection:
        parts = (*parts[:2], Origin())
        asking.explorer.authorize(*parts, open_url=browse)
        asking.server.asked.clear()
    asking.now += 3600
    statuses: list[int] = []

    def send(index: int) -> None:
        response = programs[index].send(*parts).exchange.response
        statuses.append(response.status if response else 0)

    threads = [threading.Thread(target=send, args=(index,)) for index in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200, 200]
    assert steps(asking) == ["refresh_token"]
    for program in programs:
        program.close()


def test_a_token_is_for_the_next_program_too(authorized: Asking) -> None:
    other = authorized.program()
    assert authorized.status(other) == 200
    assert authorized.server.asked == []
    other.close()


def test_the_state_of_a_token_can_be_shown(asking: Asking) -> None:
    assert asking.explorer.token_state(*asking.parts) is None
    asking.status()
    state = asking.explorer.token_state(*asking.parts)
    assert state is not None
    assert state.describe(asking.now + 30) == "token expires in 59 minutes"
    assert state.describe(asking.now + 3600) == "token has expired; it is renewed when sent"
    assert (state.is_fresh, state.is_renewable) == (True, True)


def test_the_state_of_a_token_needs_no_secret(asking: Asking) -> None:
    asking.use(client_secret="{{client}}")
    request, context, origin = asking.parts
    environment = Environment(name="e", secrets={"client": "prompt:"})
    context = msgspec.structs.replace(context, environment=environment)
    with pytest.raises(SecretNeeded):
        asking.explorer.send(request, context, origin)
    asking.explorer.provide_secret(asking.folder, "client", SECRET)
    asking.explorer.send(request, context, origin)
    other = asking.program()
    assert other.token_state(request, context, origin) is not None
    assert other.clear_token(request, context, origin)
    other.close()


def test_cancelling_ends_the_asking_at_once(asking: Asking) -> None:
    asking.server.hold.clear()
    cancel = CancelToken()

    def stop() -> None:
        asking.server.reached.wait(10)
        cancel.cancel()

    threading.Thread(target=stop).start()
    with pytest.raises(Cancelled) as error:
        asking.send(cancel=cancel)
    assert error.value.exit_code == 130
    asking.server.hold.set()


def test_cancelling_ends_the_waiting_for_another_that_renews(asking: Asking) -> None:
    asking.server.hold.clear()
    first = threading.Thread(target=asking.send)
    first.start()
    asking.server.reached.wait(10)
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled, match="waiting for the token"):
        asking.send(cancel=cancel)
    asking.server.hold.set()
    first.join()
    assert len(asking.server.asked) == 1
