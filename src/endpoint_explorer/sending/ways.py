"""The way to a server, resolved: whom to trust, and which proxy to go through."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import msgspec

from endpoint_explorer.errors import InvalidRequest
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.network import Network, Proxy, Trust
from endpoint_explorer.model.secret import Secret, basic_pair
from endpoint_explorer.sending.proxies import invalid, make_proxy, parse_proxy
from endpoint_explorer.sending.scope import Scope


class Way(msgspec.Struct, frozen=True):
    """Whom to trust, which proxy to use, and whether the environment may name one."""

    trust: Trust
    proxy: Proxy | None
    proxy_from_environment: bool


def resolve(context: Context, scope: Scope) -> Way:
    """Return the way that the settings around a request say."""
    network = context.whole_network
    if network == Network():
        return Way(Trust(), None, True)
    verify = network.verify is not False
    return Way(
        Trust(
            verify=verify,
            # Who trusts all needs no authority, and its file may be what is broken.
            ca=_file(network.ca, "tls.ca", context, scope) if verify else None,
            certificate=_file(network.certificate, "tls.certificate", context, scope),
            key=_key(network, context, scope),
        ),
        _proxy(network.proxy, scope),
        network.proxy is None,
    )


def _key(network: Network, context: Context, scope: Scope) -> Path | None:
    if network.key and not network.certificate:
        scope.report(
            InvalidRequest(
                "tls.key: a key is of no use without its certificate",
                field="tls.key",
                hint="Name the certificate beside it: certificate = ... (--cert).",
            )
        )
    return _file(network.key, "tls.key", context, scope)


def _file(text: str | None, field: str, context: Context, scope: Scope) -> Path | None:
    """Return the path of a file, a relative one below the collection's folder."""
    if not text:
        return None
    return context.directory / Path(scope.resolve(text, field)).expanduser()


def _proxy(text: str | None, scope: Scope) -> Proxy | None:
    """Return the proxy that a template names; its password is tracked as a secret."""
    if not text:
        return None
    try:
        proxy = _parse(text, scope)
    except InvalidRequest as error:
        scope.report(error)
        return None
    if proxy and proxy.credentials:
        _keep_secret(*proxy.credentials, scope)
    return proxy


def _parse(text: str, scope: Scope) -> Proxy | None:
    """Split before anything is put in, so that a value cannot break the URL up."""
    before, at, place = text.strip().rpartition("@")
    if not at:
        whole = scope.resolve(text, "proxy")
        return parse_proxy(whole) if whole.strip() else None
    scheme, separator, userinfo = before.partition("://")
    if not separator:
        scheme, userinfo = "http", before
    user, _, password = userinfo.partition(":")
    credentials = _resolve(user, scope), _resolve(password, scope)
    if ":" in credentials[0] and not scheme.startswith("socks"):
        raise invalid("a user name cannot have a colon in it (RFC 7617)")
    return make_proxy(scope.resolve(scheme, "proxy"), credentials, scope.resolve(place, "proxy"))


def _resolve(text: str, scope: Scope) -> str:
    """Decode what is written percent-encoded, and leave the values that are put in as they are."""
    return scope.resolve(unquote(text), "proxy")


def _keep_secret(user: str, password: str, scope: Scope) -> None:
    """Track a password, and the Basic pair that it makes (RFC 7617)."""
    if not password:
        return
    known = next((s for s in scope.secrets.values() if s.value == password), None)
    secret = known or Secret("proxy password", "proxy", password)
    scope.secrets.setdefault(secret.name, secret)
    scope.secrets[f"{secret.name} in proxy"] = basic_pair(user, secret)
