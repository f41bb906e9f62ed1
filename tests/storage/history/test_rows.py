from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from endpoint_explorer.model.exchange import Exchange, OmittedBody, WireRequest
from endpoint_explorer.model.request import Capture
from endpoint_explorer.storage.history import History
from endpoint_explorer.storage.history.rows import to_exchange


def test_captures_of_an_older_version_keep_their_queries() -> None:
    request = {"captures": [{"name": "a", "value": "status"}, {"name": "b", "query": "body"}]}
    document = {"wire": {"method": "GET", "url": "http://h/"}, "request": request}
    found = to_exchange(1, json.dumps(document).encode(), None, None).request
    assert found is not None
    assert found.captures == (Capture("a", "status"), Capture("b", "body"))


def test_request_body_that_was_too_large_is_named_with_size_and_hash(tmp_path: Path) -> None:
    omitted = OmittedBody(60_000_000, sha256(b"x").hexdigest())
    wire = WireRequest(
        method="PUT", url="http://h/", body=None, body_size=60_000_000, omitted=omitted
    )
    history = History(tmp_path / "history.sqlite")
    kept = history.get(history.record(Exchange(wire=wire)))
    history.close()
    assert kept.wire == wire
