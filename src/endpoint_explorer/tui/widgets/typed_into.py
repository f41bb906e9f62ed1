"""The mark of a widget whose text is typed into it, for those who cannot import the widget."""

from __future__ import annotations


class TypedInto:
    """Takes letters as text: those typed before it had the focus are for it too."""
