"""The use cases that both front ends call: open, resolve, send, record, replay.

Nothing here knows a widget or a stream. Everything may be called from any thread; what reads a
file or the network blocks its caller, so the terminal UI calls it from workers.
"""

from endpoint_explorer.explorer.explorer import Explorer
from endpoint_explorer.explorer.keeping import keep_history, keep_history_briefly
from endpoint_explorer.explorer.secret_moves import Moved
from endpoint_explorer.explorer.sending import Plan
from endpoint_explorer.explorer.targets import find_target
from endpoint_explorer.explorer.values import Observer, Origin, Sent

__all__ = [
    "Explorer",
    "Moved",
    "Observer",
    "Origin",
    "Plan",
    "Sent",
    "find_target",
    "keep_history",
    "keep_history_briefly",
]
