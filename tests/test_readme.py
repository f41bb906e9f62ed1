"""What the README shows can be taken as it stands."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"
EXAMPLES = re.findall(r"^```toml\n(.*?)^```$", README.read_text("utf-8"), re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_are_toml(example: str) -> None:
    assert tomllib.loads(example)


def test_no_key_is_told_twice_in_a_table() -> None:
    tables = re.findall(r"(?:^\|.*\n)+", README.read_text("utf-8"), re.MULTILINE)
    for table in tables:
        rows = re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
        rows += re.findall(r"\| \| (`.+?) \|", table)
        assert len(rows) == len(set(rows))
