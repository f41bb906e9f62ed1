"""The authorization endpoint: what is asked, and where the answer goes (RFC 6749, section 4.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

import msgspec

from endpoint_explorer.demo.auth.accounts import (
    CLIENT_ID,
    PUBLIC_CLIENT_ID,
    SCOPES,
    USERNAME,
)
from endpoint_explorer.demo.auth.grants import Grant, Grants
from endpoint_explorer.demo.auth.token_endpoint import TokenError, read_scope
from endpoint_explorer.demo.payloads.problem import Fault
from endpoint_explorer.demo.problems import Problem
from endpoint_explorer.demo.reading import invalid_input

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Allow {client}?</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 16px/1.6 system-ui, sans-serif; max-width: 26rem; margin: 14vh auto;
  padding: 0 1rem }}
h1 {{ font-size: 1.3rem; font-weight: 600 }}
ul {{ padding-left: 1.2rem }}
small {{ opacity: .7; overflow-wrap: anywhere }}
button {{ font: inherit; padding: .5rem 1.4rem; margin: 1.2rem .6rem 1.2rem 0; border-radius: .5rem;
  border: 1px solid #8888; background: none; color: inherit; cursor: pointer }}
button[value=allow] {{ background: #2f6f9f; border-color: #2f6f9f; color: #fff }}
</style>
<h1>{client} asks for access</h1>
<p>You are {user}. If you allow it, it may:</p>
<ul>
{scopes}
</ul>
<form method="post" action="/oauth/authorize">
{fields}
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>
<p><small>Either way you go on to {redirect}. This is the demo: no account is real.</small></p>
</html>
"""


class Ask(msgspec.Struct, frozen=True):
    """A request for authorization that makes sense."""

    given: Mapping[str, str]
    grant: Grant

    @property
    def redirect_uri(self) -> str:
        """Where the answer goes."""
        return self.given["redirect_uri"]


def read_ask(given: Mapping[str, str]) -> Ask | str:
    """Return what is asked for, or the URL that an error goes to.

    Raises Problem, 400, where the client or its address cannot be trusted: then nobody is sent
    there (section 4.1.2.1).
    """
    known = (CLIENT_ID, PUBLIC_CLIENT_ID)
    if given.get("client_id") not in known:
        raise _untrusted("client_id", f"must be {' or '.join(known)}")
    if not _is_loopback(given.get("redirect_uri", "")):
        raise _untrusted(
            "redirect_uri", "must be on this machine, such as http://127.0.0.1:8000/callback"
        )
    try:
        return Ask(given, _grant(given))
    except TokenError as error:
        return _answer(given, error=error.code, error_description=error.description)


def decide(ask: Ask, decision: str, grants: Grants) -> str:
    """Return the URL that the answer of a person goes to, with a code when it is yes."""
    if decision != "allow":
        reason = f"{USERNAME} did not allow it."
        return _answer(ask.given, error="access_denied", error_description=reason)
    code = grants.make_code(ask.grant, ask.redirect_uri, ask.given["code_challenge"])
    return _answer(ask.given, code=code)


def consent_page(ask: Ask) -> str:
    """Return the page that asks a person; it works without scripts."""
    fields = "\n".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in ask.given.items()
        if name != "decision"
    )
    scopes = "\n".join(f"<li>{escape(SCOPES[name])}</li>" for name in ask.grant.scope)
    return _PAGE.format(
        client=escape(ask.grant.client),
        user=escape(USERNAME),
        scopes=scopes,
        fields=fields,
        redirect=escape(_parts(ask.redirect_uri).netloc),
    )


def _grant(given: Mapping[str, str]) -> Grant:
    if given.get("response_type") != "code":
        raise TokenError("unsupported_response_type", "response_type must be code.")
    method = given.get("code_challenge_method", "plain")
    if method != "S256" or not _CHALLENGE.fullmatch(given.get("code_challenge", "")):
        raise TokenError("invalid_request", "PKCE is needed: code_challenge, with method S256.")
    return Grant(given["client_id"], USERNAME, read_scope(given), given.get("audience", ""))


def _answer(given: Mapping[str, str], **rows: str) -> str:
    parts = _parts(given["redirect_uri"])
    if "state" in given:
        rows["state"] = given["state"]
    query = [*parse_qsl(parts.query, keep_blank_values=True), *rows.items()]
    return parts._replace(query=urlencode(query)).geturl()


def _is_loopback(url: str) -> bool:
    """Tell whether a URL leads to this machine, with any port (RFC 8252, section 7.3)."""
    parts = _parts(url)
    return parts.scheme == "http" and parts.hostname in _LOOPBACK and not parts.fragment


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _untrusted(name: str, detail: str) -> Problem:
    return invalid_input([Fault(location="query", field=name, detail=detail)])
