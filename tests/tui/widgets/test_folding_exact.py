"""Folding hides lines and changes none: whatever was folded, unfolding all shows every one."""

from __future__ import annotations

import json
import random

from textual.app import App, ComposeResult

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.document import Document
from endpoint_explorer.bodies.registry import show
from endpoint_explorer.tui.widgets.line_viewer import LineViewer

VALUE = {"a": [{"b": 1.5, "c": []}, {"b": [[1, 2], {"d": {}}]}], "e": {"f": {"g": ["h", {"i": 0}]}}}
BODIES = {
    "application/json": json.dumps(VALUE).encode(),
    "application/x-ndjson": (json.dumps(VALUE) + "\n[]\n[[1]]\n").encode(),
    "application/xml": b"<r><a><b>1</b><c/></a><a><b><d><e/></d></b></a><f>x<g/></f></r>",
}
ACTIONS = [
    *(f"fold_to({depth})" for depth in (1, 2, 3, 5)),
    *(
        "fold",
        "fold",
        "fold_all",
        "wrap",
        "move(1)",
        "move(2)",
        "move(5)",
        "move(-1)",
        "last",
        "first",
    ),
]


class Host(App[None]):
    def compose(self) -> ComposeResult:
        yield LineViewer()


async def test_folds_of_any_kind_can_all_be_undone() -> None:
    app = Host()
    async with app.run_test(size=(50, 20)):
        viewer = app.query_one(LineViewer)
        for kind, data in BODIES.items():
            await check_folding(viewer, show(Body.of(data, kind)).document)


async def check_folding(viewer: LineViewer, document: Document) -> None:
    chance = random.Random(document.size)
    every_line = list(range(document.line_count))
    viewer.show_document(document)
    most_hidden = 0
    for _ in range(30):
        for action in chance.choices(ACTIONS, k=6):
            await viewer.run_action(action)
        folds = viewer.arrangement.folds
        hidden = {
            line
            for first, last in zip(folds.first, folds.last, strict=True)
            for line in range(first + 1, last + 1)
        }
        assert shown_lines(viewer) == [line for line in every_line if line not in hidden]
        most_hidden = max(most_hidden, len(hidden))
        if folds:
            await viewer.run_action("fold_all")
        assert shown_lines(viewer) == every_line
    assert most_hidden > 5


def shown_lines(viewer: LineViewer) -> list[int]:
    return sorted({viewer.line_at_row(row) for row in range(viewer.row_count)})
