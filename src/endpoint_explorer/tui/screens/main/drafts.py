"""Unsaved edits outlive the program, however it ends, and come back at its next start."""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import partial
from pathlib import Path

from endpoint_explorer.errors import EndpointExplorerError
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.collection import Context
from endpoint_explorer.storage.drafts import KeptDraft, load_drafts, merge_drafts
from endpoint_explorer.tui.screens.main.completing import CompletingFlow
from endpoint_explorer.tui.workbench import OpenRequest

QUIET = 0.5
"""Seconds between two looks at the drafts: they are written once two looks see the same."""


class DraftsFlow(CompletingFlow):
    """Writes drafts when edits have come to rest and when the program ends; restores them."""

    def __init__(self, explorer: Explorer, root: Path) -> None:
        super().__init__(explorer, root)
        self._writing = threading.Lock()
        self._seen: tuple[KeptDraft, ...] = ()
        self._kept: tuple[KeptDraft, ...] | None = None
        self._on_disk: tuple[KeptDraft, ...] = ()
        self._turn = 0
        self._last_turn = 0
        self._is_restored = False
        self._is_failing = False

    def start_keeping_drafts(self) -> None:
        """Bring back what was kept, and from then on keep what is edited."""

        def failed(error: EndpointExplorerError) -> None:
            self._is_restored = True
            self.report(error)

        self.offload(self._load_kept, self._restore, failed=failed, group="drafts")
        self.set_interval(QUIET, self.keep_quiet_drafts)

    def keep_quiet_drafts(self) -> None:
        """Write the drafts, off the loop, once they have stopped to change."""
        if not self._is_restored:
            return
        drafts = self._drafts()
        if drafts == self._seen and drafts != self._kept:
            self._kept = drafts
            self._turn += 1
            self.offload(
                partial(self._write_drafts, drafts, self._turn),
                self._drafts_written,
                failed=self._drafts_not_written,
                group="drafts",
            )
        self._seen = drafts

    def keep_drafts_now(self) -> None:
        """Write the drafts before the program ends; what cannot be written is lost."""
        if not self._is_restored:
            return
        if self.is_mounted:
            self.take_edits()
        self._turn += 1
        with suppress(EndpointExplorerError):
            self._write_drafts(self._drafts(), self._turn)

    def drop_drafts(self) -> None:
        """Forget what is kept: the user has saved it, or does not want it."""
        if not self._is_restored:
            return
        self._is_restored = False
        self._turn += 1
        try:
            self._write_drafts((), self._turn)
        except EndpointExplorerError as error:
            self.report(error)

    def _drafts(self) -> tuple[KeptDraft, ...]:
        return tuple(
            KeptDraft(
                edited=opened.edited,
                path=str(opened.path or ""),
                stamp=opened.stamp,
                collection=str(opened.collection or ""),
            )
            for opened in self.workbench.unsaved()
        )

    def _write_drafts(self, drafts: tuple[KeptDraft, ...], turn: int) -> None:
        """Write, unless something newer was written already; called in any thread."""
        with self._writing:
            if turn > self._last_turn:
                self._last_turn = turn
                merge_drafts(self.root, self._on_disk, drafts)
                self._on_disk = drafts

    def _drafts_written(self, _: None) -> None:
        self._is_failing = False

    def _drafts_not_written(self, error: EndpointExplorerError) -> None:
        """Say it once, not with every edit."""
        if not self._is_failing:
            self._is_failing = True
            self.report(error)

    def _load_kept(self) -> tuple[OpenRequest, ...]:
        """Read the drafts and what surrounds them; called in a thread."""
        self._on_disk = load_drafts(self.root)
        found = (self._reopen_draft(draft) for draft in self._on_disk)
        return tuple(opened for opened in found if opened.is_changed)

    def _reopen_draft(self, draft: KeptDraft) -> OpenRequest:
        """Lay a draft over its file; where that is gone it becomes a scratch request."""
        path, collection = Path(draft.path), Path(draft.collection)
        try:
            if draft.path:
                opened = self._load(path)
                opened.edited = draft.edited
                # A file that changed since is told of when it is saved over.
                opened.stamp = draft.stamp or opened.stamp
                return opened
        except EndpointExplorerError:
            pass
        context = Context(directory=self.root, settings=self.explorer.settings)
        if draft.collection:
            with suppress(EndpointExplorerError):
                context = self.explorer.context(collection, self.environment_of(collection))
        return OpenRequest(
            context=context,
            edited=draft.edited,
            collection=collection if draft.collection and collection.is_dir() else None,
        )

    def _restore(self, drafts: tuple[OpenRequest, ...]) -> None:
        """Put the drafts beside what the user has opened meanwhile."""
        self._is_restored = True
        self.take_edits()
        restored = [o for o in map(self.workbench.restore, drafts) if o is not None]
        if not restored:
            return
        if any(opened is self.current for opened in restored):
            self.fill_form()
        self.sidebar.set_drafts(self.workbench.changed_paths())
        count = len(restored)
        text = f"{count} draft{'' if count == 1 else 's'} restored"
        if any(opened.path is None for opened in restored):
            text += "; those that were never saved: Scratch requests in the palette (^p)"
        self.tell(text)
