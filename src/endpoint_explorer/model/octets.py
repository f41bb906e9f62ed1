"""Text as bytes."""

from __future__ import annotations


def to_bytes(text: str) -> bytes:
    """Encode as UTF-8; bytes that Python took in as surrogates go out as they came."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
