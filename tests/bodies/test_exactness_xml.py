"""No byte of an XML body is changed but white space between two marks."""

from __future__ import annotations

import random

import pytest
from tests.bodies.corpus.exactness import check_document, check_raw, check_refused, failures
from tests.bodies.corpus.xml_texts import broken, encoded, tokens, well_formed

from endpoint_explorer.bodies import xml_marks, xml_scan
from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.registry import RAW, show

XML = "application/xml"


def check_laid_out(data: bytes, chance: random.Random) -> None:
    body = Body.of(data, XML)
    shown = show(body)
    assert (shown.view, shown.note) == ("XML", "")
    assert tokens(check_document(shown.document, chance)) == tokens(body.utf8())


@pytest.mark.parametrize("window", [xml_marks.WINDOW, 1, 40])
def test_what_is_xml_is_laid_out_without_a_change(
    window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xml_scan.Scan.__init__, "__defaults__", (window,))
    assert failures(well_formed(), check_laid_out) == []
    assert failures(encoded(), check_laid_out) == []


def test_what_is_no_xml_is_shown_raw_with_the_place() -> None:
    def check(data: bytes, chance: random.Random) -> None:
        shown = show(Body.of(data, XML))
        if shown.view == RAW:
            check_refused(shown, data, chance)
        else:
            assert tokens(check_document(shown.document, chance)) == tokens(data)
            raise AssertionError("laid out")

    assert failures(broken(), check) == []


def test_the_raw_view_has_every_byte() -> None:
    def check(data: bytes, chance: random.Random) -> None:
        check_raw(data, XML, chance)

    for texts in (well_formed(), encoded(), broken()):
        assert failures(texts, check) == []
