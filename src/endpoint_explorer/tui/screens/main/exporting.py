"""Saving a body to a file of the user's choice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from endpoint_explorer.errors import EndpointExplorerError, FileExists
from endpoint_explorer.tui.panes.results import ResultsPane
from endpoint_explorer.tui.screens.main.layout import LayoutFlow

if TYPE_CHECKING:
    from endpoint_explorer.bodies.body import Watch
    from endpoint_explorer.bodies.export import Export
    from endpoint_explorer.tui.screens.dialogs.save import Destination

REPORT_INTERVAL = 0.2
"""Seconds between two notes of how far a save is; a shorter one has none."""


class ExportFlow(LayoutFlow):
    """Asks where to, writes in a thread, and says what was written."""

    _folder: Path | None = None
    """Where a body was saved last."""

    _stops: tuple[Event, ...] = ()
    """Of each save under way, what ends it."""

    class Exported(Message):
        """So many bytes of a body are written; the last one says that it is over."""

        def __init__(self, name: str, size: int, *, is_over: bool = False) -> None:
            super().__init__()
            self.name = name
            self.size = size
            self.is_over = is_over

    def action_save_body(self) -> None:
        """Save the body in the results, whatever has the focus."""
        exchange = self.results.exchange
        if exchange is None or exchange.response is None:
            self.tell("There is no response to save.")
            return
        self.results.show_tab("body")
        self.results.action_save_body()

    @on(ResultsPane.SaveRequested)
    def save_body(self, message: ResultsPane.SaveRequested) -> None:
        """Ask for the path, with a proposal that is free."""
        from endpoint_explorer.bodies.file_names import numbered
        from endpoint_explorer.storage.exports import free_path
        from endpoint_explorer.tui.screens.dialogs.save import SaveScreen

        export = message.export
        folder = self._folder or Path.cwd()
        sent = free_path(folder, export.name, numbered)
        shown = None if export.is_as_sent else free_path(folder, export.shown_name, numbered)
        note = f"{len(export.body.data):,} bytes as sent, content codings undone"
        if shown is not None:
            note += f"; shown as {export.shown.view}{' filtered' * (export.filtered is not None)}"

        def answered(destination: Destination | None) -> None:
            if destination is not None:
                self._save(export, destination, replace=False)

        self.app.push_screen(
            SaveScreen(_typed(sent), None if shown is None else _typed(shown), note), answered
        )

    def _save(self, export: Export, destination: Destination, *, replace: bool) -> None:
        from endpoint_explorer.bodies.body import Cancelled, Pauses, Watch
        from endpoint_explorer.storage.exports import export as write
        from endpoint_explorer.storage.exports import export_path

        path = export_path(destination.path, self._folder or Path.cwd())
        stop = Event()
        watch = Watch(stop.is_set, pause=Pauses())
        parts = export.as_shown(watch) if destination.as_shown else export.sent()

        def work() -> int | None:
            try:
                return write(path, self._watched(path.name, parts, watch), replace=replace)
            except Cancelled:
                return None

        self._stops = (*self._stops, stop)
        self.offload(
            work,
            partial(self._saved, path, stop),
            failed=partial(self._not_saved, export, destination, stop),
            group="export",
        )

    def stop_saving(self) -> bool:
        """End the saves under way; return whether there are any."""
        stops = self._stops
        for stop in stops:
            stop.set()
        return bool(stops)

    def _watched(self, name: str, parts: Iterable[bytes], watch: Watch) -> Iterator[bytes]:
        """Report how far it is now and then; raises `Cancelled`."""
        written, reported = 0, monotonic()
        for part in parts:
            watch.check()
            yield part
            written += len(part)
            if monotonic() - reported > REPORT_INTERVAL:
                reported = monotonic()
                self.post_message(self.Exported(name, written))

    @on(Exported)
    def show_progress(self, message: Exported) -> None:
        """Show how far a save is."""
        self.results.show_saving(message.name, message.size)

    def _end(self, stop: Event) -> None:
        self._stops = tuple(other for other in self._stops if other is not stop)
        self.results.show_saving("", None)

    def _saved(self, path: Path, stop: Event, size: int | None) -> None:
        self._end(stop)
        if size is None:
            self.tell(f"Stopped: {path.name} is not saved.")
            return
        self._folder = path.parent
        self.tell(f"Saved {size:,} byte{'' if size == 1 else 's'} to {_typed(path)}")

    def _not_saved(
        self, export: Export, destination: Destination, stop: Event, error: EndpointExplorerError
    ) -> None:
        self._end(stop)
        if not isinstance(error, FileExists):
            self.report(error)
            return
        from endpoint_explorer.tui.screens.dialogs import ConfirmScreen

        def answered(is_confirmed: bool | None) -> None:
            if is_confirmed:
                self._save(export, destination, replace=True)

        self.app.push_screen(
            ConfirmScreen(
                "Overwrite the file?",
                f"{_typed(error.path)} is there already. What is in it will be lost.",
                "Overwrite",
                danger=True,
            ),
            answered,
        )


def _typed(path: Path) -> str:
    """Return a path as a person types it, home as `~`."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
