"""How far something has come, on one line of a terminal that is written over; nowhere else."""

import sys
import time
from typing import Self

import click

_OFTEN = 0.1
"""Seconds between two showings."""


class Counting:
    """Shows `done of total what`. What else is printed calls `clear` first."""

    def __init__(self, what: str) -> None:
        self.total = 0
        self._what = what
        self._shown_at = 0.0
        self._shown = False
        self._on_terminal = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def show(self, done: int, total: int) -> None:
        """So many of all are done."""
        self.total = total
        now = time.monotonic()
        if self._on_terminal and (now - self._shown_at > _OFTEN or done == total):
            click.echo(f"\r\x1b[K{done:,} of {total:,} {self._what}", nl=False, err=True)
            self._shown, self._shown_at = True, now

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)
            self._shown = False
