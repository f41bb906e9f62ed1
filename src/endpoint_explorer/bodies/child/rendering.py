"""Laying out by way of a child what only a library can take whole.

A parser in Python makes an object of each mark, and while those are collected or let go again
nobody else has the interpreter: a thread does not help against that.
"""

from __future__ import annotations

from array import array

import msgspec

from endpoint_explorer.bodies.body import Body, Cancelled, Watch
from endpoint_explorer.bodies.child.process import Abandoned, Child
from endpoint_explorer.bodies.child.protocol import Refused, Render, Rendered, Unrendered
from endpoint_explorer.bodies.html_text import LIMIT as HTML_LIMIT
from endpoint_explorer.bodies.html_text import HtmlTextFormat
from endpoint_explorer.bodies.markdown import LIMIT as MARKDOWN_LIMIT
from endpoint_explorer.bodies.markdown import MarkdownFormat
from endpoint_explorer.bodies.pieces import Lines
from endpoint_explorer.bodies.prose import ProseDocument
from endpoint_explorer.bodies.registry import RAW, Shown, show

_SIZES = {
    HtmlTextFormat.name: (64 * 1024, HTML_LIMIT),
    MarkdownFormat.name: (16 * 1024, MARKDOWN_LIMIT),
}
"""For each view the bytes above which a thread would hold others up for more than 10 ms, and those
above which it is not made at all."""


def show_apart(body: Body, view: str, watch: Watch) -> Shown:
    """Lay a body out as `registry.show` does, in a child where it would hold the interpreter.

    Blocks, so belongs in a thread; raises `Cancelled`.
    """
    smallest, limit = _SIZES.get(view, (0, 0))
    if not smallest < len(body.data) <= limit:
        return show(body, view, watch)
    # One of its own: whoever asks next does not wait until this one is given up.
    child = Child()
    try:
        question = Render(body.media, body.charset, view)
        answer, data = child.ask(question, body.data, is_cancelled=watch.is_cancelled)
    except Abandoned:
        raise Cancelled from None
    finally:
        child.stop()
    if isinstance(answer, Rendered):
        return Shown(_document(answer, data, watch), view, answer.note)
    shown = show(body, RAW, watch)
    if isinstance(answer, Refused):
        return msgspec.structs.replace(shown, note=f"{view}: {answer.reason}")
    assert isinstance(answer, Unrendered)
    return msgspec.structs.replace(shown, note=answer.note)


def _document(answer: Rendered, data: bytearray, watch: Watch) -> ProseDocument:
    text = bytes(data[: answer.text])
    firsts, colours = array("I"), array("I")
    firsts.frombytes(data[answer.text : answer.text + answer.firsts])
    colours.frombytes(data[answer.text + answer.firsts :])
    return ProseDocument(Lines.of(text, watch.check), firsts, colours)
