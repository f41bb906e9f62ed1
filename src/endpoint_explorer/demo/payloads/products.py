"""Products, as version 1 and version 2 represent them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from endpoint_explorer.demo.payloads.page import PageQuery, Totals

Category = Literal["bags", "books", "hats", "jackets", "shirts", "shoes"]
Sort = Literal["id", "price_asc", "price_desc", "name_asc", "name_desc", "rating_desc"]


class Money(BaseModel):
    """An amount as text, so that no client rounds it, and its currency."""

    amount: str = Field(pattern=r"^-?\d+\.\d{2}$", examples=["59.90"])
    currency: str = Field(description="Three letters (ISO 4217).", examples=["EUR"])

    @classmethod
    def of_cents(cls, cents: int) -> Self:
        """Return an amount of hundredths of a euro."""
        sign = "-" if cents < 0 else ""
        return cls(amount=f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}", currency="EUR")


Rating = Annotated[float, Field(ge=0, le=5, description="Of 5.", examples=[4.5])]
Stock = Annotated[int, Field(ge=0, description="How many there are.", examples=[12])]


class _Described(BaseModel):
    id: int = Field(examples=[7])
    name: str = Field(examples=["Red canvas shoes"])
    category: Category = Field(examples=["shoes"])


class Product(_Described):
    """A product, version 1: the price is a number."""

    price: float = Field(description="In euros.", examples=[59.9])
    rating: Rating
    stock: Stock


class ProductV2(_Described):
    """A product, version 2: the price says its currency."""

    price: Money
    rating: Rating
    stock: Stock


class ProductPath(BaseModel):
    """The path of a product."""

    id: str = Field(description="The product's id.", examples=["7"])


class ProductQuery(PageQuery):
    """Which products to list, and in which order."""

    category: Category | None = Field(
        default=None, description="Only products of this category.", examples=["shoes"]
    )
    sort: Sort = Field(default="id", description="The order of the list.", examples=["price_asc"])


class ProductPage(Totals):
    """A page of products."""

    items: list[Product]


class ProductPageV2(Totals):
    """A page of products, version 2."""

    items: list[ProductV2]
