"""Every view of every kind of body: lines and addresses agree, and raw has every byte."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.bodies.corpus.exactness import check_document, check_raw

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.registry import HEX, show, views

HOSTILE = "\x1b]52;c;AAAA\x07 \x9b31m e\u0301\u0301 \u202egnp \U000e0041 \u200b 日本 \r \x0c \u2028"
BODIES = {
    "empty": (b"", ""),
    "JSON": (b'{"a":[1,{"b":"x"}],"c":[]}', "application/json"),
    "long JSON": (b'{"a":"%b","b":[%b1]}' % (b"x" * 300_000, b"1," * 15_000), "application/json"),
    "JSON lines": (b'{"a":1}\r\n\n[1,2]\n"x"', "application/x-ndjson"),
    "XML": (b"<r><a>x</a>\n<b/></r>", "text/xml"),
    "HTML": (b"<!doctype html><title>x</title><p>a<p>b<ul><li>c</ul>", "text/html"),
    "table": (b'a,b\r\n1,"x\ny"\r\n\r\n"q""",\xff\n"open', "text/csv"),
    "form": (b"a=1&b=%0A&%C3%A9=%E4%BD%A0&&x", "application/x-www-form-urlencoded"),
    "Markdown": (b"# A\n\nb *c*\n\n- d\n- e\n\n| x | y |\n|---|---|\n| 1 | 2 |\n", "text/markdown"),
    "parts": (
        b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--B\r\n\r\n{}\n\r\n--B--',
        "multipart/form-data; boundary=B",
    ),
    "YAML": (b"---\na: 1\r\nb:\n  - x", "application/yaml"),
    "MessagePack": (b"\x82\xa1a\x93\x01\x02\xc0\xa1b\xa1x", "application/msgpack"),
    "bytes": (bytes(range(256)) * 9, "application/octet-stream"),
    "image": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(99), "image/png"),
    "line ends": (b"\n\r\n\r\r\n\n\na\r", "text/plain"),
    "one line end": (b"\n", "text/plain"),
    "a long line": (b"ab\n" + "é日x".encode() * 60_000 + b"\nc", "text/plain"),
    "many lines": (b"\r\n".join(b"%d" % (n**3) for n in range(6_000)), "text/plain"),
    "Latin-1": (b"caf\xe9\r\n\x80", "text/plain; charset=iso-8859-1"),
    "UTF-16": ("é\r\n\U0001f600\n".encode("utf-16"), "text/plain"),
    "Shift JIS": ("日本語\r\nテスト".encode("shift_jis"), "text/plain; charset=shift_jis"),
    "no charset": (b"abc", "text/plain; charset=rot13"),
    "invalid UTF-8": (b"a\xff\xc3\n\xed\xa0\x80\xe2\x82", "text/plain"),
    **{
        f"hostile {kind}": (HOSTILE.encode(), kind)
        for kind in (
            *("text/plain", "text/html", "text/csv", "text/markdown", "application/yaml"),
            *("application/x-www-form-urlencoded", "application/json", "application/xml"),
        )
    },
}


def check_every_view(data: bytes, content_type: str, chance: random.Random) -> None:
    body = Body.of(data, content_type)
    for view in views(body):
        shown = show(body, view)
        assert not (shown.note and "failed" in shown.note), shown.note
        found = check_document(shown.document, chance)
        if shown.view == HEX:
            assert found == data
    if body.charset.is_text:
        check_raw(data, content_type, chance)


@pytest.mark.parametrize("name", BODIES)
def test_lines_and_addresses_agree_in_every_view(name: str) -> None:
    check_every_view(*BODIES[name], random.Random(7))


FRAGMENTS = st.sampled_from(
    [
        *(b"\n", b"\r\n", b"\r", b"\x00", b"\x1b", b"\xff", b"\xc3", "é".encode(), "日".encode()),
        *(b"a", b" ", b"\t", b"|", b",", b'"', b"<p>", b"</p>", b"<", b"&amp;", b"=", b"&", b"%41"),
        *(b"{", b"}", b"[", b"]", b"1", b":", b"# ", b"- ", b"```\n", b"--B\r\n", b"--B--", b"\\"),
    ]
)
KINDS = st.sampled_from(sorted({kind for _, kind in BODIES.values()}))


@settings(max_examples=150)
@given(st.lists(FRAGMENTS, max_size=40).map(b"".join), KINDS, st.integers(0, 99))
def test_any_bytes_in_any_view(data: bytes, kind: str, seed: int) -> None:
    check_every_view(data, kind, random.Random(seed))
