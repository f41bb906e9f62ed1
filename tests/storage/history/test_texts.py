from __future__ import annotations

import gzip

import pytest

from endpoint_explorer.model.exchange import Exchange, OmittedBody, Response, WireRequest
from endpoint_explorer.storage.history import History, texts
from endpoint_explorer.storage.history.texts import read_columns


def body_words(history: History, body: bytes, content_type: str = "") -> str:
    headers = (("content-type", content_type),) if content_type else ()
    return columns(history, Response(status=200, headers=headers, body=body))[2]


def columns(history: History, response: Response | None) -> tuple[str, str, str]:
    wire = WireRequest(
        method="POST", url="http://h/caf%C3%A9?a=b", headers=(("X-Trace", "t1"),), body=b"sent it"
    )
    number = history.record(Exchange(wire=wire, response=response))
    found = history._reader.run(lambda store: read_columns(store.connection, number))
    assert found is not None
    return found


def test_columns_of_a_row(history: History) -> None:
    response = Response(status=200, headers=(("Server", "s"), ("Via", "v")), body=b"got it")
    assert columns(history, response) == (
        "http h caf c3 a9 a b ¶ http h cafe a b",
        "x trace t1 ¶ server s ¶ via v",
        "sent it ¶ got it",
    )
    assert columns(history, None)[1:] == ("x trace t1", "sent it")


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b'{"a": "caf\\u00e9\\nnew \\ud842\\udfb7"}', "", "a cafe new 𠮷"),
        (b'"\\u00e9\\u00e"', "application/json", "e 00e"),
        (b"\\u00e9", "text/plain", "u00e9"),
        (b"q=caf%C3%A9+au", "application/x-www-form-urlencoded", "q cafe au"),
        ("naïve".encode("latin-1"), "text/html; charset=ISO-8859-1", "naive"),
        ("naïve".encode("latin-1"), "text/plain", "naive"),
        ("naïve".encode("latin-1"), "application/x", ""),
        ("日本".encode("shift_jis"), "text/plain; charset=Shift_JIS", "日 本"),
        (b"caf\xe9", "text/plain; charset=rot13", "cafe"),
        (b'{"it": "broke\xff"}', "application/json", "it broke"),
        (b"caf\xe9", "text/plain; charset=windows-9", "cafe"),
        ("wide".encode("utf-16"), "", "wide"),
        (gzip.compress(b"words of an archive", mtime=0), "application/gzip", ""),
        (b"\x89PNG\r\n\x1a\n\0 words", "image/png", ""),
    ],
)
def test_words_of_a_body(history: History, body: bytes, content_type: str, expected: str) -> None:
    sent, _, received = body_words(history, body, content_type).partition(" ¶ ")
    assert (sent, received) == ("sent it", expected)


def test_only_the_beginning_of_a_body_is_looked_at(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "BODY_LIMIT", 101)
    long = "é".encode() * 200  # the limit is in the middle of a character
    assert body_words(history, b"x" + b" y" * 80) == "sent it ¶ x" + " y" * 50
    assert body_words(history, b"x" + long) == "sent it ¶ x" + "e" * 50
    assert body_words(history, long + b"more" * 50) == "sent it ¶ " + "e" * 50


def test_body_that_was_not_kept_has_no_words(history: History) -> None:
    omitted = OmittedBody(99, "00" * 32)
    assert columns(history, Response(status=200, omitted=omitted))[2] == "sent it ¶ "
