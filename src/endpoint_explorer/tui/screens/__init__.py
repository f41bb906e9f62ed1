"""Screens own the flow: they answer the panes' messages through the explorer."""
