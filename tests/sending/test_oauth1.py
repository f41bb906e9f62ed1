"""OAuth 1 signatures, against published ones and against the rules of RFC 5849."""

from __future__ import annotations

import base64
import hmac
import sys
from urllib.parse import quote, unquote

import pytest

from endpoint_explorer.errors import AuthFailed
from endpoint_explorer.model.authorization import OAuth1Signing
from endpoint_explorer.model.exchange import PreparedRequest
from endpoint_explorer.model.request import SignatureMethod
from endpoint_explorer.sending.challenges import parse_parameters
from endpoint_explorer.sending.oauth1 import authorization

PHOTOS = OAuth1Signing(
    consumer_key="dpf43f3p2l4k3l03",
    consumer_secret="kd94hf93k423kf44",
    token="nnch734d00sl2jdk",
    token_secret="pfkkdhi9sl3r4s00",
    realm="Photos",
)


def parameters(value: str) -> dict[str, str]:
    scheme, _, rest = value.partition(" ")
    assert scheme == "OAuth"
    return {name: unquote(text) for name, text in parse_parameters(rest).items()}


def test_the_example_of_the_specification() -> None:
    """OAuth Core 1.0, appendix A.5; that of RFC 5849 differs in leaving out oauth_version."""
    signing = OAuth1Signing(
        consumer_key="dpf43f3p2l4k3l03",
        consumer_secret="kd94hf93k423kf44",
        token="nnch734d00sl2jdk",
        token_secret="pfkkdhi9sl3r4s00",
        realm="http://photos.example.net/",
    )
    request = PreparedRequest(
        method="GET", url="http://photos.example.net/photos?file=vacation.jpg&size=original"
    )
    made = authorization(signing, request, None, 1191242096, "kllo9940pd9333jh")
    assert parameters(made) == {
        "realm": "http://photos.example.net/",
        "oauth_consumer_key": "dpf43f3p2l4k3l03",
        "oauth_token": "nnch734d00sl2jdk",
        "oauth_nonce": "kllo9940pd9333jh",
        "oauth_timestamp": "1191242096",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_version": "1.0",
        "oauth_signature": "tR3+Ty81lMeYAr/Fid0kMTYa/WM=",
    }


@pytest.mark.parametrize(("method", "digest"), [("HMAC-SHA1", "sha1"), ("HMAC-SHA256", "sha256")])
def test_a_form_is_signed_as_rfc_5849_3_4_1_says(method: SignatureMethod, digest: str) -> None:
    signing = OAuth1Signing(
        consumer_key="9djdj82h48djs9d2", consumer_secret="j49sk3j29djd", method=method
    )
    request = PreparedRequest(
        method="POST",
        url="http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b",
        headers=(("Host", "EXAMPLE.COM"), ("Content-Type", "application/x-www-form-urlencoded")),
    )
    made = parameters(authorization(signing, request, "c2&a3=2+q", 137131201, "7d8f3e4a"))
    pairs = (
        "a2=r%20b&a3=2%20q&a3=a&b5=%3D%253D&c%40=&c2=&oauth_consumer_key=9djdj82h48djs9d2"
        f"&oauth_nonce=7d8f3e4a&oauth_signature_method={method}&oauth_timestamp=137131201"
        "&oauth_version=1.0"
    )
    base = "&".join(("POST", quote("http://example.com/request", safe=""), quote(pairs, safe="")))
    expected = hmac.digest(b"j49sk3j29djd&", base.encode(), digest)
    assert made["oauth_signature"] == base64.b64encode(expected).decode()


def test_plaintext_is_the_two_secrets() -> None:
    signing = OAuth1Signing(
        consumer_key="k", consumer_secret="a&b", token="t", token_secret="c", method="PLAINTEXT"
    )
    request = PreparedRequest(method="GET", url="https://h/")
    assert parameters(authorization(signing, request, None, 0))["oauth_signature"] == "a%26b&c"


@pytest.mark.parametrize("query", ["a[]=1", "a={b}", "a='\"|", "=", "a%ff=%"])
def test_a_query_that_browsers_would_send_is_signed(query: str) -> None:
    request = PreparedRequest(method="PURGE", url=f"http://h/?{query}")
    assert parameters(authorization(PHOTOS, request, None, 0))["oauth_signature"]


def test_two_messages_never_share_a_nonce() -> None:
    request = PreparedRequest(method="GET", url="http://h/")
    nonces = {parameters(authorization(PHOTOS, request, None, 0))["oauth_nonce"] for _ in range(2)}
    assert len(nonces) == 2


def test_a_key_signs_as_rsa() -> None:
    pytest.importorskip("jwt")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    signing = OAuth1Signing(consumer_key="k", private_key=pem, method="RSA-SHA1")
    request = PreparedRequest(method="GET", url="http://h/")
    made = parameters(authorization(signing, request, None, 1, "n"))
    pairs = (
        "oauth_consumer_key=k&oauth_nonce=n&oauth_signature_method=RSA-SHA1&oauth_timestamp=1"
        "&oauth_version=1.0"
    )
    base = f"GET&http%3A%2F%2Fh%2F&{quote(pairs, safe='')}"
    signature = base64.b64decode(made["oauth_signature"])
    key.public_key().verify(signature, base.encode(), padding.PKCS1v15(), hashes.SHA1())


def test_what_is_no_key_is_not_repeated() -> None:
    pytest.importorskip("jwt")
    signing = OAuth1Signing(consumer_key="k", private_key="s3cret-no-key", method="RSA-SHA1")
    with pytest.raises(AuthFailed) as caught:
        authorization(signing, PreparedRequest(method="GET", url="http://h/"), None, 0)
    assert caught.value.message == (
        "OAuth 1: auth.consumer_secret is no private key in PEM, as RSA-SHA1 needs it"
    )


def test_a_form_that_a_get_cannot_have_is_refused() -> None:
    request = PreparedRequest(method="GET", url="http://h/")
    with pytest.raises(AuthFailed, match="OAuth 1: the message cannot be signed"):
        authorization(PHOTOS, request, "a=1", 0)


def test_without_the_packages_for_rsa_they_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oauthlib.oauth1.rfc5849.signature._jwt_rsa", {})  # what it has loaded
    monkeypatch.setitem(sys.modules, "jwt", None)
    monkeypatch.setitem(sys.modules, "jwt.algorithms", None)
    signing = OAuth1Signing(consumer_key="k", private_key="key", method="RSA-SHA1")
    with pytest.raises(AuthFailed) as caught:
        authorization(signing, PreparedRequest(method="GET", url="http://h/"), None, 0)
    assert "pip install 'endpoint-explorer[rsa]'" in caught.value.hint
