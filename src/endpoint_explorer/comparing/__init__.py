"""Comparing two exchanges: what differs in status, headers and body, and how long each took."""

from endpoint_explorer.comparing.compare import Comparer, compare
from endpoint_explorer.comparing.comparison import Change, Comparison

__all__ = ["Change", "Comparer", "Comparison", "compare"]
