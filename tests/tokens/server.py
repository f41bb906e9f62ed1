"""An OAuth 2 server and its API, in one, for tests."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

SECRET = "s3cret/with +and%"
PASSWORD = "pa55 wörd"

Form = dict[str, str]
Answer = tuple[int, object]


class AuthorizationServer:
    """Knows one client and one person; use it in a `with` block.

    `asked` holds what came to the token endpoint, `called` the Authorization headers of the API.
    `answers` are given before its own, `redirects` change the way back of /authorize.
    """

    def __init__(self) -> None:
        self.expires_in: object = 3600
        self.rotates = True
        self.asked: list[Form] = []
        self.questions: list[Form] = []
        self.called: list[str] = []
        self.answers: list[Answer] = []
        self.redirect: Callable[[Form], Form] = lambda parameters: parameters
        self.accepted: set[str] = set()
        self.hold = threading.Event()
        self.hold.set()
        self.reached = threading.Event()
        self._lock = threading.Lock()
        self._count = 0
        self._challenges: dict[str, Form] = {}
        self.refreshable: set[str] = set()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> AuthorizationServer:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.hold.set()
        self._server.shutdown()
        self._server.server_close()

    def token(self, form: Form, authorization: str) -> Answer:
        """Answer the token endpoint."""
        with self._lock:
            self.asked.append(form)
            if self.answers:
                return self.answers.pop(0)
            if not _is_known(form, authorization):
                text = f"who is that with {form.get('client_secret', authorization)}?"
                return 401, {"error": "invalid_client", "error_description": text}
            if fault := self._fault(form):
                return 400, {"error": "invalid_grant", "error_description": fault}
            return 200, self._issue(form)

    def _fault(self, form: Form) -> str:
        if form["grant_type"] == "password":
            return "" if form["password"] == PASSWORD else f"not {form['password']}"
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] not in self.refreshable:
                return f"{form['refresh_token']} is no longer good"
            if self.rotates:
                self.refreshable.discard(form["refresh_token"])
            return ""
        if form["grant_type"] == "authorization_code":
            asked = self._challenges.pop(form["code"], None)
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            if asked is None or asked["code_challenge"] != challenge:
                return f"the verifier {form['code_verifier']} does not fit"
            if asked["redirect_uri"] != form["redirect_uri"]:
                return "another redirect_uri"
        return ""

    def _issue(self, form: Form) -> dict[str, object]:
        self._count += 1
        access, refresh = f"access-token-{self._count}", f"refresh-token-{self._count}"
        self.accepted = {access}
        answer = {"access_token": access, "token_type": "bearer", "expires_in": self.expires_in}
        if form["grant_type"] != "client_credentials" and self.rotates:
            self.refreshable.add(refresh)
            answer["refresh_token"] = refresh
        return answer

    def authorize(self, asked: Form) -> str:
        """Return where the authorization endpoint leads to."""
        self.questions.append(asked)
        code = f"the-code-{len(self.questions)}"
        self._challenges[code] = asked
        parameters = self.redirect({"code": code, "state": asked["state"]})
        return f"{asked['redirect_uri']}?{urlencode(parameters)}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that cancels is gone."""


def _is_known(form: Form, authorization: str) -> bool:
    if authorization.startswith("Basic "):
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        name, _, secret = pair.partition(":")
        return (unquote_plus(name), unquote_plus(secret)) == ("the client", SECRET)
    is_public = form.get("client_id") == "public"
    return is_public or (form.get("client_id"), form.get("client_secret")) == ("the client", SECRET)


def _handler(server: AuthorizationServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            form = _flat(self.rfile.read(size).decode())
            server.reached.set()
            server.hold.wait(10)
            status, body = server.token(form, self.headers.get("Authorization", ""))
            self._answer(status, body)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                self._answer(302, "", {"Location": server.authorize(_flat(parts.query))})
                return
            if parts.path == "/away":
                elsewhere = server.url.replace("127.0.0.1", "localhost")
                self._answer(302, "", {"Location": f"{elsewhere}/api"})
                return
            sent = self.headers.get("Authorization", "")
            server.called.append(sent)
            if sent.removeprefix("Bearer ") in server.accepted:
                self._answer(200, {"you": "are in"})
            else:
                self._answer(401, {"you": f"are out with {sent}"})

        def _answer(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
            data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def _flat(query: str) -> Form:
    return {name: values[0] for name, values in parse_qs(query).items()}
