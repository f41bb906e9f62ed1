"""What looks like a credential: by the name of a field or a variable, and by its value."""

from __future__ import annotations

import re

_CREDENTIAL = re.compile(
    r"(?:^|_)(?:(?:API|ACCESS|AUTH|PRIVATE)?KEY|PASS|PWD|JWT|BEARER)S?\d*(?:_|$)"
    r"|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL"
)
_ABOUT = re.compile(
    r"_(?:URL|URI|ENDPOINT|PATH|FILE|NAME|ID|TYPE|TTL|EXPIRES|EXPIRY|COUNT|LENGTH|HOST|PORT|USER"
    r"|HEADER|PREFIX|PARAM)$"
)
"""Ends of names that say something about a credential: TOKEN_URL is no token."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def names_credential(name: str) -> bool:
    """Say whether a name is one that credentials have, such as API_KEY, dbPassword or X-Token."""
    words = _CAMEL.sub("_", name).replace("-", "_").replace(".", "_").upper()
    return _CREDENTIAL.search(words) is not None and _ABOUT.search(words) is None
