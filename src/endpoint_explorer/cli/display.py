"""A response as a person reads it: its head, its body laid out, and one line about the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from endpoint_explorer.cli.output import Line, Output, Span
from endpoint_explorer.model.exchange import Exchange, Headers, Response, Timings
from endpoint_explorer.model.measure import format_duration, format_size
from endpoint_explorer.model.secret import Secret, redact, unredacted

if TYPE_CHECKING:
    from endpoint_explorer.bodies.document import Document

_SLICE = 256 * 1024
"""Bytes of a laid-out body that are written at a time: the whole of it is never in memory."""

TOKEN_STYLES: dict[str, str] = {
    "key": "blue",
    "string": "green",
    "number": "cyan",
    "literal": "magenta",
    "tag": "blue",
    "attribute": "cyan",
    "comment": "dim",
    "muted": "dim",
    "heading": "blue",
    "link": "cyan",
    "unknown": "yellow",
}


def status_style(status: int | None) -> str:
    """Return the style of a status code: what succeeded, what was redirected, what failed."""
    if status is None or status >= 500:
        return "red"
    if status >= 400:
        return "yellow"
    return "cyan" if status >= 300 else "green"


def head_lines(response: Response, secrets: Iterable[Secret] = ()) -> Iterator[Line]:
    """Return the status line, the headers and an empty line, secrets taken out."""
    secrets = tuple(secrets)
    status = (f"{response.status}", status_style(response.status))
    reason = redact(response.reason, secrets)
    yield (f"{response.http_version} ", status, f" {reason}" if reason else "")
    yield from header_lines(response.headers, secrets)
    yield ()


def header_lines(headers: Headers, secrets: Iterable[Secret] = ()) -> Iterator[Line]:
    """Return a line for each header, secrets taken out."""
    secrets = tuple(secrets)
    for name, value in headers:
        yield ((redact(name, secrets), "blue"), f": {redact(value, secrets)}")


def show_response(
    output: Output, response: Response, *, include: bool, secrets: Iterable[Secret] = ()
) -> None:
    """Write a response laid out: in colour to a terminal, as plain text elsewhere."""
    if include:
        output.lines(head_lines(response, secrets))
    if output.stdout_is_terminal:
        show_body(output, response)
        return
    from endpoint_explorer.bodies.body import Body
    from endpoint_explorer.bodies.registry import laid_out

    document = laid_out(Body.of(response.body, response.header("content-type") or ""))
    if document is None:
        output.data(response.body)
        return
    for start in range(0, document.size, _SLICE):
        output.data(document.read(start, start + _SLICE))
    if document.read(document.size - 1, document.size) != b"\n":
        output.data(b"\n")


def show_body(output: Output, response: Response) -> None:
    """Write a body to a terminal: laid out and coloured, or why it is not shown."""
    from endpoint_explorer.bodies.body import Body
    from endpoint_explorer.bodies.registry import is_binary, show

    if not response.body:
        return
    body = Body.of(response.body, response.header("content-type") or "")
    if is_binary(body):
        kind = body.media.name or "no type given"
        output.warn(
            f"the body is binary ({kind}, {format_size(len(response.body))}) and not shown",
            hint="-o FILE saves it; a pipe gets it byte for byte.",
        )
        return
    shown = show(body)
    if shown.note:
        output.warn(shown.note)
    output.lines(document_lines(shown.document))


def report(output: Output, exchange: Exchange) -> None:
    """Say on stderr, to a person: status, timings, sizes, redirects and notes."""
    if not output.stderr_is_terminal:
        _warn_of_way(output, exchange)
        _warn_of_body(output, exchange)
        _warn_of_captures(output, exchange)
        return
    if exchange.proxy:
        output.status((f"via proxy {exchange.proxy}", "dim"))
    for line in hop_lines(exchange):
        output.status(*line)
    response = exchange.response
    if response is not None:
        for note in response.notes:
            output.status((f"note: {redact(note, exchange.secrets)}", "dim"))
        output.status(*_summary(exchange, response))
    for told in exchange.captures:
        if not told.fault:
            shown = redact(told.shown, exchange.secrets)
            output.status((f"captured {told.name} = {shown}", "dim"))
    _warn_of_captures(output, exchange)


def _warn_of_captures(output: Output, exchange: Exchange) -> None:
    """Say which variables did not get the value that was to be captured, and why."""
    for told in exchange.captures:
        if told.fault:
            output.warn(redact(f"{told.name} was not captured: {told.fault}", exchange.secrets))


def _warn_of_way(output: Output, exchange: Exchange) -> None:
    """Say, to whoever reads stderr, what may surprise about the way that was taken."""
    for note in unredacted(exchange.secrets):
        output.warn(note)
    if exchange.proxy_source:
        output.warn(f"via proxy {exchange.proxy}, which {exchange.proxy_source} names")
    certificate = exchange.certificate
    if certificate and not certificate.is_verified and exchange.response:
        output.warn("the server's certificate was not verified")


def _warn_of_body(output: Output, exchange: Exchange) -> None:
    """Say, to whoever reads stderr, where the body is not what its headers say."""
    for note in exchange.response.notes if exchange.response else ():
        if note.startswith("the body "):
            output.warn(redact(note, exchange.secrets))


def hop_lines(exchange: Exchange) -> Iterator[Line]:
    """Return a line for each answer that another message followed, secrets taken out."""
    for hop in exchange.hops:
        what = f", then {hop.note}" if hop.note else f" redirected to {hop.location}"
        dropped = f", without {', '.join(hop.dropped)}" if hop.dropped else ""
        yield ((redact(f"{hop.status}{what}{dropped}", exchange.secrets), "dim"),)


def phases(timings: Timings) -> str:
    """Name the phases that took place, in order, with their durations."""
    durations = {
        "dns": timings.dns,
        "connect": timings.connect,
        "tls": timings.tls,
        "first byte": timings.first_byte,
        "download": timings.download,
    }
    known = (f"{name} {format_duration(t)}" for name, t in durations.items() if t is not None)
    return ", ".join(known)


def _summary(exchange: Exchange, response: Response) -> Iterator[Span]:
    reason = redact(response.reason, exchange.secrets)
    yield f"{response.http_version} "
    yield (f"{response.status} {reason}".rstrip(), status_style(response.status))
    facts = [format_duration(exchange.timings.total), format_size(response.size)]
    if response.wire_size and response.wire_size != response.size:
        facts[-1] += f" ({format_size(response.wire_size)} on the wire)"
    yield "  " + "  ".join(facts)
    yield (f"  {phases(exchange.timings)}", "dim")
    if exchange.id is not None:
        yield (f"  #{exchange.id}", "dim")


def document_lines(document: Document) -> Iterator[Line]:
    """Return the lines of a document, coloured."""
    for number in range(document.line_count):
        text = document.text(number)
        yield tuple(coloured(text, document.spans(number, text)))


def coloured(text: str, tokens: Iterable[tuple[int, int, str]]) -> Iterator[Span]:
    """Cut a line into its tokens and what is between them."""
    position = 0
    for start, end, token in tokens:
        if start > position:
            yield text[position:start]
        yield (text[start:end], TOKEN_STYLES.get(token, ""))
        position = end
    yield text[position:]
