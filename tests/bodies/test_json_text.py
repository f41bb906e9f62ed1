"""Laying out in sections, with sections of a few bytes, against laying out the whole at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from endpoint_explorer.bodies import json_cut, json_text
from endpoint_explorer.bodies.body import Body, Cancelled, Watch
from endpoint_explorer.bodies.document import Document
from endpoint_explorer.bodies.json_cut import nesting_of
from endpoint_explorer.bodies.json_format import JsonFormat
from endpoint_explorer.bodies.json_layout import ENDS, JsonFault, format_text
from endpoint_explorer.bodies.json_outline import JsonOutline
from endpoint_explorer.bodies.json_text import JsonText
from endpoint_explorer.bodies.registry import show

ATOMS = st.sampled_from(
    [
        *("1", "-1.50e+3", "true", "null", "[]", "{}", '""', '"a,b"', '"[{"', r'"\""', r'"\\"'),
        *(r'"x\\\"y,"', r'"\ud83d"', '"é"', '"' + "z" * 60 + '"', '"' + r"\",\\é[" * 9 + '"'),
    ]
)
KEYS = st.sampled_from(['"a"', '"b c"', r'"\u0041"', '"é"', '"it\'s"', '"' + "k" * 50 + '"'])
SPACES = st.sampled_from(["", " ", "\n", " \n "])


def _containers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def joined(parts: list[str], space: str, around: str) -> str:
        return around[0] + space + f"{space},{space}".join(parts) + space + around[1]

    members = st.builds(lambda k, s, v: f"{k}{s}:{s}{v}", KEYS, SPACES, inner)
    arrays = st.builds(joined, st.lists(inner, max_size=5), SPACES, st.just("[]"))
    return arrays | st.builds(joined, st.lists(members, max_size=5), SPACES, st.just("{}"))


TEXTS = st.recursive(ATOMS, _containers, max_leaves=25).map(str.encode)


@contextmanager
def sections_of(size: int, long: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in (json_cut, json_text):
            patch.setattr(module, "SIZE", size)
            patch.setattr(module, "LONG", long)
        patch.setattr(json_text, "FIRST", size)
        yield


def laid_out(data: bytes, *, has_records: bool = False) -> bytes | tuple[str, int | None]:
    text = JsonText(data, has_records=has_records)
    try:
        for _ in text.lay_out():
            pass
    except JsonFault as fault:
        return fault.reason, fault.address
    lines = text.lines()
    return lines.read(0, lines.size)


def laid_out_at_once(data: bytes) -> bytes | tuple[str, int | None]:
    try:
        return format_text(data)
    except JsonFault as fault:
        return fault.reason, fault.address


@settings(max_examples=60)
@given(TEXTS, st.sampled_from([1, 7, 20, 64]), st.sampled_from([13, 30]))
def test_sections_make_the_layout_of_the_whole(data: bytes, size: int, long: int) -> None:
    with sections_of(size, long):
        assert laid_out(data) == laid_out_at_once(data)


# The cut of a long string would be inside the character behind a backslash, which is wrong there.
CUT_CHARACTER = ('["' + r"\",\\é[" * 9 + '"]').encode()


@settings(max_examples=80)
@example(CUT_CHARACTER, b"\\", 44, 1)
@example(b"[true]", b",", 2, 1)
@given(
    TEXTS,
    st.sampled_from([b",", b"]", b"}", b'"', b"x", b"\\", b"[", b"{", b":", b""]),
    st.integers(0, 400),
    st.sampled_from([1, 8, 30]),
)
def test_a_fault_is_the_one_of_the_whole(data: bytes, wrong: bytes, at: int, size: int) -> None:
    at = min(at, len(data))
    data = data[:at] + wrong + data[at + (not wrong) :]
    with sections_of(size, 13):
        found, expected = laid_out(data), laid_out_at_once(data)
    if found == (ENDS, len(data)):
        # Of a string without an end the end is told, not an escape in it that is wrong, too.
        assert isinstance(expected, tuple)
    else:
        assert found == expected


@pytest.mark.parametrize(
    "data",
    [
        *(
            b"[1,]",
            b"[1,,2]",
            b"[,1]",
            b'{"a":1,}',
            b'{,"a":1}',
            b'{"a":1,,"b":2}',
            b"1,2",
            b"[1],",
        ),
        *(
            b",",
            b"",
            b"[1,",
            b'{"a":1,',
            b"[1,}",
            b'{"a":1,]',
            b"[[1,2],]",
            b'[{"a":1},,]',
            b"n,ul",
        ),
        *(b'["a', b'["' + b"x" * 99, b'["' + b"x" * 99 + b'"', b'"' + b"x" * 99 + b'\\x"'),
    ],
)
def test_what_a_wrapper_would_accept_is_refused(data: bytes) -> None:
    expected = laid_out_at_once(data)
    assert isinstance(expected, tuple)
    for size in (1, 2, 4, 50):
        with sections_of(size, 13):
            assert laid_out(data) == expected


def _paths(value: object, path: str) -> Iterator[tuple[str, int | None]]:
    """Yield, for each line, its path and how many children the container it opens has."""
    is_open = isinstance(value, dict | list) and len(value) > 0
    yield path, len(value) if is_open and isinstance(value, dict | list) else None
    if isinstance(value, dict):
        for key, child in value.items():
            name = f".{key}" if key.isidentifier() else "['" + key.replace("'", "\\'") + "']"
            yield from _paths(child, path + name)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _paths(child, f"{path}[{index}]")
    if is_open:
        yield path, None


VALUES = st.recursive(
    st.sampled_from([1, "a", "z" * 50, True]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["a", "b c", "é", "it's", "k" * 50]), inner, max_size=4)
    ),
    max_leaves=25,
)


def outlined(data: bytes, *, has_records: bool = False) -> tuple[JsonOutline, Document]:
    found: list[Document] = []
    body = Body.of(data, "application/x-ndjson" if has_records else "application/json")
    shown = show(body, watch=Watch(grown=lambda document, done: found.append(document)))
    assert isinstance(shown.document.outline, JsonOutline)
    return shown.document.outline, shown.document


def never() -> bool:
    return False


@settings(max_examples=50)
@given(VALUES, st.sampled_from([1, 9, 30, 100]))
def test_the_outline_is_that_of_the_values(value: object, size: int) -> None:
    data = json.dumps(value, ensure_ascii=False).encode()
    with sections_of(size, 13):
        outline, document = outlined(data)
        expected = list(_paths(value, "$"))
        assert [outline.path(line) for line in range(document.line_count)] == [
            path for path, _ in expected
        ]
        open_lines: list[int] = []
        regions: dict[int, list[tuple[int, int]]] = {}
        for line, (_, children) in enumerate(expected):
            text = document.text(line)
            assert outline.opens(line) == (children is not None)
            if text.strip()[0] in "]}":
                first = open_lines.pop()
                regions.setdefault(len(open_lines), []).append((first, line))
                assert outline.close(first, never) == line
            assert outline.depth(line) == len(open_lines)
            assert outline.enclosing(line) == (open_lines[-1] if open_lines else None)
            if children is not None:
                open_lines.append(line)
        for depth in range(4):
            found = outline.regions(depth, never)
            assert list(zip(found.first, found.last, strict=True)) == sorted(regions.get(depth, []))
            for first, last in zip(found.first, found.last, strict=True):
                word = "key" if document.text(first).endswith("{") else "item"
                count = expected[first][1]
                plural = "" if count == 1 else "s"
                assert outline.summary(first, last, never) == f"{count} {word}{plural}"


def _at(value: object, path: str) -> object:
    """Follow a path of this module's own values."""
    for step in path[1:].replace("['", "\0['").replace("[", "\0[").replace(".", "\0.").split("\0"):
        name = step.strip(".[]").strip("'").replace("\\'", "'")
        if step.startswith("[") and isinstance(value, list):
            value = value[int(name)]
        elif name and isinstance(value, dict):
            value = value[name]
    return value


@settings(max_examples=40)
@given(VALUES, st.sampled_from([1, 9, 40]), st.sampled_from([None, 1, 3]))
def test_the_value_of_a_line_is_as_sent(value: object, size: int, indent: int | None) -> None:
    data = json.dumps(value, ensure_ascii=False, indent=indent).encode()
    with sections_of(size, 13):
        outline, document = outlined(data)
        for line in range(document.line_count):
            sent = outline.value(line, never)
            assert sent in data
            assert sent == sent.strip()
            assert json.loads(sent) == _at(value, outline.path(line))
            start = document.text(line).strip()[:1].encode()
            assert data[outline.origin(line) :].lstrip().startswith(start)


def test_a_value_keeps_its_spelling_and_its_white_space() -> None:
    outline, _ = outlined(b'{"a" : [ 1.10 , "\\u00e9" ],"b":2}')
    assert outline.value(1, never) == b'[ 1.10 , "\\u00e9" ]'
    assert outline.value(4, never) == b'[ 1.10 , "\\u00e9" ]'
    assert outline.value(2, never) == b"1.10"
    assert outline.value(5, never) == b"2"


@settings(max_examples=40)
@given(st.lists(VALUES, max_size=6), st.sampled_from([1, 20, 200]))
def test_json_lines_are_laid_out_one_by_one(values: list[object], size: int) -> None:
    lines = [json.dumps(value, ensure_ascii=False).encode() for value in values]
    data = b"\n\n".join(lines)
    with sections_of(size, 13):
        assert laid_out(data, has_records=True) == b"".join(
            format_text(line) + b"\n" for line in lines
        )
        if not values:
            return
        outline, document = outlined(data, has_records=True)
        expected = [
            path
            for number, value in enumerate(values)
            for path, _ in _paths(value, f"line {2 * number + 1}: $")
        ]
        assert [outline.path(line) for line in range(document.line_count)] == expected


@pytest.mark.parametrize("size", [1, 8, 100])
def test_texts_on_lines_do_not_run_into_each_other(size: int) -> None:
    with sections_of(size, 13):
        for data in (b"[1\n2]", b"1,2\n3", b'{"a":1}\n{"b":}', b"1 2\n3"):
            assert isinstance(laid_out(data, has_records=True), tuple)


def test_a_layout_that_nobody_wants_ends() -> None:
    asked: list[int] = []

    def is_cancelled() -> bool:
        asked.append(1)
        return len(asked) > 3

    data = b"[" + b"1," * 500_000 + b"1]"
    with pytest.raises(Cancelled):
        JsonFormat().render(Body(data), Watch(is_cancelled))
    assert len(asked) == 4


def test_what_is_laid_out_so_far_is_a_beginning_of_the_whole() -> None:
    grown: list[tuple[Document, float]] = []
    data = b"[" + b"12345," * 100_000 + b"1]"
    watch = Watch(grown=lambda document, done: grown.append((document, done)))
    whole = show(Body.of(data, "application/json"), watch=watch).document
    assert len(grown) > 4
    assert [done for _, done in grown] == sorted(done for _, done in grown)
    for document, _ in grown:
        assert document.read(document.size - 999, document.size) == whole.read(
            document.size - 999, document.size
        )
        assert document.text(document.line_count - 1) == whole.text(document.line_count - 1)


def test_deep_levels_are_indented_in_every_section() -> None:
    data = b"[" * 100 + b",".join([b'{"a":[1,2]}'] * 5000) + b"]" * 100
    assert laid_out(data) == laid_out_at_once(data)


def test_a_string_longer_than_a_section_is_in_pieces_of_its_own() -> None:
    data = b'{"a":1,"b":"' + "é\\n".encode() * 100_000 + b'","c":2}'
    outline, document = outlined(data)
    assert document.read(0, document.size) == laid_out_at_once(data)
    assert document.line_count == 5
    assert outline.path(2) == "$.b"
    assert outline.value(2, never) == data[11:-7]
    assert list(document.spans(2, "xx", 300_000)) == [(0, 2, "string")]


LEAF = re.compile(rb"\[,*\]|\{,*\}")


@given(
    st.text("[]{},", max_size=40).map(str.encode),
    st.text("[{", min_size=30, max_size=80).map(str.encode),
)
def test_what_stays_of_a_structure_is_what_taking_leaves_out_one_by_one_leaves(
    inside: bytes, openers: bytes
) -> None:
    closers = openers[::-1].translate(bytes.maketrans(b"[{", b"]}"))
    structure = rest = inside + openers + closers + inside
    while LEAF.search(rest):
        rest = LEAF.sub(b"", rest, count=1)
    nesting = nesting_of(structure)
    assert nesting is not None
    assert nesting.rest == rest
