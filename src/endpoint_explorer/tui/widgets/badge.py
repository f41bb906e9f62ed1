"""Colours that mean the same everywhere: methods and status codes."""

from __future__ import annotations

from textual.content import Content

from endpoint_explorer.bodies.clean import clean

METHOD_WIDTH = 6

MUTED = "$foreground 60%"
"""The style of what is secondary; as a span, `$text-muted` would come out in full white."""

_METHOD_STYLES = {
    "GET": "$text-success",
    "POST": "$text-warning",
    "PUT": "$text-primary",
    "PATCH": "$text-accent",
    "DELETE": "$text-error",
}


def method_style(method: str) -> str:
    """Return the style of a method: a colour for the common ones, quiet for the others."""
    return _METHOD_STYLES.get(method.upper(), "$text-secondary")


def method_content(method: str, *, width: int = METHOD_WIDTH) -> Content:
    """Return a method as a coloured badge of a fixed width, long ones shortened."""
    shown = clean(method.upper())
    if len(shown) > width:
        shown = {"DELETE": "DEL", "OPTIONS": "OPT"}.get(shown, shown)[:width]
    return Content.styled(shown.ljust(width), f"bold {method_style(method)}")


def status_style(status: int | None) -> str:
    """Return the style of a status code by its class; None is a failure."""
    if status is None:
        return "$text-error"
    styles = {1: "$text-secondary", 2: "$text-success", 3: "$text-primary", 4: "$text-warning"}
    return styles.get(status // 100, "$text-error")
