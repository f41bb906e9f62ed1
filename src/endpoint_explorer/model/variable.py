"""Variables in text: where `{{name}}` stands."""

from __future__ import annotations

import re

VARIABLE = re.compile(r"(?<!\\)\{\{(?P<name>[^{}\n]+)\}\}")
"""A variable is looked up by its name, white space around it aside; `\\{{` is a literal `{{`."""
