from __future__ import annotations

import os
import subprocess
import sys
import threading
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from endpoint_explorer.bodies.body import UNWATCHED, Body, Cancelled, Watch
from endpoint_explorer.bodies.child.looking import BadPattern, look_for
from endpoint_explorer.bodies.child.process import Abandoned, Child
from endpoint_explorer.bodies.child.protocol import (
    Answer,
    Evaluate,
    Load,
    Loaded,
    Question,
    Refused,
    Result,
    Search,
    Suggest,
    Suggested,
)
from endpoint_explorer.bodies.child.rendering import show_apart
from endpoint_explorer.bodies.child.serving import Server
from endpoint_explorer.bodies.find import Query
from endpoint_explorer.bodies.registry import Shown, show

ENDLESS = Search(r"(a+)+$", is_case_sensitive=True, start=0, stop=100)
TEXT = b"a" * 60 + b"!"


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    child = Child()
    yield child
    child.stop()


def ask(child: Child, question: Question, data: bytes = b"") -> tuple[Answer, bytes]:
    answer, beside = child.ask(question, data, is_cancelled=lambda: False)
    return answer, bytes(beside)


def load(data: bytes, content_type: str = "application/json") -> tuple[Load, bytes]:
    body = Body.of(data, content_type)
    return Load(body.media, body.charset), body.data


def test_a_body_is_filtered_in_the_child(child: Child) -> None:
    text = b'{"a": [1.10, 2], "b": "' + b"x" * 3_000_000 + b'"}'
    assert ask(child, *load(text)) == (Loaded(), b"")
    assert ask(child, Evaluate("$.a[*]")) == (
        Result("2 matches", "application/json", True),
        b"[1.10,\n2]",
    )
    assert ask(child, Suggest("$.")) == (Suggested([("a", "$.a"), ("b", "$.b")]), b"")
    assert ask(child, Evaluate("$.b"))[1] == b'"' + b"x" * 3_000_000 + b'"'
    assert ask(child, Evaluate("$.a[")) == (Refused("unexpected end of query", 5), b"")


def test_a_body_that_cannot_be_filtered_is_refused(child: Child) -> None:
    answer, _ = ask(child, *load(b"{", "application/json"))
    assert isinstance(answer, Refused)
    assert ask(child, Evaluate("$")) == (Refused("there is no body"), b"")


def test_a_regular_expression_is_looked_for_in_the_child(child: Child) -> None:
    look = look_for(Query("é+", is_regex=True), child, lambda: False)
    assert look("aéÉb".encode(), 0, 6) == (array("Q", [1]), array("Q", [5]))
    with pytest.raises(BadPattern, match="unterminated character set at 2"):
        look_for(Query("a[", is_regex=True), child, lambda: False)(b"a", 0, 1)


def test_what_never_ends_is_given_up_and_the_next_question_is_answered() -> None:
    child = Child()
    given_up = threading.Event()
    threading.Timer(0.1, given_up.set).start()
    with pytest.raises(Abandoned):
        child.ask(ENDLESS, TEXT, is_cancelled=given_up.is_set)
    assert child._process is None
    generation = child.generation
    _, beside = child.ask(ENDLESS, b"aa", is_cancelled=lambda: False)
    assert (child.generation, len(beside)) == (generation + 1, 16)
    child.stop()


def test_stopping_ends_a_question_under_way_and_leaves_no_zombie() -> None:
    child = Child()
    child.start()
    process = child._process
    assert process is not None
    asked = threading.Event()

    def is_cancelled() -> bool:
        asked.set()
        return False

    answers: list[Answer] = []
    thread = threading.Thread(
        target=lambda: answers.append(child.ask(ENDLESS, TEXT, is_cancelled=is_cancelled)[0])
    )
    thread.start()
    asked.wait()
    child.stop()
    thread.join()
    assert answers == [Refused("took too long, or too much memory")]
    assert process.returncode is not None
    child.stop()


def test_a_question_that_was_given_up_before_costs_nothing() -> None:
    child = Child()
    with pytest.raises(Abandoned):
        child.ask(ENDLESS, TEXT, is_cancelled=lambda: True)
    assert child._process is None


def test_the_child_ends_with_the_program_that_started_it() -> None:
    """Also one that is busy for ever: whoever holds the pipe would never see its end."""
    program = (
        "from endpoint_explorer.bodies.child.process import Child\n"
        "child = Child(); child.start(); print(child._process.pid, flush=True)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert not Path(f"/proc/{int(run.stdout)}").exists()


def test_a_child_without_a_parent_reads_the_end_and_goes() -> None:
    command = [sys.executable, "-P", "-m", "endpoint_explorer.bodies.child"]
    run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    assert run.stdout == b""


def test_descriptors_do_not_leak() -> None:
    before = len(os.listdir("/proc/self/fd"))
    child = Child()
    child.start()
    child.stop()
    assert len(os.listdir("/proc/self/fd")) == before


def test_elements_are_laid_out_one_by_one() -> None:
    server = Server()
    server.answer(*load(b"<r><a><b/></a><a>x</a></r>", "application/xml"))
    answer, document = server.answer(Evaluate("//a"), b"")
    assert isinstance(answer, Result)
    assert answer.is_many
    assert document == b"<a>\n  <b/>\n</a>\n<a>x</a>"


def shown_apart(data: bytes, media: str, view: str) -> tuple[Shown, Shown]:
    """Return what the child makes of a body, and what is made of it here."""
    body = Body.of(data, media)
    return show_apart(body, view, UNWATCHED), show(body, view)


HTML = "<div><h1>Ünï</h1><p>a <b>b</b> <a href='/c'>d</a>\x1b</p></div>".encode() * 2_000
MARKDOWN = "# Ünï\n\na **b** [c](d) `e`\n\n|f|g|\n|-|-|\n|h|i|\n\n".encode() * 500


@pytest.mark.parametrize(
    ("data", "media", "view"),
    [(HTML, "text/html", "Text"), (MARKDOWN, "text/markdown", "Markdown")],
    ids=["HTML", "Markdown"],
)
def test_a_text_to_be_read_is_the_same_from_the_child(data: bytes, media: str, view: str) -> None:
    apart, here = shown_apart(data, media, view)
    assert (apart.view, apart.note) == (here.view, here.note) == (view, "")
    size = here.document.size
    assert apart.document.read(0, size + 1) == here.document.read(0, size + 1)
    for line in range(here.document.line_count):
        text = here.document.text(line)
        assert apart.document.spans(line, text) == here.document.spans(line, text)


def test_what_the_child_cannot_lay_out_is_shown_raw_with_the_reason() -> None:
    apart, here = shown_apart(b"<div>" * 20_000, "text/html", "Text")
    assert (apart.view, apart.note) == (here.view, here.note)
    assert "nested so deeply" in apart.note


def test_a_text_that_nobody_wants_any_more_is_given_up() -> None:
    with pytest.raises(Cancelled):
        show_apart(Body.of(b"[" * 190_000, "text/markdown"), "Markdown", Watch(lambda: True))
