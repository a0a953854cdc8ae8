"""Paths as arguments and options of commands."""

from pathlib import Path

import click

PATH = click.Path(path_type=Path, readable=False)
"""Whether it is there and can be read, whoever reads it says: everywhere in the same words."""
