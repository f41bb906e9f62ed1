"""The payloads of logging in: what is sent to be let in, and what says that one is."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from endpoint_explorer.demo.auth.accounts import (
    CLIENT_ID,
    CLIENT_SECRET,
    PASSWORD,
    PUBLIC_CLIENT_ID,
    USERNAME,
)


class Welcome(BaseModel):
    """Who was let in, and how."""

    user: str = Field(description="Who is asking.", examples=[USERNAME])
    scheme: str = Field(description="How that was found out.", examples=["Basic"])
    note: str = Field(
        description="What can be seen of it.",
        examples=["Let in by the header Authorization."],
    )


class DigestQuery(BaseModel):
    """Which challenge to get."""

    algorithm: Literal["SHA-256", "MD5"] | None = Field(
        default=None, description="Only this one; else both are offered.", examples=["SHA-256"]
    )
    uses: int = Field(
        default=3,
        ge=1,
        le=1000,
        description="How many requests a nonce is good for, before it is stale.",
        examples=[3],
    )


class KeyQuery(BaseModel):
    """The key, where it is part of the query."""

    api_key: str = Field(default="", description="The API key.", examples=["demo-key"])


class LoginInput(BaseModel):
    """Who wants to log in."""

    username: str = Field(max_length=100, examples=[USERNAME])
    password: str = Field(max_length=100, examples=[PASSWORD])


class LoggedIn(BaseModel):
    """A login that succeeded; the session is in the cookie."""

    user: str = Field(examples=[USERNAME])
    token: str = Field(
        description="The same session as a token, for programs without cookies.",
        examples=["fJ0pQ1mXyd8Yl0nO3n4m2w5vJ1c8eXkq"],
    )


class TokenQuery(BaseModel):
    """How long the token is to live."""

    expires_in: int = Field(
        default=3600,
        ge=1,
        le=86_400,
        description="In seconds: a short one shows how a client renews it.",
        examples=[60],
    )


class TokenInput(BaseModel):
    """What a client sends for a token (RFC 6749); which fields are needed depends on the grant."""

    grant_type: Literal["client_credentials", "password", "authorization_code", "refresh_token"] = (
        Field(examples=["client_credentials"])
    )
    client_id: str = Field(default="", examples=[CLIENT_ID])
    client_secret: str = Field(default="", examples=[CLIENT_SECRET])
    scope: str = Field(default="", examples=["read"])
    audience: str = Field(default="", examples=["https://api.example.com"])
    username: str = Field(default="", examples=[USERNAME])
    password: str = Field(default="", examples=[PASSWORD])
    code: str = Field(default="", examples=["SplxlOBeZQQYbYS6WxSbIA"])
    redirect_uri: str = Field(default="", examples=["http://127.0.0.1:8000/callback"])
    code_verifier: str = Field(default="", examples=["dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"])
    refresh_token: str = Field(default="", examples=["tGzv3JOkF0XG5Qx2TlKWIA"])


class AuthorizeQuery(BaseModel):
    """What a client asks a person for (RFC 6749, section 4.1.1; RFC 7636)."""

    response_type: str = Field(default="", description="code", examples=["code"])
    client_id: str = Field(
        default="", description=f"{CLIENT_ID} or {PUBLIC_CLIENT_ID}.", examples=[CLIENT_ID]
    )
    redirect_uri: str = Field(
        default="",
        description="Where the answer goes: any port of this machine.",
        examples=["http://127.0.0.1:8000/callback"],
    )
    scope: str = Field(default="", description="What to allow.", examples=["read profile"])
    state: str = Field(default="", description="Comes back as it is.", examples=["af0ifjsldkj"])
    code_challenge: str = Field(
        default="",
        description="The SHA-256 of the code_verifier, in base64url.",
        examples=["E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"],
    )
    code_challenge_method: str = Field(default="", description="S256", examples=["S256"])


class Decision(AuthorizeQuery):
    """What the consent page sends: the question again, and the answer."""

    decision: Literal["allow", "deny"] = Field(examples=["allow"])


class ProfileQuery(BaseModel):
    """What the token must allow."""

    scope: Literal["read", "write", "profile"] = Field(
        default="read", description="The scope that is asked for.", examples=["read"]
    )


class Profile(BaseModel):
    """What an access token opens."""

    client: str = Field(description="The client that asks.", examples=[CLIENT_ID])
    user: str = Field(description="On whose behalf; empty: its own.", examples=[USERNAME])
    scope: list[str] = Field(description="What it may do.", examples=[["read"]])
    audience: str = Field(description="Whom the token was asked for.", examples=[""])
    expires_in: int = Field(description="Seconds that the token has left.", examples=[59])
