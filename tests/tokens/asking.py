"""A collection whose API wants a token, and an explorer with a clock of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import msgspec
from tests.tokens.server import PASSWORD, SECRET, AuthorizationServer

from endpoint_explorer.explorer import Explorer, Origin, Sent
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.oauth2 import TokenState
from endpoint_explorer.model.request import Auth, Request
from endpoint_explorer.sending.transport import CancelToken
from endpoint_explorer.tokens import Tokens


class Asking:
    """Sends a request to the API with each grant; `now` is the time in seconds."""

    def __init__(self, server: AuthorizationServer, folder: Path) -> None:
        folder.mkdir()
        self.server = server
        self.folder = folder
        self.now = 1_000_000.0
        self.explorer = self.program()
        self.auth = Auth(
            type="oauth2",
            grant="client-credentials",
            token_url=f"{server.url}/token",
            authorize_url=f"{server.url}/authorize",
            client_id="the client",
            client_secret=SECRET,
            username="ada",
            password=PASSWORD,
            scope="read write",
            audience="https://api.test",
            resource="urn:api",
        )

    def program(self) -> Explorer:
        """Return an explorer as another program has it."""
        explorer = Explorer()
        explorer._tokens = Tokens(
            lambda asked, cancel: explorer.transport.send(asked, cancel=cancel), lambda: self.now
        )
        return explorer

    def use(self, **settings: object) -> None:
        """Change the auth."""
        self.auth = msgspec.structs.replace(self.auth, **settings)

    @property
    def request(self) -> Request:
        return Request(url=f"{self.server.url}/api", auth=self.auth)

    @property
    def parts(self) -> tuple[Request, Context, Origin]:
        """What the use cases are given."""
        return self.request, Context(directory=self.folder), Origin(None, self.folder, "")

    def send(self, explorer: Explorer | None = None, cancel: CancelToken | None = None) -> Sent:
        return (explorer or self.explorer).send(*self.parts, cancel=cancel)

    def status(self, explorer: Explorer | None = None) -> int:
        response = self.send(explorer).exchange.response
        assert response is not None
        return response.status

    def authorize(
        self, open_url: Callable[[str], None] | None = None, cancel: CancelToken | None = None
    ) -> TokenState:
        opened = open_url or browse
        return self.explorer.authorize(*self.parts, open_url=opened, cancel=cancel)


def browse(url: str) -> None:
    """Do what a browser does in which the person agrees at once."""
    fetch(url)


def fetch(url: str) -> str:
    with urlopen(url, timeout=10) as page:
        text: str = page.read().decode()
        return text
