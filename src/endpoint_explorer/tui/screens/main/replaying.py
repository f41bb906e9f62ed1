"""Replay: old requests sent again, each answer beside the one of then."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from time import monotonic

import msgspec
from textual import on

from endpoint_explorer.explorer import Origin, Plan
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.exchange import Exchange, WireRequest
from endpoint_explorer.model.request import SAFE_METHODS, Request
from endpoint_explorer.tui.panes.history.messages import HistoryMessages
from endpoint_explorer.tui.screens.main.sending import SendingFlow
from endpoint_explorer.tui.workbench import Flight, OpenRequest

Reopened = tuple[Request, Context, Origin]


class Errand(msgspec.Struct, frozen=True):
    """Which exchanges are to be sent again and how, the oldest first.

    `environment` is another one than theirs, None for that of each.
    """

    ids: tuple[int, ...]
    as_sent: bool = False
    environment: str | None = None

    @property
    def title(self) -> str:
        """How they are sent, in words."""
        if self.as_sent:
            return "as it was sent"
        return "with today's files" if self.environment is None else f"in {self.environment}"


class ReplayingFlow(SendingFlow):
    """Answers what is asked for in the history; when an answer is there, it is compared."""

    @on(HistoryMessages.ReplayRequested)
    def replay(self, message: HistoryMessages.ReplayRequested) -> None:
        """Send old requests again: resolved anew, as they were, or in another environment."""
        message.stop()
        if message.how == "elsewhere":
            self._choose_place(message.ids)
        else:
            self._set_out(Errand(message.ids, message.how == "as-it-was"))

    def _choose_place(self, ids: tuple[int, ...]) -> None:
        """Ask for the environment to send in."""

        def chosen(name: str | None) -> None:
            if name is not None:
                self._set_out(Errand(ids, environment=name))

        def found(place: tuple[str, tuple[str, ...]]) -> None:
            from endpoint_explorer.tui.screens.dialogs import ChoiceScreen

            current, names = place
            if not names:
                self.tell("It belongs to no collection with environments.")
                return
            screen = ChoiceScreen("Replay in", [(name, name) for name in names], current)
            self.app.push_screen(screen, chosen)

        self.offload(partial(self._places, ids[0]), found)

    def _places(self, exchange_id: int) -> tuple[str, tuple[str, ...]]:
        exchange = self.explorer.history.get(exchange_id)
        collection = Path(exchange.collection) if exchange.collection else None
        names = self.explorer.environments(collection) if collection else ()
        return exchange.environment, names

    def _set_out(self, errand: Errand) -> None:
        if len(errand.ids) == 1:
            self._replay_one(errand)
        else:
            self._replay_several(errand)

    def _replay_one(self, errand: Errand) -> None:
        """Send one from where its request is open, and compare the answers."""
        (exchange_id,) = errand.ids
        opened = self.current

        def reopened(found: tuple[Reopened, WireRequest]) -> None:
            (request, context, origin), wire = found

            def send(target: OpenRequest) -> None:
                shown = wire if errand.as_sent else self.explorer.preview(request, context)
                flight = Flight(shown.method, shown.url, monotonic())
                flight.then = partial(self._compare_with, exchange_id)
                launch = partial(
                    self.launch_flight, target, flight, partial(self._plan, errand, exchange_id)
                )
                self.when_allowed(request, context, origin.collection, launch)

            # An answer stands beside the request that it is the answer to.
            if origin.path is None or origin.path == opened.path or not origin.path.is_file():
                send(opened)
            else:
                self.open_path(origin.path, send)

        self.offload(partial(self._reopen, errand, exchange_id), reopened)

    def _reopen(self, errand: Errand, exchange_id: int) -> tuple[Reopened, WireRequest]:
        reopened = self.explorer.reopen(exchange_id, errand.environment)
        return reopened, self.explorer.history.get(exchange_id).wire

    def _plan(self, errand: Errand, exchange_id: int) -> Plan:
        reopened = self.explorer.reopen(exchange_id, errand.environment)
        if errand.as_sent:
            return self.explorer.plan_resend(exchange_id, reopened)
        return self.explorer.plan(*reopened)

    def _compare_with(self, exchange_id: int, answer: Exchange) -> None:
        """Show how an answer differs from that of an old exchange; a failure says enough."""
        if answer.response is None:
            return

        def show(original: Exchange) -> None:
            from endpoint_explorer.tui.screens.compare import CompareScreen

            if self.is_current:
                self.app.push_screen(CompareScreen(self.explorer, original, answer))

        self.offload(
            partial(self.explorer.history.get, exchange_id), show, group="compare", exclusive=True
        )

    def _replay_several(self, errand: Errand) -> None:
        """Send several on a screen of their own, after asking where that changes things."""

        def go() -> None:
            from endpoint_explorer.tui.screens.replays import ReplaysScreen

            plan = partial(self._plan, errand)
            self.app.push_screen(
                ReplaysScreen(self.explorer, errand.ids, plan, errand.title),
                lambda _: self.refresh_history(),
            )

        def surveyed(found: tuple[tuple[Request, Context, str], ...]) -> None:
            from endpoint_explorer.tui.screens.dialogs import ConfirmScreen

            changing = [method for _, _, method in found if method not in SAFE_METHODS]
            if not changing:
                go()
                return
            real = any(c.environment and c.environment.production for _, c, _ in found)
            message = f"They change things: {_counted(changing)}."
            title = f"Send {len(errand.ids)} requests again{' to PRODUCTION' if real else ''}?"
            self.app.push_screen(
                ConfirmScreen(title, message, "Send", danger=real),
                lambda is_yes: go() if is_yes else None,
            )

        self.offload(partial(self._survey, errand), surveyed)

    def _survey(self, errand: Errand) -> tuple[tuple[Request, Context, str], ...]:
        found = []
        for exchange_id in errand.ids:
            (request, context, _), wire = self._reopen(errand, exchange_id)
            found.append((request, context, wire.method.upper()))
        return tuple(found)


def _counted(words: Iterable[str]) -> str:
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return ", ".join(f"{word} \N{MULTIPLICATION SIGN}{count}" for word, count in counts.items())
