"""What the auth tab asks for where the auth is OAuth 2."""

from __future__ import annotations

from textual.message import Message


class AuthorizeRequested(Message):
    """A new token is to be had for the request."""


class TokenWanted(Message):
    """The auth is looked at; the answer is `FormPane.set_token`."""
