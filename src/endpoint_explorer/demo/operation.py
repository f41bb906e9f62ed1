"""What one method of one path does: the single table that routes and OpenAPI are made from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

import msgspec
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from endpoint_explorer.demo.problems import Kind

Handler = Callable[[Request], Awaitable[Response]]
Payload = type[BaseModel]
Tag = Literal[
    "users",
    "products",
    "transactions",
    "replicas",
    "auth",
    "oauth",
    "exploring",
    "cookies",
    "service",
]

JSON = "application/json"
XML = "application/xml"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One response that an operation gives on purpose.

    `model` is the payload of a negotiated representation (JSON or XML); `media` maps other media
    types to a JSON schema of their content. `headers` map names to what they say.
    """

    status: int
    description: str
    model: Payload | None = None
    media: Mapping[str, Mapping[str, object]] = {}
    headers: Mapping[str, str] = {}


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """A handler, and all there is to say about it.

    `methods` are those that are documented; `any_method` also takes every other token. `path`
    and `query` are models whose fields are the parameters, `body` is the model of the request's
    body. `kinds` are the problems it may answer with. `offers` are the media types to choose from
    by the Accept header, none when there is nothing to choose. `security` names
    the scheme of `auth/schemes.py` that the handler checks.
    """

    methods: tuple[str, ...]
    route: str
    handler: Handler
    tag: Tag
    summary: str
    description: str
    answers: tuple[Answer, ...]
    path: Payload | None = None
    query: Payload | None = None
    body: Payload | None = None
    body_types: tuple[str, ...] = (JSON,)
    kinds: tuple[Kind, ...] = ()
    needs_key: bool = False
    security: str = ""
    any_method: bool = False
    offers: tuple[str, ...] = (JSON, XML)
