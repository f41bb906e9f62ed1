"""Widgets that know no pane."""
