from __future__ import annotations

import ssl
from datetime import UTC, datetime

import pytest
import trustme
from hypothesis import example, given
from hypothesis import strategies as st

from endpoint_explorer.model.network import Certificate
from endpoint_explorer.sending.certificates import read_certificate


def encoded(certificate: trustme.LeafCert) -> bytes:
    return ssl.PEM_cert_to_DER_cert(certificate.cert_chain_pems[0].bytes().decode())


LEAF = encoded(
    trustme.CA().issue_cert(
        "a.example",
        "*.b.example",
        "127.0.0.1",
        "::1",
        "me@a.example",
        common_name="Zoë, of A\\B",
        organization_name="Ann",
        not_after=datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC),
    )
)


def test_all_that_a_certificate_says() -> None:
    certificate = read_certificate(LEAF, is_verified=False)
    assert certificate is not None
    assert certificate.subject.endswith("CN=Zoë\\, of A\\\\B")
    assert certificate.subject.startswith("O=Ann, ")
    assert certificate.issuer.startswith("O=trustme")
    assert certificate.not_after == datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp()
    expected = {"a.example", "*.b.example", "127.0.0.1", "::1", "me@a.example"}
    assert set(certificate.names) == expected
    assert not certificate.is_verified


@pytest.mark.parametrize("year", [2000, 2049, 2050, 3000])
def test_both_ways_of_writing_a_time(year: int) -> None:
    moment = datetime(year, 2, 28, 1, 2, 3, tzinfo=UTC)
    data = encoded(trustme.CA().issue_cert("a.example", not_after=moment))
    certificate = read_certificate(data, is_verified=True)
    assert certificate is not None
    assert certificate.not_after == moment.timestamp()


@given(st.binary(max_size=200))
@example(b"")
@example(b"0\x80")
@example(b"0\x84\xff\xff\xff\xff")
def test_what_is_no_certificate_is_none(data: bytes) -> None:
    assert read_certificate(data, is_verified=True) is None


@given(st.integers(0, len(LEAF) - 1), st.binary(min_size=1, max_size=4))
@example(317, b"\0")  # extensions without any
def test_a_broken_certificate_is_read_or_not_but_never_raises(at: int, data: bytes) -> None:
    broken = LEAF[:at] + data + LEAF[at + len(data) :]
    found = read_certificate(broken, is_verified=True)
    assert found is None or isinstance(found, Certificate)
