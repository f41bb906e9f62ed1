"""The options that say who asks and how, named as curl names them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
import msgspec

from endpoint_explorer.cli.target import Target
from endpoint_explorer.errors import UsageError
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.collection import Environment
from endpoint_explorer.model.request import Auth, AuthType
from endpoint_explorer.sending.templates import escape, references

_PASSWORD = "-u password"  # noqa: S105 - the name of a secret


def login_options(function: Callable[..., int]) -> Callable[..., int]:
    """Add the options; `take_login` reads them."""
    options = (
        click.option(
            "--user",
            "-u",
            metavar="USER[:PASSWORD]",
            help="Log in, by Basic unless told otherwise. Without a password it is asked for.",
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
    """What the options say; without an `auth` the request's own stands.

    `password` is what stands behind {{-u password}} in it; None where a person is asked for it.
    """

    auth: Auth | None = None
    password: str | None = None

    def __repr__(self) -> str:
        return f"Login({self.auth.type if self.auth else ''})"

    def of(self, target: Target, explorer: Explorer) -> Target:
        """Return the target with this login in the place of its own.

        The password is a secret of this one program, so that no history has it.
        """
        if self.auth is None:
            return target
        request = msgspec.structs.replace(target.request, auth=self.auth)
        context = target.context
        around = context.environment or Environment(name="")
        secrets = {**around.secrets, _PASSWORD: "prompt:"}
        environment = msgspec.structs.replace(around, secrets=secrets)
        if self.password is not None:
            explorer.provide_secret(context.directory, _PASSWORD, self.password)
        context = msgspec.structs.replace(context, environment=environment)
        return msgspec.structs.replace(target, request=request, context=context)


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
    name, colon, typed = user.partition(":")
    is_plain = not references(typed)
    password = f"{{{{{_PASSWORD}}}}}" if is_plain and (typed or not colon) else typed
    given = typed if colon and is_plain else None
    if aws is None:
        kind: AuthType = "digest" if digest else "basic"
        return Login(Auth(type=kind, username=name, password=password), given)
    region, service = _place(aws)
    keys = {"access_key": name, "secret_key": password}
    return Login(Auth(type="aws-sigv4", region=region, service=service, **keys), given)


def _place(text: str) -> tuple[str, str]:
    """Read the region and the service as curl has them: `aws:amz:us-east-1:s3`."""
    parts = text.split(":")
    if parts[:2] != ["aws", "amz"] or len(parts) > 4:
        raise UsageError(
            f"--aws-sigv4 {text!r} is no place", hint="Write aws:amz or aws:amz:REGION:SERVICE."
        )
    region, service = (*parts[2:], "", "")[:2]
    return escape(region), escape(service)
