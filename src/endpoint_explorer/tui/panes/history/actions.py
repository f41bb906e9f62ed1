"""The keys for rows: opening, sending again, comparing, pinning, noting, deleting."""

from __future__ import annotations

from textual import on
from textual.binding import Binding

from endpoint_explorer.tui.panes.history.listing import HistoryList
from endpoint_explorer.tui.panes.history.messages import How
from endpoint_explorer.tui.panes.history.paging import Paging


class RowActions(Paging):
    """What can be done to the row under the cursor, or to those that are marked."""

    BINDINGS = [
        Binding(
            "r", "replay('again')", "Replay", id="history.replay", tooltip="Send this request again"
        ),
        Binding(
            "R",
            "replay('as-it-was')",
            "Replay as it was",
            show=False,
            id="history.replay_as_it_was",
            tooltip="Send the very message of then again",
        ),
        Binding("e", "load", "Edit", id="history.load", tooltip="Load this request into the form"),
        Binding(
            "E",
            "replay('elsewhere')",
            "Replay elsewhere",
            show=False,
            id="history.replay_elsewhere",
            tooltip="Send this request against another environment",
        ),
        Binding(
            "c",
            "compare",
            "Compare",
            id="history.compare",
            tooltip="Compare the two marked exchanges, or this one with the one before it",
        ),
        Binding(
            "C",
            "compare_current",
            "Compare with the answer",
            show=False,
            id="history.compare_current",
            tooltip="Compare this exchange with the answer that is shown",
        ),
        Binding(
            "p",
            "pin",
            "Pin",
            show=False,
            id="history.pin",
            tooltip="Keep this exchange whatever the bounds, or let it go",
        ),
        Binding(
            "n", "note", "Note", show=False, id="history.note", tooltip="Write a note to this row"
        ),
        Binding(
            "d,delete",
            "delete",
            "Delete",
            show=False,
            id="history.delete",
            tooltip="Delete this exchange, or those that are marked",
        ),
    ]

    @property
    def chosen(self) -> tuple[int, ...]:
        """The marked exchanges, or else the one under the cursor; the oldest first."""
        if self.list.marked:
            return tuple(sorted(self.list.marked))
        return () if self.current is None else (self.current.id,)

    @on(HistoryList.Taken)
    def _open(self, message: HistoryList.Taken) -> None:
        message.stop()
        if self.current is not None:
            self.post_message(self.Opened(self.current.id))

    def action_replay(self, how: How) -> None:
        """Ask for requests to be sent again."""
        if self.chosen:
            self.post_message(self.ReplayRequested(self.chosen, how))

    def action_load(self) -> None:
        """Ask for the request under the cursor to be edited."""
        if self.current is not None:
            self.post_message(self.LoadRequested(self.current.id))

    def action_compare(self) -> None:
        """Ask for two exchanges to be compared."""
        if len(self.list.marked) > 2:
            self.notify("Two rows are compared: take the marks of the others.", markup=False)
        elif self.chosen:
            self.post_message(self.CompareRequested(self.chosen))

    def action_compare_current(self) -> None:
        """Ask for the row under the cursor to be compared with the answer that is shown."""
        if self.current is not None:
            self.post_message(self.CompareRequested((self.current.id,), with_current=True))

    def action_pin(self) -> None:
        """Ask for rows to be pinned; where all of them are, to be let go."""
        ids = self.chosen
        if ids:
            are_pinned = all(row.pinned for row in self.list.rows if row.id in ids)
            self.post_message(self.PinRequested(ids, pinned=not are_pinned))

    def action_note(self) -> None:
        """Ask for a note at the row under the cursor."""
        if self.current is not None:
            self.post_message(self.NoteRequested(self.current.id, self.current.note))

    def action_delete(self) -> None:
        """Ask for rows to be deleted."""
        if self.chosen:
            self.post_message(self.DeleteRequested(self.chosen))
