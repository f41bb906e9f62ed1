"""Which proxy a request goes through: what its text says, and what environment variables say."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import get_args
from urllib.parse import unquote

from endpoint_explorer.errors import InvalidRequest, ProxyFailed
from endpoint_explorer.model.exchange import PreparedRequest
from endpoint_explorer.model.network import Proxy, ProxyScheme
from endpoint_explorer.sending import urls

SCHEMES: tuple[ProxyScheme, ...] = get_args(ProxyScheme)
_PORTS: Mapping[ProxyScheme, int] = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}


def parse_proxy(text: str, *, source: str = "") -> Proxy:
    """Take a proxy's URL apart; without a scheme it is an http proxy.

    The last `@` ends the credentials, so that a password may hold whatever it likes. Raises
    InvalidRequest for the field `proxy`, without quoting the credentials.
    """
    scheme, separator, rest = text.strip().partition("://")
    if not separator:
        scheme, rest = "http", scheme
    userinfo, at, place = rest.rpartition("@")
    user, _, password = userinfo.partition(":")
    credentials = (unquote(user), unquote(password)) if at else None
    return make_proxy(scheme, credentials, place, source=source)


def make_proxy(
    scheme: str, credentials: tuple[str, str] | None, place: str, *, source: str = ""
) -> Proxy:
    """Return the proxy at a host and port; raises InvalidRequest for the field `proxy`."""
    scheme = scheme.lower()
    if scheme not in SCHEMES:
        raise invalid(f"{scheme} is no kind of proxy", f"There are: {', '.join(SCHEMES)}.")
    try:
        url = urls.parse(f"http://{place}")
    except InvalidRequest as error:
        hint = "Write it as http://user:password@host:port."
        raise invalid(error.message.removeprefix("url: "), hint) from error
    if url.target != "/":
        raise invalid(f"a proxy has a host and a port, and no path: {url.target}")
    known: ProxyScheme = scheme
    return Proxy(known, url.host, url.port or _PORTS[known], credentials, source)


def invalid(reason: str, hint: str = "") -> InvalidRequest:
    """Return the error for a proxy that cannot be used."""
    return InvalidRequest(f"proxy: {reason}", field="proxy", hint=hint)


def proxy_of(request: PreparedRequest, url: urls.Url) -> Proxy | None:
    """Return the proxy that a request goes through, if any; raises as `from_environment` does."""
    if request.proxy is None and request.proxy_from_environment:
        return from_environment(url)
    return request.proxy


def from_environment(url: urls.Url) -> Proxy | None:
    """Return the proxy that environment variables name for a URL; read anew each time.

    As with curl, `http_proxy`, `https_proxy`, then `all_proxy`, in lower case before upper case,
    but for the hosts of `no_proxy`. Raises ProxyFailed for a variable that names none.
    """
    source, text = _variable(f"{url.scheme}_proxy") or _variable("all_proxy") or ("", "")
    if not text or is_exempt(url, (_variable("no_proxy") or ("", ""))[1]):
        return None
    try:
        return parse_proxy(text, source=source)
    except InvalidRequest as error:
        reason = error.message.removeprefix("proxy: ")
        raise ProxyFailed(
            f"the proxy in the environment variable {source} cannot be used: {reason}",
            host=url.host,
            phase="connect",
            hint=f'{error.hint} Correct {source}, or set proxy = "" to use none.'.strip(),
        ) from error


def _variable(name: str) -> tuple[str, str] | None:
    """Return the name and value of a variable that is set, in lower or upper case."""
    for key in (name, name.upper()):
        # In a CGI script HTTP_PROXY holds what a client sent as the header `Proxy`.
        if key == "HTTP_PROXY" and "REQUEST_METHOD" in os.environ:
            continue
        if value := os.environ.get(key, "").strip():
            return key, value
    return None


def is_exempt(url: urls.Url, exempt: str) -> bool:
    """Say whether the value of `no_proxy` names the host of a URL.

    Its entries, between commas or blanks, are `*`, host names (which stand for what is below them
    too, with or without a leading dot), addresses and networks such as `10.0.0.0/8`; an entry may
    end with a port.
    """
    host = url.host.lower().rstrip(".")
    port = url.origin[2]
    return any(_fits(entry, host, port) for entry in exempt.lower().replace(",", " ").split())


def _fits(entry: str, host: str, port: int) -> bool:
    if "/" in entry:
        return _is_within(host, entry)
    name, colon, entry_port = entry.rpartition(":")
    has_port = bool(colon) and entry_port.isdecimal() and (":" not in name or name.endswith("]"))
    if has_port and entry_port != str(port):
        return False
    name = (name if has_port else entry).strip("[]").removeprefix("*.").strip(".")
    return entry == "*" or (bool(name) and (host == name or host.endswith(f".{name}")))


def _is_within(host: str, network: str) -> bool:
    import ipaddress

    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False
