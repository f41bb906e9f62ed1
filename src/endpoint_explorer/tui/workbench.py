"""The requests that are open: their drafts, their results, and what is in flight.

Plain state without widgets. The main screen owns it; nobody else changes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec

from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.exchange import Exchange, Failure, Progress
from endpoint_explorer.model.request import Draft, Request
from endpoint_explorer.model.settings import Settings

if TYPE_CHECKING:
    from endpoint_explorer.sending.transport import CancelToken
    from endpoint_explorer.storage.collections import Stamp
    from endpoint_explorer.storage.context_files import Marks

RESULTS_KEPT = 20
"""How many requests keep their last exchange in memory; older ones are in the history."""


@dataclass(slots=True)
class Flight:
    """A send under way. The sending thread writes `progress`, the screen reads it.

    `arrived` is its answer, which is shown while it is still being recorded; `painted` is set once
    that is on the screen. `then` is called with what came of it, once that is recorded.
    """

    method: str
    url: str
    started: float
    cancel: CancelToken | None = None
    is_cancelled: bool = False
    progress: Progress = field(default_factory=lambda: Progress("resolve"))
    arrived: Exchange | None = None
    painted: Event = field(default_factory=Event)
    then: Callable[[Exchange], None] | None = None


@dataclass(slots=True)
class OpenRequest:
    """A request in the form: what is saved, what is edited, and what came of it.

    `path` is None for a scratch request, which was never saved. `marks` are those of the files that
    `context` was read from.
    """

    context: Context
    edited: Request
    saved: Request | None = None
    path: Path | None = None
    stamp: Stamp | None = None
    collection: Path | None = None
    marks: Marks = ()
    result: Exchange | Failure | None = None
    is_from_history: bool = False
    flight: Flight | None = None

    @property
    def is_answered_elsewhere(self) -> bool:
        """Whether the result is that of another request, looked at or sent again from here."""
        result = self.result
        if not isinstance(result, Exchange) or result.request is None:
            return False
        is_of_file = bool(self.path) and result.request_path == str(self.path)
        return result.request.id != self.edited.id and not is_of_file

    @property
    def draft(self) -> Draft:
        """The edits over the saved request."""
        return Draft(self.saved, self.edited)

    @property
    def is_changed(self) -> bool:
        """Whether there is something to save; an untouched scratch request has nothing."""
        if self.saved is None:
            return bool(self.edited.url or self.edited.body.text)
        return self.draft.is_changed

    @property
    def title(self) -> str:
        """What to call it."""
        return self.edited.name or (self.path.stem if self.path else "Scratch request")


class Workbench:
    """Every open request, and which one is in the form."""

    def __init__(self, directory: Path, settings: Settings | None = None) -> None:
        self._directory = directory
        self.settings = settings or Settings()
        self._open: dict[Path, OpenRequest] = {}
        self._scratches: list[OpenRequest] = []
        self._recent: list[OpenRequest] = []
        self._filters: dict[str, str] = {}
        self.current = self.scratch()

    def __iter__(self) -> Iterator[OpenRequest]:
        """Iterate over everything that may hold unsaved edits or a flight."""
        known = [*self._open.values(), *self._scratches]
        is_known = any(opened is self.current for opened in known)
        return iter(known if is_known else [*known, self.current])

    def scratch(self, request: Request | None = None) -> OpenRequest:
        """Return a request without a file; its own id keeps its history together."""
        request = request or Request(id=uuid4().hex)
        return OpenRequest(Context(directory=self._directory, settings=self.settings), request)

    def find(self, path: Path) -> OpenRequest | None:
        """Return the open request of a file."""
        return self._open.get(path)

    def show(self, opened: OpenRequest) -> None:
        """Make a request the current one; an untouched one that was left is forgotten."""
        left, self.current = self.current, opened
        if opened.path is not None:
            self._open[opened.path] = opened
        if left.path is None and left is not opened and (left.is_changed or left.flight):
            self._keep_scratch(left)
        for path, other in list(self._open.items()):
            is_idle = not other.is_changed and other.flight is None and other.result is None
            if other is not opened and is_idle:
                del self._open[path]

    def remember_result(self, opened: OpenRequest) -> None:
        """Keep the results of the latest requests only."""
        self._recent = [o for o in self._recent if o is not opened] + [opened]
        for old in self._recent[:-RESULTS_KEPT]:
            old.result = None
        self._recent = self._recent[-RESULTS_KEPT:]

    def filter_of(self, opened: OpenRequest) -> str:
        """Return what the bodies of a request are filtered by, "" for nothing."""
        return self._filters.get(_identity(opened), "")

    def remember_filter(self, opened: OpenRequest, text: str) -> None:
        """Filter the bodies of a request from now on, until the program ends."""
        self._filters[_identity(opened)] = text

    def moved(self, old: Path, new: Path) -> None:
        """Follow a file or folder that was renamed or moved."""
        for path, opened in list(self._open.items()):
            if path == old or old in path.parents:
                target = new / path.relative_to(old) if path != old else new
                del self._open[path]
                opened.path = target
                self._open[target] = opened

    def saved(self, opened: OpenRequest, path: Path, stamp: Stamp) -> None:
        """Note that a request now stands in its file as it is edited."""
        opened.path, opened.stamp, opened.saved = path, stamp, opened.edited
        self._open[path] = opened
        self._scratches = [kept for kept in self._scratches if kept is not opened]

    def scratches(self) -> tuple[OpenRequest, ...]:
        """Return the scratch requests that hold something, the latest first."""
        return tuple(o for o in reversed(list(self)) if o.path is None and o.is_changed)

    def restore(self, draft: OpenRequest) -> OpenRequest | None:
        """Take in a draft of an earlier session, and return the open request that holds it now.

        None where the file has been edited in this session. What was opened meanwhile takes the
        edits over: it may have a flight, which knows it, or a result.
        """
        if draft.path is None:
            self._keep_scratch(draft)
            return draft
        known = self._open.setdefault(draft.path, draft)
        if known is not draft:
            if known.is_changed:
                return None
            known.edited, known.stamp = draft.edited, draft.stamp
        return known

    def put_aside(self, opened: OpenRequest) -> None:
        """Keep the edits of a request as a scratch request: others come into their place."""
        scratch = self.scratch(msgspec.structs.replace(opened.edited, id=uuid4().hex))
        scratch.context, scratch.collection = opened.context, opened.collection
        self._keep_scratch(scratch)

    def discard(self, opened: OpenRequest) -> None:
        """Drop the edits of a request."""
        self._scratches = [kept for kept in self._scratches if kept is not opened]
        opened.edited = opened.saved or Request(id=uuid4().hex)

    def forget(self, path: Path) -> None:
        """Close what was deleted; an open request of it lives on as a scratch one."""
        for known, opened in list(self._open.items()):
            if known == path or path in known.parents:
                del self._open[known]
                opened.path = opened.stamp = opened.saved = None
                self._keep_scratch(opened)

    def changed_paths(self) -> frozenset[Path]:
        """Return the files that have unsaved edits."""
        return frozenset(path for path, opened in self._open.items() if opened.is_changed)

    def unsaved(self) -> tuple[OpenRequest, ...]:
        """Return every open request that saving would write."""
        return tuple(opened for opened in self if opened.is_changed)

    def _keep_scratch(self, opened: OpenRequest) -> None:
        if not any(kept is opened for kept in self._scratches):
            self._scratches.append(opened)


def _identity(opened: OpenRequest) -> str:
    return opened.edited.id or str(opened.path or "")
