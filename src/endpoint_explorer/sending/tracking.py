"""Which credentials in a message are written out, and not kept as secrets."""

from __future__ import annotations

from collections.abc import Iterator

from endpoint_explorer.model.exchange import Headers
from endpoint_explorer.model.literals import (
    LONGEST_BODY,
    forms_of,
    holds_credential,
    in_headers,
    in_query,
    in_text,
    written_out,
)
from endpoint_explorer.model.request import Body, Request
from endpoint_explorer.model.secret import MINIMUM_LENGTH
from endpoint_explorer.sending import urls
from endpoint_explorer.sending.payload import Payload
from endpoint_explorer.sending.scope import Scope


def note_literals(
    request: Request, written: Headers, url: urls.Url | None, body: Payload, scope: Scope
) -> None:
    """Track the credentials that are written out, those of folders and variables too."""
    found = list(written_out(request).items())
    for name, value in found:
        scope.note_literal(name, value)
    query = f"?{url.query}" if url and url.query else ""
    for name, value in (
        *in_headers(written),
        *in_query(query),
        *_in_body(request.body, body, scope),
    ):
        if (
            len(value) >= MINIMUM_LENGTH
            and not scope.is_open(value)
            and not _is_known(value, scope)
        ):
            scope.note_literal(name, value)
            found.append((name, value))
    for name, value in found:
        for form in forms_of(value):
            scope.note_literal(name, form)


def _is_known(value: str, scope: Scope) -> bool:
    forms = (value, *forms_of(value))
    return any(secret.value in form for secret in scope.secrets.values() for form in forms)


def _in_body(body: Body, payload: Payload, scope: Scope) -> Iterator[tuple[str, str]]:
    """Yield what variables put into a body; `written_out` has what stands there itself."""
    texts = (body.text, body.variables, *(row.value for row in body.fields))
    if not any("{{" in text for text in texts):
        return
    if body.type == "multipart":
        for row in body.fields:
            if row.enabled and not row.file:
                field = f"body.{row.name}"
                value = scope.resolve(row.value, field)
                if holds_credential(row.name, value):
                    yield field, value
    elif body.type != "file" and payload.parts and isinstance(payload.parts[0], bytes):
        yield from in_text(payload.parts[0][:LONGEST_BODY].decode(errors="ignore"))
