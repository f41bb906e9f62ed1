from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint_explorer.storage.secrets import read_secrets, secrets_data
from endpoint_explorer.storage.toml_table import TomlTable
from endpoint_explorer.storage.toml_writer import dump

names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
hosts = st.lists(st.sampled_from(["a.example", "*.b.example", "[::1]:80"]), min_size=1, max_size=3)


@settings(max_examples=50)
@given(st.dictionaries(names, st.tuples(names, st.none() | hosts), max_size=4))
def test_references_and_hosts_come_back(entries: dict[str, tuple[str, list[str] | None]]) -> None:
    references = {name: reference for name, (reference, _) in entries.items()}
    limited = {name: tuple(some) for name, (_, some) in entries.items() if some}
    text = dump({"secrets": secrets_data(references, limited)})
    table = TomlTable.parse(text, Path("e.toml")).table("secrets")
    assert read_secrets(table) == (references, limited)
