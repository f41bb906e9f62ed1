"""AWS Signature Version 4: the published vectors, and what a host's name says."""

from __future__ import annotations

import hashlib

import pytest
from tests.sending.aws_vectors import S3, SUITE, Vector

from endpoint_explorer.model.authorization import AwsSigning
from endpoint_explorer.sending.aws_hosts import AwsHost, guess
from endpoint_explorer.sending.aws_signing import (
    Message,
    authorization,
    canonical_request,
    timestamp,
)
from endpoint_explorer.sending.urls import Url

KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


def signed(vector: Vector, host: str, date: str, signing: AwsSigning) -> str:
    message = Message(
        vector.method,
        Url("https", host, path=vector.path, query=vector.query),
        (("Host", host), *vector.headers, ("X-Amz-Date", date)),
        hashlib.sha256(vector.body).hexdigest(),
    )
    return authorization(message, signing, date)


@pytest.mark.parametrize("vector", SUITE, ids=lambda vector: vector.name)
def test_the_signature_test_suite(vector: Vector) -> None:
    signing = AwsSigning(
        access_key="AKIDEXAMPLE", secret_key=KEY, region="us-east-1", service="service"
    )
    assert signed(vector, "example.amazonaws.com", "20150830T123600Z", signing) == (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        f"SignedHeaders={vector.signed}, Signature={vector.signature}"
    )


@pytest.mark.parametrize("vector", S3, ids=lambda vector: vector.name)
def test_the_examples_of_s3(vector: Vector) -> None:
    signing = AwsSigning(
        access_key="AKIAIOSFODNN7EXAMPLE",
        secret_key=KEY.replace("+", "/"),
        region="us-east-1",
        service="s3",
    )
    made = signed(vector, "examplebucket.s3.amazonaws.com", "20130524T000000Z", signing)
    assert made == (
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
        f"SignedHeaders={vector.signed}, Signature={vector.signature}"
    )


@pytest.mark.parametrize(
    ("path", "service", "canonical"),
    [
        ("/a%20b", "execute-api", "/a%2520b"),
        ("/a%20b", "s3", "/a%20b"),
        ("/a//b/./c/../d/", "execute-api", "/a/b/d/"),
        ("/a//b/./c/../d/", "s3", "/a//b/./c/../d/"),
        ("/a/..", "execute-api", "/"),
        ("/a/b/.", "execute-api", "/a/b/"),
        ("/..", "execute-api", "/"),
        ("/a+b:c", "s3", "/a%2Bb%3Ac"),
    ],
)
def test_canonical_paths(path: str, service: str, canonical: str) -> None:
    message = Message("GET", Url("https", "h", path=path), (), "")
    assert canonical_request(message, service).split(b"\n")[1].decode() == canonical


def test_canonical_queries_are_sorted_as_they_are_encoded() -> None:
    url = Url("https", "h", query="b=1+2&a=%7e&a=&&A&b=%2B")
    query = canonical_request(Message("GET", url, (), ""), "s3").split(b"\n")[2].decode()
    assert query == "A=&a=&a=~&b=%2B&b=1%202"


def test_headers_that_change_on_the_way_are_not_signed() -> None:
    headers = (("User-Agent", "x"), ("Accept-Encoding", "gzip"), ("Accept", "*/*"), ("Host", "h"))
    lines = canonical_request(Message("GET", Url("https", "h"), headers, "p"), "s3").split(b"\n")
    assert lines[3:] == [b"accept:*/*", b"host:h", b"", b"accept;host", b"p"]


def test_only_spaces_and_tabs_are_folded() -> None:
    headers = (("X", " a \t b\u00a0\u00a0c "),)
    lines = canonical_request(Message("GET", Url("https", "h"), headers, "p"), "s3").split(b"\n")
    assert lines[3] == "x:a b\u00a0\u00a0c".encode()


def test_the_timestamp_is_in_utc() -> None:
    assert timestamp(1440938160) == "20150830T123600Z"


@pytest.mark.parametrize(
    ("host", "region", "service"),
    [
        ("bucket.s3.eu-west-1.amazonaws.com", "eu-west-1", "s3"),
        ("S3.dualstack.us-gov-west-1.amazonaws.com", "us-gov-west-1", "s3"),
        ("s3-ap-southeast-2.amazonaws.com", "ap-southeast-2", "s3"),
        ("bucket.s3.amazonaws.com", "us-east-1", "s3"),
        ("abc123.execute-api.us-west-2.amazonaws.com", "us-west-2", "execute-api"),
        ("search-x.eu-central-1.es.amazonaws.com", "eu-central-1", "es"),
        ("iam.amazonaws.com", "us-east-1", "iam"),
        ("email.us-east-1.amazonaws.com", "us-east-1", "ses"),
        ("dynamodb.cn-north-1.amazonaws.com.cn", "cn-north-1", "dynamodb"),
        ("abc.lambda-url.us-east-1.on.aws", "us-east-1", "lambda"),
        ("api.example.com", "", ""),
        ("amazonaws.com", "", ""),
        ("eu-west-1.amazonaws.com", "eu-west-1", ""),
    ],
)
def test_region_and_service_of_a_host(host: str, region: str, service: str) -> None:
    assert guess(host) == AwsHost(region, service)
