"""Test vectors of AWS Signature Version 4, as data.

SUITE: the signature test suite, tests/aws-signing-test-suite/v4 of github.com/awslabs/aws-c-auth
(Apache License 2.0), the files header-signed-request.txt. Credentials AKIDEXAMPLE /
wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY, us-east-1, service "service", 20150830T123600Z.

S3: the examples of "Authenticating Requests: Using the Authorization Header" in the Amazon S3 API
reference. Credentials AKIAIOSFODNN7EXAMPLE / wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY, us-east-1,
20130524T000000Z.
"""

from __future__ import annotations

from typing import NamedTuple


class Vector(NamedTuple):
    """A message, the names of the headers that are signed, and its signature.

    `headers` are beside Host and X-Amz-Date.
    """

    name: str
    method: str
    path: str
    query: str | None
    headers: tuple[tuple[str, str], ...]
    body: bytes
    signed: str
    signature: str


_HOST_AND_DATE = "host;x-amz-date"
_UNRESERVED = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_FORM_HASH = "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"
_FORM_SIGNED = "content-length;content-type;host;x-amz-content-sha256;x-amz-date"
_FORM = "application/x-www-form-urlencoded"


def _get(name: str, path: str, query: str | None, signature: str) -> Vector:
    return Vector(name, "GET", path, query, (), b"", _HOST_AND_DATE, signature)


def _headers(name: str, signed: str, signature: str, *rows: tuple[str, str]) -> Vector:
    return Vector(name, "GET", "/", None, rows, b"", signed, signature)


def _form(name: str, content_type: str, signature: str) -> Vector:
    rows = (
        ("Content-Type", content_type),
        ("Content-Length", "13"),
        ("x-amz-content-sha256", _FORM_HASH),
    )
    return Vector(name, "POST", "/", None, rows, b"Param1=value1", _FORM_SIGNED, signature)


SUITE = (
    _get(
        "get-vanilla",
        "/",
        None,
        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    ),
    Vector(
        "post-vanilla",
        "POST",
        "/",
        None,
        (),
        b"",
        _HOST_AND_DATE,
        "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    ),
    _get(
        "get-vanilla-empty-query-key",
        "/",
        "Param1=value1",
        "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
    ),
    _get(
        "get-vanilla-query-order-key-case",
        "/",
        "Param2=value2&Param1=value1",
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    ),
    _get(
        "get-vanilla-query-order-encoded",
        "/",
        "Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
        "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac",
    ),
    _get(
        "get-vanilla-query-unreserved",
        "/",
        f"{_UNRESERVED}={_UNRESERVED}",
        "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197",
    ),
    _get(
        "get-vanilla-utf8-query",
        "/",
        "\u1234=bar",
        "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
    ),
    _get(
        "get-unreserved",
        f"/{_UNRESERVED}",
        None,
        "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
    ),
    _get(
        "get-utf8",
        "/\u1234",
        None,
        "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
    ),
    _get(
        "get-space-normalized",
        "/example space/",
        None,
        "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741",
    ),
    _get(
        "get-slashes-normalized",
        "//example//",
        None,
        "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84",
    ),
    _get(
        "get-relative-relative-normalized",
        "/example1/example2/../..",
        None,
        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    ),
    _headers(
        "get-header-value-trim",
        "host;my-header1;my-header2;x-amz-date",
        "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
        ("My-Header1", " value1"),
        ("My-Header2", ' "a   b   c"'),
    ),
    _headers(
        "get-header-key-duplicate",
        "host;my-header1;x-amz-date",
        "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
        ("My-Header1", "value2"),
        ("My-Header1", "value2"),
        ("My-Header1", "value1"),
    ),
    _headers(
        "get-header-value-order",
        "host;my-header1;x-amz-date",
        "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01",
        ("My-Header1", "value4"),
        ("My-Header1", "value1"),
        ("My-Header1", "value3"),
        ("My-Header1", "value2"),
    ),
    _headers(
        "get-vanilla-with-session-token",
        "host;x-amz-date;x-amz-security-token",
        "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8",
        (
            "X-Amz-Security-Token",
            "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267",
        ),
    ),
    _form(
        "post-x-www-form-urlencoded",
        _FORM,
        "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b",
    ),
    _form(
        "post-x-www-form-urlencoded-parameters",
        f"{_FORM}; charset=utf-8",
        "328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422",
    ),
)

_EMPTY_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
_PUT_HASH = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"
_S3_SIGNED = "host;x-amz-content-sha256;x-amz-date"

S3 = (
    Vector(
        "GET object",
        "GET",
        "/test.txt",
        None,
        (("Range", "bytes=0-9"), ("x-amz-content-sha256", _EMPTY_HASH)),
        b"",
        "host;range;x-amz-content-sha256;x-amz-date",
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    ),
    Vector(
        "PUT object",
        "PUT",
        "/test$file.text",
        None,
        (
            ("Date", "Fri, 24 May 2013 00:00:00 GMT"),
            ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            ("x-amz-content-sha256", _PUT_HASH),
        ),
        b"Welcome to Amazon S3.",
        "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    ),
    Vector(
        "GET bucket lifecycle",
        "GET",
        "/",
        "lifecycle",
        (("x-amz-content-sha256", _EMPTY_HASH),),
        b"",
        _S3_SIGNED,
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
    ),
    Vector(
        "GET bucket, list objects",
        "GET",
        "/",
        "max-keys=2&prefix=J",
        (("x-amz-content-sha256", _EMPTY_HASH),),
        b"",
        _S3_SIGNED,
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    ),
)
