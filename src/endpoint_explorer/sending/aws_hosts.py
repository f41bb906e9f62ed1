"""The region and the service that the name of an AWS host says."""

from __future__ import annotations

import re

import msgspec

DEFAULT_REGION = "us-east-1"
"""The region of services that have none in their names, such as iam.amazonaws.com."""

_DOMAINS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".on.aws")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d+")
_LEGACY_S3 = re.compile(r"s3-(?P<region>[a-z]{2}(?:-[a-z]+)+-\d+)")
_NO_SERVICE = {"dualstack", "vpce"}
_SIGNED_AS = {
    "bedrock-runtime": "bedrock",
    "email": "ses",
    "lambda-url": "lambda",
    "s3-accelerate": "s3",
    "s3-fips": "s3",
}
"""Services that sign with another name than the one of their hosts."""


class AwsHost(msgspec.Struct, frozen=True):
    """What is known; empty what is not."""

    region: str = ""
    service: str = ""


def guess(host: str) -> AwsHost:
    """Say what a host's name means: bucket.s3.eu-west-1.amazonaws.com is s3 in eu-west-1."""
    name = host.lower()
    domain = next((d for d in _DOMAINS if name.endswith(d)), None)
    if domain is None:
        return AwsHost()
    labels = [label for label in name.removesuffix(domain).split(".") if label not in _NO_SERVICE]
    if legacy := next((m for m in map(_LEGACY_S3.fullmatch, labels) if m), None):
        return AwsHost(legacy["region"], "s3")
    place = next((i for i, label in enumerate(labels) if _REGION.fullmatch(label)), None)
    if place is None:
        return AwsHost(DEFAULT_REGION, _service(labels[-1:]))
    # OpenSearch has its service behind the region, the others before it.
    return AwsHost(labels[place], _service(labels[place + 1 :][:1] or labels[:place][-1:]))


def _service(labels: list[str]) -> str:
    return _SIGNED_AS.get(labels[0], labels[0]) if labels else ""
