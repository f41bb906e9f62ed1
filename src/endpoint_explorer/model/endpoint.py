"""Endpoints: which method and route a URL that was sent is an instance of.

Where the request says its route (`/users/{id}`), that is it; of any other URL the route is
inferred: a segment that is a number, a UUID, a hash or a date stands for a parameter.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest

import msgspec

from endpoint_explorer.model.route import split_url

_INFERRED = re.compile(
    r"(?P<id>\d+)"
    r"|(?P<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
    r"|(?P<date>\d{4}-\d{2}-\d{2}(?:T[\d:.%3A]+(?:Z|[+-][\d:]+)?)?)"
    r"|(?P<hash>(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{16,})",
    re.IGNORECASE | re.ASCII,
)
_MARKED = re.compile(r"\{(?P<braced>[^{}]+)\}|:(?P<colon>[A-Za-z_]\w*)")
_VARIABLE = re.compile(r"\{\{(?P<name>[^{}]*)\}\}")


class Endpoint(msgspec.Struct, frozen=True):
    """A method, a host with its port, and a route, whose parameters are in braces.

    `shape` is the route without the names of its parameters (`/users/{}`): it is the same for
    every instance, whatever those who wrote the route called them. `is_written` says that the
    names of parameters are those that a request has.
    """

    method: str
    host: str
    route: str
    is_written: bool = False

    @property
    def shape(self) -> str:
        """The route without the names of its parameters."""
        return shape_of(self.route)


@lru_cache(1_024)
def shape_of(route: str) -> str:
    """Return a route without the names of its parameters: `/users/{id}` is `/users/{}`."""
    return "/".join(re.sub(r"\{[^{}]*\}", "{}", segment) for segment in _segments(route))


def endpoint_of(method: str, url: str, route: str = "") -> Endpoint:
    """Return the endpoint of a URL that was sent, by the route of its request if it has one.

    `route` is a request's `url`, templates and all: a path under some base URL, or absolute.
    """
    host, path = _split_host(url)
    written = _segments(_split_host(route)[1].removeprefix("/")) if route else []
    segments: list[str] = []
    is_written = bool(written)
    is_aligned = True
    is_named = False
    # From the end: the base URL may have put more segments in front than the request has.
    for sent, said in zip_longest(reversed(_segments(path)), reversed(written)):
        if sent is None:
            is_written = False
            break
        is_aligned = is_aligned and said is not None
        marked = _marked(said) if is_aligned and said is not None else ""
        if not marked and is_aligned and said is not None and said != sent:
            is_aligned = bool(_VARIABLE.fullmatch(said))
            is_written = is_written and is_aligned
        is_named = is_named or bool(marked)
        segments.append(marked or infer_segment(sent))
    path = "/".join(reversed(segments)) or "/"
    return Endpoint(method.upper(), host, path, is_written and is_named)


def infer_segment(segment: str) -> str:
    """Return a segment of a path as it is in a route: `25` is `{id}`, `users` is `users`."""
    variable = _VARIABLE.fullmatch(segment)
    if variable:
        return f"{{{variable['name'].strip()}}}"
    match = _INFERRED.fullmatch(segment)
    return f"{{{match.lastgroup}}}" if match else segment


def _marked(segment: str) -> str:
    """Return a segment with its parameters in braces, empty where it has none."""
    if _VARIABLE.search(segment) or not _MARKED.search(segment):
        return ""
    return _MARKED.sub(lambda m: f"{{{m['braced'] or m['colon']}}}", segment)


def _split_host(url: str) -> tuple[str, str]:
    """Return the host with its port, without credentials, and the path."""
    base = split_url(url)[0]
    scheme, mark, rest = base.partition("://")
    if not mark or "/" in scheme:
        return "", base
    authority, slash, path = rest.partition("/")
    return authority.rpartition("@")[2].lower(), slash + path


def _segments(path: str) -> list[str]:
    return path.split("/")
