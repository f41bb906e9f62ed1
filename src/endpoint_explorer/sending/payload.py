"""The body of a request: its bytes, the files in it, and the content type that it implies."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from urllib.parse import quote_plus

import msgspec

from endpoint_explorer.errors import InvalidRequest
from endpoint_explorer.model.exchange import FilePart
from endpoint_explorer.model.request import Body, FormField
from endpoint_explorer.sending import multipart
from endpoint_explorer.sending.headers import checked_value
from endpoint_explorer.sending.scope import Report, Scope
from endpoint_explorer.sending.urls import to_bytes

Parts = tuple[bytes | FilePart, ...]

_TEXT_TYPES = {
    "json": "application/json",
    "text": "text/plain; charset=utf-8",
    "xml": "application/xml",
}
OCTETS = "application/octet-stream"


class Payload(msgspec.Struct, frozen=True):
    """A body in pieces and its content type; `is_present` tells an empty body from none."""

    parts: Parts = ()
    content_type: str = ""
    is_present: bool = False


def build(body: Body, directory: Path, scope: Scope, written_type: str = "") -> Payload:
    """Build the body; `written_type` is the Content-Type that a header row gives, if one does."""
    own_type = _content_type(body.content_type, "body.content_type", scope)
    match body.type:
        case "none":
            return Payload()
        case "json" | "text" | "xml":
            text = scope.resolve(body.text, "body")
            return _present((to_bytes(text),), own_type or _TEXT_TYPES[body.type])
        case "form":
            return _present((_form(body, scope),), own_type or "application/x-www-form-urlencoded")
        case "graphql":
            return _present((_graphql(body, scope),), own_type or "application/json")
        case "file":
            part = _file(body.file, "body.file", directory, scope)
            return _present((part,) if part else (), own_type or _guess_type(body.file))
        case "multipart":
            parts = tuple(_part(f, directory, scope) for f in body.fields if f.enabled)
            pieces, content_type = multipart.encode(
                parts, header_type=written_type, own_type=own_type, report=scope.report
            )
            return _present(pieces, content_type)


def form_encode(text: str) -> str:
    """Encode a name or value as application/x-www-form-urlencoded (URL standard, 5.2)."""
    return quote_plus(to_bytes(text), safe="*").replace("~", "%7E")


def _content_type(text: str, field: str, scope: Scope) -> str:
    return checked_value("Content-Type", scope.resolve(text, field), scope.report, field)


def _present(parts: Parts, content_type: str) -> Payload:
    return Payload(tuple(p for p in parts if p), content_type, True)


def _form(body: Body, scope: Scope) -> bytes:
    pairs = []
    for row in body.fields:
        if row.enabled:
            name = scope.resolve(row.name, f"body.{row.name}")
            value = scope.resolve(row.value, f"body.{row.name}")
            pairs.append(f"{form_encode(name)}={form_encode(value)}")
    return "&".join(pairs).encode("ascii")


def _graphql(body: Body, scope: Scope) -> bytes:
    """Wrap a GraphQL document and its variables, whose digits stay as written, in JSON."""
    query = json.dumps(scope.resolve(body.text, "body.text"), ensure_ascii=False)
    variables = scope.resolve(body.variables, "body.variables").strip()
    if not variables:
        return to_bytes(f'{{"query": {query}}}')
    _check_variables(variables, scope.report)
    return to_bytes(f'{{"query": {query}, "variables": {variables}}}')


def _check_variables(text: str, report: Report) -> None:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        reason = f"not JSON at line {error.lineno}, column {error.colno}: {error.msg}"
    except RecursionError:
        reason = "nested too deeply"
    else:
        if value is None or isinstance(value, dict):
            return
        reason = "not a JSON object"
    report(
        InvalidRequest(
            f"body.variables: the GraphQL variables are {reason}",
            field="body.variables",
            hint='Write an object, such as {"id": 1}.',
        )
    )


def _part(row: FormField, directory: Path, scope: Scope) -> multipart.Part:
    field = f"body.{row.name}"
    name = scope.resolve(row.name, field)
    content_type = _content_type(row.content_type, field, scope)
    if not row.file:
        content = to_bytes(scope.resolve(row.value, field))
        return multipart.Part(name, content, content_type=content_type)
    part = _file(row.file, field, directory, scope)
    file_name = part.path.name if part else ""
    return multipart.Part(name, part or b"", file_name, content_type or _guess_type(file_name))


def _file(name: str, field: str, directory: Path, scope: Scope) -> FilePart | None:
    """Find a file that is to be sent; None, once reported, where it cannot be."""
    resolved = scope.resolve(name, field).strip()
    if not resolved:
        reason = "no file is chosen"
    else:
        path = directory / resolved
        try:
            path = directory / Path(resolved).expanduser()
            status = path.stat()
        except (OSError, ValueError, RuntimeError) as error:
            reason = f"{path} cannot be read: {getattr(error, 'strerror', None) or error}"
        else:
            if not stat.S_ISREG(status.st_mode):
                reason = f"{path} is not a regular file"
            elif not os.access(path, os.R_OK):
                reason = f"{path} cannot be read: permission denied"
            else:
                return FilePart(path, status.st_size)
    hint = f"A relative name is looked for in {directory}."
    scope.report(InvalidRequest(f"{field}: {reason}", field=field, hint=hint))
    return None


def _guess_type(name: str) -> str:
    import mimetypes

    # Only what Python itself knows: the machine's own tables would make requests differ.
    return mimetypes.MimeTypes(filenames=()).guess_type(name)[0] or OCTETS
