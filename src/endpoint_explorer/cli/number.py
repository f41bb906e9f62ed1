"""Whole numbers as arguments and options."""

from __future__ import annotations

import click


class WholeNumber(click.IntRange):
    """A whole number within bounds, which is called so where it is none."""

    name = "whole number"
