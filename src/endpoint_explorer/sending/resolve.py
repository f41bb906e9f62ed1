"""From a request and what is around it to the exact bytes that will be sent.

`prepare` and `preview` take the same path. The one stops at the first fault; the other lists them
all, shows what does not resolve as it was written, and masks secrets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import msgspec

from endpoint_explorer.errors import InvalidRequest, ResolveError
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.exchange import BodyLimits, Headers, PreparedRequest, Preview
from endpoint_explorer.model.request import DEFAULTS, LONGEST_TIMEOUT, Field, Options, Request
from endpoint_explorer.model.route import Parameter, format_query, path_parameters
from endpoint_explorer.model.secret import Secret, redact, unredacted
from endpoint_explorer.sending import auth, headers, payload, secret_hosts, tracking, urls, ways
from endpoint_explorer.sending.scope import Placeholders, Scope
from endpoint_explorer.sending.secrets import SecretReader, read_environ

T = TypeVar("T")


def prepare(
    request: Request, context: Context, read_secret: SecretReader = read_environ
) -> PreparedRequest:
    """Resolve everything in a request.

    Raises a ResolveError that names the field for an unknown variable, a cycle, a secret that
    cannot be had or must not be seen by the host, and for what cannot be sent; nothing is
    half-resolved.
    """
    scope = Scope(context, read_secret=read_secret)
    try:
        prepared = _resolve(request, context, scope)
        secret_hosts.require_allowed(prepared)
        return prepared
    except ResolveError as error:
        error.message = redact(error.message, scope.secrets.values())
        error.args = (error.message,)
        raise


def preview(
    request: Request, context: Context, read_secret: SecretReader = read_environ
) -> Preview:
    """Return the URL as far as it resolves, with secrets masked, and every fault found."""
    seen = outline(request, context, read_secret)
    method, url = (seen.placeholders.reveal(t) for t in (seen.prepared.method, seen.prepared.url))
    return Preview(method, url, seen.problems)


class Outline(msgspec.Struct, frozen=True):
    """A request as far as it resolves, with stand-ins, and every fault: pairs of field, reason."""

    prepared: PreparedRequest
    placeholders: Placeholders
    problems: tuple[tuple[str, str], ...]


def outline(
    request: Request, context: Context, read_secret: SecretReader = read_environ
) -> Outline:
    """Resolve what can be, with stand-ins for what is secret, unknown or differs at each send."""
    problems: dict[tuple[str, str], None] = {}
    placeholders = Placeholders()

    def keep(error: ResolveError) -> None:
        # A fault that quotes a stand-in follows from one that is listed, or is about a secret.
        if not placeholders.occurs_in(error.message):
            problems[error.field, error.message.removeprefix(f"{error.field}: ")] = None

    resolved = _resolve(request, context, Scope(context, keep, placeholders, read_secret))
    return Outline(resolved, placeholders, tuple(problems))


def _resolve(request: Request, context: Context, scope: Scope) -> PreparedRequest:
    method = _method(request, scope)
    text, has_host = _url_text(request, scope)
    url = _parse_url(text, scope) if has_host else None
    written = headers.written_rows(request, context, scope)
    by_name = {name.lower(): value for name, value in written}
    own = auth.credentials(request, context, scope, by_name, url)
    written, auth_headers = _with_cookie(written, own)
    query = _query(request, own.query, scope)
    header_type = by_name.get("content-type", "")
    body = payload.build(request.body, context.directory, scope, header_type)
    way = ways.resolve(context, scope)
    tracking.note_literals(request, written, url, body, scope)
    prepared = PreparedRequest(
        method=method,
        url=str(urls.with_query(url, query)) if url else urls.append_query(text, query),
        body=body.parts,
        timeout=_timeout(request, context, scope),
        follow_redirects=option(
            request, context, lambda o: o.follow_redirects, default=bool(DEFAULTS.follow_redirects)
        ),
        resend_body_cross_origin=option(
            request,
            context,
            lambda o: o.resend_body_cross_origin,
            default=bool(DEFAULTS.resend_body_cross_origin),
        ),
        limits=BodyLimits(
            option(request, context, lambda o: o.max_body, default=None),
            option(request, context, lambda o: o.max_decoded, default=None),
        ),
        cookies=option(request, context, lambda o: o.cookies, default=bool(DEFAULTS.cookies)),
        is_kept=option(request, context, lambda o: o.history, default=bool(DEFAULTS.history)),
        http_2=option(request, context, lambda o: o.http2, default=bool(DEFAULTS.http2)),
        trust=way.trust,
        proxy=way.proxy,
        proxy_from_environment=way.proxy_from_environment,
        auth_headers=tuple(name for name, _ in auth_headers),
        auth_query=tuple(urls.encode_query_name(name) for name, _ in own.query),
        auth_cookie=own.cookie if "cookie" not in by_name else "",
        signing=own.signing,
        challenge=own.challenge,
        oauth2=own.oauth2,
        notes=(*own.notes, *unredacted(scope.secrets.values())),
        secrets=tuple(with_encoded_forms(scope.secrets.values())),
    )
    complete = headers.complete(
        written,
        host=url.host_header if url else "",
        method=method,
        auth=auth_headers,
        content_type=body.content_type,
        body_size=prepared.body_size,
        has_body=body.is_present,
        report=scope.report,
    )
    return msgspec.structs.replace(prepared, headers=complete)


def _with_cookie(written: Headers, own: auth.Credentials) -> tuple[Headers, Headers]:
    """Put the cookie of auth into the Cookie row that is written, or else beside auth's headers.

    A row that has a cookie of that name stands.
    """
    if not own.cookie:
        return written, own.headers
    if all(name.lower() != "cookie" for name, _ in written):
        return written, (*own.headers, ("Cookie", own.cookie))
    start = own.cookie.partition("=")[0] + "="
    return tuple(
        (name, f"{value}; {own.cookie}")
        if name.lower() == "cookie" and not any(p.startswith(start) for p in value.split("; "))
        else (name, value)
        for name, value in written
    ), own.headers


def _method(request: Request, scope: Scope) -> str:
    method = scope.resolve(request.method, "method").strip()
    if not headers.TOKEN.fullmatch(method):
        reason = f"{method!r} is not a method" if method else "there is no method"
        hint = "A method is one word, such as GET."
        scope.report(InvalidRequest(f"method: {reason}", field="method", hint=hint))
    return method


def _url_text(request: Request, scope: Scope) -> tuple[str, bool]:
    """Return the URL with its variables and path parameters filled in, under the base URL.

    False stands beside it when its host is not known; that is then reported.
    """
    text = "".join(_fill_route(request, scope)).strip()
    if text.startswith("/"):
        if not scope.defines("base_url"):
            hint = "Set base_url in the collection or environment, or write a whole URL."
            scope.report(urls.invalid(f"{text} has no host, and there is no base_url", hint))
            return text, False
        text = urls.join(scope.resolve("{{base_url}}", "url"), text)
    return text, not scope.begins_open(text)


def _fill_route(request: Request, scope: Scope) -> Iterator[str]:
    """Yield the pieces of the URL, the path parameters among them filled from the path rows."""
    rows = {row.name: row for row in reversed(request.path)}
    position = 0
    for parameter in path_parameters(request.url):
        yield scope.resolve(request.url[position : parameter.start], "url")
        yield _path_value(parameter, rows.get(parameter.name), request.url, scope)
        position = parameter.end
    yield scope.resolve(request.url[position:], "url")


def _path_value(parameter: Parameter, row: Field | None, url: str, scope: Scope) -> str:
    field = f"path.{parameter.name}"
    value = scope.resolve(row.value, field) if row and row.enabled else ""
    if value:
        return urls.encode_segment(value)
    reason = "is switched off" if row and not row.enabled else "has no value"
    hint = f"Give {parameter.name} a value in the path rows."
    message = f"{field}: the path parameter {parameter.name} {reason}"
    scope.report(InvalidRequest(message, field=field, hint=hint))
    return scope.left_open(url[parameter.start : parameter.end])


def _parse_url(text: str, scope: Scope) -> urls.Url | None:
    """Take the URL apart; None, once reported, where that cannot be."""
    try:
        return urls.parse(text)
    except InvalidRequest as error:
        scope.report(error)
        return None


def _query(request: Request, added: Iterable[tuple[str, str]], scope: Scope) -> str:
    """Return the query rows and what auth added, encoded."""
    written = (
        Field(
            scope.resolve(row.name, f"query.{row.name}"),
            scope.resolve(row.value, f"query.{row.name}"),
            bare=row.bare,
        )
        for row in request.query
        if row.enabled
    )
    return format_query(
        tuple(
            Field(
                urls.encode_query_name(row.name), urls.encode_query_value(row.value), bare=row.bare
            )
            for row in (*written, *(Field(name, value) for name, value in added))
        )
    )


def option(
    request: Request, context: Context, read: Callable[[Options], T | None], *, default: T
) -> T:
    """Return the innermost setting of an option."""
    folders = (folder.options for folder in reversed(context.folders))
    outer = (context.collection.options, context.settings.options)
    values = map(read, (request.options, *folders, *outer))
    return next((value for value in values if value is not None), default)


def _timeout(request: Request, context: Context, scope: Scope) -> float | None:
    timeout = option(request, context, lambda o: o.timeout, default=DEFAULTS.timeout or 0.0)
    if not 0 <= timeout <= LONGEST_TIMEOUT:
        scope.report(
            InvalidRequest(
                f"options.timeout: {timeout} is no number of seconds up to {LONGEST_TIMEOUT:,.0f}",
                field="options.timeout",
                hint="Write seconds, or 0 for no limit.",
            )
        )
    return timeout or None


def with_encoded_forms(secrets: Iterable[Secret]) -> Iterator[Secret]:
    """Yield the secrets, and each again in the forms in which it goes out."""
    encodings = (
        urls.encode,
        urls.encode_segment,
        urls.encode_query_name,
        urls.encode_query_value,
        payload.form_encode,
    )
    secrets = tuple(secrets)
    yield from (secret for secret in secrets if secret.value)  # As it is it comes before any form.
    for secret in secrets:
        plain = (secret.value, secret.value.strip())
        for form in dict.fromkeys((*plain, *(e(value) for e in encodings for value in plain))):
            if form:
                yield msgspec.structs.replace(secret, value=form)
