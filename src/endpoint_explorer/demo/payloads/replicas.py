"""Replicas: something that takes a while to make, and may fail."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from endpoint_explorer.demo.payloads.page import PageQuery

ReplicaStatus = Literal["started", "completed", "error"]
ReplicaType = Literal["user", "system"]


def _check_url(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("must be an http or https URL")
    return text


Url = Annotated[
    str, AfterValidator(_check_url), Field(max_length=2000, json_schema_extra={"format": "uri"})
]


class ReplicaInput(BaseModel):
    """What to make a replica from."""

    model_config = ConfigDict(extra="forbid")

    replica_name: str = Field(min_length=1, max_length=100, examples=["My replica"])
    train_video_url: Url = Field(
        description="The video to learn from. In the demo one with `broken` in its URL fails.",
        examples=["https://videos.example.com/training.mp4"],
    )
    callback_url: Url | None = Field(
        default=None,
        description="Called when the replica is done. The demo calls nobody.",
        examples=["https://hooks.example.com/replicas"],
    )


class ReplicaPath(BaseModel):
    """The path of a replica."""

    replica_id: str = Field(description="The replica's id.", examples=["r4f5b5ef55c8"])


class ReplicaQuery(BaseModel):
    """How much to say about a replica."""

    verbose: Literal["data", "true", "false"] = Field(
        default="false", description="`data` adds the member replica_type.", examples=["data"]
    )


class ReplicaListQuery(PageQuery, ReplicaQuery):
    """Which replicas to list, and how much to say about each."""

    replica_type: ReplicaType | None = Field(
        default=None, description="Only replicas of this type.", examples=["user"]
    )


class Replica(BaseModel):
    """A replica; `replica_type` is there only when `verbose=data` asks for it."""

    replica_id: str = Field(examples=["r4f5b5ef55c8"])
    replica_name: str = Field(examples=["My replica"])
    status: ReplicaStatus = Field(examples=["completed"])
    training_progress: str = Field(examples=["100/100"])
    error_message: str | None = Field(
        description="Why it failed, null unless the status is error.", examples=[None]
    )
    thumbnail_video_url: str | None = Field(
        description="Null until the status is completed.",
        examples=["https://videos.example.com/r4f5b5ef55c8/thumbnail.mp4"],
    )
    created_at: datetime = Field(examples=["2024-11-04T08:00:00Z"])
    updated_at: datetime = Field(examples=["2024-11-04T12:00:00Z"])
    replica_type: ReplicaType | None = Field(
        default=None, description="Who made it: a user, or the system.", examples=["user"]
    )


class ReplicaList(BaseModel):
    """A page of replicas."""

    data: list[Replica]
    total_count: int = Field(description="How many match, on all pages.", examples=[8])


class ReplicaStarted(BaseModel):
    """The answer to making a replica: its id, to ask for its progress with."""

    replica_id: str = Field(examples=["r4f5b5ef55c8"])
    status: ReplicaStatus = Field(examples=["started"])
