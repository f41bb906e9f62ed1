"""The system's browser."""

from __future__ import annotations


def open_in_browser(url: str) -> bool:
    """Open a URL and say whether some browser took it; may block for as long as that runs."""
    import webbrowser

    try:
        return webbrowser.open(url)
    except webbrowser.Error:
        return False
