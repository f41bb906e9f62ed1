"""The tabs that are one table: path, query and headers."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from endpoint_explorer.model.request import Field, Request
from endpoint_explorer.model.route import keep_in_step, parameter_names
from endpoint_explorer.tui.panes.form.inherited_headers import (
    InheritedHeaders,
    own_rows,
    switched,
)
from endpoint_explorer.tui.panes.form.known_headers import header_names, header_values
from endpoint_explorer.tui.panes.form.section import Inherited, Section
from endpoint_explorer.tui.panes.form.url_text import query_rows, with_query_rows
from endpoint_explorer.tui.widgets.field_table import Column, FieldTable

NAME = Column("name", "name", 2, style="name")
VALUE = Column("value", "value", 3)


class RowsSection(Section):
    """A section that is a table of rows."""

    columns: Sequence[Column] = (NAME, VALUE)
    is_fixed = False

    def __init__(self) -> None:
        super().__init__()
        self.table = FieldTable(self.columns, Field(""), is_fixed=self.is_fixed)
        self._shown: tuple[Field, ...] = ()

    def compose(self) -> ComposeResult:
        """Compose the table."""
        yield self.table

    def rows_of(self, request: Request) -> tuple[Field, ...]:
        """Return the rows of a request that are shown here."""
        raise NotImplementedError

    def with_rows(self, request: Request, rows: tuple[Field, ...]) -> Request:
        """Return a request with other rows."""
        raise NotImplementedError

    def load(self, request: Request, inherited: Inherited) -> None:
        """Show the rows of another request."""
        del inherited
        self._shown = self.rows_of(request)
        self.table.load(self._shown)

    def show(self, request: Request) -> None:
        """Show the rows as they are after an edit."""
        self._shown = self.rows_of(request)
        self.table.show(self._shown)

    def amend(self, request: Request) -> Request:
        """Return the request with the rows of the table."""
        rows = self.table.values
        return request if rows == self._shown else self.with_rows(request, rows)

    @on(FieldTable.Changed)
    def _changed(self, event: FieldTable.Changed) -> None:
        event.stop()
        self.post_message(self.Changed())


class QuerySection(RowsSection):
    """The query, row by row; the same as in the URL."""

    columns = (NAME, Column("value", "value", 3, absence=lambda row: "no =" if row.bare else ""))

    def rows_of(self, request: Request) -> tuple[Field, ...]:
        """Return the rows, those that the URL has of its own first."""
        return query_rows(request)

    def with_rows(self, request: Request, rows: tuple[Field, ...]) -> Request:
        """Return the request with other rows, and the URL without a query."""
        return with_query_rows(request, rows)


class PathSection(RowsSection):
    """A value for each parameter in the URL."""

    columns = (Column("name", "", 1, is_editable=False, style="name"), VALUE)
    is_fixed = True

    DEFAULT_CSS = """
    PathSection {
        & > #no-parameters { color: $text-muted; padding: 0 1; display: none; }
        &.-empty > #no-parameters { display: block; }
        &.-empty > FieldTable { display: none; }
    }
    """

    def compose(self) -> ComposeResult:
        """Compose the table, and what stands there instead of an empty one."""
        yield Static(
            Content("No parameters. Write {id} or :id in the URL to have one."), id="no-parameters"
        )
        yield self.table

    def rows_of(self, request: Request) -> tuple[Field, ...]:
        """Return a row for each parameter."""
        rows = keep_in_step(request.path, parameter_names(request.url))
        self.set_class(not rows, "-empty")
        return rows

    def with_rows(self, request: Request, rows: tuple[Field, ...]) -> Request:
        """Return the request with other values; rows that fit no parameter stay."""
        names = {row.name for row in rows}
        known = {row.name for row in request.path}
        values = tuple(row for row in rows if row.value or row.name in known)
        stale = tuple(row for row in request.path if row.name not in names)
        return msgspec.structs.replace(request, path=values + stale)


class HeadersSection(RowsSection):
    """The headers of the request, below those that it inherits."""

    columns = (
        Column("name", "name", 2, style="name", choices=lambda _: header_names()),
        Column("value", "value", 3, choices=lambda row: header_values(row.name)),
    )

    def __init__(self) -> None:
        super().__init__()
        self._list = InheritedHeaders()
        self._inherited: tuple[tuple[Field, str], ...] = ()

    def compose(self) -> ComposeResult:
        """Compose what is inherited, and the table."""
        yield self._list
        yield self.table

    def rows_of(self, request: Request) -> tuple[Field, ...]:
        """Return the request's own headers."""
        return request.headers

    def with_rows(self, request: Request, rows: tuple[Field, ...]) -> Request:
        """Return the request with other headers."""
        return msgspec.structs.replace(request, headers=rows)

    @property
    def entrance(self) -> Widget:
        """The request's own headers."""
        return self.table

    def load(self, request: Request, inherited: Inherited) -> None:
        """Show the headers of another request."""
        self._inherited = inherited.headers
        super().load(request, inherited)
        self._list.show(self._inherited, self._shown)

    def show(self, request: Request) -> None:
        """Show the headers as they are after an edit."""
        super().show(request)
        self._list.show(self._inherited, self._shown)

    @on(InheritedHeaders.Selected)
    def _override(self, event: InheritedHeaders.Selected) -> None:
        """Go to the request's own header of that name, written now if there is none."""
        event.stop()
        field, _ = self._inherited[event.index]
        rows = self.table.values
        own = own_rows(rows, field.name)
        if not own:
            rows = (*rows, field)
        elif not own[0].enabled:
            enabled = msgspec.structs.replace(own[0], enabled=True)
            rows = tuple(enabled if row is own[0] else row for row in rows)
        self.table.change(rows)
        self.table.edit(rows.index(own_rows(rows, field.name)[0]), 1)

    @on(InheritedHeaders.Switched)
    def _switch(self, event: InheritedHeaders.Switched) -> None:
        event.stop()
        self.table.change(switched(self._inherited[event.index][0], self.table.values))
