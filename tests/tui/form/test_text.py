"""Text that is edited in place: shown safely, and kept as it was where nobody edited it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.tui.panes.form.preview_line import shorten
from endpoint_explorer.tui.widgets.completion import matching
from endpoint_explorer.tui.widgets.line_ends import reapply
from endpoint_explorer.tui.widgets.marks import url_marks
from endpoint_explorer.tui.widgets.shown import shown
from endpoint_explorer.tui.widgets.syntax import json_tokens

HOSTILE = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("\x1b\x00\t\r\n\x7f\x9b\u202e\u200b\U000e0041\u0301\u0301é"),
    ),
    max_size=30,
)
LINES = st.text(alphabet="ab\n\r\x0b\u2028", max_size=20)


class TestShown:
    @given(HOSTILE)
    def test_a_character_for_each_character_and_none_is_unsafe(self, text: str) -> None:
        result = shown(text)
        assert len(result) == len(text)
        assert clean(result) == result

    def test_what_is_safe_stays(self) -> None:
        assert shown("Grüße, 世界 {{x}}") == "Grüße, 世界 {{x}}"

    def test_control_characters_are_seen(self) -> None:
        assert shown("a\x1b[31m\tb") == "a␛[31m␉b"

    def test_tabs_can_be_kept_for_a_widget_that_expands_them(self) -> None:
        assert shown("\ta\x1b", keep_tabs=True) == "\ta␛"


def flatten(text: str) -> str:
    """Do to line ends what Textual's editor does."""
    newline = next((end for end in ("\r\n", "\n", "\r") if end in text), "\n")
    lines = text.splitlines()
    return newline.join([*lines, ""] if text.endswith(("\r", "\n")) or not text else lines)


class TestReapply:
    @given(LINES)
    def test_no_edit(self, text: str) -> None:
        assert reapply(text, flatten(text), flatten(text)) == text

    @given(LINES, st.integers(0, 20), st.integers(0, 20), st.text(alphabet="xy", max_size=3))
    def test_what_is_not_edited_stays(self, text: str, start: int, end: int, new: str) -> None:
        text += "z"  # behind an odd line end at the very end Textual shows no line
        flat = flatten(text)
        start, end = sorted((min(start, len(flat)), min(end, len(flat))))
        edited = flat[:start] + new + flat[end:]
        result = reapply(text, flat, edited)
        assert (result + "|").splitlines() == (edited + "|").splitlines()

    def test_ends_that_would_flow_together_are_made_the_same(self) -> None:
        assert reapply("\ra\n\rz", "\na\n\nz", "\n\nz") == "\n\nz"

    def test_ends_of_other_lines_stay(self) -> None:
        text = "a\r\nb\nc\u2028d\r\n"
        flat = flatten(text)
        assert flat == "a\r\nb\r\nc\r\nd\r\n"
        assert reapply(text, flat, flat.replace("c", "cx")) == "a\r\nb\ncx\u2028d\r\n"


class TestMatching:
    NAMES = ("Accept", "Accept-Language", "Content-Language", "TE")

    def test_beginnings_come_first_in_any_case(self) -> None:
        assert matching("acc", self.NAMES) == ["Accept", "Accept-Language"]
        assert matching("LANG", self.NAMES) == ["Accept-Language", "Content-Language"]

    def test_nothing_to_complete(self) -> None:
        assert matching("TE", self.NAMES) == ["TE", "Content-Language"]
        assert matching("Content-Language", self.NAMES) == []
        assert matching("zzz", self.NAMES) == []


class TestMarks:
    def test_parameters_and_variables(self) -> None:
        text = "{{base}}/u/{id}/:x?q={{term}}"
        assert [(text[m.start : m.end], m.kind) for m in url_marks(text, {"x"})] == [
            ("{{base}}", "variable"),
            ("{{term}}", "variable"),
            ("{id}", "unset"),
            (":x", "parameter"),
        ]


class TestJsonTokens:
    def test_kinds(self) -> None:
        line = r'  "a\"b": ["x", -1.5e3, true, {{v}}, "open'
        assert [(line[t.start : t.end], t.kind) for t in json_tokens(line)] == [
            (r'"a\"b"', "key"),
            ('"x"', "string"),
            ("-1.5e3", "number"),
            ("true", "literal"),
            ('"open', "string"),
            ("{{v}}", "variable"),
        ]


class TestShorten:
    def test_the_middle_goes(self) -> None:
        assert shorten("http://host/a/long/path/to/25", 16) == "http://ho…/to/25"

    @given(st.text(alphabet="ab世é/", max_size=40), st.integers(1, 30))
    def test_it_fits(self, text: str, width: int) -> None:
        from rich.cells import cell_len

        assert cell_len(shorten(text, width)) <= width
        if cell_len(text) <= width:
            assert shorten(text, width) == text
