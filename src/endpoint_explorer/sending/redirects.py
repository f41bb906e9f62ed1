"""Where a redirect leads, and what is taken along (RFC 9110, 15.4; the Fetch standard, 4.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from endpoint_explorer.errors import (
    InvalidRequest,
    RedirectRefused,
    SecretRefused,
    TooManyRedirects,
)
from endpoint_explorer.model.exchange import Headers, Hop, PreparedRequest
from endpoint_explorer.model.secret import Secret
from endpoint_explorer.model.secret import holds_secret as holds_any_form
from endpoint_explorer.sending import secret_hosts, urls
from endpoint_explorer.sending.urls import Url

MAXIMUM = 10
STATUSES = frozenset({301, 302, 303, 307, 308})

_CREDENTIALS = {"authorization", "cookie", "proxy-authorization"}
_ABOUT_THE_BODY = {
    "content-encoding",
    "content-language",
    "content-length",
    "content-location",
    "content-type",
    "transfer-encoding",
}


class Step(msgspec.Struct, frozen=True):
    """A redirect that is followed: the record of it, and the request to send next."""

    hop: Hop
    request: PreparedRequest


def next_step(
    sent: PreparedRequest,
    status: int,
    headers: Headers,
    hops: Sequence[Hop],
    fresh_from: int = 0,
) -> Step | None:
    """Return what follows from an answer; None when it is no redirect.

    To come back to a hop before the index `fresh_from` is no loop: cookies or auth changed since.
    Raises TooManyRedirects, and RedirectRefused for a loop, another scheme, a Location that is no
    URL, and a body that would go to another origin.
    """
    locations = tuple(dict.fromkeys(v for name, v in headers if name.lower() == "location"))
    if status not in STATUSES or not locations:
        return None
    here = urls.parse(sent.url)
    there = _resolve(here, locations)
    method = _method(status, sent.method)
    trail = [*((hop.method, hop.url) for hop in hops), (sent.method, sent.url)]
    if (method, str(there)) in trail[fresh_from:]:
        raise _refused(there, f"leads back to {there}, in a loop")
    if sum(not hop.note for hop in hops) >= MAXIMUM:
        raise TooManyRedirects(
            f"stopped after {MAXIMUM} redirects, at one to {there}",
            host=there.host,
            phase="receive",
            hint="Turn following redirects off to look at each.",
        )
    crosses = here.origin != there.origin
    keeps_body = method == sent.method
    if crosses and keeps_body and sent.body_size and not sent.resend_body_cross_origin:
        raise _refused(
            there,
            f"leads to another origin, {there.scheme}://{there.authority}, "
            "and the body is not sent on to that",
            "If you trust it, set resend_body_cross_origin = true under [options].",
        )
    rows, dropped = _take_along(sent, there, crosses=crosses, keeps_body=keeps_body)
    if crosses:
        there, dropped_query = _without_secrets(there, sent)
        dropped += (*dropped_query, *(["the answer to challenges"] if sent.challenge else []))
        sent = msgspec.structs.replace(sent, signing=None, challenge=None, oauth2=None)
    request = msgspec.structs.replace(
        sent,
        method=method,
        url=str(there),
        headers=rows,
        body=sent.body if keeps_body else (),
    )
    if crosses:
        _require_allowed(request, there)
    hop = Hop(status, sent.method, sent.url, str(there), dropped)
    return Step(hop, request)


def _require_allowed(request: PreparedRequest, there: Url) -> None:
    """Refuse to take a secret to a host that must not see it."""
    # What signs and what answers a challenge stays with the origin anyway.
    message = msgspec.structs.replace(request, signing=None, challenge=None)
    try:
        secret_hosts.require_allowed(message)
    except SecretRefused as error:
        reason = f"leads to another host, and {error.message}"
        raise _refused(there, reason, error.hint) from error


def _method(status: int, method: str) -> str:
    if status in (301, 302) and method == "POST":
        return "GET"
    return "GET" if status == 303 and method not in ("GET", "HEAD") else method


def _resolve(here: Url, locations: Sequence[str]) -> Url:
    """Return the absolute URL that Location means (RFC 3986, 5.2), its user info left out."""
    if len(locations) > 1:
        raise _refused(here, f"names {len(locations)} places to go to: {', '.join(locations)}")
    location = locations[0].strip()
    try:
        there = urls.resolve_reference(here, location)
    except InvalidRequest as error:
        reason = error.message.removeprefix("url: ")
        raise _refused(here, f"leads to {location!r}: {reason}") from error
    return msgspec.structs.replace(there, userinfo=None)


def _take_along(
    sent: PreparedRequest, there: Url, *, crosses: bool, keeps_body: bool
) -> tuple[Headers, tuple[str, ...]]:
    """Return the headers of the next request, and the names of those that stay behind."""
    private = _CREDENTIALS | {name.lower() for name in sent.auth_headers}
    rows: list[tuple[str, str]] = []
    dropped: list[str] = []
    for name, value in sent.headers:
        lowered = name.lower()
        if lowered == "host" and crosses:
            rows.append((name, there.host_header))
        elif not keeps_body and lowered in _ABOUT_THE_BODY:
            continue
        elif crosses and (lowered in private or holds_secret(value, sent.secrets)):
            dropped.append(name)
        else:
            rows.append((name, value))
    return tuple(rows), tuple(dropped)


def _without_secrets(there: Url, sent: PreparedRequest) -> tuple[Url, tuple[str, ...]]:
    """Take out of a query what is secret or was set by auth, should the server echo it."""
    kept: list[str] = []
    dropped: list[str] = []
    for piece in (there.query or "").split("&"):
        name = piece.partition("=")[0]
        if name in sent.auth_query or holds_secret(piece, sent.secrets):
            dropped.append(f"query {name}")
        else:
            kept.append(piece)
    if not dropped:
        return there, ()
    return msgspec.structs.replace(there, query="&".join(kept) or None), tuple(dropped)


def holds_secret(text: str, secrets: Iterable[Secret]) -> bool:
    """Say whether a text holds a secret, as it is or encoded as it is sent."""
    secrets = tuple(secrets)
    return any(secret.value in text for secret in secrets) or holds_any_form(text, secrets)


def _refused(there: Url, reason: str, hint: str = "") -> RedirectRefused:
    return RedirectRefused(
        f"the redirect {reason}",
        host=there.host,
        phase="receive",
        hint=hint or "Turn following redirects off to look at the answer as it is.",
    )
