from __future__ import annotations

import base64
import html
import json
import re
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint_explorer.model.secret import (
    MINIMUM_LENGTH,
    Secret,
    holds_secret,
    redact,
    redact_bytes,
    unredacted,
)

VALUE = 'c4n4ry/+ "é\\<&=%;'
SECRET = Secret("token", "env:TOKEN", VALUE)


def lower_triplets(text: str) -> str:
    return re.sub(r"%[0-9A-F]{2}", lambda match: match[0].lower(), text)


FORMS = {
    "raw": VALUE,
    "percent": quote(VALUE, safe=""),
    "percent in lower case": lower_triplets(quote(VALUE, safe="")),
    "path": quote(VALUE),
    "plus": quote_plus(VALUE),
    "form": urlencode({"a": VALUE}).removeprefix("a="),
    "json": json.dumps(VALUE)[1:-1],
    "json in upper case": json.dumps(VALUE)[1:-1].replace("\\u00e9", "\\u00E9"),
    "json, utf-8": json.dumps(VALUE, ensure_ascii=False)[1:-1],
    "json, slashes": json.dumps(VALUE)[1:-1].replace("/", "\\/"),
    "html": html.escape(VALUE),
    "html, text": html.escape(VALUE, quote=False),
    "base64": base64.b64encode(VALUE.encode()).decode(),
    "base64, url": base64.urlsafe_b64encode(VALUE.encode()).decode().rstrip("="),
    "redirect": quote(quote(VALUE, safe=""), safe=""),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_every_form_is_found_in_text_and_in_bytes(form: str) -> None:
    for before, after in (("", ""), ("a=", "&b"), ("é", "é")):
        text = f"{before}{form}{after}"
        expected = f"{before}{{{{token}}}}{after}"
        assert redact(text, [SECRET]) == expected
        assert redact_bytes(text.encode(), [SECRET]) == expected.encode()


def test_a_body_may_be_in_another_encoding() -> None:
    assert redact_bytes(b"<" + VALUE.encode("latin-1") + b">", [SECRET]) == b"<{{token}}>"


values = st.text(st.characters(codec="utf-8"), min_size=MINIMUM_LENGTH, max_size=12)


@settings(deadline=None, max_examples=60)
@given(values, st.binary(max_size=5), st.binary(max_size=5))
def test_base64_of_a_longer_text_shows_nothing_of_the_value(
    value: str, before: bytes, after: bytes
) -> None:
    secret = Secret("t", "env:T", value)
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        whole = encode(before + value.encode() + after)
        left = redact_bytes(whole, [secret])
        assert b"{{t}}" in left
        kept = left.replace(b"{{t}}", b"")
        shared = len(encode(before)) + len(encode(after)) + 4
        assert len(kept) <= shared


@settings(deadline=None, max_examples=60)
@given(values, st.text(st.characters(codec="utf-8"), max_size=12))
def test_what_holds_no_secret_is_left_alone(value: str, text: str) -> None:
    secret = Secret("t", "env:T", value)
    redacted = redact(text, [secret])
    assert (redacted is text) == (not holds_secret(text, [secret]))
    if value in text:
        assert redacted != text


def test_secrets_that_overlap_leave_no_rest() -> None:
    first, second = Secret("first", "", "abcdef"), Secret("second", "", "efghijk")
    assert redact("<abcdefghijk>", [first, second]) == "<{{second}}>"
    assert redact("<abcdef><efghijk>", [first, second]) == "<{{first}}><{{second}}>"
    assert redact("abcdefabcdef", [first, second]) == "{{first}}{{first}}"


def test_a_value_across_two_windows_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("endpoint_explorer.model.secret._WINDOW", 8)
    for offset in range(20):
        data = b"." * offset + b"s3cr3t-value" + b"." * 20
        expected = b"." * offset + b"{{t}}" + b"." * 20
        assert redact_bytes(data, [Secret("t", "", "s3cr3t-value")]) == expected


def test_short_values_and_bytes_that_are_no_text_stay() -> None:
    assert redact("abc", [Secret("t", "", "abc")]) == "abc"
    assert redact("", [SECRET]) == ""
    assert redact("\udce9 hunter22 \ud800", [Secret("t", "", "hunter22")]) == "\udce9 {{t}} \ud800"
    assert redact_bytes(b"\xff\xfe\x00", [SECRET]) == b"\xff\xfe\x00"


def test_the_name_of_a_host_is_in_lower_case() -> None:
    assert redact("http://abcdef.example/", [Secret("t", "", "AbCdEf")]) == "http://{{t}}.example/"


def test_who_is_too_short_is_said_once() -> None:
    short = [Secret("pin", "", "123"), Secret("pin", "", "12"), Secret("empty", "", ""), SECRET]
    assert unredacted(short) == ("the secret pin has fewer than 4 characters: it is not redacted",)
