"""Who is trusted, and by which way a server is reached: as it is set, and as it is used."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

ProxyScheme = Literal["http", "https", "socks5", "socks5h"]


class Network(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The settings of a collection, an environment or the command line, as templates.

    None inherits. `ca`, `certificate` and `key` are files in PEM, relative to the collection's
    folder; empty means none, and for `key` that it is in the file of the certificate. An empty
    `proxy` means none, not even one that environment variables name.
    """

    verify: bool | None = None
    ca: str | None = None
    certificate: str | None = None
    key: str | None = None
    proxy: str | None = None

    def over(self, outer: Network) -> Network:
        """Return these settings, and where they say nothing the outer ones.

        A certificate and its key belong together: an outer key is not used with another.
        """
        has_own_certificate = self.certificate is not None
        return Network(
            verify=outer.verify if self.verify is None else self.verify,
            ca=outer.ca if self.ca is None else self.ca,
            certificate=self.certificate if has_own_certificate else outer.certificate,
            key=self.key if has_own_certificate or self.key is not None else outer.key,
            proxy=outer.proxy if self.proxy is None else self.proxy,
        )


class Trust(msgspec.Struct, frozen=True, kw_only=True):
    """Which servers to trust, and what to show them; `ca` None is the system's authorities."""

    verify: bool = True
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None


class Proxy(msgspec.Struct, frozen=True):
    """A proxy; `source` names the environment variable that it comes from, else it is empty.

    `credentials` are a user name and a password, which neither `str` nor `repr` shows.
    """

    scheme: ProxyScheme
    host: str
    port: int
    credentials: tuple[str, str] | None = None
    source: str = ""

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    def __repr__(self) -> str:
        return f"Proxy({str(self)!r})"


class Certificate(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What a server's certificate says of itself (RFC 5280).

    `subject` and `issuer` are written as RFC 4514 does, the most specific part last, as in the
    certificate. The validity is in seconds since the epoch. `names` are the subject's alternative
    names. `is_verified` says whether the certificate was found to be trusted.
    """

    subject: str
    issuer: str
    not_before: float
    not_after: float
    names: tuple[str, ...] = ()
    is_verified: bool = True
