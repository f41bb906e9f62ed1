"""What a query finds in an exchange."""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec

from endpoint_explorer.checking.query import Query
from endpoint_explorer.model.cookie import parse_set_cookie
from endpoint_explorer.model.exchange import Exchange, Response

ValueKind = Literal["text", "number", "boolean", "null", "list", "object", "bytes"]


class Value(msgspec.Struct, frozen=True):
    """What was found, as text: a number has the digits that it had, bytes are hex digits."""

    text: str
    kind: ValueKind = "text"


class NotFound(Exception):
    """Why a query finds no value; the text says how many there are where one was wanted."""


class BodyReader(Protocol):
    """Looks into the body of one response, in bounded time. Each method raises NotFound."""

    def text(self) -> str:
        """Return the body decoded by its charset."""

    def json_path(self, expression: str) -> Value:
        """Return the single match of a JSONPath (RFC 9535)."""

    def x_path(self, expression: str) -> Value:
        """Return the single match of an XPath 1.0, or its string, number or boolean."""

    def first_group(self, pattern: str) -> str:
        """Return the first group of the first match of a regular expression."""


def evaluate(query: Query, exchange: Exchange, body: BodyReader) -> Value:
    """Return what a query finds in an exchange; raises NotFound."""
    response = exchange.response
    if response is None:
        raise NotFound("there is no response")
    if query.kind in ("body", "bytes", "jsonpath", "xpath", "regex"):
        return _in_body(query, response, body)
    if query.kind == "header":
        return _header(query.argument, response)
    if query.kind == "cookie":
        return _cookie(*query.cookie, response)
    return _about(query, exchange, response)


def _in_body(query: Query, response: Response, body: BodyReader) -> Value:
    if response.omitted is not None:
        raise NotFound("the body was too large to keep")
    match query.kind:
        case "body":
            return Value(body.text())
        case "bytes":
            return Value(response.body.hex(), "bytes")
        case "jsonpath":
            return body.json_path(query.argument)
        case "xpath":
            return body.x_path(query.argument)
        case _:
            return Value(body.first_group(query.argument))


def _about(query: Query, exchange: Exchange, response: Response) -> Value:
    match query.kind:
        case "status":
            return Value(str(response.status), "number")
        case "duration":
            return Value(str(round(exchange.timings.total)), "number")
        case "url":
            return Value(exchange.hops[-1].location if exchange.hops else exchange.wire.url)
        case _:
            return Value(response.http_version)


def _header(name: str, response: Response) -> Value:
    return Value(_single(response.header_values(name), f"header {name}"))


def _cookie(name: str, attribute: str, response: Response) -> Value:
    headers = map(parse_set_cookie, response.header_values("set-cookie"))
    set_ones = [cookie for cookie in headers if cookie.name == name]
    if not set_ones:
        raise NotFound(f"the response sets no cookie {name}")
    cookie = set_ones[-1]  # It is the one that is kept (RFC 6265, 5.3).
    if attribute == "Value":
        return Value(cookie.value)
    found = [own for key, own in cookie.attributes if key.lower() == attribute.lower()]
    if attribute in ("Secure", "HttpOnly"):
        return Value("true" if found else "false", "boolean")
    if not found:
        raise NotFound(f"the cookie {name} has no {attribute}")
    return Value(found[-1])


def _single(values: tuple[str, ...], what: str) -> str:
    if len(values) != 1:
        raise NotFound(f"there are {len(values)} of {what}" if values else f"there is no {what}")
    return values[0]
