"""How long the event loop stands still while HTML and Markdown are made into text to be read.

The bodies are just below the limits of their views, and of the kinds that cost the most: many marks
in a short text. A thread asks for them as the Body tab does, while a heart beats on the loop. The
longest stall is to be at most 40 ms; the time in the thread itself (`here`) is there to compare.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable

from bench.heart import Heart

from endpoint_explorer.bodies.body import Body, Pauses, Watch
from endpoint_explorer.bodies.child.rendering import show_apart
from endpoint_explorer.bodies.registry import Shown, show

LIMIT = 40.0
"""Milliseconds that the loop may stand still."""

HTML, MARKDOWN = 980_000, 195_000

BODIES = {
    "HTML, a table": ("text/html", "Text", "<table>", "<tr><td>a cell</td><td>1</td></tr>", HTML),
    "HTML, paragraphs": ("text/html", "Text", "", f"<p>A <b>w</b> {'word ' * 60}</p>", HTML),
    "HTML, marks": ("text/html", "Text", "<a href='/x'>", "<b>w</b>", HTML),
    "Markdown, text": ("text/markdown", "Markdown", "", "# A\n\n*b* [c](d) `e`\n\n- f\n", MARKDOWN),
    "Markdown, a table": ("text/markdown", "Markdown", "|a|b|\n|-|-|\n", "|c|d|\n", MARKDOWN),
    "Markdown, marks": ("text/markdown", "Markdown", "", "*a* ", MARKDOWN),
}
"""By name: the media type, the view, what the body starts with, what it repeats, and its size."""


def main() -> int:
    return asyncio.run(measure_all())


async def measure_all() -> int:
    # What is imported for the first of them is not to be counted.
    for media, view in (("text/html", "Text"), ("text/markdown", "Markdown")):
        show(Body.of(b"a", media), view)
    code = 0
    for name, (media, view, start, part, size) in BODIES.items():
        body = Body.of((start + part * (size // len(part))).encode(), media)
        here_time, here = await measure(show, body, view)
        apart_time, apart = await measure(show_apart, body, view)
        verdict = "" if apart <= LIMIT else " TOO MUCH"
        print(
            f"{name:<18} stall {apart:5.1f} ms{verdict}, done in {apart_time:5.2f} s"
            f"   here: stall {here:5.1f} ms, {here_time:5.2f} s",
            flush=True,
        )
        code |= apart > LIMIT
    return int(code)


async def measure(
    shower: Callable[[Body, str, Watch], Shown], body: Body, view: str
) -> tuple[float, float]:
    """Return the seconds that it takes, and the longest stall meanwhile, in milliseconds."""
    heart = Heart()
    await asyncio.sleep(0.05)
    heart.take()
    started = time.perf_counter()
    shown = await asyncio.to_thread(shower, body, view, Watch(pause=Pauses()))
    seconds = time.perf_counter() - started
    if shown.view != view:
        raise SystemExit(f"not laid out: {shown.note}")
    await asyncio.sleep(0.01)
    heart.stop()
    return seconds, heart.take()


if __name__ == "__main__":
    sys.exit(main())
