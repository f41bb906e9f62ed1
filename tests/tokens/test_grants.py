"""Each grant, as a send needs it."""

from __future__ import annotations

import pytest
from tests.tokens.asking import Asking
from tests.tokens.server import PASSWORD, SECRET

from endpoint_explorer.errors import AuthorizationFailed, AuthorizationNeeded, InvalidRequest


def test_client_credentials_are_asked_for_once(asking: Asking) -> None:
    assert asking.status() == 200
    assert asking.status() == 200
    assert asking.server.asked == [
        {
            "grant_type": "client_credentials",
            "scope": "read write",
            "audience": "https://api.test",
            "resource": "urn:api",
        }
    ]
    assert asking.server.called == ["Bearer access-token-1"] * 2


def test_the_client_may_stand_in_the_body(asking: Asking) -> None:
    asking.use(client_auth="body")
    assert asking.status() == 200
    (form,) = asking.server.asked
    assert (form["client_id"], form["client_secret"]) == ("the client", SECRET)


def test_a_public_client_says_who_it_is(asking: Asking) -> None:
    asking.use(client_id="public", client_secret="")
    assert asking.status() == 200
    (form,) = asking.server.asked
    assert form["client_id"] == "public"
    assert "client_secret" not in form


def test_the_password_of_a_person(asking: Asking) -> None:
    asking.use(grant="password")
    assert asking.status() == 200
    (form,) = asking.server.asked
    assert (form["grant_type"], form["username"], form["password"]) == ("password", "ada", PASSWORD)


def test_a_code_and_a_verifier(asking: Asking) -> None:
    asking.use(grant="authorization-code")
    with pytest.raises(AuthorizationNeeded, match="no token yet") as needed:
        asking.send()
    assert "authorize" in needed.value.hint
    assert needed.value.exit_code == 2
    state = asking.authorize()
    assert state.expires_at == asking.now + 3600
    assert asking.status() == 200
    (question,) = asking.server.questions
    assert question["code_challenge_method"] == "S256"
    assert question["scope"] == "read write"
    assert asking.server.called == ["Bearer access-token-1"], "nothing was sent without a token"


def test_another_scope_is_another_token(asking: Asking) -> None:
    asking.status()
    asking.use(scope="read")
    asking.status()
    assert [form["scope"] for form in asking.server.asked] == ["read write", "read"]


def test_a_token_that_is_forgotten_is_asked_for_again(asking: Asking) -> None:
    asking.status()
    assert asking.explorer.clear_token(*asking.parts)
    assert not asking.explorer.clear_token(*asking.parts)
    asking.status()
    assert len(asking.server.asked) == 2


def test_authorizing_gets_a_new_token_even_so(asking: Asking) -> None:
    asking.status()
    asking.authorize()
    assert asking.status() == 200
    assert asking.server.called[-1] == "Bearer access-token-2"


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"token_url": ""}, "auth.token_url"),
        ({"token_url": "ftp://x"}, "auth.token_url"),
        ({"client_id": " "}, "auth.client_id"),
        ({"grant": "authorization-code", "authorize_url": ""}, "auth.authorize_url"),
        ({"grant": "authorization-code", "redirect_uri": "https://x.test/"}, "auth.redirect_uri"),
        ({"grant": "password", "username": ""}, "auth.username"),
        ({"client_secret": "\udcff"}, "auth.client_secret"),
        ({"grant": "implicit"}, "auth.grant"),
    ],
)
def test_what_is_missing_is_named(asking: Asking, settings: dict[str, str], field: str) -> None:
    asking.use(**settings)
    with pytest.raises(InvalidRequest) as error:
        asking.send()
    assert error.value.field == field
    assert asking.server.asked == []


def test_a_token_url_may_be_below_the_base_url(asking: Asking) -> None:
    asking.use(token_url="/token")
    request, context, origin = asking.parts
    from msgspec.structs import replace

    context = replace(context, overrides={"base_url": asking.server.url})
    sent = asking.explorer.send(request, context, origin)
    assert sent.exchange.response is not None
    assert sent.exchange.response.status == 200


def test_the_preview_masks_a_token_or_says_where_it_comes_from(asking: Asking) -> None:
    def head() -> str:
        return "".join(piece.text for piece in asking.explorer.preview_message(*asking.parts).head)

    assert "\r\nAuthorization: Bearer (a token is fetched when sent)\r\n" in head()
    asking.status()
    assert "\r\nAuthorization: Bearer ••••••\r\n" in head()
    asking.now += 3600
    assert "(a token is fetched when sent)" in head()
    asking.use(grant="authorization-code")
    assert asking.explorer.preview_message(*asking.parts).notes == (
        "There is no token: authorize first.",
    )
    assert len(asking.server.asked) == 1, "a preview asks nobody"


def test_a_header_that_is_written_stands(asking: Asking) -> None:
    from msgspec.structs import replace

    from endpoint_explorer.model.request import Field

    request, context, origin = asking.parts
    request = replace(request, headers=(Field("Authorization", "Bearer mine"),))
    asking.explorer.send(request, context, origin)
    assert asking.server.called == ["Bearer mine"]
    assert asking.server.asked == []


def test_a_refusal_says_status_error_and_description(asking: Asking) -> None:
    asking.use(client_id="nobody", client_secret="wr0ng")
    with pytest.raises(AuthorizationFailed) as error:
        asking.send()
    assert error.value.message.startswith(
        "the token endpoint answered 401 to the client credentials: invalid_client: who is that"
    )
    assert error.value.step == "client credentials"
    assert error.value.exit_code == 4
    assert "client_auth" in error.value.hint


@pytest.mark.parametrize("client_auth", ["header", "body"])
def test_what_a_server_repeats_is_taken_out(asking: Asking, client_auth: str) -> None:
    asking.use(client_id="nobody", client_secret="wr0ng/secret", client_auth=client_auth)
    with pytest.raises(AuthorizationFailed) as error:
        asking.send()
    assert "who is that with" in error.value.message
    assert "wr0ng" not in error.value.message
    assert "{{auth.client_secret}}" in error.value.message
    asking.use(client_id="the client", client_secret=SECRET, grant="password", password="letmein")
    with pytest.raises(AuthorizationFailed, match=r"not \{\{auth.password\}\}") as refused:
        asking.send()
    assert "letmein" not in str(refused.value)


def test_an_endpoint_that_is_none_is_quoted(asking: Asking) -> None:
    asking.server.answers = [(404, "<h1>No\n such\x1b page</h1>")]
    with pytest.raises(AuthorizationFailed, match=r"404.*no token: <h1>No such\x1b page"):
        asking.send()
    asking.server.answers = [(200, '{"access_token": ["abcdefgh"]}')]
    with pytest.raises(AuthorizationFailed) as error:
        asking.send()
    assert "abcdefgh" not in error.value.message


def test_a_server_that_is_not_there(asking: Asking) -> None:
    from tests.faults.server import free_port

    asking.use(token_url=f"http://127.0.0.1:{free_port()}/token")
    with pytest.raises(AuthorizationFailed, match=r"client credentials: .* refused the connection"):
        asking.send()


def test_a_redirect_of_the_token_endpoint_gets_no_secret(asking: Asking) -> None:
    asking.use(token_url=f"{asking.server.url}/token")
    asking.server.answers = [(307, "")]
    with pytest.raises(AuthorizationFailed, match="answered 307"):
        asking.send()
    assert len(asking.server.asked) == 1


def test_a_secret_of_other_hosts_is_not_sent_to_a_token_endpoint(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    from msgspec.structs import replace

    from endpoint_explorer.errors import SecretRefused
    from endpoint_explorer.model.collection import Environment

    monkeypatch.setenv("CLIENT", SECRET)
    asking.use(client_secret="{{client}}")
    request, context, origin = asking.parts
    for hosts in (("api.test",), ("127.0.0.1",)):
        environment = Environment(
            name="e", secrets={"client": "env:CLIENT"}, secret_hosts={"client": hosts}
        )
        context = replace(context, environment=environment)
        if hosts == ("api.test",):
            with pytest.raises(SecretRefused, match="client is not for 127"):
                asking.explorer.send(request, context, origin)
            assert asking.server.asked == []
        else:
            asking.explorer.send(request, context, origin)
    assert len(asking.server.asked) == 1
