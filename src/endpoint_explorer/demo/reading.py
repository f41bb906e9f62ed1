"""Reading what a request says into a payload, or a problem that names each field at fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl

import msgspec
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json, to_json
from starlette.requests import Request

from endpoint_explorer.demo.payloads.problem import Fault, Place
from endpoint_explorer.demo.problems import (
    BODY_TOO_LARGE,
    INVALID_INPUT,
    UNSUPPORTED_MEDIA_TYPE,
    Problem,
)

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=BaseModel)

BODY_LIMIT = 1_000_000
"""The largest body in bytes that is read into a payload."""

FORM = "application/x-www-form-urlencoded"
JSON_TYPES = ("application/json",)
PATCH_TYPES = ("application/merge-patch+json", "application/json")

_SHORT = 60
_REWORDED = (("Input should be", "must be"), ("String should have", "must have"))


def read_path(request: Request, model: type[M]) -> M:
    """Return the parameters of the path; raises Problem, 400, when they are not valid."""
    return _validate(model, request.path_params, "path")


def read_query(request: Request, model: type[M]) -> M:
    """Return the parameters of the query; those that the model does not know are ignored."""
    given = request.query_params
    repeated = [name for name in model.model_fields if len(given.getlist(name)) > 1]
    if repeated:
        raise invalid_input(
            [
                Fault(location="query", field=name, detail="must be given once only")
                for name in repeated
            ]
        )
    return _validate(model, dict(given), "query")


async def read_json(request: Request, model: type[M]) -> M:
    """Return the JSON body; raises Problem: 400, 413 when too large, 415 when no JSON."""
    return _validate_json(model, _parse(await _read_body(request, JSON_TYPES)))


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form; raises Problem: 400 when one comes twice, 413, 415."""
    body = await _read_body(request, (FORM,))
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        raise invalid_input(
            [
                Fault(location="body", field=name, detail="must be given once only")
                for name in fields
                if names.count(name) > 1
            ]
        )
    return fields


async def read_merged(request: Request, model: type[M], current: M) -> M:
    """Return the current value with a JSON merge patch applied to it (RFC 7396)."""
    patch = _parse(await _read_body(request, PATCH_TYPES))
    if not isinstance(patch, dict):
        raise invalid_input([_body_fault("must be a JSON object")])
    return _validate_json(model, _merge(current.model_dump(mode="json"), patch))


def invalid_input(faults: Sequence[Fault]) -> Problem:
    """Return the problem that lists fields at fault."""
    names = ", ".join(fault.field for fault in faults)
    count = "1 field is" if len(faults) == 1 else f"{len(faults)} fields are"
    return Problem(INVALID_INPUT, f"{count} not valid: {names}", faults=faults)


async def _read_body(request: Request, media_types: Sequence[str]) -> bytes:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    # Without a Content-Type a recipient may guess (RFC 9110, section 8.3).
    if content_type and content_type not in media_types:
        header = "Accept-Patch" if request.method == "PATCH" else "Accept-Post"
        raise Problem(
            UNSUPPORTED_MEDIA_TYPE,
            f"The body is said to be {content_type}; this endpoint reads {media_types[0]}.",
            faults=[Fault(location="header", field="Content-Type", detail=_one_of(media_types))],
            headers={header: ", ".join(media_types)},
        )
    return await read_bytes(request)


async def read_bytes(request: Request) -> bytes:
    """Return the body; raises Problem, 413, when it is too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise Problem(BODY_TOO_LARGE, f"The body has more than {BODY_LIMIT:,} bytes.")
    return bytes(body)


def _one_of(values: Sequence[str]) -> str:
    return "must be " + " or ".join(values)


def _merge(target: Mapping[str, object], patch: Mapping[str, object]) -> dict[str, object]:
    """Apply a patch as RFC 7396, section 2 does: null removes, objects merge, others replace."""
    merged = dict(target)
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict):
            inner = merged.get(name)
            merged[name] = _merge(inner if isinstance(inner, dict) else {}, value)
        else:
            merged[name] = value
    return merged


def _parse(body: bytes) -> object:
    """Parse strict JSON (RFC 8259), without NaN, or raise the problem that says where it ends."""
    try:
        value: object = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        reason = f"is not JSON: {error}" if body else "is empty; must be a JSON object"
        raise invalid_input([_body_fault(reason)]) from error
    return value


def _validate_json(model: type[M], value: object) -> M:
    """Validate by the strict rules for JSON: no number is taken for a text."""
    try:
        return model.model_validate_json(to_json(value), strict=True)
    except ValidationError as error:
        raise invalid_input([_fault(e, "body") for e in error.errors()]) from error


def _validate(model: type[M], values: Mapping[str, Any], place: Place) -> M:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise invalid_input([_fault(e, place) for e in error.errors()]) from error


def _fault(error: ErrorDetails, place: Place) -> Fault:
    if not error["loc"]:
        return _body_fault("must be a JSON object")
    names = [str(part) for part in error["loc"]]
    pointer = "#" + "".join(f"/{_escape(name)}" for name in names) if place == "body" else None
    return Fault(location=place, field=".".join(names), pointer=pointer, detail=_detail(error))


def _escape(name: str) -> str:
    """Escape a member's name for a JSON pointer (RFC 6901, section 3)."""
    return name.replace("~", "~0").replace("/", "~1")


def _body_fault(detail: str) -> Fault:
    return Fault(location="body", field="(body)", pointer="#", detail=detail)


def _detail(error: ErrorDetails) -> str:
    """Say what the field must be, and what came instead where that is short."""
    if error["type"] == "missing":
        return "is required"
    if error["type"] == "extra_forbidden":
        return "is not a field of this resource"
    detail = error["msg"].removeprefix("Value error, ")
    for pydantic_words, our_words in _REWORDED:
        detail = detail.replace(pydantic_words, our_words)
    value = error["input"]
    if isinstance(value, str | int | float | bool) or value is None:
        written = msgspec.json.encode(value).decode()
        if len(written) <= _SHORT:
            return f"{detail}; got {written}"
    return detail
