"""What is written out leaves an exchange, and comes back into its request, whatever it is."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.credentials import restore_literals
from endpoint_explorer.model.exchange import Exchange, WireRequest
from endpoint_explorer.model.literals import in_headers, literals
from endpoint_explorer.model.request import Auth, Body, Field, FormField, Request
from endpoint_explorer.sending.resolve import prepare
from endpoint_explorer.storage.redaction import redact_exchange

MARK = "Zq8w"
TAILS = (
    st.text("aZ09+/&%=\"\\' ~ä;,.-{}", max_size=12)
    .map(str.strip)
    .filter(lambda text: "{{" not in text and "}}" not in text)
)


@st.composite
def requests(draw: st.DrawFn) -> Request:
    # Numbered, so that none is a form of another.
    values = (f"{MARK}{number}{draw(TAILS)}" for number in range(7))
    header, query, another, in_url, member, cookie, token = values
    typed = draw(st.sampled_from(["", "Bearer ", "Token "])) + header
    body = draw(
        st.sampled_from(
            [
                Body(type="json", text=json.dumps({"user": "ada", "password": member})),
                Body(type="text", text=f"user=ada&password={quote(member)}"),
                Body(type="form", fields=(FormField("password", member), FormField("a", "1"))),
                Body(
                    type="xml", text=f"<a><w:password kind='x'> {escape(member)} </w:password></a>"
                ),
                Body(type="xml", text=f"<a><b token={quoteattr(member)} c='1'/></a>"),
                Body(type="text", text=f"<a><pwd><![CDATA[{member}]]></pwd></a>"),
                Body(type="graphql", text=f"{{ in(password: {json.dumps(member)}) {{ id }} }}"),
                Body(type="graphql", text="{ id }", variables=json.dumps({"token": member})),
                Body(type="multipart", fields=(FormField("client_secret", member),)),
            ]
        )
    )
    return Request(
        method="POST",
        url=f"http://h.test/x?access_token={quote(in_url)}&a=1",
        query=(Field("api_key", query), Field("api_key", another)),
        headers=(
            Field("Authorization" if draw(st.booleans()) else "X-Api-Key", typed),
            Field("Cookie", f"sid={cookie.replace(';', '')}; theme=dark"),
        ),
        body=body,
        auth=draw(st.sampled_from([Auth(), Auth(type="api-key", name="X-Other", value=token)])),
    )


@given(requests())
def test_what_is_written_out_leaves_an_exchange_and_comes_back(request: Request) -> None:
    prepared = prepare(request, Context(directory=Path()))
    wire = WireRequest(
        method=prepared.method,
        url=prepared.url,
        headers=prepared.headers,
        body=b"".join(part for part in prepared.body if isinstance(part, bytes)),
    )
    kept = redact_exchange(Exchange(wire=wire, request=request, secrets=prepared.secrets))
    assert kept.request is not None
    assert MARK not in repr(kept)
    assert MARK.encode() not in (kept.wire.body or b"")
    assert restore_literals(kept.request, literals(request)) == request


@pytest.mark.parametrize(
    ("name", "value", "credential"),
    [
        ("Authorization", "Bearer Zq8w1", "Zq8w1"),
        ("Proxy-Authorization", "Hawk-Like Zq8w1", "Zq8w1"),
        ("Authorization", "Zq8w1 x", "Zq8w1 x"),
        ("X-Api-Key", "Zq8w1 Zq8w2", "Zq8w1 Zq8w2"),
        ("X-Api-Key", " token Zq8w1 ", "Zq8w1"),
        ("X-Color", "Zq8w1", None),
    ],
)
def test_a_scheme_before_a_credential_is_none_of_it(
    name: str, value: str, credential: str | None
) -> None:
    assert [found for _, found in in_headers([(name, value)])] == ([credential] * bool(credential))


def _found(text: str) -> list[str]:
    return [
        value
        for value in literals(Request(method="POST", body=Body(type="xml", text=text))).values()
        if value
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<Password>Zq8w1</Password>", ["Zq8w1"]),
        ("<wsse:Password Type='a#b'>\n  Zq8w1\n</wsse:Password>", ["Zq8w1"]),
        ("<apiKey><![CDATA[Zq<8w]1]]></apiKey>", []),
        ("<apiKey><![CDATA[Zq<8w&1]]></apiKey>", ["Zq<8w&1"]),
        ("<user token = 'Zq8w1' client-secret=\"Zq8w2\"/>", ["Zq8w1", "Zq8w2"]),
        ("<Password>Zq&amp;1</Password>", ["Zq&amp;1"]),
        ("<Password/>Zq8w1</a>", []),
        ("<Password><b>Zq8w1</b></Password>", []),
        ("<TokenType>Zq8w1-9abc</TokenType><token>{{token}}</token>", []),
        ("<Key>photos/2006-12/a.jpg</Key>", []),
        ("a < b, and the password > c", []),
    ],
)
def test_in_xml_it_is_an_element_or_attribute_that_is_one_by_its_name(
    text: str, found: list[str]
) -> None:
    assert _found(text) == found


@pytest.mark.parametrize(
    "body",
    [
        Body(type="json", text='{"user": "ada", "password": "{{pass}}"}'),
        Body(type="xml", text="<login><password>{{pass}}</password></login>"),
        Body(type="text", text="user=ada&password={{pass}}"),
        Body(type="form", fields=(FormField("password", "{{pass}}"),)),
        Body(type="multipart", fields=(FormField("password", "{{pass}}"),)),
        Body(type="graphql", text="{ id }", variables='{"password": "{{pass}}"}'),
    ],
    ids=lambda body: body.type,
)
def test_a_plain_variable_in_a_field_for_credentials_is_one(body: Body) -> None:
    context = Context(directory=Path())
    collection = msgspec.structs.replace(context.collection, variables={"pass": "Zq8w-9"})
    context = msgspec.structs.replace(context, collection=collection)
    prepared = prepare(Request(method="POST", url="http://h.test/", body=body), context)
    assert {(s.name, s.value) for s in prepared.secrets} == {("body.password", "Zq8w-9")}
