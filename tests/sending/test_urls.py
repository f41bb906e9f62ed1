"""URLs: what is typed is what is sent."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.errors import InvalidRequest
from endpoint_explorer.sending import urls

LEGAL = "abcXYZ019-._~:/?#[]@!$&'()*+,;="
URI = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")

legal = st.lists(st.sampled_from([*LEGAL, "%20", "%2F", "%zz"[:1] + "41"])).map("".join)


@given(legal)
def test_what_can_stand_in_a_uri_stays(text: str) -> None:
    assert urls.encode(text) == text


@given(st.text())
def test_what_cannot_is_encoded_and_then_stays(text: str) -> None:
    for encode in (
        urls.encode,
        urls.encode_segment,
        urls.encode_query_name,
        urls.encode_query_value,
    ):
        encoded = encode(text)
        assert URI.fullmatch(encoded)
        assert encode(encoded) == encoded


@given(st.text())
def test_each_place_keeps_its_delimiters_out(text: str) -> None:
    assert not set(urls.encode_segment(text)) & set("/?#")
    assert not set(urls.encode_query_name(text)) & set("&#=")
    assert not set(urls.encode_query_value(text)) & set("&#")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100%", "100%25"),
        ("%2", "%252"),
        ("%2g", "%252g"),
        ("%2f", "%2f"),
        ("%%41", "%25%41"),
        ("a b", "a%20b"),
        ("ü", "%C3%BC"),
        ("\udcff", "%FF"),
        ("\ud800", "%ED%A0%80"),
        ('"<>\\^`{|}', "%22%3C%3E%5C%5E%60%7B%7C%7D"),
        ("\n\t\x00", "%0A%09%00"),
    ],
)
def test_encoding(text: str, expected: str) -> None:
    assert urls.encode(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://h", "http://h/"),
        ("HTTP://Host.Example/A", "http://Host.Example/A"),
        ("https://h?", "https://h/?"),
        ("https://h/#f", "https://h/"),
        ("http://h:80/a/../b//%2F?a&b=&a=1+2%20", "http://h:80/a/../b//%2F?a&b=&a=1+2%20"),
        ("http://h:/", "http://h/"),
        ("example.com/x", "https://example.com/x"),
        ("example.com:8080", "https://example.com:8080/"),
        ("localhost", "http://localhost/"),
        ("LOCALHOST:3000/x", "http://LOCALHOST:3000/x"),
        ("localhost.example/x", "https://localhost.example/x"),
        ("127.0.0.1:1?x", "http://127.0.0.1:1/?x"),
        ("127.1/x", "http://127.1/x"),
        ("[::1]:8080/x", "http://[::1]:8080/x"),
        (":8765/x", "http://localhost:8765/x"),
        (":8765", "http://localhost:8765/"),
        ("  http://h/  ", "http://h/"),
        ("http://[fe80::1%25eth0]:1/", "http://[fe80::1%25eth0]:1/"),
        ("http://Bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://faß.example/", "http://xn--fa-hia.example/"),
        ("http://例え。テスト/", "http://xn--r8jz45g.xn--zckzah/"),
        ("http://h/ä b?ö c", "http://h/%C3%A4%20b?%C3%B6%20c"),
        ("http://h_x.example/", "http://h_x.example/"),
        ("http://u:p@h/", "http://h/"),
    ],
)
def test_parsing(text: str, expected: str) -> None:
    assert str(urls.parse(text)) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no host"),
        ("http://", "no host"),
        ("http:///path", "no host"),
        ("http://:80/", "no host"),
        ("?a=1", "no host"),
        ("http://h:99999/", "port 99999"),
        ("http://h:0/", "port 0"),
        ("http://h:80x/", "port 80x"),
        ("http://h:\u0661/", "port"),
        ("http://h:" + "9" * 5000, "port"),
        ("http://a b/", "space"),
        ("http://a<b/", "character"),
        ("http://a%41/", "character"),
        ("http://[::1/", "not an address|IPv6"),
        ("http://[::g]/", "IPv6"),
        ("http://[::1]x/", "brackets"),
        ("http://xn--\u00fc/", "international"),
        ("http://\u2063/", "international"),
        ("ftp://h/", "ftp is not supported"),
        ("file:///etc/passwd", "file is not supported"),
        ("mailto:", "mailto: is not followed"),
        ("file:/etc/passwd", "file: is not followed"),
        ("http:/h/", "http: is not followed"),
        ("javascript:alert(1)", "port alert"),
    ],
)
def test_what_is_no_url_to_send_to(text: str, words: str) -> None:
    with pytest.raises(InvalidRequest, match=words) as caught:
        urls.parse(text)
    assert caught.value.field == "url"
    assert caught.value.message.startswith("url: ")


@given(st.text())
def test_any_text_is_a_url_or_is_refused(text: str) -> None:
    for candidate in (text, f"http://{text}", f"http://h/{text}"):
        try:
            url = urls.parse(candidate)
        except InvalidRequest:
            continue
        assert str(url).isascii()
        assert urls.parse(str(url)).target == url.target
        assert urls.parse(str(url)).origin == url.origin


def test_userinfo_is_decoded_and_taken_out() -> None:
    url = urls.parse("http://Al%20addin:open%3Ases@me@h:1/x@y")
    assert url.userinfo == ("Al addin", "open:ses@me")
    assert str(url) == "http://h:1/x@y"
    assert urls.parse("http://only@h/").userinfo == ("only", "")
    assert urls.parse("http://h/").userinfo is None


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("http://h:80/", "h"),
        ("https://h:443/", "h"),
        ("http://h:443/", "h:443"),
        ("http://[::1]:80/", "[::1]"),
        ("http://[::1]:81/", "[::1]:81"),
    ],
)
def test_the_host_header_has_no_port_that_the_scheme_implies(text: str, header: str) -> None:
    assert urls.parse(text).host_header == header


@pytest.mark.parametrize(
    ("base", "route", "expected"),
    [
        ("http://h/api", "/users", "http://h/api/users"),
        ("http://h/api/", "/users", "http://h/api/users"),
        ("http://h", "/users", "http://h/users"),
        ("http://h/", "/", "http://h/"),
        ("http://h", "//x//", "http://h//x//"),
        ("http://h/api?key=1", "/users?a", "http://h/api/users?key=1&a"),
        ("http://h/api#f", "/users", "http://h/api/users"),
        ("http://h", "/users?", "http://h/users?"),
        ("h:1/api", "/users#x", "h:1/api/users#x"),
    ],
)
def test_a_route_is_joined_to_the_base(base: str, route: str, expected: str) -> None:
    assert urls.join(base, route) == expected
