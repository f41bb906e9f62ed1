"""What authorizes each message of one send: signatures made anew, and challenges answered."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from endpoint_explorer.errors import AuthFailed, SendError
from endpoint_explorer.model.authorization import AwsSigning, DigestLogin, NtlmLogin, OAuth1Signing
from endpoint_explorer.model.exchange import Hop, PreparedRequest, Response
from endpoint_explorer.model.secret import Secret
from endpoint_explorer.sending import outgoing, urls
from endpoint_explorer.sending.auth_settings import MADE_WHEN_SENT
from endpoint_explorer.sending.nonces import Nonces

if TYPE_CHECKING:
    from endpoint_explorer.sending.challenges import AuthChallenge
    from endpoint_explorer.sending.digest import DigestSession
    from endpoint_explorer.sending.ntlm import NtlmExchange

_MOST_STALE = 2
"""How often a server may call a nonce stale that it has just given."""


class Authorizer:
    """Authorizes the messages of one send.

    `check` raises a SendError when the send must end. `secrets` are the values that were made;
    `notes` say why a challenge was not answered, or in vain.
    """

    def __init__(
        self,
        nonces: Nonces,
        check: Callable[[], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._nonces = nonces
        self._check = check
        self._clock = clock
        self._session: DigestSession | None = None
        self._is_new = False
        self._ntlm: NtlmExchange | None = None
        self._answered: dict[str, int] = {}
        self.secrets: list[Secret] = []
        self.notes: list[str] = []

    def authorize(self, request: PreparedRequest) -> PreparedRequest:
        """Return a message with the headers that are made for it alone; raises AuthFailed."""
        try:
            if isinstance(request.signing, AwsSigning):
                return self._sign_aws(request, request.signing)
            if isinstance(request.signing, OAuth1Signing):
                return self._sign_oauth1(request, request.signing)
            if isinstance(request.challenge, DigestLogin):
                return self._digest(request, request.challenge)
            if isinstance(request.challenge, NtlmLogin):
                return self._ntlm_message(request, request.challenge)
        except SendError as error:
            error.host = error.host or urls.parse(request.url).host
            raise
        return request

    def answer(self, request: PreparedRequest, head: Response) -> Hop | None:
        """Take a 401, so that the next `authorize` answers it; None where it stands.

        A message that answered a challenge already is not sent again, unless its nonce was stale.
        """
        login = request.challenge
        if isinstance(login, NtlmLogin):
            return self._answer_ntlm(request, head)
        if not isinstance(login, DigestLogin):
            return None
        if head.status != 401:
            self._renew(head)
            return None
        from endpoint_explorer.sending.digest import DigestSession

        challenge = self._challenge(head)
        if challenge is None:
            return None
        if self._session:
            self._nonces.forget(self._session)
        is_stale = challenge.parameters.get("stale", "").lower() == "true"
        times = self._answered.get(request.url, 0)
        if times > (_MOST_STALE if is_stale else 0):
            why = (
                "its nonces are stale at once" if is_stale else "are user name and password right?"
            )
            self.notes.append(f"the server refused the answer to its Digest challenge: {why}")
            return None
        self._answered[request.url] = times + 1
        self._session = DigestSession(login, challenge)
        self._is_new = True
        self._nonces.keep(urls.parse(request.url), login, self._session)
        why = ", as the nonce was stale" if is_stale else ""
        note = f"answered the Digest challenge{why}"
        return Hop(head.status, request.method, request.url, request.url, note=note)

    def _challenge(self, head: Response) -> AuthChallenge | None:
        """Return the challenge that is to be answered; None, with a note, where none can be."""
        from endpoint_explorer.sending.challenges import parse_challenges
        from endpoint_explorer.sending.digest import strongest

        challenges = parse_challenges(head.header_values("www-authenticate"))
        try:
            found = strongest(challenges)
        except AuthFailed as error:
            self.notes.append(error.message)
            return None
        if found is None:
            schemes = dict.fromkeys(challenge.scheme[:30] for challenge in challenges)
            asked = f"the server asks for {', '.join(schemes)}" if schemes else "there is none"
            self.notes.append(f"no Digest challenge was answered: {asked}")
        return found

    def _answer_ntlm(self, request: PreparedRequest, head: Response) -> Hop | None:
        """Take the challenge that NTLM goes on with, on the same connection."""
        exchange = self._ntlm
        if exchange is None or exchange.is_over or head.status != 401:
            # The next message, should there be one, begins anew.
            self._ntlm = None
            if head.status == 401:
                self.notes.append("the server refused NTLM: are user name and password right?")
            return None
        from endpoint_explorer.sending.challenges import parse_challenges

        challenges = parse_challenges(head.header_values("www-authenticate"))
        token = next((one.token for one in challenges if one.scheme == "ntlm"), "")
        if not token:
            self.notes.append("NTLM was not answered: the server sent no challenge of it")
            return None
        try:
            exchange.answer(token)
        except AuthFailed as error:
            self.notes.append(error.message)
            return None
        note = "answered the NTLM challenge"
        return Hop(head.status, request.method, request.url, request.url, note=note)

    def _ntlm_message(self, request: PreparedRequest, login: NtlmLogin) -> PreparedRequest:
        from endpoint_explorer.sending.ntlm import NtlmExchange

        if self._ntlm is None:
            self._ntlm = NtlmExchange(login, urls.parse(request.url).host)
        self._note_secrets("NTLM message", f"NTLM {self._ntlm.token}")
        return _with_headers(request, {"Authorization": f"NTLM {self._ntlm.token}"})

    def _renew(self, head: Response) -> None:
        """Take over the nonce that the server wants next (RFC 7616, 3.5)."""
        from endpoint_explorer.sending.challenges import parse_parameters

        told = ", ".join(head.header_values("authentication-info"))
        if self._session and told and (nonce := parse_parameters(told).get("nextnonce")):
            self._nonces.renew(self._session, nonce)

    def _digest(self, request: PreparedRequest, login: DigestLogin) -> PreparedRequest:
        """Add the answer to a challenge that came, now or for an earlier send."""
        url = urls.parse(request.url)
        answered = self._session if self._is_new else self._nonces.find(url, login)
        self._session, self._is_new = answered, False
        if answered is None:
            return request
        hashed = self._hash(request, answered.hash_name) if answered.hashes_body else ""
        value = self._nonces.use(answered, request.method, url.target, hashed)
        self._note_secrets("Digest answer", value)
        return _with_headers(request, {"Authorization": value})

    def _sign_aws(self, request: PreparedRequest, signing: AwsSigning) -> PreparedRequest:
        from endpoint_explorer.sending import aws_signing

        date = aws_signing.timestamp(self._clock())
        made = {"X-Amz-Date": date}
        row = next((v for n, v in request.headers if n.lower() == "x-amz-content-sha256"), "")
        # Whoever writes UNSIGNED-PAYLOAD, or a hash that is known, is taken at that word.
        is_written = row and not row.endswith(MADE_WHEN_SENT)
        payload = row if is_written else self._hash(request, "sha256")
        if row:
            made["X-Amz-Content-Sha256"] = payload
        dated = _with_headers(request, made)
        message = aws_signing.Message(
            request.method, urls.parse(request.url), dated.headers, payload
        )
        value = aws_signing.authorization(message, signing, date)
        self._note_secrets("AWS signature", value)
        return _with_headers(dated, {"Authorization": value})

    def _sign_oauth1(self, request: PreparedRequest, signing: OAuth1Signing) -> PreparedRequest:
        from endpoint_explorer.sending import oauth1

        type_ = next((v for n, v in request.headers if n.lower() == "content-type"), "")
        is_form = type_.partition(";")[0].strip().lower() == oauth1.FORM
        form = b"".join(outgoing.contents(request.body)) if is_form and request.body else None
        text = None if form is None else form.decode("utf-8", "surrogateescape")
        value = oauth1.authorization(signing, request, text, self._clock())
        self._note_secrets("OAuth 1 signature", value)
        return _with_headers(request, {"Authorization": value})

    def _hash(self, request: PreparedRequest, name: str) -> str:
        """Return the hash of a body, in hex digits; files are read for it once more."""
        hashed = hashlib.new(name, usedforsecurity=False)
        for chunk in outgoing.contents(request.body):
            self._check()
            hashed.update(chunk)
        return hashed.hexdigest()

    def _note_secrets(self, name: str, authorization: str) -> None:
        """Remember what was made, as a whole: it is enough to send the same message again."""
        _, _, value = authorization.partition(" ")
        self.secrets.append(Secret(name, "", value))


def _with_headers(request: PreparedRequest, made: Mapping[str, str]) -> PreparedRequest:
    """Return a request with headers, in the places that hold theirs or else at the end."""
    left = {name.lower(): (name, value) for name, value in made.items()}
    rows = [
        (row[0], left.pop(row[0].lower())[1]) if row[0].lower() in left else row
        for row in request.headers
    ]
    return msgspec.structs.replace(request, headers=(*rows, *left.values()))
