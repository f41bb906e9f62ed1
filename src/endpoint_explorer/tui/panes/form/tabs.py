"""The tabs of the form: which there are, which hold something, and which to show first."""

from __future__ import annotations

from typing import Literal, get_args

from endpoint_explorer.model.request import Request
from endpoint_explorer.model.route import path_parameters
from endpoint_explorer.tui.panes.form.section import Section
from endpoint_explorer.tui.panes.form.url_text import query_rows

TabName = Literal["path", "query", "headers", "body", "auth", "info"]
TABS: tuple[TabName, ...] = get_args(TabName)


def tab_name(name: str) -> TabName:
    """Return a name as that of a tab.

    Raises:
        ValueError: there is no such tab.
    """
    for tab in TABS:
        if tab == name:
            return tab
    raise ValueError(f"no tab {name!r}; there are {', '.join(TABS)}")


def filled_tabs(request: Request) -> frozenset[str]:
    """Return the names of the tabs that hold something."""
    filled = {
        "path": bool(path_parameters(request.url)),
        "query": bool(query_rows(request)),
        "headers": bool(request.headers),
        "body": request.body.type != "none",
        "auth": request.auth.type != "inherit",
        "info": bool(request.description),
    }
    return frozenset(name for name, is_filled in filled.items() if is_filled)


def first_tab(request: Request) -> TabName:
    """Return the tab to show for a request while the user has chosen none."""
    filled = filled_tabs(request)
    order: tuple[TabName, ...] = ("path", "query", "body", "headers")
    return next((name for name in order if name in filled), "query")


def make_section(name: TabName) -> Section:
    """Make the content of a tab, importing it only now."""
    if name == "body":
        from endpoint_explorer.tui.panes.form.body import BodySection

        return BodySection()
    if name == "auth":
        from endpoint_explorer.tui.panes.form.auth import AuthSection

        return AuthSection()
    if name == "info":
        from endpoint_explorer.tui.panes.form.info import InfoSection

        return InfoSection()
    from endpoint_explorer.tui.panes.form import rows_section

    if name == "path":
        return rows_section.PathSection()
    return rows_section.QuerySection() if name == "query" else rows_section.HeadersSection()
