"""How two exchanges ended, their headers and their times, side by side."""

from __future__ import annotations

from collections.abc import Iterator

from endpoint_explorer.comparing.comparison import Difference, HeaderDifference, TimingRow
from endpoint_explorer.comparing.paths import Ignoring
from endpoint_explorer.model.exchange import Exchange, Headers

_VOLATILE = frozenset(
    {
        # When and by whom it was answered.
        *("date", "age", "expires", "x-served-by", "x-timer", "x-cache", "x-cache-hits"),
        *("server-timing", "x-runtime", "x-response-time", "x-envoy-upstream-service-time"),
        # Names of this very answer.
        *("x-request-id", "request-id", "x-correlation-id", "correlation-id", "x-trace-id"),
        *("traceparent", "tracestate", "x-b3-traceid", "x-b3-spanid", "x-cloud-trace-context"),
        *("x-amzn-requestid", "x-amzn-trace-id", "x-amz-request-id", "x-amz-id-2", "x-amz-cf-id"),
        *("cf-ray", "x-github-request-id", "x-ms-request-id", "x-vercel-id", "fly-request-id"),
        # What is left of a quota.
        *("retry-after", "x-ratelimit-remaining", "x-ratelimit-reset", "x-ratelimit-used"),
        *("ratelimit", "ratelimit-remaining", "ratelimit-reset"),
        # The connection, and how the body came over it: the body itself is compared.
        *("connection", "keep-alive", "transfer-encoding", "content-length", "trailer"),
        *("report-to", "nel", "alt-svc"),
    }
)
"""Headers that say something about one answer in time, in lower case."""

_PHASES = (
    ("DNS", "dns"),
    ("Connect", "connect"),
    ("TLS", "tls"),
    ("Send", "send"),
    ("First byte", "first_byte"),
    ("Download", "download"),
    ("Total", "total"),
)


def compare_outcomes(left: Exchange, right: Exchange) -> tuple[Difference, ...]:
    """Return the status, the version, the failure and whether the body is whole."""
    ours, theirs = _outcome(left), _outcome(right)
    return tuple(
        Difference(name, ours.get(name, ""), theirs.get(name, ""))
        for name in dict.fromkeys((*ours, *theirs))
    )


def compare_headers(
    left: Headers, right: Headers, ignoring: Ignoring
) -> tuple[HeaderDifference, ...]:
    """Return every header of either side; the order of names is none, that of values is."""
    ours, theirs = _by_name(left), _by_name(right)
    spelled = {name.lower(): name for name, _ in (*right, *left)}
    return tuple(
        HeaderDifference(
            spelled[name],
            ours.get(name, ()),
            theirs.get(name, ()),
            is_volatile=name in _VOLATILE,
            is_ignored=ignoring.has_header(name),
        )
        for name in sorted({*ours, *theirs})
    )


def compare_timings(left: Exchange, right: Exchange) -> tuple[TimingRow, ...]:
    """Return the phases that happened on either side, and the total."""
    rows = (
        TimingRow(label, getattr(left.timings, field), getattr(right.timings, field))
        for label, field in _PHASES
    )
    return tuple(row for row in rows if row.left is not None or row.right is not None)


def headers_of(exchange: Exchange) -> Headers:
    """Return the headers of the answer, none where there is no answer."""
    return exchange.response.headers if exchange.response else ()


def _outcome(exchange: Exchange) -> dict[str, str]:
    return dict(_outcomes(exchange))


def _outcomes(exchange: Exchange) -> Iterator[tuple[str, str]]:
    response, failure = exchange.response, exchange.failure
    if response is not None:
        yield "Status", f"{response.status} {response.reason}".strip()
        yield "Version", response.http_version
        if not response.is_complete:
            yield "Body", "ended early"
    if failure is not None:
        yield "Failure", f"{failure.kind}: {failure.message}"


def _by_name(headers: Headers) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, value in headers:
        found[name.lower()] = (*found.get(name.lower(), ()), value)
    return found
