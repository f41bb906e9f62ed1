"""`--filter`: the parts of a body that an expression names, one a line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click
import msgspec

from endpoint_explorer.cli.output import Line, Output
from endpoint_explorer.errors import UsageError
from endpoint_explorer.model.exchange import Response

if TYPE_CHECKING:
    from endpoint_explorer.bodies.body import Body
    from endpoint_explorer.bodies.filtering.result import Filtered

_STRING_OR_SPACE = re.compile(rb'("(?:[^"\\]|\\.)*+")|[ \t\r\n]+', re.DOTALL)

FILTER_NOTES = """
--filter takes a JSONPath (RFC 9535), which starts with $, for JSON and JSON lines, or an XPath
(1.0) for XML and HTML; names without a prefix mean elements in the default namespace too. Each
match is a line: JSON as it was sent but for white space between tokens, XML as it stands in the
body, attributes and text as text. --json makes one JSON array of them, --pretty lays each out,
-o FILE takes them instead of the body. When nothing matches, stderr says so and the exit code is
0. An expression that is malformed is wrong usage, and nothing is sent.
"""


class Filter(msgspec.Struct, frozen=True):
    """What is to be taken out of a body, and how it is written."""

    expression: str
    unquoted: bool = False
    as_json: bool = False
    pretty: bool = False


def filter_options(function: Callable[..., int]) -> Callable[..., int]:
    """Add the options that `take_filter` reads."""
    options = (
        click.option(
            "--filter",
            "expression",
            metavar="EXPRESSION",
            help="Print what a JSONPath or XPath finds, one a line.",
        ),
        click.option(
            "--unquoted", "-r", is_flag=True, help="Print strings that --filter finds bare."
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def take_filter(options: dict[str, Any]) -> Filter | None:
    """Take what `filter_options` left; raises UsageError, before anything is sent."""
    expression, unquoted = options.pop("expression"), options.pop("unquoted")
    if expression is None:
        if unquoted:
            raise UsageError("--unquoted is about what --filter finds")
        return None
    as_json, pretty = options.get("as_json", False), options.get("pretty", False)
    if as_json and (unquoted or pretty):
        other = "--unquoted" if unquoted else "--pretty"
        raise UsageError(f"--json makes one JSON array of the matches, without {other}")
    _check(expression)
    return Filter(expression, unquoted, as_json, pretty)


def _check(expression: str) -> None:
    from endpoint_explorer.bodies.filtering.result import MalformedExpression
    from endpoint_explorer.bodies.filtering.source import check, expressed_in

    try:
        check(expression)
    except MalformedExpression as error:
        raise UsageError(
            f"--filter {expression!r}: {error}",
            hint=f"It is read as {expressed_in(expression)}: only with $ in front it is JSONPath.",
        ) from error


def show_filtered(
    output: Output,
    response: Response,
    wanted: Filter,
    write: Callable[[bytes], None] | None = None,
) -> None:
    """Write the matches to stdout, or by `write`; raises UsageError for a body that has none."""
    filtered = _evaluate(response, wanted.expression)
    if filtered.is_cut:
        output.warn(f"only the first {len(filtered.matches):,} matches: there is too much of them")
    if not filtered.matches:
        output.warn(f"nothing in the body matches {wanted.expression}")
    is_coloured = write is None and output.stdout_is_terminal and not wanted.as_json
    if is_coloured:
        output.lines(_coloured_lines(filtered, wanted))
        return
    (write or output.data)(b"".join(_pieces(filtered, wanted)))


def _evaluate(response: Response, expression: str) -> Filtered:
    from endpoint_explorer.bodies.body import Body
    from endpoint_explorer.bodies.filtering.result import MalformedExpression, Unfilterable
    from endpoint_explorer.bodies.filtering.source import Source

    body = Body.of(response.body, response.header("content-type") or "")
    _check_language(body, expression)
    try:
        return Source(body).evaluate(expression)
    except (MalformedExpression, Unfilterable) as error:
        raise UsageError(f"--filter cannot be applied: {error}") from error


def _check_language(body: Body, expression: str) -> None:
    from endpoint_explorer.bodies.filtering.source import expressed_in, language_of

    language = language_of(body)
    if language is None:
        kind = body.media.name or "of no type"
        what = f"the body is {kind}" if body.data else "there is no body"
        raise UsageError(f"--filter needs JSON, XML or HTML: {what}")
    if language != expressed_in(expression):
        hint = "A JSONPath starts with $." if language == "JSONPath" else ""
        raise UsageError(f"--filter: this body takes {language}, not {expression!r}", hint=hint)


def _pieces(filtered: Filtered, wanted: Filter) -> Iterator[bytes]:
    if wanted.as_json:
        yield b"[%s]\n" % b",\n".join(_as_json(filtered))
        return
    for match in filtered.matches:
        yield _written(match, filtered.media, wanted)
        yield b"\n"


def _as_json(filtered: Filtered) -> Iterable[bytes]:
    if filtered.media == "application/json":
        return map(_compact, filtered.matches)
    texts = (match.decode("utf-8", "replace") for match in filtered.matches)
    return (json.dumps(text, ensure_ascii=False).encode("utf-8") for text in texts)


def _written(match: bytes, media: str, wanted: Filter) -> bytes:
    """Return a match as it is printed, without a line end."""
    if wanted.unquoted and media == "application/json" and match.startswith(b'"'):
        text = json.loads(match.decode("utf-8", "surrogateescape"), strict=False)
        return str(text).encode("utf-8", "replace")
    if wanted.pretty:
        from endpoint_explorer.bodies.registry import indented

        return indented(match, f"{media}; charset=utf-8").rstrip(b"\n")
    return _compact(match) if media == "application/json" else match


def _compact(match: bytes) -> bytes:
    """Take the white space between tokens away, so that JSON is one line."""
    try:
        return msgspec.json.format(match, indent=-1)
    except (msgspec.DecodeError, RecursionError):
        return _STRING_OR_SPACE.sub(lambda found: found[1] or b"", match)


def _coloured_lines(filtered: Filtered, wanted: Filter) -> Iterator[Line]:
    from endpoint_explorer.bodies.body import Body
    from endpoint_explorer.bodies.registry import format_of
    from endpoint_explorer.cli.display import coloured

    found = format_of(Body.of(b"", filtered.media))
    for match in filtered.matches:
        written = _written(match, filtered.media, wanted)
        for line in written.decode("utf-8", "replace").split("\n"):
            is_bare = found is None or (wanted.unquoted and match.startswith(b'"'))
            tokens = () if is_bare or found is None else found.highlight(line)
            yield tuple(coloured(line, tokens))
