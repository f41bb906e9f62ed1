from __future__ import annotations

import json

from endpoint_explorer.model.request import Capture
from endpoint_explorer.storage.history.rows import to_exchange


def test_captures_of_an_older_version_keep_their_queries() -> None:
    request = {"captures": [{"name": "a", "value": "status"}, {"name": "b", "query": "body"}]}
    document = {"wire": {"method": "GET", "url": "http://h/"}, "request": request}
    found = to_exchange(1, json.dumps(document).encode(), None, None).request
    assert found is not None
    assert found.captures == (Capture("a", "status"), Capture("b", "body"))
