"""The core: everything that a front end can ask for, in one object."""

from __future__ import annotations

from endpoint_explorer.explorer.saving import Saving


class Explorer(Saving):
    """The use cases of both front ends."""
