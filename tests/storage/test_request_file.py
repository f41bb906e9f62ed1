from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from endpoint_explorer.errors import FileMalformed
from endpoint_explorer.model.request import Auth, Body, Capture, Field, FormField, Options, Request
from endpoint_explorer.storage.request_file import parse_request, request_data

PATH = Path("get-user.toml")


def test_whole_file_as_the_design_shows_it() -> None:
    text = """
id = "0198f2c4"
name = "Get a user"
method = "GET"
url = "/users/{id}"
description = "One."
checks = ["status == 200", 'jsonpath "$.id" == 25', "duration < 500"]

[path]
id = "25"

[query]
verbose = "data"

[[headers]]
name = "X-Trace"
value = "1"
enabled = false

[body]
type = "json"
text = '''{"name": "Ada"}'''

[auth]
type = "inherit"

[captures]
user_name = 'jsonpath "$.name"'

[options]
timeout = 10
follow_redirects = true
resend_body_cross_origin = true
max_body = 1000
max_decoded = 0
cookies = false
"""
    assert parse_request(text, PATH) == Request(
        id="0198f2c4",
        name="Get a user",
        method="GET",
        url="/users/{id}",
        description="One.",
        path=(Field("id", "25"),),
        query=(Field("verbose", "data"),),
        headers=(Field("X-Trace", "1", enabled=False),),
        body=Body(type="json", text='{"name": "Ada"}'),
        checks=("status == 200", 'jsonpath "$.id" == 25', "duration < 500"),
        captures=(Capture("user_name", 'jsonpath "$.name"'),),
        options=Options(
            timeout=10.0,
            follow_redirects=True,
            resend_body_cross_origin=True,
            max_body=1000,
            max_decoded=0,
            cookies=False,
        ),
    )


def test_empty_file_is_an_empty_request() -> None:
    assert parse_request("", PATH) == Request()


def test_both_forms_are_read_everywhere() -> None:
    short = "[{0}]\na = 'x'\nb = ''\n"
    long = "[[{0}]]\nname = 'a'\nvalue = 'x'\n[[{0}]]\nname = 'b'\n"
    inline = "{0} = [{{name = 'a', value = 'x'}}, {{name = 'b'}}]\n"
    for key in ("path", "query", "headers"):
        for form in (short, long, inline):
            rows = getattr(parse_request(form.format(key), PATH), key)
            assert rows == (Field("a", "x"), Field("b"))
    for form in (short, long, inline):
        request = parse_request(form.format("captures"), PATH)
        assert request.captures == (Capture("a", "x"), Capture("b"))
    for form in (short, long):
        body = parse_request(form.format("body.fields"), PATH).body
        assert body.fields == (FormField("a", "x"), FormField("b"))


def test_numbers_and_booleans_are_taken_as_typed_in_rows() -> None:
    text = "[query]\npage = 2\nprice = 1.10\nall = true\n[[headers]]\nname = 'n'\nvalue = 7\n"
    request = parse_request(text, PATH)
    assert [row.value for row in request.query] == ["2", "1.10", "true"]
    assert request.headers == (Field("n", "7"),)


def test_bare_and_switched_off_rows() -> None:
    text = "[[query]]\nname = 'flag'\nbare = true\n[[query]]\nname = 'flag'\nenabled = false\n"
    query = parse_request(text, PATH).query
    assert query == (Field("flag", bare=True), Field("flag", enabled=False))


def test_auth_location_is_called_in() -> None:
    text = "[auth]\ntype = 'api-key'\nname = 'k'\nvalue = 'v'\nin = 'query'\n"
    auth = Auth(type="api-key", name="k", value="v", location="query")
    assert parse_request(text, PATH).auth == auth


def test_every_text_of_auth_stands_flat_in_its_table() -> None:
    choices = {"grant": "password", "client_auth": "body", "signature_method": "PLAINTEXT"}
    names = [n for n in Auth.__struct_fields__ if n not in {"type", "location", *choices}]
    values: dict[str, Any] = {name: f"{{{{{name}}}}}" for name in names} | choices
    lines = "".join(f"{name} = '{value}'\n" for name, value in values.items())
    request = parse_request(f"[auth]\ntype = 'oauth2'\n{lines}", PATH)
    assert request.auth == Auth(type="oauth2", **values)
    assert request_data(request, {}, Request())["auth"] == {"type": "oauth2", **values}


def test_an_empty_choice_of_auth_is_none() -> None:
    assert parse_request("[auth]\ngrant = ''\n", PATH).auth == Auth()


def test_unknown_keys_do_no_harm() -> None:
    text = "mood = false\n[query]\na = '1'\n[later]\nx = [1]\n[body]\nnew = 1\n"
    assert parse_request(text, PATH) == Request(query=(Field("a", "1"),))


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("method = 1", 1, "method must be text, not a number"),
        ("[body]\ntype = 'yaml'", 2, 'body.type is "yaml", which is none of: none, json'),
        ("[auth]\ntype = 'oauth9'", 2, 'auth.type is "oauth9"'),
        ("[auth]\nin = 'body'", 2, 'auth.in is "body"'),
        ("[auth]\ngrant = 'x'", 2, 'auth.grant is "x", which is none of: client-credentials'),
        ("[auth]\nclient_auth = 1", 2, "auth.client_auth must be text"),
        ("[[query]]\nvalue = 'x'", 1, "query[0] has no name"),
        ("[query]\na = 'x'\nb = {}", 3, "query.b must be text, not a table"),
        ("query = 'a=1'", 1, "query must be an array of tables, not text"),
        ("[options]\nmax_body = -1", 2, "options.max_body must be a number of bytes"),
        ("[options]\nmax_decoded = '5 MB'", 2, "options.max_decoded must be a whole number"),
        ("[body]\n[[body.fields]]\nname = 'x'\nfile = 1", 4, "body.fields[0].file must be text"),
    ],
)
def test_wrong_value_names_key_and_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(FileMalformed) as caught:
        parse_request(text, PATH)
    assert caught.value.line == line
    assert reason in caught.value.message


def test_a_capture_says_in_the_long_form_what_it_is() -> None:
    text = "[[captures]]\nname = 't'\nquery = 'body'\nsecret = true\nenabled = false\n"
    assert parse_request(text, PATH).captures == (Capture("t", "body", enabled=False, secret=True),)
