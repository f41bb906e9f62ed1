"""Hostile strings in every column of the history, and beside it."""

from __future__ import annotations

import unicodedata

from endpoint_explorer.model.exchange import (
    Exchange,
    ExchangeSummary,
    Failure,
    Response,
    WireRequest,
)
from endpoint_explorer.model.history import EndpointSummary, TrendPoint
from endpoint_explorer.model.request import Request
from endpoint_explorer.tui.panes.history.messages import ViewState
from endpoint_explorer.tui.panes.history.preview import preview_of

from ..seeing import work_done
from ..test_results_hostile import BAD, HOSTILE
from .conftest import Host


def raw(app: Host) -> list[str]:
    """Return the characters on the screen that a terminal would obey."""
    return [c for c in app.shown() if c != "\n" and unicodedata.category(c) in BAD]


async def test_hostile_rows_are_shown_and_not_obeyed() -> None:
    recorded = tuple(
        ExchangeSummary(
            id=number,
            started_at=0.0,
            method=text,
            url=text,
            status=None if number % 2 else 200,
            reason=text,
            failure_kind=text,
            request_name=text,
            environment=text,
            route=text,
            note=text,
        )
        for number, text in sorted(enumerate(HOSTILE * 2, start=1), reverse=True)
    )
    state = ViewState(scope="everything", is_grouped=True, has_trend=True)
    app = Host(recorded, state=state, has_screen=True)
    app.endpoints = tuple(
        EndpointSummary(
            id=number,
            method=text,
            host=text,
            route=text,
            count=1,
            failed=1,
            last_id=1,
            last_at=0.0,
        )
        for number, text in enumerate(HOSTILE, start=1)
    )
    app.points = (TrendPoint(1, 0.0, 1.0, 200),)
    async with app.run_test(size=(160, 48)) as pilot:
        app.view.take_focus()
        await work_done(pilot)
        for text in HOSTILE:
            exchange = Exchange(
                wire=WireRequest(method=text, url=text),
                response=Response(status=200, reason=text, body=text.encode("utf-8", "replace")),
                failure=Failure(text, text),
                environment=text,
                request=Request(name=text),
            )
            app.view.preview.show(preview_of(exchange), text)
            await pilot.press("j")
            await work_done(pilot)
            assert raw(app) == [], text
        app.view.search.show_text(HOSTILE[0])
        app.view.search.show_fault(HOSTILE[1], is_wrong=True)
        await work_done(pilot)
        assert raw(app) == []
