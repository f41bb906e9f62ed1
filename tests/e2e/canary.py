"""Values to look for, a server that repeats everything it is asked, and the search."""

from __future__ import annotations

import base64
from http.server import BaseHTTPRequestHandler

CORES = {
    "env": "cAn4ryEnvQ8w1",
    "dotenv": "cAn4ryDotP7x2",
    "keyring": "cAn4ryRngM6z3",
    "prompt": "cAn4ryAskL5v4",
    "auth": "cAn4ryPwdK4u5",
    "literal": "cAn4ryLitJ3t6",
    "captured": "cAn4ryCapH2s7",
}
"""What every form keeps of a value but base64: letters and digits."""

VALUES = {source: f"{core}+/ &'\"<%" for source, core in CORES.items()}
VALUES["captured"] = f"{CORES['captured']}+/=="  # what a header can hold
VALUES["prompt"] = f"{CORES['prompt']}~%x"  # what a cookie can hold

RING = f"""
from keyring.backend import KeyringBackend
class Ring(KeyringBackend):
    priority = 9
    def get_password(self, service, username):
        return {VALUES["keyring"]!r}
    def set_password(self, service, username, password):
        raise NotImplementedError
"""


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was asked: in headers, and below /body in the body, encoded anew."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.startswith("/broken"):
            self.send_response(200)
            self.send_header("Content-Length", "9999")
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = True
            return
        asked = "\n".join(
            [self.path, *(f"{k}: {v}" for k, v in self.headers.items()), body.decode()]
        )
        encoded = base64.b64encode(b"?" + asked.encode()).decode()
        answer = f"{asked}\n{encoded}".encode() if self.path.startswith("/body") else b"{}"
        targets = {"redirect": "body", "hop": "answer"}
        name = self.path[1:].partition("?")[0]
        self.send_response(307 if name in targets else 200)
        if name in targets:
            self.send_header("Location", self.path.replace(name, targets[name], 1))
        if name == "login":
            self.send_header("X-Token", VALUES["captured"])
        self.send_header("X-Echo", encoded)
        self.send_header("X-Url", self.path)
        self.send_header("X-Cookie", self.headers["Cookie"])
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
        """Say nothing."""


def hits(where: str, data: bytes) -> list[str]:
    """Name the secrets that are in some bytes, in any encoding."""
    found = []
    for source, core in CORES.items():
        raw = core.encode()
        forms = {raw, raw.lower(), raw.hex().encode(), core.encode("utf-16-le")}
        for offset in range(3):
            encoded = base64.b64encode(b"\0" * offset + raw)
            forms.add(encoded[4 if offset else 0 : len(encoded) // 4 * 4 - 4])
        found += [f"{source} in {where}: {form!r}" for form in forms if form in data]
    return found
