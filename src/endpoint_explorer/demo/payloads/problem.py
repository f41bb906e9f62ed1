"""Problem details (RFC 9457), with the extension member `errors`."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

Place = Literal["path", "query", "header", "body"]


class Fault(BaseModel):
    """One field that is wrong."""

    location: Place = Field(description="Where the field is.", examples=["body"])
    field: str = Field(description="The field's name, with dots into objects.", examples=["email"])
    pointer: str | None = Field(
        default=None, description="The field in a JSON body (RFC 6901).", examples=["#/email"]
    )
    detail: str = Field(
        description="What is wrong with it, and what it must be.",
        examples=['must be an e-mail address such as ada@example.com; got "ada"'],
    )


class ProblemDetails(BaseModel):
    """What went wrong, for people and for programs (RFC 9457)."""

    type: str = Field(
        description="Identifies the kind of problem and leads to its documentation.",
        examples=["/problems/invalid-input"],
    )
    title: str = Field(
        description="The kind of problem in one sentence.",
        examples=["The request holds something that is not valid"],
    )
    status: int = Field(description="The status code, again.", examples=[400])
    detail: str = Field(
        description="What went wrong this time.", examples=["1 field is not valid: email"]
    )
    instance: str = Field(description="The path that was asked for.", examples=["/v1/users"])
    errors: list[Fault] = Field(default=[], description="Each field that is wrong.")


class ProblemKind(BaseModel):
    """The documentation of one kind of problem."""

    type: str = Field(examples=["/problems/invalid-input"])
    status: int = Field(examples=[400])
    title: str = Field(examples=["The request holds something that is not valid"])
    explanation: str = Field(examples=["The member `errors` names each field that is wrong."])
