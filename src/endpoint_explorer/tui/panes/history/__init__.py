"""The history: its rows, and beside them routes, a preview and a trend."""
