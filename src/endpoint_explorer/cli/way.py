"""The options that say whom to trust and which way to go, named as curl names them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import msgspec

from endpoint_explorer.cli.target import Target
from endpoint_explorer.errors import UsageError
from endpoint_explorer.model.network import Network
from endpoint_explorer.sending.templates import escape


def way_options(function: Callable[..., int]) -> Callable[..., int]:
    """Add the options; `take_way` reads them."""
    file = click.Path(path_type=Path)
    options = (
        click.option(
            "--insecure", "-k", is_flag=True, help="Do not verify the server's certificate."
        ),
        click.option("--cacert", type=file, metavar="FILE", help="Trust the CAs in FILE (PEM)."),
        click.option("--cert", type=file, metavar="FILE", help="Show this certificate (PEM)."),
        click.option("--key", type=file, metavar="FILE", help="Its key, if not in the same file."),
        click.option(
            "--proxy",
            "-x",
            metavar="URL",
            help="Go through http, https, socks5 or socks5h://[USER:PASSWORD@]HOST:PORT.",
        ),
        click.option("--no-proxy", is_flag=True, help="Go through none, whatever is set."),
        click.option("--http1.1", "http_1", is_flag=True, help="Do not offer HTTP/2."),
    )
    for option in reversed(options):
        function = option(function)
    return function


class Way(msgspec.Struct, frozen=True):
    """What the options say."""

    network: Network
    http_1: bool

    def of(self, target: Target) -> Target:
        """Return the target with this way laid over its own."""
        request = target.request
        if self.http_1:
            options = msgspec.structs.replace(request.options, http2=False)
            request = msgspec.structs.replace(request, options=options)
        context = msgspec.structs.replace(target.context, network=self.network)
        return msgspec.structs.replace(target, request=request, context=context)


def take_way(options: dict[str, Any]) -> Way:
    """Take what `way_options` left; raises UsageError for options that exclude each other."""
    names = ("insecure", "cacert", "cert", "key", "proxy", "no_proxy", "http_1")
    given = {name: options.pop(name) for name in names}
    if given["no_proxy"] and given["proxy"]:
        raise UsageError("--proxy and --no-proxy exclude each other")
    if given["key"] and not given["cert"]:
        raise UsageError("--key needs --cert", hint="Name the certificate that it is the key of.")
    network = Network(
        verify=False if given["insecure"] else None,
        ca=_absolute(given["cacert"]),
        certificate=_absolute(given["cert"]),
        key=_absolute(given["key"]),
        proxy="" if given["no_proxy"] else given["proxy"],
    )
    return Way(network, given["http_1"])


def _absolute(path: Path | None) -> str | None:
    """Return a path that means the same wherever the collection is."""
    return None if path is None else escape(str(path.expanduser().absolute()))
