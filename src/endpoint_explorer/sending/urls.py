"""URLs, exact: what is typed is what is sent, as far as RFC 3986 lets it stand.

Only characters that no URI may hold are percent-encoded, as UTF-8; a `%` that starts no escape
becomes `%25`. Nothing is decoded, folded, sorted or dropped but the fragment.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

import msgspec

from endpoint_explorer.errors import InvalidRequest
from endpoint_explorer.model import octets
from endpoint_explorer.model.route import split_url

Origin = tuple[str, str, int]
"""Scheme, host in lower case, port."""

to_bytes = octets.to_bytes

DEFAULT_PORTS = {"http": 80, "https": 443}

_LEGAL = r"A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%"
_LONE_PERCENT = r"%(?![0-9A-Fa-f]{2})"
_ANYWHERE = re.compile(rf"{_LONE_PERCENT}|[^{_LEGAL}]")
_IN_SEGMENT = re.compile(rf"{_LONE_PERCENT}|[^{_LEGAL}]|[/?#]")
_IN_QUERY_NAME = re.compile(rf"{_LONE_PERCENT}|[^{_LEGAL}]|[&#=]")
_IN_QUERY_VALUE = re.compile(rf"{_LONE_PERCENT}|[^{_LEGAL}]|[&#]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*)://")
_ANY_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_SCHEME_ALONE = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):([/?#]|$)")
_LOCAL = re.compile(r"(localhost|127\.[\d.]+|\[::1\])?(:\d+)?([/?#]|$)", re.IGNORECASE)
_HOST = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=\-]+")


class Url(msgspec.Struct, frozen=True):
    """An absolute URL, taken apart. `host` has no brackets; `path` and `query` are encoded.

    `userinfo` is the user name and the password, decoded, and no part of the text of the URL.
    """

    scheme: str
    host: str
    port: int | None = None
    path: str = "/"
    query: str | None = None
    userinfo: tuple[str, str] | None = None

    @property
    def authority(self) -> str:
        """The host and, where one was written, the port."""
        host = f"[{self.host.replace('%', '%25')}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def host_header(self) -> str:
        """The value of Host: the authority without a port that the scheme implies."""
        if self.port == DEFAULT_PORTS[self.scheme]:
            return msgspec.structs.replace(self, port=None).authority
        return self.authority

    @property
    def origin(self) -> Origin:
        """What two URLs share that may see each other's credentials."""
        return self.scheme, self.host.lower(), self.port or DEFAULT_PORTS[self.scheme]

    @property
    def target(self) -> str:
        """The request target in origin form (RFC 9112, 3.2.1)."""
        return self.path if self.query is None else f"{self.path}?{self.query}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def encode(text: str) -> str:
    """Percent-encode what cannot stand in a URI."""
    return _percent_encode(text, _ANYWHERE)


def encode_segment(text: str) -> str:
    """Percent-encode the value of a path parameter, which stays within its segment."""
    return _percent_encode(text, _IN_SEGMENT)


def encode_query_name(text: str) -> str:
    """Percent-encode the name of a query row."""
    return _percent_encode(text, _IN_QUERY_NAME)


def encode_query_value(text: str) -> str:
    """Percent-encode the value of a query row."""
    return _percent_encode(text, _IN_QUERY_VALUE)


def join(base: str, route: str) -> str:
    """Put a route with a leading slash under a base URL, keeping the base's path and query."""
    path, query, _ = split_url(base.strip())
    below, own_query, fragment = split_url(route)
    queries = [part for part in (query, own_query) if part is not None]
    joined = path.removesuffix("/") + below
    joined += f"?{'&'.join(filter(None, queries))}" if queries else ""
    return joined if fragment is None else f"{joined}#{fragment}"


def with_query(url: Url, pieces: str) -> Url:
    """Append encoded query pieces to the URL's own query."""
    if not pieces:
        return url
    return msgspec.structs.replace(url, query=f"{url.query}&{pieces}" if url.query else pieces)


def append_query(text: str, pieces: str) -> str:
    """Append query pieces to a text that is no URL yet, the fragment dropped."""
    before, query, _ = split_url(text)
    queries = [part for part in (query, pieces) if part]
    return f"{before}?{'&'.join(queries)}" if queries or query is not None else before


def parse(text: str) -> Url:
    """Take an absolute URL apart; without a scheme, http for this machine and https elsewhere.

    Raises InvalidRequest for the field `url`: another scheme than http and https, no host, a host
    or port that cannot be.
    """
    scheme, rest = _split_scheme(text.strip())
    end = next((i for i, c in enumerate(rest) if c in "/?#"), len(rest))
    userinfo, at, host_and_port = rest[:end].rpartition("@")
    host, port = _split_port(host_and_port)
    path, query, _ = split_url(rest[end:])
    user, _, password = userinfo.partition(":")
    return Url(
        scheme,
        _checked_host(host),
        port,
        encode(path) or "/",
        None if query is None else encode(query),
        (unquote(user), unquote(password)) if at else None,
    )


def resolve_reference(base: Url, reference: str) -> Url:
    """Return the URL that a reference means where the base was found (RFC 3986, 5.2).

    Only a reference that is relative to the base's folder has its dot segments folded. Raises
    InvalidRequest as `parse` does.
    """
    if _ANY_SCHEME.match(reference):
        if not _SCHEME.match(reference):
            raise invalid(f"{reference.partition(':')[0]} is not supported")
        return parse(reference)
    if reference.startswith("//"):
        return parse(f"{base.scheme}:{reference}")
    path, query, _ = split_url(reference)
    if not path:
        path, query = base.path, base.query if query is None else encode(query)
        return msgspec.structs.replace(base, path=path, query=query)
    if not path.startswith("/"):
        path = _fold_dots(base.path.rpartition("/")[0] + "/" + path)
    return msgspec.structs.replace(
        base, path=encode(path), query=None if query is None else encode(query)
    )


def _fold_dots(path: str) -> str:
    """Remove dot segments (RFC 3986, 5.2.4)."""
    segments: list[str] = []
    *folders, last = path.split("/")[1:]
    for segment in folders:
        if segment == "..":
            segments = segments[:-1]
        elif segment != ".":
            segments.append(segment)
    if last == "..":
        segments = segments[:-1]
    return "/" + "".join(f"{s}/" for s in segments) + ("" if last in {".", ".."} else last)


def invalid(reason: str, hint: str = "") -> InvalidRequest:
    """Return the error for a URL that cannot be sent to."""
    return InvalidRequest(f"url: {reason}", field="url", hint=hint)


def _percent_encode(text: str, illegal: re.Pattern[str]) -> str:
    return illegal.sub(lambda m: "".join(f"%{byte:02X}" for byte in to_bytes(m[0])), text)


def _split_scheme(text: str) -> tuple[str, str]:
    match = _SCHEME.match(text)
    if match is None:
        return _guess_scheme(text)
    scheme = match[1].lower()
    if scheme not in DEFAULT_PORTS:
        raise invalid(f"{scheme} is not supported", "Only http and https URLs can be sent to.")
    return scheme, text[match.end() :]


def _guess_scheme(text: str) -> tuple[str, str]:
    alone = _SCHEME_ALONE.match(text)
    if alone:
        raise invalid(f"{alone[1]}: is not followed by a port or by //")
    local = _LOCAL.match(text)
    if local is None:
        return "https", text
    return "http", f"localhost{text}" if local[2] and not local[1] else text


def _split_port(text: str) -> tuple[str, int | None]:
    if text.startswith("["):
        host, bracket, after = text.partition("]")
        host += bracket
        colon, port = after[:1], after[1:]
        if not bracket or colon not in ("", ":"):
            raise invalid(f"{text} is not an address in brackets")
    else:
        host, colon, port = text.partition(":")
    if not port:
        return host, None
    if not (port.isascii() and port.isdigit() and len(port) < 10 and 0 < int(port) < 65536):
        raise invalid(f"the port {port} is not a number from 1 to 65535")
    return host, int(port)


def _checked_host(host: str) -> str:
    if not host:
        raise invalid("there is no host", "Write a whole URL, such as https://api.example.com/.")
    if host.startswith("["):
        return _checked_ipv6(host)
    if not host.isascii():
        return _to_ascii(host)
    if " " in host:
        raise invalid(f"the host {host} has a space in it")
    if not _HOST.fullmatch(host):
        raise invalid(f"the host {host} has a character that no host can have")
    return host


def _checked_ipv6(host: str) -> str:
    from ipaddress import AddressValueError, IPv6Address

    address = host[1:-1].replace("%25", "%")
    try:
        IPv6Address(address)
    except AddressValueError as error:
        raise invalid(f"{host} is not an IPv6 address") from error
    return address


def _to_ascii(host: str) -> str:
    """Encode an internationalized host name by IDNA 2008 with the mapping of UTS 46."""
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise invalid(f"the host {host} is not a valid international name: {error}") from error
