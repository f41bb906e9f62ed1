"""NTLM over HTTP (MS-NTHT): three messages on one connection, made by pyspnego."""

from __future__ import annotations

import base64
import binascii

from endpoint_explorer.errors import AuthFailed
from endpoint_explorer.model.authorization import NtlmLogin


class NtlmExchange:
    """The messages of one login: `token` is the one to send next, in base64."""

    def __init__(self, login: NtlmLogin, host: str) -> None:
        try:
            import spnego
        except ImportError as error:
            raise AuthFailed(
                "NTLM needs a package that is not installed",
                phase="resolve",
                hint="Install it: pip install 'endpoint-explorer[ntlm]'",
            ) from error
        name = f"{login.domain}\\{login.username}" if login.domain else login.username
        self._context = spnego.client(
            name, login.password, hostname=host, service="http", protocol="ntlm"
        )
        self.token = self._step(None)

    @property
    def is_over(self) -> bool:
        """Whether the last message has been made: what comes then is the server's verdict."""
        return self._context.complete

    def answer(self, challenge: str) -> None:
        """Make the answer to the server's challenge, in base64; raises AuthFailed."""
        try:
            data = base64.b64decode(challenge, validate=True)
        except (binascii.Error, ValueError) as error:
            raise AuthFailed("NTLM: the server's challenge is not in base64") from error
        self.token = self._step(data)

    def _step(self, data: bytes | None) -> str:
        try:
            return base64.b64encode(self._context.step(data) or b"").decode()
        except Exception as error:  # what is malformed raises whatever it runs into
            which = "the server's challenge cannot be answered" if data else "cannot begin"
            raise AuthFailed(f"NTLM: {which}: {type(error).__name__}") from error
