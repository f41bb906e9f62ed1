"""What the results pane asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from endpoint_explorer.model.cookie import Cookie

if TYPE_CHECKING:
    from endpoint_explorer.bodies.export import Export


class _AboutCookie(Message):
    def __init__(self, cookie: Cookie) -> None:
        super().__init__()
        self.cookie = cookie


class _AboutExport(Message):
    def __init__(self, export: Export) -> None:
        super().__init__()
        self.export = export


class ResultsMessages:
    """The messages, as attributes of the pane that inherits this."""

    class FilterChanged(Message, namespace="results_pane"):
        """The bodies of this request are filtered by another expression, "" for none."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class CaptureRequested(Message, namespace="results_pane"):
        """The value at a path of the body is to be captured into a variable."""

        def __init__(self, path: str) -> None:
            super().__init__()
            self.path = path

    class CancelRequested(Message, namespace="results_pane"):
        """The request in flight is to be stopped."""

    class JarWanted(Message, namespace="results_pane"):
        """The cookies of this collection and environment are wanted: answer with `show_jar`."""

    class CookieDeleteRequested(_AboutCookie, namespace="results_pane"):
        """A cookie is to be deleted."""

    class CookieEditRequested(_AboutCookie, namespace="results_pane"):
        """A cookie is to have another value."""

    class CookieRestoreRequested(Message, namespace="results_pane"):
        """The cookie that was deleted last is to be brought back."""

    class JarClearRequested(Message, namespace="results_pane"):
        """Every cookie is to be deleted."""

    class PagerRequested(_AboutExport, namespace="results_pane"):
        """What is shown is to be read in the pager."""

    class BodyEditorRequested(_AboutExport, namespace="results_pane"):
        """A copy of what is shown is to be opened in the editor."""

    class SaveRequested(_AboutExport, namespace="results_pane"):
        """The body is to be saved to a file."""
