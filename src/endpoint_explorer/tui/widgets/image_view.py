"""An image, drawn with half blocks: each cell shows a pixel above another."""

from __future__ import annotations

from itertools import groupby

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual import on
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from endpoint_explorer.bodies.body import Fault
from endpoint_explorer.bodies.pictures import Picture, read_picture

UPPER_HALF = "▀"

Rgb = tuple[int, int, int]


class ImageView(Widget, can_focus=True):
    """Decodes an image and fits it into the pane, both in a thread; transparency shows the pane."""

    DEFAULT_CSS = """
    ImageView { height: 1fr; }
    """

    class Decoded(Message):
        """The image can be drawn."""

        def __init__(self, picture: Picture) -> None:
            super().__init__()
            self.picture = picture

    class Drawn(Message):
        """The image is drawn for a size; a later drawing makes it void."""

        def __init__(self, generation: int, strips: list[Strip]) -> None:
            super().__init__()
            self.generation = generation
            self.strips = strips

    class Failed(Message):
        """The image cannot be drawn."""

        def __init__(self, view: ImageView, reason: str) -> None:
            super().__init__()
            self.view = view
            self.reason = reason

        @property
        def control(self) -> ImageView:
            """The view that has nothing to show."""
            return self.view

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = data
        self._picture: Picture | None = None
        self._strips: list[Strip] = []
        self._generation = 0
        self._drawn_for: tuple[int, int, Rgb] | None = None

    def on_mount(self) -> None:
        """Decode in a thread."""
        data = self._data
        # Not a partial: Textual would make the repr of its arguments, the whole image.
        self.run_worker(lambda: self._decode(data), thread=True, group="decode")

    def _decode(self, data: bytes) -> None:
        picture = read_picture(data)
        if isinstance(picture, Fault):
            self.post_message(self.Failed(self, picture.reason))
        else:
            self.post_message(self.Decoded(picture))

    @on(Decoded)
    def _take_picture(self, message: Decoded) -> None:
        message.stop()
        self._picture = message.picture
        self._draw()

    @on(Drawn)
    def _take_strips(self, message: Drawn) -> None:
        message.stop()
        if message.generation == self._generation:
            self._strips = message.strips
            self.refresh()

    def on_resize(self) -> None:
        """Draw it anew, as large as it can be now."""
        self._draw()

    def notify_style_update(self) -> None:
        """Lay transparency over the colour of another theme."""
        super().notify_style_update()
        self._draw()

    def _draw(self) -> None:
        picture, (width, height) = self._picture, self.size
        if picture is None or not width or not height:
            return
        background = self.background_colors[1].rgb
        wanted = (width, height, background)
        if wanted == self._drawn_for:
            return
        self._drawn_for = wanted
        self._generation += 1
        generation = self._generation

        def draw() -> None:
            strips = to_strips(picture.draw(width, height, background))
            self.post_message(self.Drawn(generation, strips))

        self.run_worker(draw, thread=True, group="draw", exclusive=True)

    def render_line(self, y: int) -> Strip:
        """Return a line of the image, which stands in the middle."""
        base = self.visual_style.rich_style
        top = max(0, (self.size.height - len(self._strips)) // 2)
        if not top <= y < top + len(self._strips):
            return Strip.blank(self.size.width, base)
        strip = self._strips[y - top]
        left = max(0, (self.size.width - strip.cell_length) // 2)
        margin = Strip([Segment(" " * left, base)], left)
        whole = Strip.join([margin, strip]) if left else strip
        return whole.adjust_cell_length(self.size.width, base)


def to_strips(rows: list[bytes]) -> list[Strip]:
    """Make a strip of each two rows of pixels, of three bytes each; equal neighbours are one."""
    return [
        Strip(_segments(upper, lower)) for upper, lower in zip(rows[0::2], rows[1::2], strict=True)
    ]


def _segments(upper: bytes, lower: bytes) -> list[Segment]:
    cells = zip(_pixels(upper), _pixels(lower), strict=True)
    segments = []
    for (above, below), run in groupby(cells):
        length = sum(1 for _ in run)
        style = Style(color=Color.from_rgb(*above), bgcolor=Color.from_rgb(*below))
        segments.append(Segment((" " if above == below else UPPER_HALF) * length, style))
    return segments


def _pixels(row: bytes) -> list[Rgb]:
    return list(zip(row[0::3], row[1::3], row[2::3], strict=True))
