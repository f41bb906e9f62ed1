"""Request headers that are commonly written by hand, and what is written in them.

Names from the IANA registry of HTTP field names; see RFC 9110 for what they mean.
"""

from __future__ import annotations

_MEDIA_TYPES = (
    "application/json",
    "application/xml",
    "application/x-www-form-urlencoded",
    "application/octet-stream",
    "application/merge-patch+json",
    "application/json-patch+json",
    "multipart/form-data",
    "text/plain",
    "text/plain; charset=utf-8",
    "text/html",
    "text/csv",
)

_LANGUAGES = ("en", "en-US,en;q=0.9", "de", "fr", "es", "*")

_HEADERS: dict[str, tuple[str, ...]] = {
    "Accept": (
        "application/json",
        "application/xml",
        "application/problem+json",
        "text/html",
        "text/plain",
        "text/csv",
        "text/event-stream",
        "image/*",
        "*/*",
    ),
    "Accept-Charset": ("utf-8",),
    "Accept-Encoding": ("gzip", "gzip, deflate, br, zstd", "identity"),
    "Accept-Language": _LANGUAGES,
    "Authorization": ("Bearer {{token}}", "Basic {{credentials}}", "Digest ", "ApiKey {{api_key}}"),
    "Cache-Control": ("no-cache", "no-store", "max-age=0", "only-if-cached"),
    "Connection": ("keep-alive", "close"),
    "Content-Disposition": ('attachment; filename=""', 'form-data; name=""', "inline"),
    "Content-Encoding": ("gzip", "br", "zstd", "deflate"),
    "Content-Language": _LANGUAGES,
    "Content-Type": _MEDIA_TYPES,
    "Cookie": ("session={{session}}",),
    "DNT": ("1",),
    "Date": (),
    "Expect": ("100-continue",),
    "Forwarded": ("for=192.0.2.1;proto=https",),
    "From": (),
    "Host": (),
    "Idempotency-Key": ("{{$uuid}}",),
    "If-Match": ("*", '""'),
    "If-Modified-Since": ("Wed, 21 Oct 2015 07:28:00 GMT",),
    "If-None-Match": ("*", '""'),
    "If-Range": (),
    "If-Unmodified-Since": ("Wed, 21 Oct 2015 07:28:00 GMT",),
    "Origin": ("https://example.com", "null"),
    "Pragma": ("no-cache",),
    "Prefer": ("return=minimal", "return=representation", "respond-async", "wait=10"),
    "Proxy-Authorization": ("Basic {{credentials}}",),
    "Range": ("bytes=0-1023",),
    "Referer": (),
    "TE": ("trailers",),
    "Upgrade-Insecure-Requests": ("1",),
    "User-Agent": (),
    "X-API-Key": ("{{api_key}}",),
    "X-Correlation-ID": ("{{$uuid}}",),
    "X-Forwarded-For": ("192.0.2.1",),
    "X-Forwarded-Host": (),
    "X-Forwarded-Proto": ("https", "http"),
    "X-HTTP-Method-Override": ("PUT", "PATCH", "DELETE"),
    "X-Request-ID": ("{{$uuid}}",),
    "X-Requested-With": ("XMLHttpRequest",),
    "traceparent": (),
}

_BY_LOWER_NAME = {name.lower(): values for name, values in _HEADERS.items()}


def header_names() -> tuple[str, ...]:
    """Return the names of headers that requests commonly have."""
    return tuple(_HEADERS)


def header_values(name: str) -> tuple[str, ...]:
    """Return what is commonly written in a header, whatever the case of its name."""
    return _BY_LOWER_NAME.get(name.lower(), ())
