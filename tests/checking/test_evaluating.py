"""What queries find in an exchange, the bodies looked into as a send does it."""

from __future__ import annotations

import pytest

from endpoint_explorer.checking.evaluating import NotFound, Value, evaluate
from endpoint_explorer.checking.query import parse_query
from endpoint_explorer.explorer.reading import ResponseReader
from endpoint_explorer.model.exchange import (
    Exchange,
    Hop,
    OmittedBody,
    Response,
    Timings,
    WireRequest,
)

JSON = (
    b'{"id": 9007199254740993, "price": 1.10, "big": 1E400, "name": "\\u00e9 \\"x\\"",'
    b' "ok": true, "none": null, "tags": ["a", "b"], "a b": {"deep": 0}, "long": "x=12;y=13"}'
)
HEADERS = (
    ("Content-Type", "application/json"),
    ("Location", "/next"),
    ("X-Twice", "1"),
    ("x-twice", "2"),
    ("Set-Cookie", "sid=old"),
    ("Set-Cookie", "sid=abc=; Path=/; Max-Age=60; Secure; SameSite=Lax"),
)


def exchange(body: bytes = JSON, content_type: str = "application/json") -> Exchange:
    headers = (("Content-Type", content_type), *HEADERS[1:])
    return Exchange(
        wire=WireRequest(method="GET", url="http://h/first"),
        response=Response(status=201, http_version="HTTP/2", headers=headers, body=body),
        timings=Timings(total=12.6),
        hops=(Hop(302, "GET", "http://h/first", "http://h/second"),),
    )


def find(query: str, of: Exchange | None = None) -> Value:
    of = of or exchange()
    assert of.response is not None
    return evaluate(parse_query(query), of, ResponseReader(of.response))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status", Value("201", "number")),
        ("version", Value("HTTP/2")),
        ("url", Value("http://h/second")),
        ("duration", Value("13", "number")),
        ('header "location"', Value("/next")),
        ('cookie "sid"', Value("abc=")),
        ('cookie "sid[Value]"', Value("abc=")),
        ('cookie "sid[Max-Age]"', Value("60")),
        ('cookie "sid[SameSite]"', Value("Lax")),
        ('cookie "sid[Secure]"', Value("true", "boolean")),
        ('cookie "sid[HttpOnly]"', Value("false", "boolean")),
        ("body", Value(JSON.decode())),
        ("bytes", Value(JSON.hex(), "bytes")),
        ('jsonpath "$.id"', Value("9007199254740993", "number")),
        ('jsonpath "$.price"', Value("1.10", "number")),
        ('jsonpath "$.big"', Value("1E400", "number")),
        ('jsonpath "$.name"', Value('é "x"')),
        ('jsonpath "$.ok"', Value("true", "boolean")),
        ('jsonpath "$.none"', Value("null", "null")),
        ('jsonpath "$.tags"', Value('["a", "b"]', "list")),
        ('jsonpath "$.tags[1]"', Value("b")),
        ("jsonpath \"$['a b'].deep\"", Value("0", "number")),
        ('jsonpath "$..deep"', Value("0", "number")),
        (r'regex "y=(\\d+)"', Value("13")),
    ],
)
def test_what_is_found(query: str, found: Value) -> None:
    assert find(query) == found


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ('header "X-Nothing"', "there is no header X-Nothing"),
        ('header "X-Twice"', "there are 2 of header X-Twice"),
        ('cookie "other"', "the response sets no cookie other"),
        ('cookie "sid[Expires]"', "the cookie sid has no Expires"),
        ('jsonpath "$.nothing"', "no match"),
        ('jsonpath "$.tags[*]"', "2 matches, where one is wanted"),
        ('jsonpath "$.["', "at "),
        ('xpath "//a"', "an? XPath cannot look into a body that is application/json"),
        ('regex "(nothing)"', "no match"),
    ],
)
def test_why_nothing_is_found(query: str, reason: str) -> None:
    with pytest.raises(NotFound, match=reason):
        find(query)


def test_xpath_finds_text_elements_and_strings() -> None:
    page = exchange(b"<html><title>A &amp; B</title><p>1</p><p>2</p></html>", "text/html")
    assert find('xpath "string(//title)"', page).text == "A & B"
    with pytest.raises(NotFound, match="2 matches, where one is wanted"):
        find('xpath "//p"', page)


def test_the_body_is_read_by_its_charset() -> None:
    latin = exchange("né 7".encode("latin-1"), "text/plain; charset=iso-8859-1")
    assert find("body", latin).text == "né 7"
    assert find('regex "(é) "', latin).text == "é"


def test_a_regular_expression_looks_at_all_lines_at_once() -> None:
    page = exchange(b"one\ntwo\n", "text/plain")
    assert find(r'regex "(?s)(one.two)"', page).text == "one\ntwo"


@pytest.mark.parametrize("query", [r'regex "^(a+)+$"', 'jsonpath "$..*..*..*..*..*..*"'])
def test_what_would_never_end_is_given_up(query: str) -> None:
    body = b'{"a": ' * 40 + b'"' + b"a" * 60 + b'!"' + b"}" * 40
    text = body if query.startswith("json") else b"a" * 60 + b"!"
    kind = "application/json" if query.startswith("json") else "text/plain"
    hostile = exchange(text, kind)
    assert hostile.response is not None
    reader = ResponseReader(hostile.response, patience=0.05)
    with pytest.raises(NotFound, match="too long"):
        evaluate(parse_query(query), hostile, reader)


def test_there_is_nothing_in_a_body_that_was_not_kept() -> None:
    response = Response(status=200, omitted=OmittedBody(10, "00"))
    whole = Exchange(wire=WireRequest(method="GET", url="http://h/"), response=response)
    with pytest.raises(NotFound, match="too large to keep"):
        find("body", whole)
    assert find("status", whole).text == "200"
    with pytest.raises(NotFound, match="no response"):
        evaluate(
            parse_query("status"), Exchange(wire=whole.wire), ResponseReader(Response(status=0))
        )
