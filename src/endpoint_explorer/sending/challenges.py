"""What WWW-Authenticate says (RFC 9110, 11.6.1), as far as it can be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

_WORD = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_GAP = re.compile(r"[\s,]*")
_SCHEME = re.compile(rf"({_WORD})(?:[ \t]+|(?=[,]|$))")
_TOKEN_68 = re.compile(r"([A-Za-z0-9\-._~+/]+=*)[ \t]*(?=,|$)")
_PARAMETER = re.compile(
    rf'({_WORD})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)(?:"|\\?$)|([^\s,"]*))', re.DOTALL
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_JUNK = re.compile(r"[^,\s]*")


class AuthChallenge(msgspec.Struct, frozen=True):
    """A challenge: its scheme and the names of its parameters are in lower case.

    `token` is what a scheme such as NTLM has in their place.
    """

    scheme: str
    parameters: Mapping[str, str] = {}
    token: str = ""


def parse_challenges(values: Iterable[str]) -> tuple[AuthChallenge, ...]:
    """Return the challenges in the values of WWW-Authenticate headers, in order.

    What is malformed is passed over; of a parameter that is given twice the first stands.
    """
    return tuple(challenge for value in values for challenge in _parse(value))


def parse_parameters(value: str) -> dict[str, str]:
    """Return a list of parameters without a scheme, as Authentication-Info has it."""
    found: dict[str, str] = {}
    position = _skip(value, 0)
    while position < len(value):
        position = _skip(value, _take_parameter(value, position, found))
    return found


def quote(text: str) -> str:
    """Write a text as a quoted string (RFC 9110, 5.6.4)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _parse(value: str) -> Iterator[AuthChallenge]:
    position = _skip(value, 0)
    while position < len(value):
        if _PARAMETER.match(value, position) or not (begin := _SCHEME.match(value, position)):
            # A parameter without its scheme, or no token: neither means anything.
            position = _skip(value, _take_parameter(value, position, {}))
            continue
        position = begin.end()
        token, parameters = "", dict[str, str]()
        if bare := _TOKEN_68.match(value, position):
            token, position = bare[1], bare.end()
        position = _skip(value, position)
        while not token and _PARAMETER.match(value, position):
            position = _skip(value, _take_parameter(value, position, parameters))
        yield AuthChallenge(begin[1].lower(), parameters, token)


def _take_parameter(value: str, position: int, into: dict[str, str]) -> int:
    """Read the parameter that stands at a position, if one does; return where it ends."""
    found = _PARAMETER.match(value, position)
    if found is None:
        junk = _JUNK.match(value, position)
        return max(position + 1, junk.end() if junk else 0)
    name, quoted, plain = found.groups()
    into.setdefault(name.lower(), _ESCAPE.sub(r"\1", quoted) if plain is None else plain)
    return found.end()


def _skip(value: str, position: int) -> int:
    gap = _GAP.match(value, position)
    return gap.end() if gap else position
