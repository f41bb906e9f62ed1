"""References to secrets in an environment's file."""

from __future__ import annotations

from collections.abc import Mapping

from endpoint_explorer.storage.toml_table import TomlTable

_KEYS = ("ref", "hosts")


def read_secrets(table: TomlTable) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return the references of the table `[secrets]`, and the hosts of those that have some.

    A secret is a text, `"env:TOKEN"`, or a table, `{ ref = "env:TOKEN", hosts = ["a.example"] }`.
    """
    references: dict[str, str] = {}
    hosts: dict[str, tuple[str, ...]] = {}
    for name, value in table.data.items():
        if not isinstance(value, dict):
            references[name] = table.text(name)
            continue
        entry = table.table(name)
        for key in entry.data:
            if key not in _KEYS:
                entry.fail(f"secrets.{name} has {key}, and only ref and hosts are known", key)
        references[name] = entry.required_text("ref")
        if "hosts" in entry.data:
            hosts[name] = _read_hosts(name, entry)
    return references, hosts


def _read_hosts(name: str, entry: TomlTable) -> tuple[str, ...]:
    hosts = entry.texts("hosts")
    if not hosts:
        entry.fail(f"secrets.{name}.hosts is empty: no host could be sent it", "hosts")
    for host in hosts:
        if not host.strip() or any(mark in host for mark in "/@ "):
            entry.fail(
                f'secrets.{name}.hosts has "{host}", which is no host such as api.example.com, '
                "*.example.com or localhost:8080",
                "hosts",
            )
    return hosts


def secrets_data(
    references: Mapping[str, str], hosts: Mapping[str, tuple[str, ...]]
) -> dict[str, object]:
    """Return the table `[secrets]` as plain data, from which `read_secrets` makes the same."""
    return {
        name: {"ref": reference, "hosts": list(hosts[name])} if name in hosts else reference
        for name, reference in references.items()
    }
