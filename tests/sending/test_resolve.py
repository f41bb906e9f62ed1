"""From a request to the exact bytes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from endpoint_explorer import __version__
from endpoint_explorer.errors import (
    InvalidRequest,
    ResolveError,
    SecretUnavailable,
    UnknownVariable,
)
from endpoint_explorer.model.collection import (
    CollectionSettings,
    Context,
    Environment,
    FolderSettings,
)
from endpoint_explorer.model.exchange import BodyLimits, PreparedRequest
from endpoint_explorer.model.request import Auth, Body, Field, Options, Request
from endpoint_explorer.model.secret import redact
from endpoint_explorer.sending.resolve import prepare, preview

BASE = CollectionSettings(base_url="http://h:8000/api")


def context(collection: CollectionSettings = BASE, *folders: FolderSettings) -> Context:
    environment = Environment(name="test", secrets={"token": "env:CANARY"})
    return Context(
        directory=Path("/nowhere"),
        collection=collection,
        folders=folders,
        environment=environment,
    )


def url_of(request: Request) -> str:
    return prepare(request, context()).url


def headers_of(
    request: Request, collection: CollectionSettings = BASE, *folders: FolderSettings
) -> dict[str, str]:
    headers = prepare(request, context(collection, *folders)).headers
    assert len({name for name, _ in headers}) == len(headers)
    return dict(headers)


def fault(request: Request, collection: CollectionSettings = BASE) -> tuple[str, str]:
    with pytest.raises(ResolveError) as caught:
        prepare(request, context(collection))
    assert caught.value.message == str(caught.value)
    return caught.value.field, caught.value.message


def test_the_least_request() -> None:
    prepared = prepare(Request(url="/users"), context())
    assert prepared == PreparedRequest(
        method="GET",
        url="http://h:8000/api/users",
        headers=(
            ("Host", "h:8000"),
            ("User-Agent", f"endpoint-explorer/{__version__}"),
            ("Accept", "*/*"),
            ("Accept-Encoding", "gzip, deflate, br, zstd"),
        ),
    )


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("25", "25"),
        ("a/b?c#d", "a%2Fb%3Fc%23d"),
        ("a%2Fb", "a%2Fb"),
        ("100%", "100%25"),
        ("ü x", "%C3%BC%20x"),
        ("..", ".."),
        ("a;b=c,d:e@f", "a;b=c,d:e@f"),
        ("{{var}}", "of%20var"),
        ("{id}", "%7Bid%7D"),
    ],
)
def test_path_parameters_are_filled_in_encoded(value: str, sent: str) -> None:
    collection = msgspec.structs.replace(BASE, variables={"var": "of var"})
    for route in ("/users/{id}/x", "/users/:id/x"):
        request = Request(url=route, path=(Field("id", value),))
        prepared = prepare(request, context(collection))
        assert prepared.url == f"http://h:8000/api/users/{sent}/x"


def test_braces_in_a_variable_are_no_parameter() -> None:
    collection = msgspec.structs.replace(BASE, variables={"var": "{id}/:id"})
    request = Request(url="/x/{{var}}/{id}", path=(Field("id", "1"),))
    assert prepare(request, context(collection)).url == "http://h:8000/api/x/%7Bid%7D/:id/1"


@pytest.mark.parametrize(
    "rows",
    [(), (Field("id"),), (Field("id", "1", enabled=False),), (Field("other", "1"),)],
    ids=["missing", "empty", "off", "another"],
)
def test_a_path_parameter_without_a_value_stops_the_send(rows: tuple[Field, ...]) -> None:
    field, message = fault(Request(url="/users/{id}", path=rows))
    assert field == "path.id"
    assert "path parameter id" in message


def test_the_query_is_the_url_s_own_and_then_the_rows() -> None:
    rows = (
        Field("a", "1+2%20"),
        Field("off", "x", enabled=False),
        Field("a", "b&c#d=e"),
        Field("n&m=", ""),
        Field("bare", bare=True),
        Field("u", "ü%"),
    )
    url = url_of(Request(url="/x?own&a=%2F&&", query=rows))
    assert url.partition("?")[2] == (
        "own&a=%2F&&&a=1+2%20&a=b%26c%23d=e&n%26m%3D=&bare&u=%C3%BC%25"
    )
    assert url_of(Request(url="/x#f", query=rows[:1])) == "http://h:8000/api/x?a=1+2%20"
    assert url_of(Request(url="/x?", query=rows[:1])) == "http://h:8000/api/x?a=1+2%20"


def test_the_base_url_is_a_variable_that_an_environment_overrides() -> None:
    environment = Environment(name="staging", variables={"base_url": "staging.example.com/v2/"})
    there = msgspec.structs.replace(context(), environment=environment)
    assert prepare(Request(url="/x"), there).url == "https://staging.example.com/v2/x"
    assert prepare(Request(url="{{base_url}}x"), there).url == "https://staging.example.com/v2/x"


def test_an_empty_base_url_is_no_host() -> None:
    collection = CollectionSettings(variables={"base_url": ""})
    assert fault(Request(url="/users"), collection) == ("url", "url: there is no host")


def test_a_route_without_a_base_url_says_so() -> None:
    field, message = fault(Request(url="/users"), CollectionSettings())
    assert field == "url"
    assert "no base_url" in message


@pytest.mark.parametrize("method", ["GET", "get", "PURGE", "X-1"])
def test_a_method_is_any_token(method: str) -> None:
    assert prepare(Request(method=method, url="/"), context()).method == method


@pytest.mark.parametrize("method", ["", "G T", "GET\r\nX: y", "GÉT"])
def test_what_is_no_token_is_no_method(method: str) -> None:
    assert fault(Request(method=method, url="/"))[0] == "method"


class TestHeaders:
    """What is inherited, overridden, switched off, defaulted and refused."""

    def test_inner_rows_replace_outer_ones_of_the_same_name(self) -> None:
        collection = msgspec.structs.replace(
            BASE, headers=(Field("X-A", "1"), Field("X-B", "1"), Field("X-C", "1"))
        )
        folder = FolderSettings(headers=(Field("x-b", "2"), Field("X-D", "2")))
        request = Request(url="/", headers=(Field("X-c", "3"), Field("X-D", "3", enabled=False)))
        headers = prepare(request, context(collection, folder)).headers
        assert headers[4:] == (("X-A", "1"), ("x-b", "2"), ("X-c", "3"))

    def test_repeats_and_order_and_case_stay(self) -> None:
        rows = (Field("X-B", "1"), Field("x-a", "2"), Field("X-b", "3"))
        headers = prepare(Request(url="/", headers=rows), context()).headers
        assert headers[4:] == (("X-B", "1"), ("x-a", "2"), ("X-b", "3"))

    @pytest.mark.parametrize("name", ["Host", "User-Agent", "Accept", "Accept-Encoding"])
    def test_a_row_stands_for_its_default(self, name: str) -> None:
        request = Request(url="/", headers=(Field(name.lower(), "own"),))
        headers = prepare(request, context()).headers
        assert [value for key, value in headers if key.lower() == name.lower()] == ["own"]

    def test_a_blank_row_is_none(self) -> None:
        request = Request(url="/", headers=(Field(""), Field("X-Empty", "")))
        assert prepare(request, context()).headers[4:] == (("X-Empty", ""),)

    def test_names_and_values_are_templates(self) -> None:
        collection = msgspec.structs.replace(BASE, variables={"n": "X-Name", "v": "value"})
        request = Request(url="/", headers=(Field("{{n}}", " <{{v}}> "),))
        assert headers_of(request, collection)["X-Name"] == "<value>"

    @pytest.mark.parametrize("value", ["a\nb", "a\r\nX: y", "a\0b", "a\x1bb", "a\x7fb", "a\x0bb"])
    def test_a_control_character_is_refused(self, value: str) -> None:
        field, message = fault(Request(url="/", headers=(Field("X-Bad", value),)))
        assert field == "headers.X-Bad"
        assert "position 2" in message

    @pytest.mark.parametrize("name", ["a b", "a:", "ä", "a\nb", "(x)", "{{n}}"])
    def test_what_is_no_name_is_refused(self, name: str) -> None:
        collection = msgspec.structs.replace(BASE, variables={"n": "a b"})
        field, _ = fault(Request(url="/", headers=(Field(name, "x"),)), collection)
        assert field.startswith("headers.")

    def test_a_value_without_a_name_is_refused(self) -> None:
        assert fault(Request(url="/", headers=(Field("", "x"),)))[0] == "headers"

    @pytest.mark.parametrize(
        ("rows", "field"),
        [
            ((Field("Content-Length", "5"),), "headers.Content-Length"),
            (
                (Field("content-length", "4"), Field("Content-Length", "4")),
                "headers.Content-Length",
            ),
            ((Field("Content-Length", "+4"),), "headers.Content-Length"),
            ((Field("Transfer-Encoding", "gzip, chunked"),), "headers.Transfer-Encoding"),
            ((Field("Transfer-Encoding", "identity"),), "headers.Transfer-Encoding"),
            (
                (Field("Transfer-Encoding", "chunked"), Field("Transfer-Encoding", "chunked")),
                "headers.Transfer-Encoding",
            ),
            (
                (Field("Transfer-Encoding", "chunked"), Field("Content-Length", "4")),
                "headers.Transfer-Encoding",
            ),
            ((Field("Host", "a"), Field("host", "b")), "headers.Host"),
        ],
    )
    def test_what_makes_the_message_ambiguous_is_refused(
        self, rows: tuple[Field, ...], field: str
    ) -> None:
        request = Request(method="POST", url="/", headers=rows, body=Body("text", "four"))
        assert fault(request)[0] == field

    def test_framing_that_is_right_is_sent_as_written(self) -> None:
        body = Body("text", "four")
        own = Request(url="/", headers=(Field("content-length", "4"),), body=body)
        assert headers_of(own)["content-length"] == "4"
        chunked = Request(url="/", headers=(Field("Transfer-Encoding", "chunked"),), body=body)
        assert "Content-Length" not in headers_of(chunked)


class TestOptions:
    """Timeout and redirects, inherited like the rest."""

    def test_the_innermost_setting_holds(self) -> None:
        collection = msgspec.structs.replace(
            BASE, options=Options(timeout=30, follow_redirects=False)
        )
        folders = (FolderSettings(options=Options(timeout=20)), FolderSettings())
        prepared = prepare(Request(url="/"), context(collection, *folders))
        assert (prepared.timeout, prepared.follow_redirects) == (20, False)
        own = Request(url="/", options=Options(timeout=1.5, follow_redirects=True))
        prepared = prepare(own, context(collection, *folders))
        assert (prepared.timeout, prepared.follow_redirects) == (1.5, True)

    def test_the_jar_is_left_alone_where_an_inner_level_says_so(self) -> None:
        off, on = Options(cookies=False), Options(cookies=True)
        collection = msgspec.structs.replace(BASE, options=off)
        assert prepare(Request(url="/"), context(BASE)).cookies
        assert not prepare(Request(url="/"), context(collection)).cookies
        folder = FolderSettings(options=on)
        assert prepare(Request(url="/"), context(collection, folder)).cookies
        assert not prepare(Request(url="/", options=off), context(collection, folder)).cookies

    def test_the_defaults(self) -> None:
        prepared = prepare(Request(url="/"), context())
        assert (prepared.timeout, prepared.follow_redirects) == (60, True)

    def test_limits_and_resending_are_inherited_each_by_itself(self) -> None:
        collection = msgspec.structs.replace(
            BASE, options=Options(max_body=5, max_decoded=6, resend_body_cross_origin=True)
        )
        folder = FolderSettings(options=Options(max_body=0))
        prepared = prepare(Request(url="/"), context(collection, folder))
        assert prepared.limits == BodyLimits(raw=0, decoded=6)
        assert prepared.resend_body_cross_origin
        plain = prepare(Request(url="/"), context())
        assert (plain.limits, plain.resend_body_cross_origin) == (BodyLimits(), False)

    def test_zero_is_no_limit(self) -> None:
        assert prepare(Request(url="/", options=Options(timeout=0)), context()).timeout is None

    @pytest.mark.parametrize("timeout", [-1, float("nan"), float("inf")])
    def test_what_is_no_time_is_refused(self, timeout: float) -> None:
        request = Request(url="/", options=Options(timeout=timeout))
        assert fault(request)[0] == "options.timeout"


class TestSecrets:
    """Every secret that took part is known in each form in which it goes out."""

    VALUE = "s3/cr t?&=%zü*~"

    def test_no_form_of_a_secret_survives_redaction(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CANARY", f" {self.VALUE} ")
        t = "{{token}}"
        request = Request(
            method="POST",
            url="/x/{id}?" + t,
            path=(Field("id", t),),
            query=(Field(t, t),),
            headers=(Field("X-T", t),),
            auth=Auth(type="basic", username="me", password=t),
            body=Body(type="form", fields=()),
        )
        prepared = prepare(request, context())
        for text in (prepared.url, *(value for _, value in prepared.headers)):
            assert "s3" not in redact(text, prepared.secrets)
        authorization = dict(prepared.headers)["Authorization"]
        assert redact(authorization, prepared.secrets).endswith("{{token}}")

    @pytest.mark.parametrize("body_type", ["json", "text", "form", "graphql", "multipart"])
    def test_nor_in_a_body(self, monkeypatch: pytest.MonkeyPatch, body_type: str) -> None:
        from endpoint_explorer.model.request import FormField
        from endpoint_explorer.model.secret import redact_bytes

        monkeypatch.setenv("CANARY", self.VALUE)
        body = msgspec.convert({"type": body_type, "text": "<{{token}}>"}, Body)
        body = msgspec.structs.replace(body, fields=(FormField("{{token}}", "{{token}}"),))
        prepared = prepare(Request(url="/", body=body), context())
        (sent,) = prepared.body
        assert isinstance(sent, bytes)
        assert b"cr" in sent
        assert b"cr" not in redact_bytes(sent, prepared.secrets).replace(b"description", b"")

    def test_only_those_that_took_part_are_asked_for(self) -> None:
        request = Request(url="/", headers=(Field("X", "{{token}}", enabled=False),))
        assert prepare(request, context()).secrets == ()
        with pytest.raises(SecretUnavailable):
            prepare(Request(url="/{{token}}"), context())

    def test_a_fault_does_not_tell_them(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CANARY", "s3cret value")
        _, message = fault(Request(url="http://{{token}}/"))
        assert "s3cret" not in message
        assert "{{token}}" in message


class TestPreview:
    """The same path, without stopping and without secrets."""

    def test_it_is_what_is_sent(self) -> None:
        request = Request(url="/x/{id}?a=ü", path=(Field("id", "1/2"),), query=(Field("b", "c d"),))
        shown = preview(request, context())
        assert shown.url == prepare(request, context()).url
        assert (shown.method, shown.problems) == ("GET", ())

    def test_what_does_not_resolve_is_shown_as_written(self) -> None:
        request = Request(
            url="https://{{host}}:{{port}}/{{$uuid}}/{id}/:key?q={{gone}}",
            query=(Field("z", "{{gone}}"),),
        )
        shown = preview(request, context())
        assert shown.url == "https://{{host}}:{{port}}/{{$uuid}}/{id}/:key?q={{gone}}&z={{gone}}"
        assert [field for field, _ in shown.problems] == [
            "url",
            "url",
            "path.id",
            "path.key",
            "url",
            "query.z",
        ]
        assert shown.problems[0][1] == "no variable is named host"

    def test_a_host_that_is_not_known_gets_no_scheme(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CANARY", "http://h/")
        shown = preview(Request(url="{{gone}}/x", query=(Field("a", "b"),)), context())
        assert shown.url == "{{gone}}/x?a=b"
        assert shown.problems == (("url", "no variable is named gone"),)
        masked = preview(Request(url="{{token}}/x"), context())
        assert (masked.url, masked.problems) == ("••••••/x", ())

    def test_a_route_without_a_base_url_is_one_problem(self) -> None:
        shown = preview(Request(url="/users?a"), context(CollectionSettings()))
        assert shown.url == "/users?a"
        ((field, reason),) = shown.problems
        assert field == "url"
        assert "no base_url" in reason

    def test_every_fault_is_listed(self) -> None:
        request = Request(
            method="G T",
            url="http://h:99999/x?y#z",
            query=(Field("q", "{{a}}"),),
            headers=(Field("X Y", "1"), Field("X-Z", "a\nb")),
            body=Body(type="file", file="gone.bin"),
            auth=Auth(type="bearer"),
            options=Options(timeout=-1),
        )
        shown = preview(request, context())
        assert [field for field, _ in shown.problems] == [
            "method",
            "url",
            "headers.X Y",
            "headers.X-Z",
            "auth.token",
            "query.q",
            "body.file",
            "options.timeout",
        ]
        assert shown.url == "http://h:99999/x?y&q={{a}}"

    def test_secrets_are_masked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CANARY", "x")
        request = Request(
            url="https://{{token}}.example/{{token}}/{id}?{{token}}",
            path=(Field("id", "{{token}}"),),
            query=(Field("{{token}}", "x{{token}}"),),
            headers=(Field("X", "{{token}}"),),
        )
        shown = preview(request, context())
        mask = "••••••"
        assert shown.url == f"https://{mask}.example/{mask}/{mask}?{mask}&{mask}=x{mask}"
        assert shown.problems == ()

    def test_a_secret_that_cannot_be_had_is_a_problem(self) -> None:
        shown = preview(Request(url="/{{token}}"), context())
        assert shown.url == "http://h:8000/api/{{token}}"
        assert "CANARY, which is not set" in shown.problems[0][1]

    @pytest.mark.parametrize(
        "url", ["", "/", "http://", "::::", "http://[", "{{", "{{}}", "\ud800"]
    )
    def test_it_never_raises(self, url: str) -> None:
        assert isinstance(preview(Request(url=url), context(CollectionSettings())).url, str)


def test_a_fault_names_its_field() -> None:
    with pytest.raises(UnknownVariable) as caught:
        prepare(Request(url="/", query=(Field("q", "{{x}}"),)), context())
    assert caught.value.field == "query.q"
    with pytest.raises(InvalidRequest) as invalid:
        prepare(Request(url="http:// /"), context())
    assert invalid.value.exit_code == 2


def test_resolving_imports_nothing_of_http_or_asyncio() -> None:
    code = (
        "import sys, endpoint_explorer.sending.resolve\n"
        "heavy = {'httpx', 'httpcore', 'h11', 'h2', 'asyncio', 'pydantic', 'ssl', 'socket',"
        " 'email', 'difflib', 'idna', 'mimetypes'}\n"
        "print(*heavy & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
