"""The options of a request as texts: how each is written, read and explained."""

from __future__ import annotations

import math
import re
from typing import Literal

import msgspec

from endpoint_explorer.model.measure import format_size
from endpoint_explorer.model.request import LONGEST_TIMEOUT

Value = float | int | bool | None

_SIZE = re.compile(r"([0-9]+)\s*(|B|kB|MB|GB)", re.IGNORECASE)
_FACTORS = {"": 1, "b": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3}
_MOST_BYTES = 2**63 - 1

_FLAGS = {"yes": True, "y": True, "true": True, "on": True}
_FLAGS |= {"no": False, "n": False, "false": False, "off": False}


class Option(msgspec.Struct, frozen=True):
    """One of the options: the field of `Options`, its label, its kind, and a line on it."""

    field: str
    label: str
    kind: Literal["seconds", "flag", "bytes"]
    meaning: str

    @property
    def choices(self) -> tuple[str, ...]:
        """What is commonly written."""
        return ("yes", "no") if self.kind == "flag" else ()

    def read(self, text: str) -> Value:
        """Return what a text says, None for an empty one; ValueError says what it is not."""
        text = text.strip()
        if not text:
            return None
        if self.kind == "flag":
            return _read_flag(text)
        return _read_seconds(text) if self.kind == "seconds" else _read_size(text)

    def write(self, value: Value) -> str:
        """Return the text that says a value."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        return repr(value).removesuffix(".0")

    def describe(self, value: Value) -> str:
        """Say a value to a person."""
        if value is None or isinstance(value, bool):
            return self.write(value)
        if not value:
            return "no limit"
        return f"{self.write(value)} s" if self.kind == "seconds" else format_size(int(value))


def _read_flag(text: str) -> bool:
    if text.lower() not in _FLAGS:
        raise ValueError("is neither yes nor no")
    return _FLAGS[text.lower()]


def _read_seconds(text: str) -> float:
    try:
        seconds = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= LONGEST_TIMEOUT:
        raise ValueError(f"is not a number of seconds from 0 to {LONGEST_TIMEOUT:,.0f}")
    return seconds


def _read_size(text: str) -> int:
    match = _SIZE.fullmatch(text)
    size = int(match[1][:20]) * _FACTORS[match[2].lower()] if match else -1
    if not 0 <= size <= _MOST_BYTES:
        raise ValueError("is not a number of bytes, such as 50000000 or 50 MB")
    return size


OPTIONS = (
    Option("timeout", "Timeout", "seconds", "Seconds for the whole send; 0 for no limit."),
    Option(
        "follow_redirects",
        "Follow redirects",
        "flag",
        "Whether redirects are followed; no shows the redirect itself.",
    ),
    Option(
        "resend_body_cross_origin",
        "Resend the body",
        "flag",
        "Whether a redirect to another origin gets the body too.",
    ),
    Option("http2", "HTTP/2", "flag", "Whether HTTP/2 is offered to https servers."),
    Option("cookies", "Cookies", "flag", "Whether the jar's cookies are sent, and new ones kept."),
    Option("history", "History", "flag", "Whether what is sent and answered is kept in it."),
    Option(
        "max_body",
        "Largest body",
        "bytes",
        "Bytes that are taken as they come in, for what is shown; 0 for no limit.",
    ),
    Option(
        "max_decoded",
        "Largest decoded",
        "bytes",
        "Bytes that are taken once decoded, for what is shown; 0 for no limit.",
    ),
)
