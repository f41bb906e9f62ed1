"""Digest answers: the examples of RFC 7616, and what else a challenge may want."""

from __future__ import annotations

import hashlib

import pytest

from endpoint_explorer.errors import AuthFailed
from endpoint_explorer.model.authorization import DigestLogin
from endpoint_explorer.sending.challenges import AuthChallenge, parse_challenges, parse_parameters
from endpoint_explorer.sending.digest import DigestSession, strongest
from endpoint_explorer.sending.nonces import Nonces
from endpoint_explorer.sending.urls import parse

MUFASA = DigestLogin(username="Mufasa", password="Circle of Life")
MUFASA_NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
MUFASA_OWN_NONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"


def challenge(text: str) -> AuthChallenge:
    (found,) = parse_challenges([f"Digest {text}"])
    return found


def answered(session: DigestSession, target: str = "/", body_hash: str = "") -> dict[str, str]:
    return parse_parameters(session.authorization("GET", target, body_hash).partition(" ")[2])


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_first_example_of_the_rfc(algorithm: str, response: str) -> None:
    opaque = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
    asked = challenge(
        f'realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, '
        f'nonce="{MUFASA_NONCE}", opaque="{opaque}"'
    )
    assert answered(DigestSession(MUFASA, asked, MUFASA_OWN_NONCE), "/dir/index.html") == {
        "username": "Mufasa",
        "realm": "http-auth@example.org",
        "uri": "/dir/index.html",
        "algorithm": algorithm,
        "nonce": MUFASA_NONCE,
        "nc": "00000001",
        "cnonce": MUFASA_OWN_NONCE,
        "qop": "auth",
        "response": response,
        "opaque": opaque,
    }


@pytest.mark.skipif("sha512_256" not in hashlib.algorithms_available, reason="hashlib has it not")
def test_the_second_example_of_the_rfc_as_its_erratum_4897_has_it() -> None:
    login = DigestLogin(username="J\u00e4s\u00f8n Doe", password="Secret, or not?")
    asked = challenge(
        'realm="api@example.org", qop="auth", algorithm=SHA-512-256, '
        'nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", charset=UTF-8, userhash=true, '
        'opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS"'
    )
    own = "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v"
    made = answered(DigestSession(login, asked, own), "/doe.json")
    assert made["userhash"] == "true"
    assert made["username"] == "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"
    assert made["response"] == "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"


def test_a_challenge_without_qop_is_answered_as_rfc_2069_says() -> None:
    asked = challenge('realm="r", nonce="n"')
    made = answered(DigestSession(MUFASA, asked))
    assert set(made) == {"username", "realm", "nonce", "uri", "response"}
    secret = hashlib.md5(b"Mufasa:r:Circle of Life").hexdigest()
    about = hashlib.md5(b"GET:/").hexdigest()
    assert made["response"] == hashlib.md5(f"{secret}:n:{about}".encode()).hexdigest()


def test_a_session_key_and_the_body_take_part() -> None:
    asked = challenge('realm="r", nonce="n", qop="auth-int", algorithm=SHA-256-sess')
    session = DigestSession(MUFASA, asked, "own")
    assert session.hashes_body
    assert session.hash_name == "sha256"

    def digest(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    key = digest(f"{digest('Mufasa:r:Circle of Life')}:n:own")
    for count in ("00000001", "00000002"):
        made = answered(session, "/", "feed")
        about = digest("GET:/:feed")
        assert made["response"] == digest(f"{key}:n:{count}:own:auth-int:{about}")
        assert (made["nc"], made["cnonce"], made["algorithm"]) == (count, "own", "SHA-256-sess")


def test_names_and_realms_are_quoted() -> None:
    login = DigestLogin(username='a"b\\c', password="")
    made = answered(DigestSession(login, challenge(r'realm="x\"y", nonce="n"')))
    assert (made["username"], made["realm"]) == ('a"b\\c', 'x"y')


def test_a_name_that_is_not_ascii_is_sent_extended_where_the_server_reads_utf_8() -> None:
    login = DigestLogin(username="Zo\u00eb", password="")
    utf_8 = answered(DigestSession(login, challenge('realm="r", nonce="n", charset=UTF-8')))
    assert utf_8["username*"] == "UTF-8''Zo%C3%AB"
    assert "username" not in utf_8
    assert (
        answered(DigestSession(login, challenge('realm="r", nonce="n"')))["username"] == "Zo\u00eb"
    )


def test_the_strongest_that_is_known_is_answered() -> None:
    found = parse_challenges(
        [
            'Basic realm="b"',
            'Digest realm="md5", nonce="n", algorithm=MD5',
            'Digest realm="odd", nonce="n", algorithm=SHA-1024',
            'Digest realm="sha", nonce="n", algorithm=sha-256-sess',
        ]
    )
    chosen = strongest(found)
    assert chosen is not None
    assert chosen.parameters["realm"] == "sha"
    assert strongest(found[:1]) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('realm="r", nonce="n", algorithm=SHA-1', "algorithm 'SHA-1' is not known"),
        ('realm="r"', "it has no nonce"),
        ('nonce="n", qop="auth-conf"', "quality of protection 'auth-conf' is not known"),
    ],
)
def test_what_cannot_be_answered_is_said(text: str, reason: str) -> None:
    with pytest.raises(AuthFailed, match=reason):
        strongest((challenge(text),))


def test_nonces_are_kept_by_origin_login_and_protection_space() -> None:
    nonces = Nonces()
    root = DigestSession(MUFASA, challenge('realm="a", nonce="n"'))
    below = DigestSession(MUFASA, challenge('realm="b", nonce="n", domain="/b http://h:81/"'))
    for session in (root, below):
        nonces.keep(parse("http://h/x"), MUFASA, session)
    assert nonces.find(parse("http://h/"), MUFASA) is root
    assert nonces.find(parse("http://h/b/c"), MUFASA) is below
    assert nonces.find(parse("http://h:81/"), MUFASA) is None
    assert nonces.find(parse("https://h/"), MUFASA) is None
    assert nonces.find(parse("http://h/"), DigestLogin(username="Mufasa", password="")) is None
    nonces.forget(root)
    assert nonces.find(parse("http://h/"), MUFASA) is None


def test_nonces_that_were_used_last_are_kept() -> None:
    nonces = Nonces()
    for number in range(101):
        session = DigestSession(MUFASA, challenge('realm="a", nonce="n"'))
        nonces.keep(parse(f"http://h{number}/"), MUFASA, session)
    assert nonces.find(parse("http://h0/"), MUFASA) is None
    assert nonces.find(parse("http://h1/"), MUFASA) is not None


def test_nothing_of_a_login_is_in_its_repr() -> None:
    assert repr(MUFASA) == "DigestLogin(…)"
