from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.filtering import json_values
from endpoint_explorer.bodies.filtering.json_path import JsonSource, compile_json_path
from endpoint_explorer.bodies.filtering.result import MalformedExpression, Unfilterable
from endpoint_explorer.bodies.filtering.source import Source, check, language_of

SHOP = b"""{ "items": [ {"id": 1.10, "name": "a\\u00e9"}, {"id": 12345678901234567890123, "id": 2 }
  ], "odd key": null, "deep": {"deep": {"id": 3}} }"""

_names = st.sampled_from(["a", "b", "a b", "é", 'q"', "'", "\\", "\ud83d"])
_scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=()), max_size=4)
)
_values = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_names, inner, max_size=4),
    max_leaves=12,
)
_expressions = st.sampled_from(
    [
        "$",
        "$.*",
        "$..*",
        "$[*].a",
        "$..a",
        "$[-1]",
        "$[0:2]",
        "$[::-1]",
        "$[?@.a]",
        "$..['a b','b']",
    ]
)


def found(text: bytes, expression: str) -> list[bytes]:
    return list(Source(Body.of(text, "application/json")).evaluate(expression).matches)


@settings(max_examples=60)
@given(
    _values.filter(lambda v: isinstance(v, dict | list)), _expressions, st.sampled_from([None, 1])
)
@example({"\ud83d": [1.0, "\udc00"]}, "$..*", None)
def test_every_match_has_the_bytes_of_its_value(
    value: object, expression: str, indent: int | None
) -> None:
    text = json.dumps(value, indent=indent).encode()
    cut = [json.loads(match) for match in JsonSource([text]).find(expression)]
    assert cut == [match.obj for match in compile_json_path(expression)(value)]


@settings(max_examples=40)
@given(_values)
def test_the_root_is_the_text_itself(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    assert found(text, "$") == [text]


@pytest.mark.parametrize(
    ("expression", "matches"),
    [
        ("$.items[*].id", [b"1.10", b"2"]),
        ("$.items[0].name", [b'"a\\u00e9"']),
        ("$.items[1]", [b'{"id": 12345678901234567890123, "id": 2 }']),
        ("$['odd key']", [b"null"]),
        ("$..id", [b"1.10", b"2", b"3"]),
        (" $.deep.deep ", [b'{"id": 3}']),
        ("$.none", []),
        ("$.items[?@.id > 1.5].id", [b"2"]),
    ],
)
def test_matches_are_as_sent(expression: str, matches: list[bytes]) -> None:
    assert found(SHOP, expression) == matches


def test_numbers_that_no_float_holds_are_kept() -> None:
    text = b'{"a": [1e999, -0, 1.0e5], "b": ' + b"7" * 5000 + b"}"
    assert found(text, "$.a[*]") == [b"1e999", b"-0", b"1.0e5"]
    assert found(text, "$.b") == [b"7" * 5000]


def test_invalid_utf8_is_kept() -> None:
    assert found(b'{"a": ["\xff\xfe"]}', "$.a[0]") == [b'"\xff\xfe"']


def test_lines_are_asked_one_by_one() -> None:
    source = Source(Body.of(b'{"a": 1}\n\n{"a": 2}\n3\n', "application/x-ndjson"))
    assert source.evaluate("$.a").matches == (b"1", b"2")
    assert source.evaluate("$").matches[-1] == b"3"


@pytest.mark.parametrize(
    ("expression", "position"),
    [("$.a[", 5), ("$.a..", 6), ("$.a[?foo(@)]", 6), ('$["x', 3), ("$[01]", 3)],
)
def test_a_fault_has_its_place(expression: str, position: int) -> None:
    with pytest.raises(MalformedExpression) as raised:
        check(expression)
    assert raised.value.position == position


@given(st.text("$.[]*?@'\"a1:,()=<!&| ", max_size=12))
@settings(max_examples=80)
def test_nothing_that_is_typed_raises_anything_else(text: str) -> None:
    with suppress(MalformedExpression, Unfilterable):
        assert isinstance(found(SHOP, f"${text}"), list)


def test_a_body_that_is_no_json_says_where() -> None:
    with pytest.raises(Unfilterable, match="line 1, column 7"):
        found(b'{"a": }', "$")
    with pytest.raises(Unfilterable, match="NaN"):
        found(b"[NaN]", "$")


@pytest.mark.parametrize(
    "text", [b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 600 + b"1" + b"}" * 600]
)
def test_deep_nesting_is_a_fault_and_no_crash(text: bytes) -> None:
    with pytest.raises(Unfilterable, match="nested"):
        found(text, "$..a")


def test_matches_end_when_there_are_enough_of_them() -> None:
    filtered = Source(Body.of(b"[1,2,3,4,5,6]", "")).evaluate("$[*]", enough=6)
    assert (filtered.matches, filtered.is_cut, filtered.count) == (
        (b"1", b"2", b"3", b"4"),
        True,
        "4+ matches",
    )


def test_the_result_is_one_document() -> None:
    source = Source(Body.of(SHOP, "application/json"))
    assert source.evaluate("$.items[*].id").document() == b"[1.10,\n2]"
    assert source.evaluate("$.deep.deep.id").document() == b"3"
    assert source.evaluate("$.none").document() == b"[]"


@pytest.mark.parametrize(
    ("content_type", "language"),
    [
        ("application/problem+json", "JSONPath"),
        ("text/html", "XPath"),
        ("image/svg+xml", "XPath"),
        ("image/png", None),
    ],
)
def test_the_language_follows_from_the_body(content_type: str, language: str | None) -> None:
    assert language_of(Body.of(b"x", content_type)) == language


def test_a_container_is_decoded_once_while_its_members_are_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decoded: list[int] = []

    def counted(raw: bytes) -> json_values.Members:
        decoded.append(len(raw))
        return members(raw)

    members = json_values.members
    monkeypatch.setattr(json_values, "members", counted)
    monkeypatch.setattr(json_values, "_CONTAINERS_KEPT", 4)
    text = b'{"items":[' + b",".join(b'{"id":%d}' % i for i in range(50)) + b"]}"
    assert len(list(JsonSource([text]).find("$.items[*].id"))) == 50
    assert len(decoded) == 52


@pytest.mark.parametrize(
    ("step", "is_found"),
    [
        (r"['\u001b\'\\\ud83d']", True),
        (r"""["\u001b'\\\ud83d"]""", True),
        ("['\x1b']", False),
        (r"['\"']", False),
        (r"""["\'"]""", False),
        (r"['\x']", False),
    ],
)
def test_a_name_has_the_escapes_of_json(step: str, *, is_found: bool) -> None:
    text = json.dumps({"\x1b'\\\ud83d": 1}).encode()
    if is_found:
        assert found(text, f"${step}") == [b"1"]
    else:
        with pytest.raises(MalformedExpression):
            found(text, f"${step}")
