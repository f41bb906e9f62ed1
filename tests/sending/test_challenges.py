"""What WWW-Authenticate says, however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.sending.challenges import (
    AuthChallenge,
    parse_challenges,
    parse_parameters,
    quote,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('Basic realm="x"', [AuthChallenge("basic", {"realm": "x"})]),
        ("Negotiate", [AuthChallenge("negotiate")]),
        ("Negotiate, NTLM", [AuthChallenge("negotiate"), AuthChallenge("ntlm")]),
        ("NTLM TlRMTVNTUAAC==", [AuthChallenge("ntlm", token="TlRMTVNTUAAC==")]),
        (
            'Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"',
            [
                AuthChallenge(
                    "newauth", {"realm": "apps", "type": "1", "title": 'Login to "apps"'}
                ),
                AuthChallenge("basic", {"realm": "simple"}),
            ],
        ),
        (
            'DIGEST  Realm = "a,b" ,, NONCE=n,qop="auth, auth-int",',
            [AuthChallenge("digest", {"realm": "a,b", "nonce": "n", "qop": "auth, auth-int"})],
        ),
        ('Digest realm="open', [AuthChallenge("digest", {"realm": "open"})]),
        ('Digest realm="a", realm="b"', [AuthChallenge("digest", {"realm": "a"})]),
        ('realm="no scheme", Basic x=1', [AuthChallenge("basic", {"x": "1"})]),
        ("", []),
        (",, @;=", []),
    ],
)
def test_challenges(value: str, expected: list[AuthChallenge]) -> None:
    assert list(parse_challenges([value])) == expected


def test_several_headers_are_one_list() -> None:
    found = parse_challenges(['Basic realm="a"', 'Digest realm="b"'])
    assert [challenge.scheme for challenge in found] == ["basic", "digest"]


def test_parameters_without_a_scheme() -> None:
    assert parse_parameters('nextnonce="a=,b", qop=auth; x') == {
        "nextnonce": "a=,b",
        "qop": "auth;",
    }


@given(st.text() | st.text('Digest =,"\\ abc/+-;\t'))
def test_nothing_that_a_server_says_raises(value: str) -> None:
    parse_challenges([value])
    parse_parameters(value)


names = st.text("abcdefgh-", min_size=1, max_size=8).map(lambda text: f"x{text}")
values = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=20)
lists = st.lists(
    st.builds(AuthChallenge, names, st.dictionaries(names, values, max_size=4)), max_size=3
)


@given(lists)
def test_what_is_written_is_what_is_read(challenges: list[AuthChallenge]) -> None:
    written = ", ".join(
        f"{challenge.scheme} "
        + ", ".join(f"{name}={quote(text)}" for name, text in challenge.parameters.items())
        for challenge in challenges
    )
    assert list(parse_challenges([written])) == challenges
