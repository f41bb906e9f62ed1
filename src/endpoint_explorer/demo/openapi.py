"""The OpenAPI 3.1 description, made from the table of operations and the payloads' schemas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from endpoint_explorer import __version__
from endpoint_explorer.demo import problems
from endpoint_explorer.demo.auth.schemes import API_KEY, SCHEMES
from endpoint_explorer.demo.example import example_of
from endpoint_explorer.demo.operation import JSON, XML, Answer, Operation, Payload
from endpoint_explorer.demo.payloads.problem import ProblemDetails
from endpoint_explorer.demo.problems import PROBLEM_JSON, PROBLEM_XML, Kind

API_NAME = "Demo API"

_ABOUT = (
    "A small shop that teaches what an endpoint is. Version 1 is deprecated and version 2 stands "
    "beside it. All data lives in memory."
)
_REF = "#/components/schemas/{model}"
_CONVERTER = re.compile(r"\{(\w+):\w+\}")


def describe(operations: Sequence[Operation]) -> dict[str, object]:
    """Return the OpenAPI document of some operations."""
    paths: dict[str, dict[str, object]] = {}
    for operation in operations:
        item = paths.setdefault(plain_path(operation.route), {})
        for method in operation.methods:
            item[method.lower()] = _operation(operation, method)
    return {
        "openapi": "3.1.0",
        "info": {"title": API_NAME, "version": __version__, "description": _ABOUT},
        "servers": [
            {"url": "/"},
            {"url": "/staging", "description": "The same, as another environment"},
        ],
        "tags": [{"name": tag} for tag in dict.fromkeys(o.tag for o in operations)],
        "paths": paths,
        "components": {
            "schemas": _schemas(operations),
            "securitySchemes": SCHEMES,
        },
    }


def plain_path(route: str) -> str:
    """Return a route without the converters that routing needs: /echo/{path}."""
    return _CONVERTER.sub(r"{\1}", route)


def _operation(operation: Operation, method: str) -> dict[str, object]:
    name = operation.handler.__name__
    several = len(operation.methods) > 1
    described: dict[str, object] = {
        "operationId": f"{name}_{method.lower()}" if several else _unique_name(operation, name),
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": operation.description,
        "parameters": [
            *_parameters(operation.path, "path"),
            *_parameters(operation.query, "query"),
        ],
        "responses": _responses(operation),
    }
    if operation.body is not None:
        described["requestBody"] = _request_body(operation.body, operation.body_types)
    if scheme := API_KEY if operation.needs_key else operation.security:
        described["security"] = [{scheme: []}]
    if operation.route.startswith("/v1/"):
        described["deprecated"] = True
    return described


def _unique_name(operation: Operation, name: str) -> str:
    """Tell the echo of a path from the echo without one: they share a handler."""
    return f"{name}_path" if operation.route.endswith(":path}") else name


def _parameters(model: Payload | None, place: str) -> list[dict[str, object]]:
    if model is None:
        return []
    schema = model.model_json_schema(ref_template=_REF)
    return [
        {
            "name": name,
            "in": place,
            "required": place == "path",
            "description": part.pop("description", ""),
            "schema": part,
            "example": part["examples"][0],
        }
        for name, part in schema["properties"].items()
    ]


def _request_body(model: Payload, media_types: Iterable[str]) -> dict[str, object]:
    return {"required": True, "content": {media_type: _media(model) for media_type in media_types}}


def _responses(operation: Operation) -> dict[str, object]:
    answers = {str(answer.status): _answer(answer) for answer in operation.answers}
    for kind in _kinds(operation):
        answers.setdefault(str(kind.status), _problem(kind))
    return dict(sorted(answers.items()))


def _kinds(operation: Operation) -> Iterable[Kind]:
    """Return the problems of an operation, also those that follow from what it takes."""
    yield from operation.kinds
    if operation.body or operation.query or (operation.path and operation.tag == "exploring"):
        yield problems.INVALID_INPUT
    if operation.body:
        yield problems.BODY_TOO_LARGE
        yield problems.UNSUPPORTED_MEDIA_TYPE
    if operation.needs_key:
        yield problems.KEY_MISSING
    if operation.offers:
        yield problems.NOT_ACCEPTABLE


def _answer(answer: Answer) -> dict[str, object]:
    content: dict[str, object] = {}
    if answer.model is not None:
        # The example is JSON; an XML one would have to be a text.
        content = {JSON: _media(answer.model), XML: {"schema": _ref(answer.model)}}
    content |= {media_type: {"schema": schema} for media_type, schema in answer.media.items()}
    headers = {
        name: {"description": text, "schema": {"type": "string"}}
        for name, text in answer.headers.items()
    }
    described: dict[str, object] = {"description": answer.description}
    return (
        described
        | ({"content": content} if content else {})
        | ({"headers": headers} if headers else {})
    )


def _problem(kind: Kind) -> dict[str, object]:
    details = example_of(ProblemDetails) | {
        "type": kind.uri,
        "title": kind.title,
        "status": kind.status,
        "detail": kind.explanation,
    }
    if kind.status != problems.INVALID_INPUT.status:
        details.pop("errors")
    schema = _ref(ProblemDetails)
    return {
        "description": kind.title,
        "content": {
            PROBLEM_JSON: {"schema": schema, "example": details},
            PROBLEM_XML: {"schema": schema},
        },
    }


def _media(model: Payload) -> dict[str, object]:
    return {"schema": _ref(model), "example": example_of(model)}


def _ref(model: Payload) -> Mapping[str, str]:
    return {"$ref": _REF.format(model=model.__name__)}


def _schemas(operations: Sequence[Operation]) -> dict[str, Any]:
    """Return the schemas of all payloads, those that are nested too, by name."""
    answers = [answer.model for operation in operations for answer in operation.answers]
    models: dict[type[BaseModel], None] = dict.fromkeys(
        model for model in [ProblemDetails, *answers, *(o.body for o in operations)] if model
    )
    _, definitions = models_json_schema(
        [(model, "validation") for model in models], ref_template=_REF
    )
    schemas: dict[str, Any] = definitions["$defs"]
    return dict(sorted(schemas.items()))
