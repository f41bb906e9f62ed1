"""The payloads of the endpoints that are there to explore HTTP itself."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field

from endpoint_explorer.demo.samples import SampleKind

MEGABYTE = 1_000_000
LARGEST = 200
"""How many megabytes the endpoints that make bodies will make at most."""


class Pair(BaseModel):
    """A name and its value."""

    name: str = Field(examples=["Accept"])
    value: str = Field(examples=["application/json"])


class HeaderLine(Pair):
    """A header line; `base64` holds the exact bytes where the value is not plain ASCII."""

    base64: str | None = None


class EchoBody(BaseModel):
    """A body that was received; `text` is null when it is not UTF-8.

    Beyond 1,000,000 bytes `text` and `base64` are null, size and hash are still those of all.
    """

    size: int = Field(description="In bytes.", examples=[14])
    sha256: str = Field(
        examples=["a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447"]
    )
    text: str | None = Field(examples=['{"name":"Ada"}'])
    base64: str | None = Field(examples=["eyJuYW1lIjoiQWRhIn0="])


class Echo(BaseModel):
    """What was received, as it was on the wire."""

    method: str = Field(examples=["POST"])
    target: str = Field(
        description="The path and query of the request line, undecoded.",
        examples=["/echo/a%2Fb?x=1"],
    )
    http_version: str = Field(examples=["HTTP/1.1"])
    headers: list[HeaderLine] = Field(description="In the order they came, repeats kept.")
    header_case_kept: bool = Field(
        description="False where the server in front gives names in lower case only.",
        examples=[True],
    )
    query: list[Pair] = Field(description="The query, decoded, in order, repeats kept.")
    body: EchoBody


class EchoPath(BaseModel):
    """Any path below /echo."""

    path: str = Field(description="Anything, also with slashes.", examples=["a%2Fb"])


class StatusPath(BaseModel):
    """The status to answer with."""

    code: int = Field(ge=200, le=599, description="From 200 to 599.", examples=[418])


class StatusReport(BaseModel):
    """The status that was asked for."""

    status: int = Field(examples=[203])
    reason: str = Field(examples=["Non-Authoritative Information"])


class DelayPath(BaseModel):
    """How long to wait."""

    seconds: float = Field(ge=0, le=60, description="From 0 to 60.", examples=[1.5])


class Delayed(BaseModel):
    """How long the answer waited."""

    delayed: float = Field(description="In seconds.", examples=[1.5])


class RedirectPath(BaseModel):
    """How many redirects to go through."""

    n: int = Field(ge=1, le=50, description="From 1 to 50.", examples=[3])


def _number(text: object) -> object:
    return int(text) if isinstance(text, str) and text.isdecimal() else text


class RedirectQuery(BaseModel):
    """How to redirect."""

    status: Annotated[Literal[301, 302, 303, 307, 308], BeforeValidator(_number)] = Field(
        default=302, description="Only 307 and 308 keep a POST a POST.", examples=[302]
    )


class BytesPath(BaseModel):
    """How many bytes to send."""

    n: int = Field(ge=0, le=LARGEST * MEGABYTE, description="How many bytes.", examples=[1024])


class BytesQuery(BaseModel):
    """Which bytes to send."""

    seed: int = Field(
        default=0, ge=0, le=2**32, description="The same seed gives the same bytes.", examples=[0]
    )


class MegabytesPath(BaseModel):
    """How much JSON to send."""

    megabytes: float = Field(
        ge=0.001, le=LARGEST, description="In units of 1,000,000 bytes.", examples=[0.1]
    )


class SamplePath(BaseModel):
    """Which kind of body to send."""

    kind: SampleKind = Field(description="The kind of body.", examples=["csv"])


class StreamPath(BaseModel):
    """How many lines to send."""

    n: int = Field(ge=1, le=1000, description="From 1 to 1000.", examples=[5])


class StreamQuery(BaseModel):
    """How fast to send the lines."""

    pause: float = Field(
        default=0.1, ge=0, le=2, description="Seconds between two lines.", examples=[0.1]
    )


class Cookies(BaseModel):
    """The cookies that were received, or that have been set."""

    cookies: list[Pair]


class CookieQuery(BaseModel):
    """The cookies to set: each parameter becomes one."""

    flavour: str | None = Field(
        default=None, description="An example: any name will do, several too.", examples=["vanilla"]
    )


class Entry(BaseModel):
    """One operation, as the index lists it."""

    method: str = Field(examples=["GET"])
    path: str = Field(examples=["/v1/users/{id}"])
    tag: str = Field(examples=["users"])
    summary: str = Field(examples=["Get a user"])


class Index(BaseModel):
    """What there is to explore."""

    name: str = Field(examples=["Demo API"])
    description: str = Field(examples=["A small shop to explore."])
    openapi: str = Field(examples=["/openapi.json"])
    endpoints: list[Entry]


class ProblemPath(BaseModel):
    """The path of a kind of problem."""

    slug: str = Field(description="The last part of its type.", examples=["invalid-input"])
