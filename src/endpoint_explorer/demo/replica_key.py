"""The API key that replicas ask for, in a header."""

from __future__ import annotations

from starlette.requests import Request

from endpoint_explorer.demo.payloads.problem import Fault
from endpoint_explorer.demo.problems import KEY_MISSING, Problem

HEADER = "x-api-key"


def require_key(request: Request) -> None:
    """Raise Problem, 401, unless the request carries a key; any that is not empty will do."""
    if not request.headers.get(HEADER, "").strip():
        raise Problem(
            KEY_MISSING,
            f"Send the header {HEADER} with any value, such as demo-key.",
            faults=[Fault(location="header", field=HEADER, detail="is required")],
            # A 401 must say how to authenticate (RFC 9110, section 15.5.2).
            headers={"WWW-Authenticate": f'ApiKey realm="demo", header="{HEADER}"'},
        )
