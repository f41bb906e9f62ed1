"""What the child is asked, and what it answers: a head in JSON, and bytes beside it."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable

import msgspec

from endpoint_explorer.bodies.media import Charset, MediaType

_SIZES = struct.Struct(">QQ")
_SLICE = 1024 * 1024


class Search(msgspec.Struct, frozen=True, tag=True):
    """Find a pattern in the UTF-8 beside it, from `start` on; matches start before `stop`.

    What stands before and behind is there for what looks around. The answer is `Places`.
    """

    pattern: str
    is_case_sensitive: bool
    start: int
    stop: int


class Extract(msgspec.Struct, frozen=True, tag=True):
    """Find a pattern in the UTF-8 beside it, as one text of many lines. Answer: `Extracted`."""

    pattern: str


class Load(msgspec.Struct, frozen=True, tag=True):
    """Take the bytes beside it as the body that is filtered from now on. Answer: `Loaded`."""

    media: MediaType
    charset: Charset


class Suggest(msgspec.Struct, frozen=True, tag=True):
    """Say how an expression may go on. Answer: `Suggested`."""

    expression: str


class Evaluate(msgspec.Struct, frozen=True, tag=True):
    """Filter the body. Answer: `Result`, with the document of the matches beside it."""

    expression: str


class Render(msgspec.Struct, frozen=True, tag=True):
    """Lay the bytes beside it out as a text to be read. Answer: `Rendered`, or `Unrendered`."""

    media: MediaType
    charset: Charset
    view: str


class Places(msgspec.Struct, frozen=True, tag=True):
    """Addresses in the text: two arrays (`Q`) of one length beside it, starts and ends."""


class Extracted(msgspec.Struct, frozen=True, tag=True):
    """Whether the pattern matched, with the first group of the first match beside it."""

    is_found: bool


class Loaded(msgspec.Struct, frozen=True, tag=True):
    """The body can be filtered."""


class Suggested(msgspec.Struct, frozen=True, tag=True):
    """Pairs of a name and the expression with it at its end."""

    found: list[tuple[str, str]]


class Result(msgspec.Struct, frozen=True, tag=True):
    """How many matches there are, in words, and the media type of each of them."""

    count: str
    media: str
    is_many: bool


class Rendered(msgspec.Struct, frozen=True, tag=True):
    """The text is beside it, then two arrays (`I`): `ProseDocument.firsts` and `.colours`."""

    note: str
    text: int
    firsts: int
    """The bytes of the text, and of the first array."""


class Unrendered(msgspec.Struct, frozen=True, tag=True):
    """Why the source is to be shown."""

    note: str


class Refused(msgspec.Struct, frozen=True, tag=True):
    """Why there is no answer, and where in the expression, in characters from 1."""

    reason: str
    position: int | None = None


Question = Search | Extract | Load | Suggest | Evaluate | Render
Answer = Places | Extracted | Loaded | Suggested | Result | Rendered | Unrendered | Refused

decode_question = msgspec.json.Decoder(Question).decode
decode_answer = msgspec.json.Decoder(Answer).decode
_encode = msgspec.json.Encoder().encode


def send(descriptor: int, message: Question | Answer, data: bytes = b"") -> None:
    """Write a message; raises BrokenPipeError when nobody is there any more."""
    head = _encode(message)
    for part in (_SIZES.pack(len(head), len(data)) + head, data):
        rest = memoryview(part)
        while rest:
            rest = rest[os.write(descriptor, rest[:_SLICE]) :]


def receive(
    descriptor: int, wait: Callable[[], None] = lambda: None
) -> tuple[bytes, bytearray] | None:
    """Read the head and the data of a message, None at the end; `wait` comes before each read."""

    def exactly(size: int) -> bytearray | None:
        data = bytearray(size)
        rest = memoryview(data)
        while rest:
            wait()
            taken = os.readv(descriptor, [rest[:_SLICE]])
            if not taken:
                return None
            rest = rest[taken:]
        return data

    sizes = exactly(_SIZES.size)
    if sizes is None:
        return None
    head_size, data_size = _SIZES.unpack(sizes)
    head = exactly(head_size)
    data = None if head is None else exactly(data_size)
    return None if head is None or data is None else (bytes(head), data)
