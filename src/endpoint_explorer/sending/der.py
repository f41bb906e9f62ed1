"""Reading DER, the encoding of certificates (ITU-T X.690), as far as those need it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

SEQUENCE = 0x30
SET = 0x31
OBJECT_IDENTIFIER = 0x06
UTC_TIME = 0x17
GENERALIZED_TIME = 0x18
_WIDE_TEXT = {0x1C: "utf-32-be", 0x1E: "utf-16-be"}  # UniversalString, BMPString


class Element(msgspec.Struct, frozen=True):
    """A tag, and the bytes of its value."""

    tag: int
    value: bytes

    def children(self) -> Iterator[Element]:
        """Yield the elements that the value is made of; raises ValueError for what is no DER."""
        rest = self.value
        while rest:
            element, rest = read(rest)
            yield element

    def text(self) -> str:
        """Return a string of any of the types that names are made of."""
        return self.value.decode(_WIDE_TEXT.get(self.tag, "utf-8"), "replace")

    def identifier(self) -> str:
        """Return an object identifier in dotted form."""
        if not 0 < len(self.value) <= 64:
            raise ValueError("an object identifier that is empty or too long")
        numbers: list[int] = [0]
        for byte in self.value:
            numbers[-1] = numbers[-1] << 7 | byte & 0x7F
            if byte < 0x80:
                numbers.append(0)
        first, *others = numbers[:-1]
        top = min(first // 40, 2)
        return ".".join(map(str, (top, first - 40 * top, *others)))


def read(data: bytes) -> tuple[Element, bytes]:
    """Split the first element off; raises ValueError for what is no DER."""
    if len(data) < 2:
        raise ValueError("an element that is cut off")
    tag, size, start = data[0], data[1], 2
    if size >= 0x80:
        start += size & 0x7F
        size = int.from_bytes(data[2:start], "big")
    end = start + size
    if end > len(data):
        raise ValueError("an element that is cut off")
    return Element(tag, data[start:end]), data[end:]
