"""Options that several commands share, and the project that they lead to."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from orchestra_dsl.cli.paths import PATH
from orchestra_dsl.workspace.errors import CompileFailed
from orchestra_dsl.workspace.project import Project

if TYPE_CHECKING:
    from orchestra_dsl.workspace.engine import ProjectEngine

_SHOWN = 30
"""The most characters of a number that a message repeats."""

F = TypeVar("F", bound=Callable[..., Any])


class Whole(click.IntRange):
    """A whole number from 1 on that the store can hold, and a message that says so in words."""

    def __init__(self, largest: int) -> None:
        super().__init__(min=1, max=largest)
        self.largest = largest

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number. Raises BadParameter."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            written = str(value) if len(str(value)) <= _SHOWN else f"{str(value)[:_SHOWN]}…"
            self.fail(f"{written} is not a whole number from 1 to {self.largest}.", param, ctx)


def run_name(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """The name of a run as it was given. An empty one would be the beginning of every name: it names none."""
    if value is not None and not value.strip():
        raise click.BadParameter("it is empty; give a run's id, or its beginning.", ctx, param)
    return value


run_argument = click.argument("run", callback=run_name)
item_argument = click.argument("item", type=Whole(2**53))
limit_option = click.option("--limit", type=Whole(1_000_000), default=50, show_default=True, help="How many at most.")


PROJECT_VARIABLE = "ORCHESTRA_PROJECT"


project_option = click.option(
    "-p",
    "--project",
    metavar="PATH",
    type=PATH,
    default=Path(),
    envvar=PROJECT_VARIABLE,
    help=f"The project; the current folder unless given here or by {PROJECT_VARIABLE}.",
)


def project_options(command: F) -> F:
    """`--project` and `--store`: where the command looks."""
    store = click.option("--store", metavar="FILE", type=PATH, help="The store, if not the project's own.")
    return project_option(store(command))


def as_option(purpose: str, *, required: bool = False) -> Callable[[F], F]:
    """`--as USER`: who acts."""
    return click.option("--as", "user", metavar="USER", required=required, help=purpose)


def reads_only() -> None:
    """Say that this command changes nothing, so that an error of it need not say so."""
    session = click.get_current_context().obj
    if session is not None:
        session.reads_only = True


def open_project(project: Path, store: Path | None, *, install: bool = False, create: bool = False) -> "ProjectEngine":
    """The engine of a project; only with `install` are its sources compiled."""
    return Project.load(project).engine(store, install=install, create=create, door=door())


def check_record_type(project: Path, type_: str) -> None:
    """Refuse a record type that no source declares. Raises Refusal."""
    from orchestra_dsl.runtime.errors import Refusal

    try:
        known = {record.name for record in Project.load(project).compile().records}
    except CompileFailed:  # what the sources declare cannot be told; stored records can be read all the same
        return
    if type_ not in known:
        there_are = f"there are: {', '.join(sorted(known))}" if known else "there are none"
        raise Refusal("not found", f"there is no record type {type_}; {there_are}")


def not_found(project: Path, type_: str, id_: str) -> Exception:
    """Why a record was not found: there is none of this id, or not even its type. Raises Refusal for the latter."""
    from orchestra_dsl.runtime.errors import Refusal

    check_record_type(project, type_)
    return Refusal("not found", f"there is no {type_} with the id {id_}")


def door() -> str:
    """What the history of a run says of acts that come through here."""
    import getpass

    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = str(os.getuid())
    return f"cli, OS user {user}"
