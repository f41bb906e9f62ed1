"""Every error that Endpoint Explorer raises on purpose.

    EndpointExplorerError                 what failed, and a hint: what to try
      UsageError                  exit 2  the command or the arguments are wrong
      FileError                   exit 3  names the file, and the line where there is one
        FileUnreadable                    missing, a folder, no permission
        FileUnwritable                    read-only, disk full, no permission
        FileMalformed                     cannot be parsed, or says something impossible
        FileChanged                       changed on disk since it was read
        FileExists                        the name is taken
      ResolveError                exit 2  names the field; nothing was sent
        UnknownVariable
        VariableCycle
        SecretUnavailable
          SecretNeeded                    a front end can ask for it, and send again
        SecretRefused                     not for this host
        InvalidRequest                    no host, a newline in a header, an impossible port
      AuthorizationNeeded         exit 2  a person has to authorize first; nothing was sent
      AuthorizationFailed         exit 4  names the step at which no token was to be had
      SendError                   exit 4  names the host and the phase; becomes a failed exchange
        NameLookupFailed
        ConnectFailed
        TlsFailed
        ProxyFailed
        TimedOut
        ConnectionBroken                  reset or closed before the response was complete
        ProtocolViolated                  the answer is not HTTP, or not the HTTP it claims
        BodyUndecodable                   a content encoding that lies or stops short
        TooManyRedirects
        RedirectRefused                   a loop, another scheme, or no usable Location
        AuthFailed                        a step of authenticating: getting a token, answering a 401
        Cancelled                exit 130 the user stopped it

The `kind` of an error is the stable word for it in `--json` and in the history.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar


class EndpointExplorerError(Exception):
    """What failed, in one sentence, with a hint that says what to try."""

    kind: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(EndpointExplorerError):
    """The command or its arguments are wrong."""

    kind = "usage"
    exit_code = 2


class FileError(EndpointExplorerError):
    """A file cannot be used; `line` and `column` count from 1, and are None where unknown."""

    kind = "file"
    exit_code = 3

    def __init__(
        self,
        path: Path,
        reason: str,
        *,
        line: int | None = None,
        column: int | None = None,
        hint: str = "",
    ) -> None:
        where = str(path) if line is None else f"{path}:{line}"
        super().__init__(f"{where}: {reason}", hint=hint)
        self.path = path
        self.reason = reason
        self.line = line
        self.column = column


class FileUnreadable(FileError):
    """The file is missing, is a folder, or may not be read."""

    kind = "file-unreadable"


class FileUnwritable(FileError):
    """The file or its folder cannot be written; what was there before is untouched."""

    kind = "file-unwritable"


class FileMalformed(FileError):
    """The file cannot be parsed, or holds a value that means nothing."""

    kind = "file-malformed"


class FileChanged(FileError):
    """The file on disk is no longer the one that was read."""

    kind = "file-changed"


class FileExists(FileError):
    """A file or folder of this name is already there."""

    kind = "file-exists"


class ResolveError(EndpointExplorerError):
    """The request cannot be made exact; `field` is where, such as `url` or `headers.X-Trace`."""

    kind = "unresolved"
    exit_code = 2

    def __init__(self, message: str, *, field: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


class UnknownVariable(ResolveError):
    """No layer defines the variable `name`."""

    kind = "unknown-variable"

    def __init__(self, name: str, *, field: str, hint: str = "") -> None:
        super().__init__(f"{field}: no variable is named {name}", field=field, hint=hint)
        self.name = name


class VariableCycle(ResolveError):
    """Variables that are defined by each other."""

    kind = "variable-cycle"


class SecretUnavailable(ResolveError):
    """The source that a secret refers to does not give it."""

    kind = "secret-unavailable"


class SecretNeeded(SecretUnavailable):
    """A person has to give the secret `name` of the collection in the folder `collection`."""

    kind = "secret-needed"

    def __init__(
        self, name: str, *, collection: Path, field: str, reason: str = "", hint: str = ""
    ) -> None:
        reason = reason or "is asked for when it is needed"
        super().__init__(f"{field}: the secret {name} {reason}", field=field, hint=hint)
        self.name = name
        self.collection = collection


class SecretRefused(ResolveError):
    """A secret is kept for other hosts than the one that a message goes to."""

    kind = "secret-refused"


class InvalidRequest(ResolveError):
    """A field holds what cannot be sent."""

    kind = "invalid-request"


class AuthorizationNeeded(EndpointExplorerError):
    """There is no token, and only a person can get one."""

    kind = "authorization-needed"
    exit_code = 2


class AuthorizationFailed(EndpointExplorerError):
    """No token could be had, in the step `step`, such as `refresh token`.

    `error` is the word of RFC 6749, 5.2 and 4.1.2.1, where the server said one.
    """

    kind = "authorization-failed"
    exit_code = 4

    def __init__(self, message: str, *, step: str, error: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.step = step
        self.error = error


class SendError(EndpointExplorerError):
    """The exchange failed; `host` and `phase` say where."""

    kind = "send"
    exit_code = 4

    def __init__(self, message: str, *, host: str = "", phase: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.host = host
        self.phase = phase


class NameLookupFailed(SendError):
    """The host name has no address."""

    kind = "name-lookup"


class ConnectFailed(SendError):
    """No connection to the host and port."""

    kind = "connect"


class TlsFailed(SendError):
    """The TLS handshake or the certificate failed."""

    kind = "tls"


class ProxyFailed(SendError):
    """The proxy refused, or is not one."""

    kind = "proxy"


class TimedOut(SendError):
    """A limit of time was reached."""

    kind = "timeout"


class ConnectionBroken(SendError):
    """The connection ended before the response was complete."""

    kind = "connection-broken"


class ProtocolViolated(SendError):
    """What the server sent is not the protocol it claims."""

    kind = "protocol"


class BodyUndecodable(SendError):
    """The body does not decode as its Content-Encoding says."""

    kind = "decoding"


class TooManyRedirects(SendError):
    """The limit of redirects was reached."""

    kind = "too-many-redirects"


class RedirectRefused(SendError):
    """A redirect that must not be followed."""

    kind = "redirect-refused"


class AuthFailed(SendError):
    """A step of authenticating did not come off; the message names it."""

    kind = "auth"


class Cancelled(SendError):
    """The user stopped the request."""

    kind = "cancelled"
    exit_code = 130
