from __future__ import annotations

import pytest

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.document import TextDocument
from endpoint_explorer.bodies.export import Export
from endpoint_explorer.bodies.media import CHUNK
from endpoint_explorer.bodies.registry import Shown, show, show_head


def export(data: bytes, content_type: str, view: str = "") -> Export:
    body = Body.of(data, content_type)
    return Export(body, show(body, view), "name.bin", ".bin")


def test_what_is_shown_is_laid_out_whole_first() -> None:
    data = b"<a>" + b"<b>x</b>" * 20_000 + b"</a>"
    body = Body.of(data, "text/xml")
    head = Export(body, show_head(body), "a.xml", ".xml")
    assert not head.shown.is_whole
    assert b"".join(head.as_shown()) == b"<a>\n" + b"  <b>x</b>\n" * 20_000 + b"</a>"
    assert b"".join(head.sent()) == data
    assert max(map(len, head.as_shown())) <= CHUNK


def test_a_page_has_no_controls_whatever_the_parts() -> None:
    data = b"x" * (CHUNK - 2) + "é\r\n\x1b[2J\r".encode()
    pages = list(export(data, "text/plain", "Raw").pages())
    assert b"".join(pages).decode() == "x" * (CHUNK - 2) + "é\n␛[2J␍"


@pytest.mark.parametrize(
    ("data", "content_type", "view", "is_as_sent", "name"),
    [
        (b"{}", "application/json", "", False, "name.bin"),
        (b"{}", "application/json", "Raw", True, "name.bin"),
        (b"{}", "application/json", "Hex", False, "name.txt"),
        ("é".encode("utf-16"), "text/plain", "Raw", False, "name.bin"),
        (b"a,b\n1,2", "text/csv", "", False, "name.txt"),
    ],
)
def test_how_what_is_shown_is_called(
    data: bytes, content_type: str, view: str, is_as_sent: bool, name: str
) -> None:
    taken = export(data, content_type, view)
    assert (taken.is_as_sent, taken.shown_name) == (is_as_sent, name)


def test_what_is_filtered_goes_before_the_whole() -> None:
    body = Body.of(b'{"a": 1}', "application/json")
    taken = Export(body, Shown(TextDocument(b"whole"), "JSON"), "a", "", TextDocument(b"part"))
    assert b"".join(taken.as_shown()) == b"part"
    assert not taken.is_as_sent
