"""The line that says that a literal in the request looks like a credential."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.request import Request
from endpoint_explorer.tui.panes.form.preview_line import shorten

if TYPE_CHECKING:
    from endpoint_explorer.model.credentials import Finding


class CredentialHint(Widget):
    """Names the field and the key that moves the literal; takes no room where there is none."""

    DEFAULT_CSS = """
    CredentialHint {
        height: 1; padding: 0 1; display: none; color: $text-warning;
        &.-shown { display: block; }
    }
    """

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self._findings: tuple[Finding, ...] = ()

    @property
    def finding(self) -> Finding | None:
        """The first literal that was found."""
        return self._findings[0] if self._findings else None

    def show(self, request: Request) -> None:
        """Look at a request."""
        findings = _findings(request)
        if findings != self._findings:
            self._findings = findings
            self.set_class(bool(findings), "-shown")
            self.refresh()

    def render(self) -> Content:
        """Draw the line for the width there is."""
        if not self._findings:
            return Content("")
        first = self._findings[0]
        more = f" (and {len(self._findings) - 1} more)" if len(self._findings) > 1 else ""
        keys = f"   {self._key} moves it to a secret"
        width = self.content_size.width
        says = f"⚠ {clean(first.field)} holds {first.kind}{more}"
        return Content(shorten(says, max(width - len(keys), 20)) + keys)


def _findings(request: Request) -> tuple[Finding, ...]:
    """Look for literals, except in a new request: the start shows one, and has no time for it."""
    if request == Request(id=request.id):
        return ()
    from endpoint_explorer.model.credentials import find_literals

    return find_literals(request)
