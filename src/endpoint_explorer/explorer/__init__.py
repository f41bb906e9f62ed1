"""The use cases that both front ends call: open, resolve, send, record, replay.

Nothing here knows a widget or a stream. Everything may be called from any thread; what reads a
file or the network blocks its caller, so the terminal UI calls it from workers.
"""

from endpoint_explorer.explorer.explorer import Explorer
from endpoint_explorer.explorer.sending import Plan
from endpoint_explorer.explorer.values import Observer, Origin, Sent

__all__ = [
    "Explorer",
    "Observer",
    "Origin",
    "Plan",
    "Sent",
]
