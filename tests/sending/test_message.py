"""What a preview of a message hides, and what it says that it cannot know."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from endpoint_explorer.bodies.message import MessageDocument
from endpoint_explorer.model.collection import CollectionSettings, Context, Environment
from endpoint_explorer.model.exchange import MessagePreview
from endpoint_explorer.model.request import Auth, Body, Field, FormField, Request
from endpoint_explorer.model.secret import MASK
from endpoint_explorer.sending.message import SHOWN_BODY, preview_message
from endpoint_explorer.sending.resolve import prepare

SECRET = "s3cr&t/välue"
CONTEXT = Context(
    directory=Path(),
    collection=CollectionSettings(base_url="http://h.test"),
    environment=Environment(name="e", secrets={"s": "env:A_SECRET", "pin": "env:A_PIN"}),
)


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", SECRET)
    monkeypatch.setenv("A_PIN", "042")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def text_of(preview: MessagePreview) -> str:
    return preview.data.decode()


def unknown(preview: MessagePreview) -> list[str]:
    return [p.text for p in (*preview.head, *preview.body) if p.kind == "unknown"]


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "/{{s}}?a={{pin}}"},
        {"query": (Field("a", "{{pin}}"), Field("b", "{{s}}"))},
        {"headers": (Field("X-Key", "k {{s}}"), Field("X-Pin", "{{pin}}"))},
        {"auth": Auth("basic", "me", "{{s}}")},
        {"auth": Auth("basic", "{{pin}}", "x")},
        {"auth": Auth(type="bearer", token="{{pin}}")},
        {"method": "POST", "body": Body(type="json", text='{"a": "{{s}}", "b": {{pin}}}')},
        {"method": "POST", "body": Body(type="form", fields=(FormField("a", "{{s}}"),))},
        {"method": "POST", "body": Body(type="multipart", fields=(FormField("a", "{{s}}"),))},
        {"method": "POST", "body": Body(type="graphql", text="{a(b:{{pin}})}")},
        {"url": "http://{{s}}.test/x"},
    ],
)
def test_no_secret_is_shown_and_lengths_are_those_of_the_send(changes: dict[str, object]) -> None:
    request = Request(**{"url": "/x", **changes})  # type: ignore[arg-type]  # a table of fields
    preview = preview_message(request, CONTEXT)
    shown = text_of(preview)
    assert MASK in shown
    for form in (SECRET, "042", "s3cr%26t", "czNjc"):
        assert form not in shown.replace("x3042", "")
    if not preview.problems:
        length = re.findall(r"Content-Length: \d+", shown)
        prepared = prepare(request, CONTEXT)
        assert length == [f"{n}: {v}" for n, v in prepared.headers if n == "Content-Length"]


def test_the_boundary_is_that_of_the_send_also_around_a_secret() -> None:
    body = Body(type="multipart", fields=(FormField("a", "{{s}}"),))
    request = Request(method="POST", url="/x", body=body)
    (boundary,) = {
        value.partition("boundary=")[2]
        for name, value in prepare(request, CONTEXT).headers
        if name == "Content-Type"
    }
    assert text_of(preview_message(request, CONTEXT)).count(boundary) == 3


def test_a_base_url_that_is_secret_hides_the_host() -> None:
    collection = CollectionSettings(base_url="http://{{s}}/v1")
    context = msgspec.structs.replace(
        CONTEXT,
        collection=collection,
        environment=Environment(name="e", secrets={"base_url": "env:A_BASE"}),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("A_BASE", "http://internal.test/v1")
        shown = text_of(preview_message(Request(url="/x"), context))
    assert shown.startswith(f"GET {MASK}/x HTTP/1.1\r\nHost: {MASK}\r\n")
    assert "internal" not in shown


def test_what_is_unknown_is_said_in_its_place() -> None:
    request = Request(
        method="POST",
        url="/{id}",
        headers=(Field("X-A", "{{nope}}"),),
        body=Body(type="multipart", fields=(FormField("a", "{{nada}}"),)),
    )
    preview = preview_message(request, CONTEXT)
    assert [field for field, _ in preview.problems] == ["path.id", "headers.X-A", "body.a"]
    shown = text_of(preview)
    assert shown.startswith("POST /{id} HTTP/1.1\r\nHost: h.test\r\n")
    assert "X-A: {{nope}}\r\n" in shown
    assert "boundary=unknown\r\nContent-Length: unknown\r\n\r\n--unknown\r\n" in shown
    assert unknown(preview) == [
        "{id}", "{{nope}}", "unknown", "unknown", "unknown", "{{nada}}", "unknown",
    ]  # fmt: skip


def test_without_a_host_all_else_is_shown() -> None:
    preview = preview_message(Request(url="{{where}}/x?a=1"), Context(directory=Path()))
    assert text_of(preview).startswith("GET {{where}}/x?a=1 HTTP/1.1\r\nHost: unknown\r\n")
    assert [field for field, _ in preview.problems] == ["url"]


def test_a_file_that_is_missing_leaves_the_length_unknown() -> None:
    request = Request(method="PUT", url="/x", body=Body(type="file", file="/nowhere/at/all"))
    preview = preview_message(request, CONTEXT)
    assert "Content-Length: unknown" in text_of(preview)
    assert [field for field, _ in preview.problems] == ["body.file"]


def test_built_ins_stay_as_they_are_written() -> None:
    request = Request(
        method="POST", url="/{{$uuid}}", body=Body(type="text", text="{{$timestamp}}")
    )
    preview = preview_message(request, CONTEXT)
    shown = text_of(preview)
    assert shown.startswith("POST /{{$uuid}} HTTP/1.1")
    assert "Content-Length: 10\r\n\r\n{{$timestamp}}" in shown
    assert preview.notes
    random = msgspec.structs.replace(request, body=Body(type="text", text="{{$randomInt}}"))
    assert "Content-Length: unknown" in text_of(preview_message(random, CONTEXT))


def test_a_secret_that_cannot_be_a_header_is_a_problem_that_does_not_quote_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("A_SECRET", "two\nlines")
    preview = preview_message(Request(url="/", headers=(Field("X-A", "{{s}}"),)), CONTEXT)
    ((field, reason),) = preview.problems
    assert field == "headers.X-A"
    assert "a line feed" in reason
    assert "two" not in text_of(preview)


def test_a_large_body_is_cut_and_its_size_is_said() -> None:
    body = Body(type="text", text="x" * 1_000_000)
    preview = preview_message(Request(method="POST", url="/", body=body), CONTEXT)
    assert [piece.kind for piece in preview.body] == ["text", "omitted"]
    assert len(preview.body[0].text) == SHOWN_BODY
    assert "1.0 MB" in preview.body[1].text
    assert "Content-Length: 1000000\r\n" in text_of(preview)


TEXT = st.text(max_size=6) | st.sampled_from(
    ["{{s}}", "{{pin}}", "{{nope}}", "{{$uuid}}", "\ud800"]
)
FIELDS = st.lists(st.builds(Field, TEXT, TEXT), max_size=2).map(tuple)


@given(
    st.builds(
        Request,
        method=TEXT | st.just("POST"),
        url=TEXT | st.sampled_from(["/x", "{{s}}/x", "http://[::1", "http://h:99999/", "//"]),
        query=FIELDS,
        headers=FIELDS,
        body=st.builds(
            Body,
            type=st.sampled_from(["none", "json", "form", "multipart", "file", "graphql"]),
            text=TEXT,
            file=TEXT,
            content_type=TEXT,
            fields=st.lists(st.builds(FormField, TEXT, TEXT, file=TEXT), max_size=2).map(tuple),
        ),
        auth=st.builds(
            Auth, st.sampled_from(["inherit", "basic", "bearer", "api-key"]), TEXT, TEXT
        ),
    )
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_request_has_a_message_without_secrets(request_: Request) -> None:
    preview = preview_message(request_, CONTEXT)
    assert SECRET.encode() not in preview.data
    assert preview.data.count(b"\r\n\r\n") >= 1
    assert MessageDocument(preview).line_count > 2


def test_a_lone_surrogate_beside_a_secret_is_no_crash() -> None:
    request = Request(url="/", auth=Auth("basic", "{{s}}", "\ud800"))
    assert f"Authorization: Basic {MASK}\r\n" in text_of(preview_message(request, CONTEXT))
