"""Content negotiation: which representation a client prefers (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class MediaRange(NamedTuple):
    """One member of an Accept header: `*/*`, `text/*` or `text/html`, with its quality 0 to 1."""

    type: str
    subtype: str
    quality: float

    def specificity(self, media_type: str) -> int:
        """Return how exactly this range names a media type: 0 not at all, 3 fully."""
        main, _, sub = media_type.partition("/")
        if self.type == main and self.subtype == sub:
            return 3
        if self.type == main and self.subtype == "*":
            return 2
        return int(self.type == "*" and self.subtype == "*")


def parse_accept(header: str) -> tuple[MediaRange, ...]:
    """Return the members of an Accept header that make sense, in order; the others are skipped."""
    parsed = (_parse_member(member) for member in header.split(","))
    return tuple(member for member in parsed if member is not None)


def choose(accept: str, offered: Sequence[str]) -> str | None:
    """Return the media type the client likes best, or None when it takes none of those offered.

    A header that is empty, or holds nothing that makes sense, takes anything. Between equals the
    one that the header names more exactly wins, then the one offered first.
    """
    ranges = parse_accept(accept)
    if not ranges:
        return offered[0]
    scored = [(*_score(media_type, ranges), media_type) for media_type in offered]
    # max keeps the first of equals.
    quality, _, best = max(scored, key=lambda row: row[:2])
    return best if quality > 0 else None


def _score(media_type: str, ranges: Sequence[MediaRange]) -> tuple[float, int]:
    """Return the quality given by the most specific range that matches, and its specificity."""
    matches = [(r.specificity(media_type), r.quality) for r in ranges]
    specificity, quality = max(matches)
    return (quality, specificity) if specificity else (0.0, 0)


def _parse_member(member: str) -> MediaRange | None:
    media_range, *parameters = (part.strip().lower() for part in member.split(";"))
    main, slash, sub = media_range.partition("/")
    if not (main and slash and sub) or (main == "*" and sub != "*"):
        return None
    quality = _parse_quality(parameters)
    return None if quality is None else MediaRange(main, sub, quality)


def _parse_quality(parameters: Sequence[str]) -> float | None:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return None
            return quality if 0 <= quality <= 1 else None
    return 1.0
