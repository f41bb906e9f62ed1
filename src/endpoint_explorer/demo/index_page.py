"""The index as a page for browsers."""

from __future__ import annotations

from html import escape
from itertools import groupby

from endpoint_explorer.demo.auth.accounts import CREDENTIALS
from endpoint_explorer.demo.payloads.exploring import Entry, Index

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{name}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto }}
td {{ padding: 0 1rem 0 0; vertical-align: top }}
code {{ font-family: ui-monospace, monospace }}
</style>
<h1>{name}</h1>
<p>{description}</p>
<p>The whole description, for programs: <a href="{openapi}">{openapi}</a></p>
<h2 id="credentials">Credentials</h2>
<p>All public, and worth nothing:</p>
<table>
{credentials}</table>
{sections}
<h2 id="versions">Versions</h2>
<p>Version 1 is deprecated: its answers say so in the headers Deprecation and Link. Version 2 gives
names in parts and amounts with their currency. It is for reading; writing users is version 1's.</p>
</html>
"""


def index_html(index: Index) -> str:
    """Return the page of an index, a table for each tag."""
    groups = groupby(index.endpoints, key=lambda entry: entry.tag)
    sections = (
        f"<h2>{escape(tag)}</h2>\n<table>\n{''.join(map(_row, entries))}</table>"
        for tag, entries in groups
    )
    return _PAGE.format(
        name=escape(index.name),
        description=escape(index.description),
        openapi=escape(index.openapi),
        credentials="".join(
            f"<tr><td>{escape(kind)}</td><td>{escape(text)}</td></tr>\n"
            for kind, text in CREDENTIALS.items()
        ),
        sections="\n".join(sections),
    )


def _row(entry: Entry) -> str:
    cells = (f"<code>{escape(entry.method)}</code>", _path(entry), escape(entry.summary))
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"


def _path(entry: Entry) -> str:
    """Link a path that can be opened as it stands."""
    text = f"<code>{escape(entry.path)}</code>"
    if entry.method != "GET" or "{" in entry.path:
        return text
    return f'<a href="{escape(entry.path)}">{text}</a>'
