"""Users, as version 1 and version 2 represent them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from endpoint_explorer.demo.payloads.page import PageQuery, Totals

Role = Literal["admin", "member", "guest"]

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def _check_email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise ValueError("must be an e-mail address such as ada@example.com")
    return text


def _check_name(text: str) -> str:
    if not text.strip():
        raise ValueError("must hold more than white space")
    return text


Name = Annotated[
    str,
    Field(min_length=1, max_length=100, description="The full name.", examples=["Ada Lovelace"]),
    AfterValidator(_check_name),
]
Email = Annotated[
    str,
    AfterValidator(_check_email),
    Field(
        max_length=254,
        description="Where mail reaches the user.",
        examples=["ada.lovelace25@example.com"],
        json_schema_extra={"format": "email"},
    ),
]


class Address(BaseModel):
    """Where a user lives."""

    model_config = ConfigDict(extra="forbid")

    city: str = Field(min_length=1, max_length=100, examples=["London"])
    country: str = Field(
        pattern="^[A-Z]{2}$", description="Two letters (ISO 3166-1).", examples=["GB"]
    )


class UserInput(BaseModel):
    """What a client says about a user."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    email: Email
    role: Role = Field(default="member", description="What the user may do.", examples=["admin"])
    address: Address | None = Field(default=None, description="Null when not known.")


def _without_required(schema: dict[str, Any]) -> None:
    schema.pop("required")


class UserPatch(UserInput):
    """The fields to change; what is left out stays, null removes (RFC 7396).

    The result of the change must be a valid user.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra=_without_required)


class User(BaseModel):
    """A user, version 1: the name is one text."""

    id: int = Field(description="Given by the server.", examples=[25])
    name: Name
    email: Email
    role: Role = Field(description="What the user may do.", examples=["admin"])
    address: Address | None = Field(description="Null when not known.")
    created_at: datetime = Field(examples=["2024-01-26T11:55:00Z"])
    updated_at: datetime = Field(examples=["2024-01-26T11:55:00Z"])


class UserV2(BaseModel):
    """A user, version 2: the name comes in parts."""

    id: int = Field(description="Given by the server.", examples=[25])
    given_name: str = Field(examples=["Ada"])
    family_name: str = Field(description="Empty for a name of one word.", examples=["Lovelace"])
    email: Email
    role: Role = Field(description="What the user may do.", examples=["admin"])
    address: Address | None = Field(description="Null when not known.")
    created_at: datetime = Field(examples=["2024-01-26T11:55:00Z"])
    updated_at: datetime = Field(examples=["2024-01-26T11:55:00Z"])


class UserPath(BaseModel):
    """The path of a user."""

    id: str = Field(description="The user's id.", examples=["25"])


class UserQuery(PageQuery):
    """Which users to list."""

    role: Role | None = Field(
        default=None, description="Only users of this role.", examples=["admin"]
    )


class UserPage(Totals):
    """A page of users."""

    items: list[User]


class UserPageV2(Totals):
    """A page of users, version 2."""

    items: list[UserV2]


class PasswordReset(BaseModel):
    """What resetting a password did."""

    user_id: int = Field(examples=[25])
    sent_to: str = Field(
        description="The address, most of it hidden.", examples=["a***@example.com"]
    )
    expires_at: datetime = Field(
        description="When the link in the mail stops working.", examples=["2024-12-01T13:00:01Z"]
    )
