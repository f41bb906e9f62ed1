"""The requests that carry credentials, sent as a person sends them, in both environments."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from endpoint_explorer.demo import DemoServer
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.exchange import Response
from endpoint_explorer.storage.history import History
from endpoint_explorer.storage.request_file import parse_request

from .test_collections import COLLECTIONS, STATUS_CHECK, label, load

DEMO = COLLECTIONS / "demo"
BY_A_PERSON = "oauth2-authorization-code"
AFTER_LOGIN = {"who-am-i", "who-am-i-by-token"}
WITH_AUTH = [
    path
    for path in sorted((DEMO / "auth").glob("*-*.toml")) + sorted((DEMO / "auth").glob("b*.toml"))
    if load(path).auth.type != "inherit" and path.stem not in {BY_A_PERSON, *AFTER_LOGIN}
]


@pytest.fixture
def explorer(demo_server: DemoServer, tmp_path: Path) -> Iterator[Explorer]:
    explorer = Explorer(history=History(tmp_path / "history.sqlite"))
    explorer.set_session_variable(DEMO, "server", demo_server.base_url)
    yield explorer
    explorer.close()


def send(explorer: Explorer, path: Path, environment: str = "local") -> Response:
    request, context = (
        parse_request(path.read_text("utf-8"), path),
        explorer.context(path, environment),
    )
    exchange = explorer.send(request, context, explorer.origin(path, environment)).exchange
    assert exchange.response is not None
    return exchange.response


def expected(path: Path) -> int:
    checks = load(path).checks
    return next(int(found[1]) for check in checks if (found := STATUS_CHECK.fullmatch(check)))


@pytest.mark.parametrize("path", WITH_AUTH, ids=label)
def test_every_kind_of_auth_is_let_in_or_refused_as_it_says(explorer: Explorer, path: Path) -> None:
    assert send(explorer, path).status == expected(path)


def test_the_nonce_of_digest_goes_stale_and_nobody_notices(explorer: Explorer) -> None:
    answers = [send(explorer, DEMO / "auth" / "digest.toml") for _ in range(4)]
    assert [answer.status for answer in answers] == [200] * 4


def test_log_in_then_who_am_i_then_log_out(explorer: Explorer) -> None:
    steps = [("log-in", 200), ("who-am-i", 200), ("log-out", 204), ("who-am-i", 401)]
    for stem, status in steps:
        assert send(explorer, DEMO / "auth" / f"{stem}.toml").status == status


def test_a_person_who_allows_it(explorer: Explorer) -> None:
    path = DEMO / "auth" / f"{BY_A_PERSON}.toml"

    def allow(url: str) -> None:
        """Press the button of the page, as a browser does."""
        page = urlsplit(url)
        fields = {name: values[0] for name, values in parse_qs(page.query).items()}
        endpoint = page._replace(query="").geturl()
        with httpx.Client(trust_env=False, follow_redirects=True, verify=False) as browser:
            assert browser.post(endpoint, data={**fields, "decision": "allow"}).status_code == 200

    request, context = parse_request(path.read_text("utf-8"), path), explorer.context(path, "local")
    explorer.authorize(request, context, explorer.origin(path, "local"), open_url=allow)
    assert send(explorer, path).status == 200


def test_staging_is_told_apart(explorer: Explorer) -> None:
    for stem in ("basic", "digest", "aws-signature", "oauth2-client-credentials"):
        answer = send(explorer, DEMO / "auth" / f"{stem}.toml", "staging")
        assert answer.status == 200
        assert ("X-Demo-Environment", "staging") in [
            (name.title(), value) for name, value in answer.headers
        ]
