"""The two versions side by side: v1 says that it is deprecated, and what comes after it."""

from __future__ import annotations

from starlette.responses import Response

OLD, NEW = "/v1/", "/v2/"

DEPRECATED_SINCE = 1_730_419_200
"""2024-11-01T00:00:00Z, in seconds since the epoch."""


def mark_deprecated(response: Response, path: str, *, has_successor: bool, root: str = "") -> None:
    """Add the Deprecation header (RFC 9745) and links to what explains it and comes after it.

    A successor is linked only where there is one (RFC 5829).
    """
    response.headers["Deprecation"] = f"@{DEPRECATED_SINCE}"
    response.headers.append("Link", f'<{root}/#versions>; rel="deprecation"; type="text/html"')
    if has_successor:
        successor = root + NEW + path.removeprefix(OLD)
        response.headers.append("Link", f'<{successor}>; rel="successor-version"')
