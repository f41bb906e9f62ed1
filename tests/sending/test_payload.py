"""Bodies: their bytes, files and content types."""

from __future__ import annotations

import email.parser
import email.policy
from pathlib import Path
from urllib.parse import parse_qsl

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.errors import ResolveError
from endpoint_explorer.model.collection import CollectionSettings, Context
from endpoint_explorer.model.exchange import FilePart, PreparedRequest
from endpoint_explorer.model.request import Body, Field, FormField, Request
from endpoint_explorer.sending.payload import form_encode
from endpoint_explorer.sending.resolve import prepare


def send(body: Body, directory: Path = Path("/nowhere"), *rows: Field) -> PreparedRequest:
    collection = CollectionSettings(variables={"name": "Ada"})
    context = Context(directory=directory, collection=collection)
    return prepare(Request(method="POST", url="http://h/", headers=rows, body=body), context)


def content(prepared: PreparedRequest) -> bytes:
    """Return the body with its files read, after checking its length."""
    data = b"".join(p.path.read_bytes() if isinstance(p, FilePart) else p for p in prepared.body)
    assert dict(prepared.headers)["Content-Length"] == str(len(data)) == str(prepared.body_size)
    return data


def content_type(prepared: PreparedRequest) -> str | None:
    return dict(prepared.headers).get("Content-Type")


def fault(body: Body, directory: Path = Path("/nowhere"), *rows: Field) -> str:
    with pytest.raises(ResolveError) as caught:
        send(body, directory, *rows)
    return caught.value.field


@pytest.mark.parametrize(
    ("body", "expected", "expected_type"),
    [
        (Body("json", '{"n": "{{name}}"}'), b'{"n": "Ada"}', "application/json"),
        (Body("json", "not json\r\n"), b"not json\r\n", "application/json"),
        (Body("text", "Zoë {{name}}"), "Zoë Ada".encode(), "text/plain; charset=utf-8"),
        (Body("xml", "<a/>"), b"<a/>", "application/xml"),
        (Body("json", ""), b"", "application/json"),
        (Body("json", "1", content_type="application/x+json"), b"1", "application/x+json"),
        (Body("none", "kept but not sent"), b"", None),
        (
            Body("form", fields=(FormField("a b", "1&2=ü*~"), FormField("off", enabled=False))),
            b"a+b=1%262%3D%C3%BC*%7E",
            "application/x-www-form-urlencoded",
        ),
        (
            Body("graphql", 'query { user(name: "{{name}}") { id } }'),
            b'{"query": "query { user(name: \\"Ada\\") { id } }"}',
            "application/json",
        ),
        (
            Body("graphql", "{ a }", variables='{"id": 1.10, "n": "{{name}}"}'),
            b'{"query": "{ a }", "variables": {"id": 1.10, "n": "Ada"}}',
            "application/json",
        ),
    ],
)
def test_bodies(body: Body, expected: bytes, expected_type: str | None) -> None:
    prepared = send(body)
    assert content(prepared) == expected
    assert content_type(prepared) == expected_type


@given(st.lists(st.tuples(st.text(), st.text())))
def test_a_form_is_read_back_as_it_was(rows: list[tuple[str, str]]) -> None:
    text = "&".join(f"{form_encode(a)}={form_encode(b)}" for a, b in rows)
    assert text.isascii()
    assert parse_qsl(text, keep_blank_values=True, errors="surrogatepass") == rows


def test_a_row_of_one_s_own_is_the_content_type() -> None:
    row = Field("content-type", "text/x")
    prepared = send(Body("json", "1", content_type="application/y"), Path(), row)
    values = [v for name, v in prepared.headers if name.lower() == "content-type"]
    assert values == ["text/x"]


def test_a_content_type_is_one_line() -> None:
    assert fault(Body("json", "1", content_type="a/b\r\nX: y")) == "body.content_type"


@pytest.mark.parametrize("variables", ["{", "[1]", '"x"', "[" * 100_000])
def test_graphql_variables_are_an_object(variables: str) -> None:
    assert fault(Body("graphql", "{ a }", variables=variables)) == "body.variables"


class TestFiles:
    """A body that is a file, read when it is sent."""

    def test_it_is_named_relative_to_the_collection(self, tmp_path: Path) -> None:
        (tmp_path / "Ada.json").write_bytes(b"\x00\xff")
        prepared = send(Body("file", file="{{name}}.json"), tmp_path)
        assert prepared.body == (FilePart(tmp_path / "Ada.json", 2),)
        assert content(prepared) == b"\x00\xff"
        assert content_type(prepared) == "application/json"

    def test_a_type_that_is_not_known_is_octets(self, tmp_path: Path) -> None:
        (tmp_path / "x.what").write_bytes(b"1")
        path = str(tmp_path / "x.what")
        assert content_type(send(Body("file", file=path))) == "application/octet-stream"
        assert content_type(send(Body("file", file=path, content_type="a/b"))) == "a/b"

    @pytest.mark.parametrize("name", ["", "gone.bin", ".", "a\0b", "~nobody-of-this-name/x"])
    def test_what_cannot_be_read_stops_the_send(self, tmp_path: Path, name: str) -> None:
        assert fault(Body("file", file=name), tmp_path) == "body.file"
        row = FormField("upload", file=name or "nothing")
        assert fault(Body("multipart", fields=(row,)), tmp_path) == "body.upload"


def parts_of(prepared: PreparedRequest) -> list[tuple[str, str | None, str, bytes]]:
    """Read a multipart body with another parser: name, file name, type and content of each."""
    head = f"Content-Type: {content_type(prepared)}\r\n\r\n".encode()
    parser = email.parser.BytesParser(policy=email.policy.HTTP)
    message = parser.parsebytes(head + content(prepared))
    found = []
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        found.append((str(name), part.get_filename(), part.get_content_type(), payload))
    return found


class TestMultipart:
    """multipart/form-data."""

    FIELDS = (
        FormField("note", "line 1\r\nline 2"),
        FormField("off", "x", enabled=False),
        FormField("upload", file="{{name}}.json"),
        FormField("typed", "<a/>", content_type="text/xml"),
    )

    def test_another_parser_reads_it(self, tmp_path: Path) -> None:
        (tmp_path / "Ada.json").write_bytes(b"{}\r\n--x\r\n\xff")
        prepared = send(Body("multipart", fields=self.FIELDS), tmp_path)
        assert parts_of(prepared) == [
            ("note", None, "text/plain", b"line 1\r\nline 2"),
            ("upload", "Ada.json", "application/json", b"{}\r\n--x\r\n\xff"),
            ("typed", None, "text/xml", b"<a/>"),
        ]

    def test_the_same_form_is_the_same_bytes(self, tmp_path: Path) -> None:
        (tmp_path / "Ada.json").write_bytes(b"{}")
        body = Body("multipart", fields=self.FIELDS)
        assert send(body, tmp_path) == send(body, tmp_path)
        other = Body("multipart", fields=(*self.FIELDS, FormField("x")))
        assert content_type(send(other, tmp_path)) != content_type(send(body, tmp_path))

    def test_names_are_escaped_as_browsers_do(self) -> None:
        prepared = send(Body("multipart", fields=(FormField('a"b\r\nc\\ü%', "v"),)))
        assert 'form-data; name="a%22b%0D%0Ac\\ü%"\r\n\r\nv\r\n'.encode() in content(prepared)

    def test_a_form_without_rows(self) -> None:
        prepared = send(Body("multipart"))
        boundary = (content_type(prepared) or "").partition("boundary=")[2]
        assert content(prepared) == f"--{boundary}--\r\n".encode()

    def test_the_boundary_is_in_no_text(self) -> None:
        first = send(Body("multipart", fields=(FormField("a", "x"),)))
        boundary = (content_type(first) or "").partition("boundary=")[2]
        assert boundary
        second = send(Body("multipart", fields=(FormField("a", boundary),)))
        assert boundary not in (content_type(second) or "")

    def test_a_boundary_of_one_s_own(self) -> None:
        body = Body("multipart", fields=(FormField("a", "x"),))
        row = Field("Content-Type", 'multipart/mixed; boundary="my own"')
        prepared = send(body, Path(), row)
        assert content(prepared).startswith(b"--my own\r\n")
        own = msgspec.structs.replace(body, content_type="multipart/mixed; boundary=b1")
        prepared = send(own)
        assert content(prepared).endswith(b"--b1--\r\n")
        assert content_type(prepared) == "multipart/mixed; boundary=b1"

    def test_another_multipart_type_gets_a_boundary(self) -> None:
        prepared = send(Body("multipart", content_type="multipart/mixed"))
        assert (content_type(prepared) or "").startswith("multipart/mixed; boundary=----")

    def test_a_row_without_a_boundary_is_refused(self) -> None:
        row = Field("Content-Type", "multipart/form-data")
        assert fault(Body("multipart"), Path(), row) == "headers.Content-Type"

    @given(st.lists(st.tuples(st.text(), st.text())))
    def test_any_text_is_carried(self, rows: list[tuple[str, str]]) -> None:
        fields = tuple(FormField(a.replace("{{", "{"), b.replace("{{", "{")) for a, b in rows)
        prepared = send(Body("multipart", fields=fields))
        boundary = (content_type(prepared) or "").partition("boundary=")[2].encode()
        data = b"\r\n" + content(prepared)
        _, *parts, end = data.split(b"\r\n--" + boundary)
        assert end == b"--\r\n"
        values = [part.partition(b"\r\n\r\n")[2] for part in parts]
        assert values == [f.value.encode("utf-8", "surrogatepass") for f in fields]
