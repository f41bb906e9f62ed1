"""Variables in text: where `{{name}}` stands."""

from __future__ import annotations

import re

VARIABLE = re.compile(r"\{\{\s*(?P<name>[^\s{}]+)\s*\}\}")
"""A variable is looked up by its name and nothing else: no expressions, no attributes."""
