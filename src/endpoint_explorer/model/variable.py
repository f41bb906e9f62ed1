"""Variables: where `{{name}}` stands in a text, and what a name stands for."""

from __future__ import annotations

import re

import msgspec

VARIABLE = re.compile(r"(?<!\\)\{\{(?P<name>[^{}\n]+)\}\}")
"""A variable is looked up by its name, white space around it aside; `\\{{` is a literal `{{`."""


class Variable(msgspec.Struct, frozen=True):
    """A name that a template may use, and where its value comes from.

    `shown` is the value with all that is in it put in, secrets masked. `layer` says in words who
    defines it, such as "environment Staging"; `shadows` are the weaker layers that define it too,
    the strongest first, each with its value as it is written, masked where it is secret. `written`
    is the template of the value where that is another text. `fault` says why it has no value.
    """

    name: str
    shown: str
    layer: str
    is_secret: bool = False
    shadows: tuple[tuple[str, str], ...] = ()
    written: str = ""
    fault: str = ""
