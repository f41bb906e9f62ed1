"""JSONPath (RFC 9535) over the texts of a body, each match cut out of its bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from endpoint_explorer.bodies.filtering.json_values import Cutter, decode
from endpoint_explorer.bodies.filtering.result import MalformedExpression, Unfilterable

if TYPE_CHECKING:
    from jsonpath import JSONPathEnvironment

    Find = Callable[[Any], Iterator[Any]]

DEEPEST = 400
"""Levels that `..` goes down."""


@cache
def _environment() -> JSONPathEnvironment:
    from jsonpath import JSONPathEnvironment
    from jsonpath.parse import Parser
    from jsonpath.token import TOKEN_SINGLE_QUOTE_STRING, Token

    class EscapesParser(Parser):
        """Takes each escape of a name; the library refuses those of control characters."""

        def _decode_string_literal(self, token: Token) -> str:
            is_single = token.kind == TOKEN_SINGLE_QUOTE_STRING
            value = _as_json(token.value) if is_single else token.value
            try:
                return str(json.loads(f'"{value}"'))
            except ValueError:
                return super()._decode_string_literal(token)  # which says what is wrong

    class Environment(JSONPathEnvironment):
        max_recursion_depth = DEEPEST
        parser_class = EscapesParser

    return Environment(strict=True)


def _as_json(value: str) -> str:
    """Write what stands between single quotes as it would stand between double ones."""
    turned = {"\\'": "'", '"': '\\"', '\\"': "\\"}
    return re.sub(r"""\\?"|\\.""", lambda match: turned.get(match[0], match[0]), value)


def compile_json_path(expression: str) -> Find:
    """Return what finds the matches in a decoded value; raises MalformedExpression."""
    from jsonpath import JSONPathError

    try:
        return cast("Find", _environment().compile(expression).finditer)
    except JSONPathError as error:
        index = error.token.index if error.token is not None else -1
        position = (index if index >= 0 else len(expression)) + 1
        raise MalformedExpression(_in_words(str(error.message)), position) from error
    except RecursionError as error:
        raise MalformedExpression("nested too deeply") from error


def _in_words(message: str) -> str:
    """Take the names of tokens out of a message of the parser."""
    if "TOKEN_ROOT" in message:
        return "a JSONPath starts with $"
    return message.replace("TOKEN_", "").replace("EOF", "the end")


class JsonSource:
    """JSON texts that are asked again and again; decoded once."""

    def __init__(self, texts: Sequence[bytes]) -> None:
        """Take texts in UTF-8 without BOM; raises Unfilterable where one of them is no JSON."""
        self.values = [decode(text) for text in texts]
        self._cutters = [Cutter(text) for text in texts]

    def find(self, expression: str) -> Iterator[bytes]:
        """Yield the bytes of each match; raises MalformedExpression and Unfilterable."""
        for cutter, (parts, _) in self.located(expression):
            yield cutter.cut(parts)

    def objects(self, expression: str) -> Iterator[object]:
        """Yield the decoded value of each match; raises what `find` does."""
        for _, (_, value) in self.located(expression):
            yield value

    def located(self, expression: str) -> Iterator[tuple[Cutter, tuple[Any, Any]]]:
        """Yield the location and value of each match, and what cuts it out of its text."""
        from jsonpath import JSONPathError

        find = compile_json_path(expression)
        try:
            for value, cutter in zip(self.values, self._cutters, strict=True):
                if isinstance(value, dict | list):
                    for match in find(value):
                        yield cutter, (match.parts, match.obj)
                elif expression.strip() == "$":
                    yield cutter, ((), value)
        except RecursionError as error:
            raise Unfilterable("nested too deeply to be filtered") from error
        except JSONPathError as error:
            if "recursion" in str(error.message):
                raise Unfilterable(f"nested deeper than {DEEPEST} levels") from error
            raise Unfilterable(str(error.message)) from error
