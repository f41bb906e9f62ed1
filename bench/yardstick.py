"""A bare Textual app with the kinds of widgets that ours has, and none of our code."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import (
    Button,
    DataTable,
    Footer,
    Input,
    Static,
    TabbedContent,
    TabPane,
    TextArea,
    Tree,
)


class Yardstick(App[None]):
    """Tree, inputs, tabs, a table and a text area."""

    CSS = "Tree { width: 36; } TabbedContent { height: 1fr; } Input { width: 1fr; }"

    def compose(self) -> ComposeResult:
        yield Static("Yardstick ready")
        with Horizontal():
            tree: Tree[str] = Tree("collections")
            tree.root.expand()
            for name in ("users", "products", "orders"):
                tree.root.add(name)
            yield tree
            with Vertical():
                with Horizontal():
                    yield Input("GET")
                    yield Input("http://127.0.0.1/users/{id}")
                    yield Button("Send")
                with TabbedContent():
                    with TabPane("Query"):
                        yield DataTable[str]()
                    with TabPane("Headers"):
                        yield DataTable[str]()
                    with TabPane("Body"):
                        yield TextArea()
                with TabbedContent():
                    with TabPane("Body"):
                        yield TextArea(read_only=True)
                    with TabPane("History"):
                        yield DataTable[str]()
        yield Footer()


if __name__ == "__main__":
    Yardstick().run()
