from __future__ import annotations

import base64
import json
from typing import Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import quote, quote_plus

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint_explorer.model.exchange import (
    Exchange,
    Failure,
    Hop,
    Response,
    WireRequest,
)
from endpoint_explorer.model.request import Auth, Body, Field, FormField, Request
from endpoint_explorer.model.secret import MASK, MINIMUM_LENGTH, Secret
from endpoint_explorer.storage.redaction import FIXED_WORDS, redact_exchange

VALUE = 'c4n4ry/+ "é\\'
SECRET = Secret("token", "env:TOKEN", VALUE)


def forms(value: str) -> list[str]:
    raw = value.encode()
    return [
        value,
        quote(value, safe=""),
        quote_plus(value),
        json.dumps(value)[1:-1],
        base64.b64encode(raw).decode(),
    ]


def exchange_holding(text: str, *secrets: Secret) -> Exchange:
    """Return an exchange with this text in every field that can hold text."""
    body = text.encode("utf-8", "surrogatepass")
    field = Field(text, text)
    return Exchange(
        wire=WireRequest(
            method=text, url=f"http://h/{text}", headers=((text, f"x {text}"),), body=body
        ),
        response=Response(
            status=200,
            reason=text,
            http_version=text,
            headers=((text, text),),
            body=body * 2,
            notes=(text,),
        ),
        failure=Failure("timeout", text, text, text, text),
        hops=(Hop(302, text, text, text, (text,)),),
        remote_address=text,
        request=Request(
            name=text,
            url=text,
            headers=(field,),
            query=(field,),
            body=Body(type="form", text=text, fields=(FormField(text, text, file=text),)),
            auth=Auth(type="basic", username=text, password=text),
            checks=(text,),
        ),
        request_path=text,
        collection=text,
        environment=text,
        overrides={"token": text},
        secrets=secrets,
    )


def everything(value: object) -> str:
    """Return all text in a value, bodies included."""
    plain = msgspec.to_builtins(value, builtin_types=(bytes,))
    return repr(plain)


def test_every_form_of_a_secret_is_gone_from_every_field() -> None:
    for form in forms(VALUE):
        redacted = redact_exchange(exchange_holding(f"<{form}>", SECRET))
        assert redacted.secrets == ()
        assert redacted == exchange_holding("<{{token}}>")


class OneOf:
    """Puts a text in one place of an exchange, the first or a later one."""

    def __init__(self, place: int, text: str) -> None:
        self.left = place
        self.text = text

    def put(self, value: Any) -> Any:
        """Return a value with the text in it, if the place is there."""
        if isinstance(value, str) and value == "plain":
            self.left -= 1
            return self.text if self.left == -1 else value
        if isinstance(value, bytes):
            filled: str = self.put("plain") if b"plain" in value else ""
            return filled.encode("utf-8", "surrogatepass")
        if isinstance(value, tuple):
            return tuple(self.put(item) for item in value)
        if isinstance(value, dict):
            return {self.put(key): self.put(item) for key, item in value.items()}
        if isinstance(value, msgspec.Struct):
            names = type(value).__struct_fields__
            changes = {name: self.put(getattr(value, name)) for name in names}
            return msgspec.structs.replace(value, **changes)
        return value


@pytest.mark.parametrize("text", [VALUE, "c4n4ry\ud800-half", "\ud800" + VALUE])
def test_a_secret_that_is_in_one_place_only_is_gone(text: str) -> None:
    secret = Secret("token", "env:TOKEN", text.removeprefix("\ud800"))
    plain = exchange_holding("plain", secret)
    place, found = 0, True
    while found:
        filling = OneOf(place, text)
        redacted = redact_exchange(filling.put(plain))
        found = filling.left < 0
        expected = OneOf(place, text.replace(secret.value, "{{token}}"))
        assert redacted == expected.put(exchange_holding("plain"))
        place += 1
    assert place > 30


def test_without_secrets_nothing_changes() -> None:
    exchange = exchange_holding("plain")
    assert redact_exchange(exchange) == exchange


def test_basic_pair_is_gone_where_it_was_sent_and_where_it_was_echoed() -> None:
    pair = base64.b64encode(f"ada:{VALUE}".encode()).decode()
    exchange = Exchange(
        wire=WireRequest(
            method="GET",
            url="http://h/",
            headers=(("Authorization", f"Basic {pair}"), ("X", "Basic %%%"), ("Y", "Basic YTpi")),
        ),
        response=Response(status=200, body=b'{"authorization": "Basic ' + pair.encode() + b'"}'),
        secrets=(SECRET,),
    )
    redacted = redact_exchange(exchange)
    assert pair not in everything(redacted)
    assert redacted.wire.headers[0] == ("Authorization", "Basic {{token}}")
    assert redacted.wire.headers[2] == ("Y", "Basic YTpi")


def test_secret_that_is_part_of_another_leaves_no_rest() -> None:
    longer = Secret("long", "env:LONG", f"{VALUE}-and-more")
    redacted = redact_exchange(exchange_holding(longer.value, SECRET, longer))
    assert "and-more" not in everything(redacted)


def test_secret_that_is_a_word_of_the_format_does_not_break_it() -> None:
    secrets = [Secret(w, f"env:{w}", w) for w in ("form", "basic", "header", "timeout")]
    exchange = exchange_holding("text", *secrets)
    redacted = redact_exchange(exchange)
    assert redacted.request is not None
    assert (redacted.request.body.type, redacted.request.auth.type) == ("form", "basic")
    assert redacted.failure is not None
    assert redacted.failure.kind == "timeout"


def literal_fields(struct: type, seen: set[type]) -> set[tuple[type, str]]:
    """Return every field below a struct that may only hold certain words."""
    found: set[tuple[type, str]] = set()
    seen.add(struct)
    for name, hint in get_type_hints(struct).items():
        for part in parts_of(hint):
            if get_origin(part) is Literal:
                found.add((struct, name))
            elif isinstance(part, type) and issubclass(part, msgspec.Struct) and part not in seen:
                found |= literal_fields(part, seen)
    return found


def parts_of(hint: Any) -> list[Any]:
    if get_origin(hint) is Literal or not get_args(hint):
        return [hint]
    return [part for argument in get_args(hint) for part in parts_of(argument)]


def test_all_fields_with_fixed_words_are_known() -> None:
    assert literal_fields(Exchange, set()) <= FIXED_WORDS


values = st.text(st.characters(codec="utf-8"), min_size=MINIMUM_LENGTH, max_size=20).filter(
    lambda value: len(set(value)) > 2 and "token" not in value
)


@settings(deadline=None)
@given(values, st.sampled_from([0, 1, 2, 3, 4]))
def test_no_value_is_left_in_any_form(value: str, form: int) -> None:
    hidden = forms(value)[form]
    exchange = exchange_holding(f"\x02{hidden}\x03", Secret("token", "env:T", value))
    redacted = redact_exchange(exchange)
    assert redacted == exchange_holding("\x02{{token}}\x03")


def test_the_values_of_cookies_are_masked_where_they_travel() -> None:
    exchange = Exchange(
        wire=WireRequest(
            method="GET", url="http://h/", headers=(("cookie", "sid=abc; theme=dark; bare; e="),)
        ),
        response=Response(
            status=200,
            headers=(
                ("Set-Cookie", "sid=x=y; Path=/dark; HttpOnly"),
                ("SET-COOKIE", "gone=; Max-Age=0"),
            ),
            body=b"the theme is dark",
        ),
    )
    redacted = redact_exchange(exchange)
    assert redacted.wire.headers == (("cookie", f"sid={MASK}; theme={MASK}; {MASK}; e="),)
    assert redacted.response is not None
    assert redacted.response.headers == (
        ("Set-Cookie", f"sid={MASK}; Path=/dark; HttpOnly"),
        ("SET-COOKIE", "gone=; Max-Age=0"),
    )
    assert redacted.response.body == b"the theme is dark"


def test_a_cookie_that_may_be_a_credential_is_gone_from_every_field() -> None:
    cookie = Secret("cookie sid", "", VALUE)
    exchange = msgspec.structs.replace(exchange_holding(f"<{VALUE}>"), cookies=(cookie,))
    redacted = redact_exchange(exchange)
    assert VALUE not in everything(redacted)
    assert redacted == exchange_holding("<{{cookie sid}}>")
