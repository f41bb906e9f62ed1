"""What names stand for: precedence, nesting, secrets, built-ins, and what is never done."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.errors import (
    InvalidRequest,
    ResolveError,
    SecretUnavailable,
    UnknownVariable,
    VariableCycle,
)
from endpoint_explorer.model.collection import (
    CollectionSettings,
    Context,
    Environment,
    FolderSettings,
)
from endpoint_explorer.sending.scope import BUILT_INS, Placeholders, Scope
from endpoint_explorer.sending.templates import escape

LAYERS = ("overrides", "session", "environment", "inner", "outer", "collection")
"""Where a name can be defined, the strongest first."""


def context(**layers: dict[str, str]) -> Context:
    """Make a context out of variables by layer; `secrets` are references."""
    return Context(
        directory=Path("/nowhere"),
        collection=CollectionSettings(variables=layers.get("collection", {})),
        folders=(
            FolderSettings(variables=layers.get("outer", {})),
            FolderSettings(variables=layers.get("inner", {})),
        ),
        environment=Environment(
            name="test",
            variables=layers.get("environment", {}),
            secrets=layers.get("secrets", {}),
        ),
        session=layers.get("session", {}),
        overrides=layers.get("overrides", {}),
    )


def resolve(text: str, **layers: dict[str, str]) -> str:
    return Scope(context(**layers)).resolve(text, "url")


@given(st.text().filter(lambda text: "{{" not in text))
def test_a_text_without_templates_is_itself(text: str) -> None:
    assert resolve(text) == text


@given(st.text(alphabet="{}\\ab") | st.text())
def test_an_escaped_text_is_itself(text: str) -> None:
    assert resolve(escape(text)) == text


@given(st.text(max_size=20), st.text(alphabet="}\\a ", max_size=8))
def test_a_value_is_put_in_as_it_is(value: str, around: str) -> None:
    text = f"{around} {{{{x}}}} {around}"
    assert resolve(text, overrides={"x": escape(value)}) == f"{around} {value} {around}"


@given(st.sets(st.sampled_from(LAYERS), min_size=1))
def test_the_strongest_layer_wins(defining: set[str]) -> None:
    layers = {layer: {"x": layer} for layer in defining}
    assert resolve("{{x}}", **layers) == next(layer for layer in LAYERS if layer in defining)


def test_a_secret_stands_above_the_variables_of_its_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CANARY", "secret")
    layers = {"environment": {"x": "plain"}, "secrets": {"x": "env:CANARY"}}
    assert resolve("{{x}}", **layers) == "secret"
    assert resolve("{{x}}", session={"x": "session"}, **layers) == "session"


def test_the_base_url_of_a_collection_is_its_weakest_variable() -> None:
    collection = CollectionSettings(base_url="http://h")
    there = Context(directory=Path("/nowhere"), collection=collection)
    assert Scope(there).resolve("{{base_url}}/x", "url") == "http://h/x"
    assert Scope(there).defines("base_url")
    assert not Scope(context()).defines("base_url")
    own = CollectionSettings(base_url="http://h", variables={"base_url": "http://other"})
    there = Context(directory=Path("/nowhere"), collection=own)
    assert Scope(there).resolve("{{base_url}}", "url") == "http://other"


def test_variables_are_made_of_variables_of_every_layer() -> None:
    value = resolve(
        "{{a}}",
        collection={"a": "<{{b}}{{ b }}>"},
        environment={"b": "[{{c}}]"},
        overrides={"c": "1"},
    )
    assert value == "<[1][1]>"


@given(st.integers(min_value=1, max_value=6), st.booleans())
def test_a_cycle_of_any_length_is_found(length: int, through_a_tail: bool) -> None:
    variables = {f"v{i}": f"x{{{{v{(i + 1) % length}}}}}" for i in range(length)}
    start = "{{v0}}"
    if through_a_tail:
        variables["tail"] = "{{v0}}"
        start = "{{tail}}"
    with pytest.raises(VariableCycle, match=r"url: .*v0 -> ") as caught:
        resolve(start, collection=variables)
    assert caught.value.field == "url"
    assert "tail ->" not in caught.value.message


def test_using_a_variable_twice_is_no_cycle() -> None:
    assert resolve("{{a}}{{b}}{{a}}", collection={"a": "{{b}}", "b": "1"}) == "111"


@pytest.mark.parametrize(
    "name",
    ["x.__class__", "x.y", "x[0]", "x()", "x + 1", "__import__('os')", "x|upper", "X", "#if"],
)
def test_there_are_names_only_and_no_expressions(name: str) -> None:
    with pytest.raises(UnknownVariable) as caught:
        resolve("{{" + name + "}}", collection={"x": "1"})
    assert caught.value.name == name


def test_an_unknown_name_says_where_and_what_may_be_meant() -> None:
    with pytest.raises(
        UnknownVariable, match=r"headers\.X: no variable is named user_nam"
    ) as caught:
        Scope(context(collection={"user_name": "Ada"})).resolve("{{user_nam}}", "headers.X")
    assert "user_name" in caught.value.hint
    with pytest.raises(UnknownVariable) as caught:
        resolve("{{outer}}", collection={"outer": "{{gone}}"})
    assert "used by the variable outer" in caught.value.hint


def test_empty_braces_are_a_fault() -> None:
    with pytest.raises(InvalidRequest, match="names no variable"):
        resolve("{{ }}")


def test_a_value_of_the_session_is_no_template(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANARY", "secret")
    scope = Scope(context(session={"captured": "{{token}}"}, secrets={"token": "env:CANARY"}))
    assert scope.resolve("{{captured}}", "url") == "{{token}}"
    assert scope.secrets == {}


def test_a_secret_is_no_template_and_is_tracked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANARY", "a{{b}}c")
    secrets = {"token": "env:CANARY", "unused": "env:NOT_SET_ANYWHERE"}
    scope = Scope(context(secrets=secrets, collection={"header": "Bearer {{token}}"}))
    assert scope.resolve("{{header}}", "auth") == "Bearer a{{b}}c"
    (secret,) = scope.secrets.values()
    assert (secret.name, secret.reference, secret.value) == ("token", "env:CANARY", "a{{b}}c")
    assert "a{{b}}c" not in repr(secret)


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("env:NOT_SET_ANYWHERE", "NOT_SET_ANYWHERE, which is not set"),
        ("env:EMPTY", "EMPTY, which is empty"),
        ("env:", "which is not set"),
        ("keyring:service/user", "keyring:, which cannot be read here"),
        ("hunter2-itself", "token is no reference to where its value is"),
    ],
)
def test_a_secret_that_cannot_be_had(
    monkeypatch: pytest.MonkeyPatch, reference: str, words: str
) -> None:
    monkeypatch.setenv("EMPTY", "")
    with pytest.raises(SecretUnavailable, match=words) as caught:
        resolve("{{token}}", secrets={"token": reference})
    assert caught.value.hint
    assert caught.value.field == "url"
    assert "hunter2" not in str(caught.value)


def test_what_a_dotenv_file_says_is_below_the_environment_and_no_template() -> None:
    there = msgspec.structs.replace(
        context(environment={"name": "mine"}, collection={"page": "weak"}),
        dotenv={"name": "theirs", "page": "{{name}}", "API_KEY": "{{name}}-key"},
    )
    scope = Scope(there)
    assert scope.resolve("{{name}} {{page}} {{API_KEY}}", "url") == "mine {{name}} {{name}}-key"
    assert [(s.name, s.reference) for s in scope.secrets.values()] == [
        ("API_KEY", "dotenv:API_KEY")
    ]


def test_a_secret_has_its_hosts() -> None:
    environment = Environment(
        name="e",
        secrets={"token": "env:T", "other": "env:T"},
        secret_hosts={"token": ("a.example",)},
    )
    there = msgspec.structs.replace(context(), environment=environment)
    scope = Scope(there, read_secret=lambda name, _reference, _field: f"value of {name}")
    assert scope.resolve("{{token}} {{other}}", "url") == "value of token value of other"
    assert [secret.hosts for secret in scope.secrets.values()] == [("a.example",), ()]


def test_built_ins_are_weakest_and_new_each_time() -> None:
    uuid = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
    first, second = resolve("{{$uuid}} {{$uuid}}").split(" ")
    assert uuid.fullmatch(first)
    assert uuid.fullmatch(second)
    assert first != second
    assert resolve("{{$uuid}}", collection={"$uuid": "fixed"}) == "fixed"
    assert resolve("{{$timestamp}}").isdigit()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", resolve("{{$isoTimestamp}}"))
    assert all(0 <= int(resolve("{{$randomInt}}")) <= 1000 for _ in range(50))


def test_a_variable_has_one_value_within_a_request() -> None:
    first, second = resolve("{{id}} {{id}}", collection={"id": "{{$uuid}}"}).split(" ")
    assert first == second


def test_variables_that_grow_without_bound_are_stopped() -> None:
    doubling = {f"v{i}": f"{{{{v{i + 1}}}}}" * 10 for i in range(20)} | {"v20": "lol"}
    with pytest.raises(InvalidRequest, match="grow past"):
        resolve("{{v0}}", collection=doubling)


def test_variables_that_nest_too_deep_are_stopped() -> None:
    nested = {f"v{i}": f"{{{{v{i + 1}}}}}" for i in range(2000)} | {"v2000": "x"}
    with pytest.raises(InvalidRequest, match="deep"):
        resolve("{{v0}}", collection=nested)


def test_for_a_preview_everything_is_reported_and_nothing_secret_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CANARY", "secret")
    problems: list[ResolveError] = []
    placeholders = Placeholders()
    layers = {"collection": {"a": "{{b}}", "b": "{{a}}"}, "secrets": {"t": "env:CANARY"}}
    scope = Scope(context(**layers), problems.append, placeholders)
    text = scope.resolve("{{gone}} {{a}} {{t}} {{$uuid}} {{gone}}", "url")
    assert placeholders.reveal(text) == "{{gone}} {{a}} •••••• {{$uuid}} {{gone}}"
    assert [problem.kind for problem in problems] == [
        "unknown-variable",
        "variable-cycle",
        "unknown-variable",
    ]


def test_the_built_ins_are_those_that_are_documented() -> None:
    assert set(BUILT_INS) == {"$uuid", "$timestamp", "$isoTimestamp", "$randomInt"}
