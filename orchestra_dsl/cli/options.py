"""Options that several commands share, and the project that they lead to."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from orchestra_dsl.workspace.project import Project

if TYPE_CHECKING:
    from orchestra_dsl.workspace.engine import ProjectEngine

F = TypeVar("F", bound=Callable[..., Any])

PROJECT_VARIABLE = "ORCHESTRA_PROJECT"


def project_options(command: F) -> F:
    """`--project` and `--store`: where the command looks."""
    store = click.option(
        "--store", metavar="FILE", type=click.Path(path_type=Path), help="The store, if not the project's own."
    )
    project = click.option(
        "-p",
        "--project",
        metavar="PATH",
        type=click.Path(path_type=Path),
        default=Path(),
        envvar=PROJECT_VARIABLE,
        help=f"The project; the current folder unless given here or by {PROJECT_VARIABLE}.",
    )
    return project(store(command))


def as_option(purpose: str, *, required: bool = False) -> Callable[[F], F]:
    """`--as USER`: who acts."""
    return click.option("--as", "user", metavar="USER", required=required, help=purpose)


def open_project(project: Path, store: Path | None, *, install: bool = False, create: bool = False) -> "ProjectEngine":
    """The engine of a project; only with `install` are its sources compiled."""
    return Project.load(project).engine(store, install=install, create=create, door=door())


def door() -> str:
    """What the history of a run says of acts that come through here."""
    import getpass  # noqa: PLC0415 - only those who act need it

    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = str(os.getuid())
    return f"cli, OS user {user}"
