"""What lives as long as the program: variables, and what was captured into them."""

from __future__ import annotations

import msgspec

from endpoint_explorer.model.secret import MASK


class SessionVariable(msgspec.Struct, frozen=True):
    """A value that was captured or typed; it is never a template."""

    value: str
    secret: bool = False

    def __repr__(self) -> str:
        """Show no secret, so that no traceback or log can."""
        return f"SessionVariable({MASK if self.secret else self.value!r})"


class Captured(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of a capture: the value, dots where it is secret, or why there is none."""

    name: str
    shown: str = ""
    is_secret: bool = False
    fault: str = ""
