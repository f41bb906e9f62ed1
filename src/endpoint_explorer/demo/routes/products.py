"""Products: filtering, sorting and paging a long list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from endpoint_explorer.demo.operation import Answer, Operation
from endpoint_explorer.demo.paging import LIST_HEADERS, Page, paginate
from endpoint_explorer.demo.payloads.products import (
    Money,
    Product,
    ProductPage,
    ProductPageV2,
    ProductPath,
    ProductQuery,
    ProductV2,
    Sort,
)
from endpoint_explorer.demo.problems import NOT_FOUND, Problem
from endpoint_explorer.demo.reading import read_query
from endpoint_explorer.demo.records import ProductRecord
from endpoint_explorer.demo.representation import represent
from endpoint_explorer.demo.store import store_of

# The list is in the order of ids before, and sorting is stable: ties stay in that order, so that
# no product is on two pages or on none.
_ORDERS: Mapping[Sort, tuple[Callable[[ProductRecord], Any], bool]] = {
    "id": (lambda p: p.id, False),
    "price_asc": (lambda p: p.cents, False),
    "price_desc": (lambda p: p.cents, True),
    "name_asc": (lambda p: p.name, False),
    "name_desc": (lambda p: p.name, True),
    "rating_desc": (lambda p: p.rating, True),
}


def _view(product: ProductRecord) -> Product:
    return Product(price=product.cents / 100, **_common(product))


def _view_v2(product: ProductRecord) -> ProductV2:
    return ProductV2(price=Money.of_cents(product.cents), **_common(product))


def _common(product: ProductRecord) -> dict[str, Any]:
    names = ("id", "name", "category", "rating", "stock")
    return {name: getattr(product, name) for name in names}


def _page(request: Request) -> Page[ProductRecord]:
    query = read_query(request, ProductQuery)
    found = [p for p in store_of(request).products if query.category in {None, p.category}]
    key, reverse = _ORDERS[query.sort]
    return paginate(request, sorted(found, key=key, reverse=reverse), query)


def _product_at(request: Request) -> ProductRecord:
    identity: str = request.path_params["id"]
    products: Sequence[ProductRecord] = store_of(request).products
    for product in products:
        if str(product.id) == identity:
            return product
    raise Problem(NOT_FOUND, f"No product has the id {identity}.")


async def list_products(request: Request) -> Response:
    """Answer with a page of products."""
    page = _page(request)
    payload = ProductPage(**page.totals, items=[_view(p) for p in page.items])
    return represent(request, payload, "products", headers=page.headers)


async def list_products_v2(request: Request) -> Response:
    """Answer with a page of products."""
    page = _page(request)
    payload = ProductPageV2(**page.totals, items=[_view_v2(p) for p in page.items])
    return represent(request, payload, "products", headers=page.headers)


async def get_product(request: Request) -> Response:
    """Answer with a product."""
    return represent(request, _view(_product_at(request)), "product")


async def get_product_v2(request: Request) -> Response:
    """Answer with a product."""
    return represent(request, _view_v2(_product_at(request)), "product")


OPERATIONS = (
    Operation(
        methods=("GET",),
        route="/v1/products",
        handler=list_products,
        tag="products",
        summary="List products",
        description="`category` filters, `sort` orders, `page` and `limit` choose the page.",
        query=ProductQuery,
        answers=(
            Answer(status=200, description="A page.", model=ProductPage, headers=LIST_HEADERS),
        ),
    ),
    Operation(
        methods=("GET",),
        route="/v1/products/{id}",
        handler=get_product,
        tag="products",
        summary="Get a product",
        description="One product, by its id.",
        path=ProductPath,
        kinds=(NOT_FOUND,),
        answers=(Answer(status=200, description="The product.", model=Product),),
    ),
    Operation(
        methods=("GET",),
        route="/v2/products",
        handler=list_products_v2,
        tag="products",
        summary="List products (version 2)",
        description="As in version 1, but a price is a text with its currency.",
        query=ProductQuery,
        answers=(
            Answer(status=200, description="A page.", model=ProductPageV2, headers=LIST_HEADERS),
        ),
    ),
    Operation(
        methods=("GET",),
        route="/v2/products/{id}",
        handler=get_product_v2,
        tag="products",
        summary="Get a product (version 2)",
        description="As in version 1, but the price is a text with its currency.",
        path=ProductPath,
        kinds=(NOT_FOUND,),
        answers=(Answer(status=200, description="The product.", model=ProductV2),),
    ),
)
