"""JSON as it is typed: where it is wrong, and indenting it anew."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.tui.panes.form.json_text import FaultyJson, find_fault, reindent

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("{{name}}"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


class TestFindFault:
    @pytest.mark.parametrize(
        "text",
        [
            "{}",
            '{"a": 1.10}',
            '{"id": {{id}}}',
            '{"a": {"b": {{ id }}}}',
            '{"name": "{{first}} {{last}}"}',
            "[{{a}}, {{b}}]",
            "{ {{key}}: 1, {{ other }} : 2}",
            "{{body}}",
            "-{{n}}",
            '{"s": "\\ud800"}',
            '{"literal": "\\{{x}}"}',
        ],
    )
    def test_valid(self, text: str) -> None:
        assert find_fault(text) is None

    @pytest.mark.parametrize(
        ("text", "line", "column"),
        [
            ('{\n  "a": 1\n  "b": 2\n}', 3, 3),
            ('{"é": 1, "ü": tru}', 1, 15),
            ('{"{{x}}": {{y}} 3}', 1, 17),
            ('{"a": "x\ny"}', 1, 9),
            ('{"a"', 1, 5),
            ("[1,\n2", 2, 2),
            ("nul", 1, 1),
            ("{} x", 1, 4),
            ('{"a": {{}}}', 1, 8),
            ('[{{"a": 1}}]', 1, 3),
            ("[1, NaN]", 1, 5),
        ],
    )
    def test_place(self, text: str, line: int, column: int) -> None:
        fault = find_fault(text)
        assert fault is not None
        assert (fault.line, fault.column) == (line, column)
        assert fault.reason

    def test_depth_is_no_crash(self) -> None:
        fault = find_fault("[" * 200_000)
        assert fault is not None
        assert "deeply" in fault.reason

    @given(JSON)
    def test_what_json_writes_is_valid(self, value: object) -> None:
        assert find_fault(json.dumps(value, indent=2)) is None

    @given(st.text(alphabet='{}[]",:1 a\n\\é', max_size=30))
    def test_agrees_with_json_and_points_into_the_text(self, text: str) -> None:
        try:
            json.loads(text)
        except json.JSONDecodeError:
            fault = find_fault(text)
            if "{{" not in text:
                assert fault is not None
            if fault is not None:
                lines = text.split("\n")
                assert 1 <= fault.line <= len(lines)
                assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1
        else:
            assert find_fault(text) is None


class TestReindent:
    def test_values_stay_to_the_digit(self) -> None:
        text = '{"a":1.10,"a":1e400,"b":12345678901234567890,"c":"\\/{{x}}","d":{{y}}}'
        assert reindent(text) == (
            '{\n  "a": 1.10,\n  "a": 1e400,\n  "b": 12345678901234567890,\n'
            '  "c": "\\/{{x}}",\n  "d": {{y}}\n}'
        )

    def test_a_variable_as_a_name(self) -> None:
        assert reindent("{ {{key}}:{{ value }}}") == "{\n  {{key}}: {{ value }}\n}"

    def test_braces_that_are_no_variable(self) -> None:
        assert reindent('["\\{{x}}","\ue000"]') == '[\n  "\\{{x}}",\n  "\ue000"\n]'

    def test_a_text_that_looks_like_a_filler(self) -> None:
        assert reindent('["1000000000000001",{{x}}]') == '[\n  "1000000000000001",\n  {{x}}\n]'

    def test_many_variables(self) -> None:
        names = [f"{{{{v{n}}}}}" for n in range(30)]
        assert re.findall(r"\{\{v\d+\}\}", reindent(f"[{','.join(names)}]")) == names

    @pytest.mark.parametrize("text", ["{", "{'a': 1}", "[" * 200_000])
    def test_no_json(self, text: str) -> None:
        with pytest.raises(FaultyJson):
            reindent(text)

    @given(JSON)
    def test_nothing_but_white_space_changes(self, value: object) -> None:
        text = json.dumps(value)
        formatted = reindent(text)
        assert json.loads(formatted) == value
        assert reindent(formatted) == formatted
