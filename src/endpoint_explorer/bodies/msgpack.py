"""MessagePack as the JSON it is close to: every key in its place, also those that repeat."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import UTC, datetime

from endpoint_explorer.bodies.body import Body, Declined, Fault, Watch
from endpoint_explorer.bodies.document import Document, Span, TextDocument
from endpoint_explorer.bodies.json_format import json_spans
from endpoint_explorer.bodies.media import MediaType

LIMIT = 2_000_000
"""Bytes above which the bytes are shown: it takes about a second a megabyte."""

_MOST_TEXT = 32 * 1024 * 1024
_MOST_BYTES = 48
"""Bytes of a binary value that are written out."""

_NUMBERS = {
    0xCA: ">f", 0xCB: ">d", 0xCC: ">B", 0xCD: ">H", 0xCE: ">I", 0xCF: ">Q",
    0xD0: ">b", 0xD1: ">h", 0xD2: ">i", 0xD3: ">q",
}  # fmt: skip
_SIZES = {1: ">B", 2: ">H", 4: ">I"}
_TYPES = frozenset({"application/msgpack", "application/x-msgpack", "application/vnd.msgpack"})


class MessagePackFormat:
    """MessagePack, by its media type: any bytes could be some."""

    name = "MessagePack"
    is_source = False

    def claims(self, media: MediaType) -> bool:
        """Accept its registered name and those before it."""
        return media.name in _TYPES or media.suffix == "msgpack"

    def recognises(self, head: bytes) -> bool:
        """Never guess."""
        del head
        return False

    def highlight(self, text: str) -> Sequence[Span]:
        """Leave bytes as they are."""
        del text
        return ()

    def render_head(self, body: Body) -> Document | None:
        """Leave it to `render`."""
        del body
        return None

    def render(self, body: Body, watch: Watch) -> Document | Fault:
        """Write the values out, or say at which byte they end being MessagePack."""
        if len(body.data) > LIMIT:
            return Declined.too_large(LIMIT)
        reader = _Reader(body.data)
        try:
            text = reader.lay_out(watch)
        except (struct.error, IndexError):
            return Fault("ends before it is complete")
        except ValueError as error:
            return Fault(str(error))
        return TextDocument(text.encode("utf-8", "replace"), json_spans)


class _Container:
    """What is being written: how many values are to come, and what stands around them."""

    def __init__(self, count: int, *, is_map: bool) -> None:
        self.left = count * 2 if is_map else count
        self.is_map = is_map
        self.close = "}" if is_map else "]"


class _Reader:
    """Reads values one after the other, without recursion."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._size = 0

    def lay_out(self, watch: Watch) -> str:
        """Return every value of the body, each on a line of its own or more."""
        pieces: list[str] = []
        while self._at < len(self._data):
            self._value(pieces, watch)
        return "".join(pieces).removesuffix("\n")

    def _value(self, pieces: list[str], watch: Watch) -> None:
        stack: list[_Container] = []
        while True:
            watch.check()
            read = self._next()
            if isinstance(read, _Container) and read.left:
                self._write(pieces, "{" if read.is_map else "[")
                stack.append(read)
                self._write(pieces, "\n" + "  " * len(stack))
                continue
            is_key = bool(stack) and stack[-1].is_map and stack[-1].left % 2 == 0
            empty = ("{}" if read.is_map else "[]") if isinstance(read, _Container) else read
            self._write(pieces, str(empty))
            if is_key:
                self._write(pieces, ": ")
            while stack:
                stack[-1].left -= 1
                if stack[-1].left:
                    if not is_key:
                        self._write(pieces, ",\n" + "  " * len(stack))
                    break
                closed = stack.pop()
                self._write(pieces, "\n" + "  " * len(stack) + closed.close)
                if stack and stack[-1].is_map and stack[-1].left % 2 == 0:
                    self._write(pieces, ": ")  # a container as a key
                    is_key = True
                else:
                    is_key = False
            if not stack:
                self._write(pieces, "\n")
                return

    def _write(self, pieces: list[str], text: str) -> None:
        self._size += len(text)
        if self._size > _MOST_TEXT:
            raise ValueError("nested so deeply that laying it out would take many times its size")
        pieces.append(text)

    def _next(self) -> str | _Container:
        """Read one value, or the start of a container (MessagePack specification, Formats)."""
        code = self._take(1)[0]
        if code <= 0x7F or code >= 0xE0:
            return str(code if code <= 0x7F else code - 0x100)
        if code <= 0x9F:
            return _Container(code & 0xF, is_map=code <= 0x8F)
        if code <= 0xBF:
            return _quoted(self._take(code & 0x1F))
        if code in _NUMBERS:
            return repr(self._number(_NUMBERS[code]))
        return self._other(code)

    def _other(self, code: int) -> str | _Container:
        if code in {0xC0, 0xC2, 0xC3}:
            return {0xC0: "null", 0xC2: "false", 0xC3: "true"}[code]
        if code == 0xC1:
            raise ValueError(f"byte {self._at - 1:,}: 0xC1 is never used")
        if code <= 0xC6:
            return _hexed(self._take(self._length(1 << (code - 0xC4))))
        if code <= 0xC9:
            return self._extension(self._length(1 << (code - 0xC7)))
        if code <= 0xD8:
            return self._extension(1 << (code - 0xD4))
        if code <= 0xDB:
            return _quoted(self._take(self._length(1 << (code - 0xD9))))
        is_map = code >= 0xDE
        return _Container(self._length(2 << (code & 1)), is_map=is_map)

    def _extension(self, size: int) -> str:
        kind = int(self._number(">b"))
        data = self._take(size)
        if kind == -1 and (moment := _timestamp(data)):
            return f'"{moment}"'
        return f'"ext {kind}: {_hexed(data)[1:]}'

    def _length(self, size: int) -> int:
        return int(self._number(_SIZES[size]))

    def _number(self, form: str) -> float:
        value: float = struct.unpack(form, self._take(struct.calcsize(form)))[0]
        return value

    def _take(self, size: int) -> bytes:
        start, self._at = self._at, self._at + size
        if self._at > len(self._data):
            raise IndexError(start)
        return self._data[start : self._at]


def _quoted(data: bytes) -> str:
    import json

    return json.dumps(data.decode("utf-8", "replace"), ensure_ascii=False)


def _hexed(data: bytes) -> str:
    more = "…" if len(data) > _MOST_BYTES else ""
    return f'"{len(data):,} bytes: {data[:_MOST_BYTES].hex(" ")}{more}"'


def _timestamp(data: bytes) -> str:
    """Return a moment (extension type -1), empty if it is out of reach."""
    if len(data) == 4:
        seconds, nanoseconds = int.from_bytes(data, "big"), 0
    elif len(data) == 8:
        whole = int.from_bytes(data, "big")
        seconds, nanoseconds = whole & 0x3_FFFF_FFFF, whole >> 34
    elif len(data) == 12:
        nanoseconds, seconds = struct.unpack(">Iq", data)
    else:
        return ""
    try:
        moment = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    except (OverflowError, ValueError, OSError):
        return ""
    return f"{moment}{f'.{nanoseconds:09d}' if nanoseconds else ''}Z"
