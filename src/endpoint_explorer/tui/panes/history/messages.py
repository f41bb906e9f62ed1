"""What a list of the history asks for; the screen answers by the methods of the view."""

from __future__ import annotations

from typing import Literal

import msgspec
from textual.message import Message

from endpoint_explorer.model.history import HistoryQuery

Scope = Literal["request", "route", "collection", "everything"]

SCOPES: tuple[tuple[Scope, str], ...] = (
    ("request", "This request"),
    ("route", "This route"),
    ("collection", "This collection"),
    ("everything", "Everything"),
)

How = Literal["again", "as-it-was", "elsewhere"]
"""How to send an old request: resolved anew, as it was, or against another environment."""


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """The request at hand: its id, its method and URL with templates, and its collection's folder.

    What is empty is not known.
    """

    request_id: str = ""
    method: str = ""
    url: str = ""
    collection: str = ""

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The scopes that mean something for it, the narrowest first."""
        has: tuple[tuple[Scope, bool], ...] = (
            ("request", bool(self.request_id)),
            ("route", bool(self.url)),
            ("collection", bool(self.collection)),
        )
        return (*(scope for scope, is_known in has if is_known), "everything")


Kind = Literal["newest", "oldest", "below", "older", "newer"]
"""Which page: at an end, below an id, or the one that follows or precedes what is shown."""


class Ask(msgspec.Struct, frozen=True):
    """A page that is wanted: what it is of, and the id below or above which it begins.

    With neither it is the newest. `number` tells what was asked before another search, which is
    not wanted any more.
    """

    number: int
    kind: Kind
    query: HistoryQuery
    before: int | None = None
    after: int | None = None


class ViewState(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody looks at in the history, to come back to it. `at` is an exchange's id."""

    scope: Scope = "everything"
    text: str = ""
    endpoint_id: int | None = None
    is_grouped: bool = False
    has_trend: bool = False
    at: int | None = None


class _AboutOne(Message):
    def __init__(self, exchange_id: int) -> None:
        super().__init__()
        self.exchange_id = exchange_id


class _AboutSome(Message):
    def __init__(self, ids: tuple[int, ...]) -> None:
        super().__init__()
        self.ids = ids


class HistoryMessages:
    """The messages, as attributes of the view that inherits this."""

    class PageWanted(Message, namespace="history_view"):
        """A page is wanted: answer with `show_page` or `show_fault`."""

        def __init__(self, ask: Ask) -> None:
            super().__init__()
            self.ask = ask

    class BacklogWanted(Message, namespace="history_view"):
        """How much a search has to index first is wanted: answer with `show_backlog`."""

    class EndpointsWanted(Message, namespace="history_view"):
        """The endpoints of what a query finds are wanted: answer with `show_endpoints`."""

        def __init__(self, query: HistoryQuery) -> None:
            super().__init__()
            self.query = query

    class TrendWanted(Message, namespace="history_view"):
        """The course of an endpoint is wanted: answer with `show_trend`."""

        def __init__(self, endpoint_id: int) -> None:
            super().__init__()
            self.endpoint_id = endpoint_id

    class PreviewWanted(_AboutOne, namespace="history_view"):
        """An exchange is wanted for the preview: answer with `show_preview`."""

    class Opened(_AboutOne, namespace="history_view"):
        """An exchange is to be shown in full."""

    class LoadRequested(_AboutOne, namespace="history_view"):
        """The request of an exchange is to be edited."""

    class ReplayRequested(_AboutSome, namespace="history_view"):
        """The requests of exchanges are to be sent again, the oldest first."""

        def __init__(self, ids: tuple[int, ...], how: How) -> None:
            super().__init__(ids)
            self.how = how

    class CompareRequested(_AboutSome, namespace="history_view"):
        """Two exchanges are to be compared, the older one first.

        One alone is compared with the one before it of the same call, or with the answer that is
        shown if `with_current` is set.
        """

        def __init__(self, ids: tuple[int, ...], *, with_current: bool = False) -> None:
            super().__init__(ids)
            self.with_current = with_current

    class PinRequested(_AboutSome, namespace="history_view"):
        """Exchanges are to be pinned, or let go."""

        def __init__(self, ids: tuple[int, ...], *, pinned: bool) -> None:
            super().__init__(ids)
            self.pinned = pinned

    class NoteRequested(_AboutOne, namespace="history_view"):
        """An exchange is to have another note than `note`."""

        def __init__(self, exchange_id: int, note: str) -> None:
            super().__init__(exchange_id)
            self.note = note

    class DeleteRequested(_AboutSome, namespace="history_view"):
        """Exchanges are to be deleted."""

    class ScreenRequested(Message, namespace="history_view"):
        """The list is to have the whole screen."""
