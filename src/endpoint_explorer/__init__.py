"""Endpoint Explorer: a terminal workbench for exploring API endpoints."""

__version__ = "0.1.0"
