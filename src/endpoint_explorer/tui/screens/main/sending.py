"""Sending: one flight a request, watched, cancelled, and shown when it lands."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from time import monotonic

from textual import on
from textual.message import Message

from endpoint_explorer.errors import EndpointExplorerError, ResolveError, SecretNeeded
from endpoint_explorer.explorer import Observer, Origin, Plan, Sent
from endpoint_explorer.model.exchange import Exchange, Failure, Progress
from endpoint_explorer.tui.panes.form import FormPane
from endpoint_explorer.tui.panes.results import ResultsPane
from endpoint_explorer.tui.screens.main.secrets import SecretsFlow
from endpoint_explorer.tui.screens.main.warming import import_what_comes_next
from endpoint_explorer.tui.workbench import Flight, OpenRequest

PROGRESS_INTERVAL = 0.1
"""Seconds between two looks at the progress of a flight."""

UNDER_WAY = "This request is under way: escape cancels it."


PAINTING_SECONDS = 0.3
"""How long the recording of an answer waits at most until it has been painted, and laid out."""


class SendingFlow(SecretsFlow):
    """Answers Send and Cancel; a flight runs in its own thread and lands as a message."""

    class Landed(Message):
        """A flight has ended: with an exchange, or with an error that kept it from starting."""

        def __init__(self, opened: OpenRequest, flight: Flight, outcome: Sent | Failure) -> None:
            super().__init__()
            self.opened = opened
            self.flight = flight
            self.outcome = outcome

    class Arrived(Message):
        """All of an answer is there; it is not recorded yet."""

        def __init__(self, opened: OpenRequest, flight: Flight, exchange: Exchange) -> None:
            super().__init__()
            self.opened = opened
            self.flight = flight
            self.exchange = exchange

    def prewarm(self) -> None:
        """Make ready what the first send and its answer need, off the loop."""

        def warm_up() -> None:
            self.explorer.prewarm()
            import_what_comes_next()

        threading.Thread(target=warm_up, name="prewarm", daemon=True).start()

    @on(FormPane.SendRequested)
    def send_current(self) -> None:
        """Send the request that is in the form."""
        self.take_edits()
        opened = self.current

        def send() -> None:
            origin = Origin(opened.path, opened.collection, self.environment_of(opened.collection))
            plan = partial(self.explorer.plan, opened.edited, opened.context, origin)
            preview = self.explorer.preview(opened.edited, opened.context)
            self.launch_flight(opened, Flight(preview.method, preview.url, monotonic()), plan)

        if opened.flight is not None:
            self.tell(UNDER_WAY)
            return
        self.before_sending(opened, send)

    def action_send(self) -> None:
        """Send the request that is in the form."""
        self.after_typing(self.send_current)

    def launch_flight(self, opened: OpenRequest, flight: Flight, plan: Callable[[], Plan]) -> None:
        """Send what `plan` says for what is open, unless something is under way already.

        `plan` is called in a thread, and again where a secret was missing.
        """
        if opened.flight is not None:
            self.tell(UNDER_WAY)
            return
        opened.flight, opened.result, opened.is_from_history = flight, None, False
        if opened is self.current:
            self.form.set_sending(True)
            self.show_result()
        threading.Thread(
            target=self._fly, args=(opened, flight, plan), name="send", daemon=True
        ).start()

    def _fly(self, opened: OpenRequest, flight: Flight, plan: Callable[[], Plan]) -> None:
        """Send in a thread; touch nothing of the screen but the flight's own record."""
        from endpoint_explorer.sending.transport import CancelToken

        def note(progress: Progress) -> None:
            flight.progress = progress

        def arrive(exchange: Exchange) -> None:
            # Seen before it is recorded: a large body is compressed, and a disk is slow.
            recording.enter_context(self.explorer.recording())
            self.post_message(self.Arrived(opened, flight, exchange))
            flight.painted.wait(PAINTING_SECONDS)

        flight.cancel = CancelToken()
        if flight.is_cancelled:
            flight.cancel.cancel()
        outcome: Sent | Failure
        recording = ExitStack()
        try:
            with recording:
                observer = Observer(note, on_exchange=arrive)
                outcome = self.explorer.transmit(plan(), cancel=flight.cancel, observer=observer)
        except SecretNeeded as needed:
            anew = Flight(flight.method, flight.url, monotonic(), then=flight.then)
            again = partial(self.launch_flight, opened, anew, plan)
            self.post_message(self.SecretWanted(opened, flight, needed, again))
            return
        except EndpointExplorerError as error:
            field = error.field if isinstance(error, ResolveError) else ""
            outcome = Failure(error.kind, error.message, error.hint, phase=field)
        self.post_message(self.Landed(opened, flight, outcome))

    @on(Arrived)
    def arrive(self, message: Arrived) -> None:
        """Show an answer as soon as it is whole."""
        opened, flight = message.opened, message.flight
        if opened.flight is flight:
            opened.flight, flight.arrived = None, message.exchange
            self._take_result(opened, message.exchange)
        if opened is self.current and self.results.is_laying_out:
            self._unpainted.append(flight)  # Both would want the interpreter at once.
        else:
            self.call_after_refresh(flight.painted.set)

    def on_body_tab_displayed(self) -> None:
        """Have what was waiting for the layout of a body recorded."""
        if not self.results.is_laying_out:
            for flight in self._unpainted:
                self.call_after_refresh(flight.painted.set)
            self._unpainted.clear()

    @on(Landed)
    def land(self, message: Landed) -> None:
        """Take what came of a flight, if its request is still in the form."""
        opened, flight, outcome = message.opened, message.flight, message.outcome
        if isinstance(outcome, Sent) and outcome.notice:
            self.tell(outcome.notice, severity="warning")
        if opened.flight is flight:
            opened.flight = None
        elif flight.arrived is None or opened.result is not flight.arrived:
            return  # Something else is shown by now.
        self._take_result(opened, outcome.exchange if isinstance(outcome, Sent) else outcome)
        if isinstance(outcome, Sent) and flight.then is not None and opened is self.current:
            flight.then(outcome.exchange)
        if opened is self.current:
            self.refresh_history()
            self.refresh_message()  # The jar may have other cookies for it now.

    def _take_result(self, opened: OpenRequest, result: Exchange | Failure) -> None:
        opened.result = result
        self.workbench.remember_result(opened)
        if opened is self.current:
            self.form.set_sending(False)
            self.show_result()

    def on_mount(self) -> None:
        """Make the timer that looks at a flight; it stands still while there is none."""
        self._watch = self.set_interval(PROGRESS_INTERVAL, self.watch_flight, pause=True)
        self._unpainted: list[Flight] = []

    def watch_flight(self) -> None:
        """Show how far the current flight is."""
        flight = self.current.flight
        if flight is not None:
            self.results.show_progress(flight.progress)

    @on(ResultsPane.CancelRequested)
    @on(FormPane.CancelRequested)
    def cancel_current(self) -> None:
        """Stop the flight of the request in the form."""
        flight = self.current.flight
        if flight is not None:
            self._cancel(flight)

    def cancel_all(self) -> None:
        """Stop every flight, before the program ends."""
        for opened in self.workbench:
            if opened.flight is not None:
                self._cancel(opened.flight)

    @staticmethod
    def _cancel(flight: Flight) -> None:
        flight.is_cancelled = True
        if flight.cancel is not None:
            flight.cancel.cancel()

    @on(ResultsPane.FilterChanged)
    def remember_filter(self, message: ResultsPane.FilterChanged) -> None:
        """Filter the next responses of this request in the same way."""
        self.results.filter_text = message.text
        self.workbench.remember_filter(self.current, message.text)

    def show_result(self) -> None:
        """Show the flight or the last result of the request in the form."""
        opened = self.current
        self._watch.pause()
        self.results.filter_text = self.workbench.filter_of(opened)
        if opened.flight is not None:
            self._watch.resume()
            flight = opened.flight
            self.results.show_sending(flight.method, flight.url, started=flight.started)
        elif isinstance(opened.result, Exchange):
            self.results.show_exchange(
                opened.result,
                from_history=opened.is_from_history,
                of_another=opened.is_answered_elsewhere,
            )
        elif isinstance(opened.result, Failure):
            self.results.show_problem(opened.result)
        else:
            self.results.show_empty()
