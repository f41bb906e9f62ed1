"""Paging: the query parameters and the totals that every list shares."""

from __future__ import annotations

from pydantic import BaseModel, Field


class PageQuery(BaseModel):
    """Which page of a list to answer with."""

    page: int = Field(default=1, ge=1, le=1_000_000, description="The page, from 1.", examples=[1])
    limit: int = Field(
        default=20, ge=1, le=100, description="How many items a page has.", examples=[20]
    )


class Totals(BaseModel):
    """Where a page stands in the whole list."""

    total: int = Field(description="How many items match, on all pages.", examples=[600])
    page: int = Field(description="This page, from 1.", examples=[1])
    limit: int = Field(description="How many items a page has.", examples=[20])
    pages: int = Field(description="How many pages there are, at least 1.", examples=[30])
