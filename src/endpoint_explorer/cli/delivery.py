"""Sending a request and handing over what came: the same for `send` and `history replay`."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Protocol

import msgspec

from endpoint_explorer.cli.display import head_lines, report, show_response
from endpoint_explorer.cli.filtering import Filter, show_filtered
from endpoint_explorer.cli.output import Output, encode_line
from endpoint_explorer.cli.stream import File, Stdout, Stream
from endpoint_explorer.cli.target import Target
from endpoint_explorer.errors import Cancelled, SendError, UsageError
from endpoint_explorer.explorer import Explorer, Plan, Sent
from endpoint_explorer.explorer.keeping import keep_history_briefly
from endpoint_explorer.model.exchange import Exchange, Response
from endpoint_explorer.model.secret import Secret, redact

if TYPE_CHECKING:
    from endpoint_explorer.sending.transport import CancelToken

FAILED_STATUS = 1
"""The exit code of --fail when the status is 400 or more."""


class Cancellable(Protocol):
    """What can be told to stop."""

    def cancel(self) -> None:
        """Stop as soon as possible."""


class Manner(msgspec.Struct, frozen=True):
    """How the response is handed over.

    `timeout` is in seconds, `max_body` in bytes, None for the request's own.
    """

    timeout: float | None = None
    max_body: int | None = None
    no_cookies: bool = False
    as_json: bool = False
    include: bool = False
    fail: bool = False
    pretty: bool = False
    wanted: Filter | None = None
    file: Path | None = None


def deliver(output: Output, explorer: Explorer, target: Target, manner: Manner) -> int:
    """Resolve, send, print, and return the exit code; raises what cannot be resolved or written."""
    return hand_over(
        output, explorer, explorer.plan(target.request, target.context, target.origin), manner
    )


def hand_over(output: Output, explorer: Explorer, plan: Plan, manner: Manner) -> int:
    """Send what is prepared, print, and return the exit code; raises what cannot be written."""
    from endpoint_explorer.sending.transport import CancelToken

    cancel = CancelToken()
    # Raises for a file that cannot be written before anything is sent.
    file = File(manner.file) if manner.wanted and manner.file else None
    stream = _stream(output, plan, manner, cancel)
    adjusted = plan.adjusted(
        timeout=manner.timeout, max_body=manner.max_body, cookies=not manner.no_cookies
    )
    with stopped_by_ctrl_c(cancel):
        sent = explorer.transmit(
            adjusted, cancel=cancel, observer=stream.observer if stream else None
        )
    fault = None
    if stream is not None:
        stream.finish()
    elif manner.wanted is not None:
        fault = _filter(output, sent.exchange, manner, file)
    elif manner.as_json:
        _print_document(output, sent.exchange)
    elif sent.exchange.response is not None:
        show_response(
            output,
            sent.exchange.response,
            include=manner.include,
            secrets=sent.exchange.secrets,
        )
    notify(output, explorer)
    keep_history_briefly(explorer, sent.exchange.id)
    code = _conclude(output, sent, manner)
    if fault is not None and code == 0:
        raise fault
    if fault is not None:
        output.warn(fault.message, fault.hint)
    return code


def notify(output: Output, explorer: Explorer) -> None:
    """Pass on what the history had to do to open its file."""
    for notice in explorer.history.notices:
        output.warn(notice)


def _stream(output: Output, plan: Plan, manner: Manner, cancel: CancelToken) -> Stream | None:
    """Return where the body goes while it comes, None when it is shown once it is whole."""
    is_shown = manner.file is None and output.stdout_is_terminal
    if manner.wanted or manner.as_json or manner.pretty or is_shown:
        return None
    sink = Stdout(output) if manner.file is None else File(manner.file)
    if not manner.include:
        return Stream(sink, cancel)
    secrets = plan.prepared.secrets

    def head(response: Response) -> bytes:
        return b"".join(encode_line(line) for line in head_lines(response, secrets))

    return Stream(sink, cancel, head)


def _filter(
    output: Output, exchange: Exchange, manner: Manner, file: File | None
) -> UsageError | None:
    """Write what is wanted of the body; return what is wrong with that, to be said at the end."""
    response = exchange.response
    if response is None or manner.wanted is None:
        return None
    write = output.data if file is None else file.write
    if manner.include:
        for line in head_lines(response, exchange.secrets):
            write(encode_line(line))
    try:
        show_filtered(output, response, manner.wanted, None if file is None else file.write)
    except UsageError as error:
        return error
    finally:
        if file is not None:
            file.close()
    return None


def _print_document(output: Output, exchange: Exchange) -> None:
    from endpoint_explorer.cli.document import dump, exchange_document
    from endpoint_explorer.storage.redaction import redact_exchange

    document = exchange_document(redact_exchange(exchange))
    output.data(dump(document, ascii_only=output.stdout_is_terminal))


def _conclude(output: Output, sent: Sent, manner: Manner) -> int:
    """Say what there is to say beside the answer, and return the exit code."""
    exchange = sent.exchange
    report(output, exchange)
    if sent.notice:
        output.warn(sent.notice)
    if exchange.failure is not None:
        message, hint = exchange.failure.message, exchange.failure.hint
        output.error(redact(message, exchange.secrets), redact(hint, exchange.secrets))
        cancelled = exchange.failure.kind == Cancelled.kind
        return Cancelled.exit_code if cancelled else SendError.exit_code
    return _judge(output, exchange.response, exchange.secrets, manner)


def _judge(
    output: Output, response: Response | None, secrets: tuple[Secret, ...], manner: Manner
) -> int:
    """Say what is wrong with a response that came without a failure."""
    if response is None:
        return 0
    if not response.is_complete:
        reason = next(reversed(response.notes), "it was cut short")
        output.error(f"the body is not complete: {redact(reason, secrets)}")
        return SendError.exit_code
    if manner.fail and response.status >= 400:
        reason = redact(response.reason, secrets)
        output.error(f"the server answered {response.status} {reason}".rstrip())
        return FAILED_STATUS
    return 0


@contextmanager
def stopped_by_ctrl_c(cancel: Cancellable) -> Iterator[None]:
    """Let ctrl+c end what is under way, as it ends well; a second one ends the program."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        cancel.cancel()

    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:
        # Started with SIGINT ignored, as a shell does with what runs in the background.
        yield
        return
    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
