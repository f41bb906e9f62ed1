"""The tabs of the form: which there are, which hold something, and which to show first."""

from __future__ import annotations

from typing import Literal, get_args

from endpoint_explorer.model.request import Options, Request
from endpoint_explorer.model.route import path_parameters
from endpoint_explorer.tui.panes.form.section import Section
from endpoint_explorer.tui.panes.form.url_text import query_rows

TabName = Literal[
    "path", "query", "headers", "body", "auth", "captures", "info", "options", "preview"
]
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
        "captures": bool(request.captures or request.checks),
        "info": bool(request.description),
        "options": request.options != Options(),
    }
    return frozenset(name for name, is_filled in filled.items() if is_filled)


def first_tab(request: Request) -> TabName:
    """Return the tab to show for a request while the user has chosen none."""
    filled = filled_tabs(request)
    order: tuple[TabName, ...] = ("path", "query", "body", "headers")
    return next((name for name in order if name in filled), "query")


def make_section(name: TabName) -> Section:
    """Make the content of a tab, importing it only now."""
    section: Section
    match name:
        case "body":
            from endpoint_explorer.tui.panes.form.body import BodySection

            section = BodySection()
        case "auth":
            from endpoint_explorer.tui.panes.form.auth import AuthSection

            section = AuthSection()
        case "captures":
            from endpoint_explorer.tui.panes.form.captures import CapturesSection

            section = CapturesSection()
        case "info":
            from endpoint_explorer.tui.panes.form.info import InfoSection

            section = InfoSection()
        case "options":
            from endpoint_explorer.tui.panes.form.options import OptionsSection

            section = OptionsSection()
        case "preview":
            from endpoint_explorer.tui.panes.form.message import MessageSection

            section = MessageSection()
        case "path" | "query" | "headers":
            section = _rows_section(name)
    return section


def _rows_section(name: Literal["path", "query", "headers"]) -> Section:
    from endpoint_explorer.tui.panes.form import rows_section

    if name == "path":
        return rows_section.PathSection()
    return rows_section.QuerySection() if name == "query" else rows_section.HeadersSection()
