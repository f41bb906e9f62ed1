"""`send --dry-run`: the message that would be sent, and nothing on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from endpoint_explorer.cli.output import Output
from endpoint_explorer.cli.target import Target
from endpoint_explorer.errors import UsageError
from endpoint_explorer.explorer import Explorer

if TYPE_CHECKING:
    from endpoint_explorer.cli.delivery import Manner


def check(manner: Manner) -> None:
    """Raise UsageError for options that are about an answer."""
    is_about_answer = manner.include or manner.fail or manner.pretty or manner.wanted
    if manner.file is not None or is_about_answer:
        raise UsageError(
            "--dry-run has no answer: not with --output, --include, --fail, --pretty and --filter",
            hint="To keep the message in a file, redirect: > FILE.",
        )


def show_message(output: Output, explorer: Explorer, target: Target, manner: Manner) -> int:
    """Print the message with secrets masked, and return the exit code; raises as a send does."""
    request, context, origin = target.request, target.context, target.origin
    cookies = not manner.no_cookies
    rehearsed = explorer.rehearse(request, context, origin, cookies=cookies)
    if manner.as_json:
        from endpoint_explorer.cli.document import dump, request_document
        from endpoint_explorer.storage.redaction import redact_exchange

        document = {"request": request_document(redact_exchange(rehearsed).wire)}
        output.data(dump(document, ascii_only=output.stdout_is_terminal))
        return 0
    preview = explorer.preview_message(request, context, origin, cookies=cookies)
    if output.stdout_is_terminal:
        from endpoint_explorer.bodies.message import MessageDocument
        from endpoint_explorer.cli.display import document_lines

        output.lines(document_lines(MessageDocument(preview)))
    else:
        output.data(preview.data)
    for note in preview.notes:
        output.warn(note)
    return 0
