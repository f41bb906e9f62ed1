"""Images as rows of coloured half blocks: two pixels in a cell, one above the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from endpoint_explorer.bodies.body import Body, Fault
from endpoint_explorer.bodies.picture_header import read_header

if TYPE_CHECKING:
    from PIL.Image import Image

IMAGE = "Image"
"""The name of the view."""

MOST_PIXELS = 50_000_000
"""Pixels above which nothing is decoded: they would take 200 MB."""

_KEPT = 1024
"""Pixels that the longer side of a decoded image keeps: more than any terminal shows."""

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


def is_picture(body: Body) -> bool:
    """Say whether a body is an image that can be drawn, by its first bytes."""
    return read_header(body.data) is not None


class Picture:
    """A decoded image, made small."""

    def __init__(self, image: Image) -> None:
        self._image = image

    def fitted(self, columns: int, rows: int) -> tuple[int, int]:
        """Return the cells that the image takes of those there are, at least one each way.

        A cell is twice as high as it is wide. An image is not made larger than it is.
        """
        width, height = self._image.size
        scale = min(columns / width, 2 * rows / height, 1.0)
        wide, high = round(width * scale), -(-round(height * scale) // 2)
        return max(1, min(wide, columns)), max(1, min(high, rows))

    def draw(self, columns: int, rows: int, background: tuple[int, int, int]) -> list[bytes]:
        """Return rows of pixels, three bytes each, two rows for each row of cells."""
        from PIL import Image as Pillow

        size = self.fitted(columns, rows)
        pixels = (size[0], 2 * size[1])
        small = self._image.resize(pixels, Pillow.Resampling.BOX)
        canvas = Pillow.new("RGBA", pixels, (*background, 255))
        canvas.alpha_composite(small)
        data = canvas.convert("RGB").tobytes()
        step = 3 * pixels[0]
        return [data[start : start + step] for start in range(0, len(data), step)]


def read_picture(data: bytes) -> Picture | Fault:
    """Decode the first frame of an image, as much of it as there is; belongs in a thread."""
    header = read_header(data)
    if header is None:
        return Fault("not an image that can be drawn")
    if header.width * header.height > MOST_PIXELS:
        return Fault(f"{header.width * header.height:,} pixels are too many to be drawn")
    from PIL import ImageFile

    # An image that was cut off in transit is drawn as far as it came.
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:  # decoders raise anything over broken files
        return Picture(_decode(data))
    except Exception as error:
        return Fault(str(error)[:200] or type(error).__name__)


def _decode(data: bytes) -> Image:
    from io import BytesIO

    from PIL import GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin
    from PIL import Image as Pillow

    del GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin  # imported to be known
    with Pillow.open(BytesIO(data), formats=_FORMATS) as image:
        # What the decoder believes counts: the header that was checked may be another's.
        if image.width * image.height > MOST_PIXELS:
            raise ValueError("too many pixels to be drawn")
        image.draft("RGB", (_KEPT, _KEPT))  # a JPEG can be decoded at a fraction of its size
        smooth = image if image.mode in {"L", "LA", "RGB", "RGBA"} else image.convert("RGBA")
        smooth.thumbnail((_KEPT, _KEPT), Pillow.Resampling.BOX)
        return smooth.convert("RGBA")
