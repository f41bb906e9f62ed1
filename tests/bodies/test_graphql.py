from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.graphql import LIMIT, errors_note

TYPE = "application/graphql-response+json"


def note(value: object, content_type: str = "application/json") -> str:
    return errors_note(Body.of(json.dumps(value).encode(), content_type))


def test_errors_are_named_with_their_paths() -> None:
    errors = [{"message": "Not found.", "path": ["user", 3, "name"]}, {"message": "Late"}]
    assert note({"errors": errors, "data": None}) == (
        "GraphQL: 2 errors: Not found. (user.3.name); Late"
    )
    assert note({"errors": errors[1:]}) == "GraphQL: 1 error: Late"


def test_only_the_first_few_are_named() -> None:
    text = note({"errors": [{"message": str(n)} for n in range(5)]})
    assert text == "GraphQL: 5 errors: 0; 1; 2; and 2 more"


@pytest.mark.parametrize(
    "value",
    [
        {"data": {"a": 1}},
        {"errors": []},
        {"errors": ["text"]},
        {"errors": [{"title": "no message"}]},
        {"errors": [{"message": 5}]},
        {"errors": {"message": "x"}},
        [{"errors": [{"message": "x"}]}],
        # Not a response of GraphQL: it has entries that none may have.
        {"status": 400, "errors": [{"message": "x"}]},
    ],
)
def test_what_is_no_graphql_error_is_not_named(value: object) -> None:
    assert note(value) == ""


def test_other_media_types_are_left_alone() -> None:
    errors = {"errors": [{"message": "x"}]}
    assert note(errors, "text/plain") == ""
    assert note(errors, TYPE) == "GraphQL: 1 error: x"


def test_errors_at_the_start_of_a_big_response_are_named() -> None:
    errors = b'{"errors":[{"message":"a"} , {"message":"b"}],"data":"%s"}' % (b"x" * LIMIT)
    assert errors_note(Body.of(errors, TYPE)) == "GraphQL: at least 2 errors: a; b"
    assert errors_note(Body.of(b'{"data":"%s"}' % (b"x" * LIMIT), TYPE)) == ""


@given(st.text(max_size=40), st.lists(st.text(max_size=5) | st.integers(), max_size=3))
def test_the_note_is_clean(message: str, path: list[str | int]) -> None:
    text = note({"errors": [{"message": message, "path": path}]})
    assert clean(text) == text
    assert text.startswith("GraphQL: 1 error: ")


def test_a_message_of_any_length_is_short_here() -> None:
    assert len(note({"errors": [{"message": "x" * 100_000, "path": ["y" * 1000]}]})) < 500
