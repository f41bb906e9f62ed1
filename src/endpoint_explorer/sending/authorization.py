"""What a token is asked for with, apart from the request that it is for."""

from __future__ import annotations

from endpoint_explorer.errors import InvalidRequest, ResolveError
from endpoint_explorer.model.collection import Context, inherited_auth
from endpoint_explorer.model.exchange import PreparedRequest
from endpoint_explorer.model.request import DEFAULTS, Auth, Request
from endpoint_explorer.model.secret import redact
from endpoint_explorer.sending import ways
from endpoint_explorer.sending.oauth2_settings import resolve_settings
from endpoint_explorer.sending.resolve import option, with_encoded_forms
from endpoint_explorer.sending.scope import Scope
from endpoint_explorer.sending.secrets import SecretReader, read_environ


def effective_auth(request: Request, context: Context) -> Auth:
    """Return the auth that holds for a request."""
    return inherited_auth(context)[0] if request.auth.type == "inherit" else request.auth


def prepare_authorization(
    request: Request, context: Context, read_secret: SecretReader = read_environ
) -> PreparedRequest:
    """Resolve the OAuth 2 settings of a request, and the way to the server, and nothing else.

    The rest of the request may be unfinished. Raises ResolveError, naming the field; so it does
    where the auth is not OAuth 2.
    """
    auth = effective_auth(request, context)
    if auth.type != "oauth2":
        raise InvalidRequest(
            f"auth.type: there is nothing to authorize: the auth of this request is {auth.type}",
            field="auth.type",
            hint='Only type = "oauth2" has a token to fetch.',
        )
    scope = Scope(context, read_secret=read_secret)
    try:
        settings = resolve_settings(auth, scope)
        way = ways.resolve(context, scope)
    except ResolveError as error:
        error.message = redact(error.message, scope.secrets.values())
        error.args = (error.message,)
        raise
    timeout = option(request, context, lambda o: o.timeout, default=DEFAULTS.timeout)
    return PreparedRequest(
        method="POST",
        url=settings.token_url,
        oauth2=settings,
        secrets=tuple(with_encoded_forms(scope.secrets.values())),
        timeout=timeout or None,
        http_2=option(request, context, lambda o: o.http2, default=bool(DEFAULTS.http2)),
        trust=way.trust,
        proxy=way.proxy,
        proxy_from_environment=way.proxy_from_environment,
    )
