"""What somebody fills in at the command line: values one by one, or a file of them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from orchestra_dsl.cli.paths import PATH
from orchestra_dsl.workspace.values_file import read_values

if TYPE_CHECKING:
    from orchestra_dsl.graph.types import Field
    from orchestra_dsl.runtime.counters.work_item import WorkItem

F = TypeVar("F", bound=Callable[..., Any])


def values_options(command: F) -> F:
    """`--with NAME=VALUE`, as often as wanted, and `--values FILE`."""
    values = click.option("--values", metavar="FILE", type=PATH, help="A file with the values (JSON or TOML).")
    pairs = click.option("--with", "pairs", metavar="NAME=VALUE", multiple=True, help="A value; once for each.")
    return pairs(values(command))


def filled_in(item: "WorkItem", pairs: tuple[str, ...], file: Path | None) -> dict[str, Any]:
    """The values for a work item; those that are given one by one go before those of the file. Raises UsageError."""
    return given_values(item.outputs, pairs, file, f"work item {item.key}")


def given_values(fields: "tuple[Field, ...]", pairs: tuple[str, ...], file: Path | None, what: str) -> dict[str, Any]:
    """The values for these fields of `what`, in the same way. Raises UsageError."""
    from orchestra_dsl.workspace.typed_text import read_pairs

    given = read_values(file) if file is not None else {}
    return given | read_pairs(fields, pairs, what)
