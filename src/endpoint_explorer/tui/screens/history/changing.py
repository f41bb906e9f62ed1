"""What is done to rows of the history: pinning, noting, deleting, comparing."""

from __future__ import annotations

from functools import partial

from textual import on
from textual.worker import get_current_worker

from endpoint_explorer.errors import UsageError
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.tui.panes.history.messages import HistoryMessages
from endpoint_explorer.tui.screens.history.browsing import HistoryBrowsing


class HistoryChanging(HistoryBrowsing):
    """Carries out what is asked for rows; what cannot be undone is asked about first."""

    def answer_at_hand(self) -> Exchange | None:
        """Return the answer that is shown, to compare others with."""
        raise NotImplementedError

    @on(HistoryMessages.PinRequested)
    def pin_exchanges(self, message: HistoryMessages.PinRequested) -> None:
        """Pin exchanges, or let them go."""
        message.stop()
        ids, pinned = message.ids, message.pinned

        def show(_: None) -> None:
            if (view := self.history_view) is not None:
                view.show_pinned(ids, pinned=pinned)

        self.offload(lambda: self.explorer.history.pin(ids, pinned=pinned), show)

    @on(HistoryMessages.NoteRequested)
    def note_exchange(self, message: HistoryMessages.NoteRequested) -> None:
        """Ask for a note."""
        message.stop()
        from endpoint_explorer.tui.screens.dialogs import PromptScreen

        exchange_id = message.exchange_id

        def noted(note: str, _: None) -> None:
            if (view := self.history_view) is not None:
                view.show_note(exchange_id, note)

        def answered(note: str | None) -> None:
            if note is not None:
                text = note.strip()
                write = partial(self.explorer.history.annotate, exchange_id, text)
                self.offload(write, partial(noted, text))

        self.app.push_screen(
            PromptScreen("Note", message.note, "what to remember of this exchange"), answered
        )

    @on(HistoryMessages.DeleteRequested)
    def delete_exchanges(self, message: HistoryMessages.DeleteRequested) -> None:
        """Delete exchanges, once that is confirmed."""
        message.stop()
        from endpoint_explorer.tui.screens.dialogs import ConfirmScreen

        ids = message.ids

        def gone(count: int) -> None:
            if (view := self.history_view) is not None:
                view.forget(frozenset(ids))
            self.tell(f"{count} exchange{'s'[: count != 1]} deleted.")
            self.run_worker(self._scrub, thread=True, group="keeping", exclusive=True)

        def answered(is_yes: bool | None) -> None:
            if is_yes:
                self.offload(lambda: self.explorer.history.delete(ids), gone)

        title = "Delete this exchange?" if len(ids) == 1 else f"Delete {len(ids):,} exchanges?"
        says = self._what_goes(ids)
        self.app.push_screen(ConfirmScreen(title, says, "Delete", danger=True), answered)

    def _scrub(self) -> None:
        """Let go what the index of words has of them: it may take a while."""
        from endpoint_explorer.explorer.keeping import keep_history

        worker = get_current_worker()
        keep_history(self.explorer, lambda: worker.is_cancelled)

    def _what_goes(self, ids: tuple[int, ...]) -> str:
        """Say which exchanges are to be deleted, and how many of them are pinned."""
        view = self.history_view
        rows = [row for row in (view.list.rows if view is not None else ()) if row.id in ids]
        pinned = sum(row.pinned for row in rows)
        if len(ids) == 1 and rows:
            is_pinned = " It is pinned." if pinned else ""
            return f"{rows[0].method} {rows[0].url}\n\nIt leaves the history for good.{is_pinned}"
        are_pinned = f" {pinned:,} of them are pinned." if pinned else ""
        return f"They leave the history for good.{are_pinned}"

    @on(HistoryMessages.CompareRequested)
    def compare_exchanges(self, message: HistoryMessages.CompareRequested) -> None:
        """Compare two exchanges."""
        message.stop()
        ids, at_hand = message.ids, self.answer_at_hand() if message.with_current else None
        if message.with_current and at_hand is None:
            self.tell("There is no answer to compare with: send the request first.")
            return
        if at_hand is not None and at_hand.id == ids[0]:
            self.tell("This is the answer that is shown.")
            return
        self.offload(
            partial(_pair, self.explorer, ids, at_hand),
            self._show_comparison,
            group="compare",
            exclusive=True,
        )

    def _show_comparison(self, pair: tuple[Exchange, Exchange]) -> None:
        from endpoint_explorer.tui.screens.compare import CompareScreen

        self.app.push_screen(CompareScreen(self.explorer, *pair))


def _pair(
    explorer: Explorer, ids: tuple[int, ...], at_hand: Exchange | None
) -> tuple[Exchange, Exchange]:
    """Return the two exchanges to compare, the older one first."""
    history = explorer.history
    if len(ids) > 1:
        return history.get(ids[0]), history.get(ids[1])
    if at_hand is not None:
        return history.get(ids[0]), at_hand
    earlier = history.before(ids[0])
    if earlier is None:
        raise UsageError(
            "this call was not sent before",
            hint="Mark two rows with space, and c compares them.",
        )
    return history.get(earlier), history.get(ids[0])
