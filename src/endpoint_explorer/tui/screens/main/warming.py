"""What the first frame leaves out, imported right after it, so that no key waits for it."""

from __future__ import annotations

from importlib import import_module

COMES_NEXT = (
    "endpoint_explorer.tui.panes.results.body",
    "endpoint_explorer.tui.panes.results.fields",
    "endpoint_explorer.tui.panes.form.info",
    "endpoint_explorer.tui.screens.dialogs",
)
"""What takes longer to import than a key may take (3 to 30 ms), the likeliest first."""


def import_what_comes_next() -> None:
    """Import it; for a thread of its own."""
    for name in COMES_NEXT:
        import_module(name)
