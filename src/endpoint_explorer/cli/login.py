"""The options that say who asks and how, named as curl names them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
import msgspec

from endpoint_explorer.cli.target import Target
from endpoint_explorer.errors import UsageError
from endpoint_explorer.model.request import Auth
from endpoint_explorer.sending.templates import escape


def login_options(function: Callable[..., int]) -> Callable[..., int]:
    """Add the options; `take_login` reads them."""
    options = (
        click.option(
            "--user",
            "-u",
            metavar="USER:PASSWORD",
            help="Log in, by Basic unless told otherwise. {{name}} keeps a secret out of sight.",
        ),
        click.option("--digest", is_flag=True, help="Answer a Digest challenge, with -u."),
        click.option("--netrc", "-n", is_flag=True, help="Log in as $NETRC or ~/.netrc says."),
        click.option(
            "--aws-sigv4",
            metavar="aws:amz[:REGION[:SERVICE]]",
            help="Sign for AWS, with -u ACCESS_KEY:SECRET_KEY. The host says what is left out.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


class Login(msgspec.Struct, frozen=True):
    """What the options say; None leaves the request's own auth."""

    auth: Auth | None = None

    def of(self, target: Target) -> Target:
        """Return the target with this login in the place of its own."""
        if self.auth is None:
            return target
        request = msgspec.structs.replace(target.request, auth=self.auth)
        return msgspec.structs.replace(target, request=request)


def take_login(options: dict[str, Any]) -> Login:
    """Take what `login_options` left; raises UsageError for options that exclude each other."""
    user, digest, netrc, aws = (
        options.pop(name) for name in ("user", "digest", "netrc", "aws_sigv4")
    )
    ways = [name for name, given in (("--digest", digest), ("--netrc", netrc)) if given]
    ways += ["--aws-sigv4"] if aws is not None else []
    if len(ways) > 1:
        raise UsageError(f"{' and '.join(ways)} exclude each other")
    if netrc:
        if user is not None:
            raise UsageError("--netrc and --user exclude each other")
        return Login(Auth(type="netrc"))
    if user is None:
        if ways:
            raise UsageError(f"{ways[0]} needs --user", hint="Write -u NAME:PASSWORD.")
        return Login()
    name, colon, password = user.partition(":")
    if not colon:
        raise UsageError(
            "-u needs a password: USER:PASSWORD", hint='An empty one is written "-u NAME:".'
        )
    if aws is not None:
        region, service = _place(aws)
        keys = {"access_key": name, "secret_key": password}
        return Login(Auth(type="aws-sigv4", region=region, service=service, **keys))
    return Login(Auth(type="digest" if digest else "basic", username=name, password=password))


def _place(text: str) -> tuple[str, str]:
    """Read the region and the service as curl has them: `aws:amz:us-east-1:s3`."""
    parts = text.split(":")
    if parts[:2] != ["aws", "amz"] or len(parts) > 4:
        raise UsageError(
            f"--aws-sigv4 {text!r} is no place", hint="Write aws:amz or aws:amz:REGION:SERVICE."
        )
    region, service = (*parts[2:], "", "")[:2]
    return escape(region), escape(service)
