"""The history: every exchange, redacted, in one SQLite file that survives what happens to it."""

from endpoint_explorer.storage.history.history import History

__all__ = ["History"]
