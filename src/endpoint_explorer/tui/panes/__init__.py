"""Panes: the sidebar, the form and the results. They show values and post messages."""
