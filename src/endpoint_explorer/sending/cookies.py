"""The jar of one send: what each hop is given of it, and what each answer puts into it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from endpoint_explorer.errors import InvalidRequest
from endpoint_explorer.model.cookie import PER_DOMAIN, Changes, Cookie, Key, merge
from endpoint_explorer.model.exchange import Headers, PreparedRequest
from endpoint_explorer.model.literals import LEAST_COOKIE
from endpoint_explorer.model.secret import Secret
from endpoint_explorer.sending import urls
from endpoint_explorer.sending.cookie_rules import (
    Reason,
    Refused,
    accept,
    domain_matches,
    is_secure,
    path_matches,
)
from endpoint_explorer.sending.urls import Url

_MOST_SECRETS = 50
"""How many such values are looked for, those of the last cookies: each search reads the body."""

_REASONS: dict[Reason, str] = {
    "control": "there is a control character in the header",
    "empty": "neither name nor value",
    "large": "over 4,096 bytes",
    "domain": "the domain is not the host's",
    "suffix": "the domain is open to all, as com or co.uk",
    "insecure": "Secure, over a connection that is not",
    "prefix": "the prefix of the name promises more",
    "shadows": "in the place of a Secure one, over a connection that is not",
}


class Taken(msgspec.Struct, frozen=True):
    """What came of an answer's cookies: whether any is other than before, and what to tell."""

    is_changed: bool = False
    notes: tuple[str, ...] = ()


class CookieJar:
    """Cookies in memory, for one send and one thread.

    `changes` are what the send has done to them, to be made where they are kept.
    """

    def __init__(
        self, cookies: Iterable[Cookie] = (), clock: Callable[[], float] = time.time
    ) -> None:
        self._clock = clock
        self._cookies = merge(cookies, {}, clock())
        self._changes: dict[Key, Cookie | None] = {}
        self._secrets: dict[str, Secret] = {}

    @property
    def cookies(self) -> tuple[Cookie, ...]:
        """What is in it, those set last at the end."""
        return self._cookies

    @property
    def changes(self) -> Changes:
        """What is other than at the start."""
        return self._changes

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The values that were given or taken and are long enough to be credentials."""
        return tuple(self._secrets.values())[-_MOST_SECRETS:]

    def add_to(self, request: PreparedRequest) -> PreparedRequest:
        """Return a request with the Cookie header for its URL; one that a row wrote stands."""
        return with_cookies(request, self.cookies_for(request))

    def cookies_for(self, request: PreparedRequest) -> str:
        """Return the pairs that the jar adds to a request, empty for none.

        A cookie that auth sets stands in the place of one of the same name.
        """
        own = request.auth_cookie
        if any(name.lower() == "cookie" and value != own for name, value in request.headers):
            return ""
        try:
            matching = self._matching(urls.parse(request.url))
        except InvalidRequest:
            return ""  # Sending says what is wrong with it.
        if own:
            taken = own.partition("=")[0]
            matching = [cookie for cookie in matching if cookie.name != taken]
        self._note_secrets(matching)
        return "; ".join(cookie.pair for cookie in matching)

    def take(self, url: str, headers: Headers) -> Taken:
        """Take over what an answer from a URL sets."""
        values = [value for name, value in headers if name.lower() == "set-cookie"]
        if not values:
            return Taken()
        now, here = self._clock(), urls.parse(url)
        made = [accept(value, here, now) for value in values]
        secure = () if is_secure(here) else tuple(c for c in self._cookies if c.secure)
        made = [_shadowing(one, secure) if isinstance(one, Cookie) else one for one in made]
        before = {cookie.key: cookie for cookie in self._cookies}
        new: dict[Key, Cookie | None] = {}
        for cookie in (one for one in made if isinstance(one, Cookie)):
            new.pop(cookie.key, None)
            new[cookie.key] = None if cookie.is_expired(now) else _aged(cookie, before)
        self._cookies = merge(self._cookies, new, now)
        after = {cookie.key: cookie for cookie in self._cookies}
        dropped = [key for key, cookie in new.items() if cookie is not None and key not in after]
        self._record(before, after, new)
        refused = [one for one in made if isinstance(one, Refused)]
        return Taken(_values(before) != _values(after), tuple(_notes(refused, len(dropped))))

    def _record(self, before: dict[Key, Cookie], after: dict[Key, Cookie], new: Changes) -> None:
        for key in before.keys() - after.keys():
            self._changes[key] = None
        for key in new:
            if key in after:
                self._changes.pop(key, None)  # what is set last is to come last
                self._changes[key] = after[key]
        self._note_secrets([after[key] for key in new if key in after])

    def _matching(self, url: Url) -> Sequence[Cookie]:
        """Return what goes to a URL: longer paths first, then what was there first (5.8.3)."""
        host, safe, now = url.host.lower(), is_secure(url), self._clock()
        found = [
            cookie
            for cookie in self._cookies
            if (cookie.domain == host or not cookie.host_only)
            and domain_matches(host, cookie.domain)
            and path_matches(url.path, cookie.path)
            and (safe or not cookie.secure)
            and not cookie.is_expired(now)
        ]
        return sorted(found, key=lambda cookie: (-len(cookie.path), cookie.created))

    def _note_secrets(self, cookies: Iterable[Cookie]) -> None:
        for cookie in cookies:
            if len(cookie.value) >= LEAST_COOKIE:
                self._secrets.pop(cookie.value, None)
                self._secrets[cookie.value] = Secret(f"cookie {cookie.name}", "", cookie.value)


def with_cookies(request: PreparedRequest, pairs: str) -> PreparedRequest:
    """Return a request whose Cookie header has these pairs, and after them the one of auth."""
    if not pairs:
        return request
    own = ("Cookie", request.auth_cookie)
    if own not in request.headers:
        return msgspec.structs.replace(request, headers=(*request.headers, ("Cookie", pairs)))
    joined = ("Cookie", f"{pairs}; {request.auth_cookie}")
    headers = tuple(joined if row == own else row for row in request.headers)
    return msgspec.structs.replace(request, headers=headers)


def _aged(cookie: Cookie, before: dict[Key, Cookie]) -> Cookie:
    """Return a cookie with the age of the one whose place it takes (5.7)."""
    old = before.get(cookie.key)
    return cookie if old is None else msgspec.structs.replace(cookie, created=old.created)


def _shadowing(cookie: Cookie, secure: Iterable[Cookie]) -> Cookie | Refused:
    """Refuse a cookie that came unprotected and would stand for a Secure one (5.7)."""
    for other in secure:
        related = domain_matches(cookie.domain, other.domain) or domain_matches(
            other.domain, cookie.domain
        )
        if other.name == cookie.name and related and path_matches(cookie.path, other.path):
            return Refused(cookie.name, "shadows")
    return cookie


def _values(cookies: dict[Key, Cookie]) -> dict[Key, str]:
    return {key: cookie.value for key, cookie in cookies.items()}


def _notes(refused: Sequence[Refused], dropped: int) -> Iterator[str]:
    """Yield a sentence for each reason, however many cookies it holds for."""
    for reason in dict.fromkeys(one.reason for one in refused):
        names = [one.name[:40] or "without a name" for one in refused if one.reason == reason]
        what = f"the cookie {names[0]} was" if len(names) == 1 else f"{len(names):,} cookies were"
        yield f"{what} not kept: {_REASONS[reason]}"
    if dropped:
        what = "1 cookie was" if dropped == 1 else f"{dropped:,} cookies were"
        yield f"{what} not kept: only {PER_DOMAIN} are for one domain"
