"""The operations of the demo API, one module a resource, in the order in which they are listed."""

from __future__ import annotations

from endpoint_explorer.demo.operation import Operation
from endpoint_explorer.demo.routes import (
    auth,
    bodies,
    cookies,
    echo,
    login,
    oauth,
    outcomes,
    products,
    replicas,
    service,
    transactions,
    users,
    users_v2,
)

OPERATIONS: tuple[Operation, ...] = (
    *users.OPERATIONS,
    *users_v2.OPERATIONS,
    *products.OPERATIONS,
    *transactions.OPERATIONS,
    *replicas.OPERATIONS,
    *auth.OPERATIONS,
    *login.OPERATIONS,
    *oauth.OPERATIONS,
    *echo.OPERATIONS,
    *outcomes.OPERATIONS,
    *bodies.OPERATIONS,
    *cookies.OPERATIONS,
    *service.OPERATIONS,
)
