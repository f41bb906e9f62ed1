"""What every name stands for, as the variables screen and completion show it."""

from __future__ import annotations

from pathlib import Path

import pytest

from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.collection import (
    CollectionSettings,
    Context,
    Environment,
    FolderSettings,
)
from endpoint_explorer.model.secret import MASK
from endpoint_explorer.model.variable import Variable
from endpoint_explorer.sending.scope import BUILT_INS, Scope
from endpoint_explorer.sending.variables import variables

CONTEXT = Context(
    directory=Path(),
    collection=CollectionSettings(
        base_url="{{server}}/v1", variables={"server": "http://a.test", "who": "collection"}
    ),
    folders=(
        FolderSettings(name="users", variables={"who": "users", "limit": "5"}),
        FolderSettings(name="inner", variables={"who": "inner"}),
    ),
    environment=Environment(
        name="staging",
        title="Staging",
        variables={"who": "staging", "bearer": "Bearer {{token}}"},
        secrets={"token": "env:NOT_SET_ANYWHERE", "server": "prompt:"},
    ),
    dotenv={"API_KEY": "hunter2hunter2", "PORT": "80"},
    session={"id": "{{who}}"},
    overrides={"who": "me {{limit}}"},
)


def by_name(context: Context) -> dict[str, Variable]:
    return {variable.name: variable for variable in Explorer().variables(context)}


def test_the_strongest_layer_counts_and_says_what_it_shadows() -> None:
    who = by_name(CONTEXT)["who"]
    assert who == Variable(
        "who",
        "me 5",
        "the command line",
        shadows=(
            ("environment Staging", "staging"),
            ("folder inner", "inner"),
            ("folder users", "users"),
            ("the collection", "collection"),
        ),
        written="me {{limit}}",
    )


def test_secrets_are_masked_wherever_they_are_used() -> None:
    known = by_name(CONTEXT)
    assert known["token"] == Variable("token", MASK, "environment Staging", is_secret=True)
    assert known["bearer"].shown == f"Bearer {MASK}"
    assert known["server"].shown == MASK
    assert known["base_url"].shown == f"{MASK}/v1"
    assert known["API_KEY"] == Variable(
        "API_KEY", MASK, "environment Staging, dotenv", is_secret=True
    )
    assert known["PORT"].shown == "80"
    assert "hunter2" not in repr(known)


def test_a_shadowed_secret_is_masked_too() -> None:
    shadowing = Context(
        directory=Path(),
        environment=Environment(name="e", secrets={"a": "env:X"}),
        dotenv={"a_token": "hunter2"},
        overrides={"a": "1", "a_token": "2"},
    )
    known = by_name(shadowing)
    assert known["a"].shadows == (("environment e", MASK),)
    assert known["a_token"].shadows == (("environment e, dotenv", MASK),)


def test_what_cannot_be_resolved_is_shown_as_written() -> None:
    known = by_name(
        Context(directory=Path(), overrides={"a": "{{b}}", "b": "{{a}}", "c": "x {{nobody}}"})
    )
    assert known["c"].shown == "x {{nobody}}"
    assert "{{" in known["a"].shown


def test_a_captured_value_is_no_template() -> None:
    assert by_name(CONTEXT)["id"] == Variable("id", "{{who}}", "this session", written=r"\{{who}}")


def test_a_captured_secret_is_masked() -> None:
    context = Context(
        directory=Path(),
        session={"token": "hunter2", "id": "7"},
        session_secrets=frozenset({"token"}),
        overrides={"used": "{{token}}/{{id}}"},
    )
    known = by_name(context)
    assert known["token"] == Variable("token", MASK, "this session", is_secret=True)
    assert known["used"].shown == f"{MASK}/7"


def test_every_built_in_is_there_with_words_for_it() -> None:
    found = variables(Context(directory=Path()))
    assert [v.name for v in found] == list(BUILT_INS)
    assert {v.layer for v in found} == {"built in"}


@pytest.mark.parametrize("name", ["who", "bearer", "base_url", "PORT", "id", "limit"])
def test_what_is_shown_is_what_a_send_resolves_to(name: str) -> None:
    sent = Scope(CONTEXT, read_secret=lambda *_: "SECRET").resolve(f"{{{{{name}}}}}", "url")
    assert by_name(CONTEXT)[name].shown == sent.replace("SECRET", MASK)


def test_a_cycle_is_named_where_it_is_defined() -> None:
    """`{{a}}` for the value of a says nothing about where to look."""
    variables_ = {"a": "{{b}}", "b": "x{{a}}", "user": "{{a}}", "fine": "{{who}}", "who": "me"}
    found = by_name(Context(directory=Path(), collection=CollectionSettings(variables=variables_)))
    says = "variables are defined by each other: "
    assert (found["a"].shown, found["a"].fault) == ("{{b}}", f"{says}a -> b -> a")
    assert (found["b"].shown, found["b"].fault) == ("x{{a}}", f"{says}b -> a -> b")
    assert found["user"].fault == f"{says}a -> b -> a"
    assert (found["fine"].shown, found["fine"].fault) == ("me", "")
