from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint_explorer.bodies.body import UNWATCHED, Body, Declined, Fault
from endpoint_explorer.bodies.cells import cell_width
from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import Document
from endpoint_explorer.bodies.html_text import HtmlTextFormat
from endpoint_explorer.bodies.markdown import LIMIT, MarkdownFormat
from endpoint_explorer.bodies.prose import MEASURE
from endpoint_explorer.bodies.registry import RAW, show


def html(text: str) -> Document:
    return show(Body.of(text.encode(), "text/html; charset=utf-8"), "Text").document


def markdown(text: str) -> Document:
    return show(Body.of(text.encode(), "text/markdown")).document


def lines(document: Document) -> list[str]:
    return [document.text(line) for line in range(document.line_count)]


def tokens(document: Document, line: int) -> list[tuple[str, str]]:
    text = document.text(line)
    return [(text[start:end], token) for start, end, token in document.spans(line, text)]


def test_html_is_read_as_headings_paragraphs_and_links() -> None:
    document = html(
        "<title>T</title><style>p{}</style><h1>Your  &amp;\norder</h1>"
        "<p>Hello <b>Ada</b>, see <a href='/o/1'>the page</a>.<script>alert(1)</script></p>end"
    )
    assert lines(document) == [
        "T",
        "",
        "Your & order",
        "",
        "Hello Ada, see the page </o/1>.",
        "",
        "end",
    ]
    assert tokens(document, 2) == [("Your & order", "heading")]
    assert tokens(document, 4) == [
        ("Ada", "strong"),
        ("the page", "link"),
        (" </o/1>", "muted"),
    ]


def test_html_lists_tables_and_kept_text() -> None:
    document = html(
        "<ul><li>One<ol><li>in</li><li>it</li></ol></li><li>Two</li></ul>"
        "<table><tr><th>Item</th><th>Price</th></tr>"
        "<tr><td>お茶</td><td>2 <b>€</b></td></tr></table>"
        "<pre>a\n  b</pre><blockquote><p>said</p></blockquote><img src=x alt='a cat'>"
    )
    assert lines(document) == [
        "• One",
        "   1. in",
        "   2. it",
        "• Two",
        "",
        "Item │ Price",
        "─────┼──────",
        "お茶 │ 2 €",
        "",
        "a",
        "  b",
        "",
        "│ said",
        "",
        "[image: a cat]",
    ]


def test_html_that_nests_deeply_is_read() -> None:
    assert "deep" in "".join(lines(html("<div>" * 500 + "deep")))
    assert "deep" in "".join(lines(html("<ul><li>" * 200 + "deep")))


def test_html_that_nests_too_deeply_shows_its_source() -> None:
    shown = show(Body.of(b"<div>" * 20_000 + b"deep", "text/html"), "Text")
    assert shown.view == RAW
    assert "nested so deeply" in shown.note


@pytest.mark.parametrize("text", ["", "<", "<!-- only -->", "</p></li></ul>", "<li>x</dd></table>"])
def test_html_that_is_broken_is_read(text: str) -> None:
    assert not isinstance(HtmlTextFormat().render(Body.of(text.encode()), UNWATCHED), Fault)


def test_what_stands_behind_the_end_of_html_is_read() -> None:
    document = html("<html><body><p>a</p></body></html>\n<b>Warning</b>: in <i>x.php</i>")
    assert lines(document) == ["a", "", "Warning: in x.php"]


def test_html_fetches_nothing_and_expands_nothing() -> None:
    text = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><p>a &x; b</p>'
    assert "&x;" in "".join(lines(html(text)))


def test_markdown_is_laid_out() -> None:
    document = markdown(
        "# Title\n\n**Fast** and *exact*: [notes](/n), `code`.\n\n1. Send\n2. Look\n   - again\n\n"
        "> quoted\n\n```sh\nrun  it\n```\n\n| a | b |\n|---|---|\n| 1 | x |\n\n---\n"
    )
    assert lines(document) == [
        "# Title",
        "",
        "Fast and exact: notes </n>, code.",
        "",
        " 1. Send",
        " 2. Look",
        "    • again",
        "",
        "│ quoted",
        "",
        "    run  it",
        "",
        "a │ b",
        "──┼──",
        "1 │ x",
        "",
        "─" * MEASURE,
    ]
    assert tokens(document, 2)[:3] == [("Fast", "strong"), ("exact", "emphasis"), ("notes", "link")]


words = st.text("ab日 \n<>&*_`#|-[]()1.\x1b\u202e", max_size=60)


@settings(max_examples=60, deadline=None)
@given(words)
def test_what_is_shown_is_clean_and_within_the_measure(text: str) -> None:
    for document in (html(text), markdown(text)):
        for number, line in enumerate(lines(document)):
            assert clean(line) == line
            position = 0
            for start, end, _ in document.spans(number, line):
                assert position <= start < end <= len(line)
                position = end


def test_paragraphs_are_wrapped_at_spaces() -> None:
    shown = lines(markdown("word 日本 " * 60))
    assert len(shown) > 5
    assert all(cell_width(line) <= MEASURE for line in shown)
    assert "".join(shown).replace(" ", "") == "word日本" * 60


def test_what_is_too_large_shows_its_source_and_says_so() -> None:
    body = Body.of(b"x " * LIMIT, "text/markdown")
    assert isinstance(MarkdownFormat().render(body, UNWATCHED), Declined)
    shown = show(body)
    assert (shown.view, shown.note) == (RAW, "Markdown: larger than 200 kB, so the source is shown")
