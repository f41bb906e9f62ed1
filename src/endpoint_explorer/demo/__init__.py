"""The embedded demo API: an in-memory teaching server on the loopback interface.

`DemoServer` runs it as a child process, `serve` runs it in this one. Importing this package costs
nothing: the web framework is imported where the server runs.
"""

from __future__ import annotations

from endpoint_explorer.demo.process import DemoServer
from endpoint_explorer.demo.server import serve

__all__ = ["DemoServer", "serve"]
