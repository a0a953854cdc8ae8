"""`orchestra run`: start a run and follow it, go on with a stored one, or work for the store."""

from typing import Any

import click

from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import as_option, door, run_name
from orchestra_dsl.cli.paths import PATH
from orchestra_dsl.cli.wanted import Wanted
from orchestra_dsl.graph.moments import parse_duration

HELP = described(
    """Start a run of ORCHESTRATION, follow it to its end with the runs that are its steps, and ask for interactive
    steps in the terminal.

    PROJECT is a folder with an `orchestra.toml`, or a source. Everything is stored as it happens: after Ctrl-C, a
    crash or a power cut the same command goes on with the stored run, unless --new is given. The exit code is 0
    when the run is completed, 1 when it has failed, was canceled or is in error.

    Interactive steps are answered by a file (--answers), at the terminal (as USER with --as; without it you are
    asked who you are), or in another process with `orchestra work`.

    Without ORCHESTRATION the command works for the project's store until it is stopped: it calls flows and keeps
    time for all runs, those that records start included. Of several such processes one works, and the others stand
    by and take over when it ends.""",
    "orchestra run examples/case_management case_management --with case=5001 --as ann",
    "orchestra run examples/case_management case_management --arguments start.json --answers answers.toml",
    "orchestra run examples/case_management --resume 3k7w",
    "orchestra run examples/case_management",
    "orchestra run examples/case_management --answers answers.toml --until-idle --fast-forward 30d",
)


def _duration(_context: click.Context, _parameter: click.Parameter, value: str | None) -> int | None:
    """A duration as the language writes it, in microseconds."""
    if value is None:
        return None
    try:
        return parse_duration(value)
    except ValueError as error:
        raise click.BadParameter(f'"{value}" is not a duration such as 12h or 30d') from error


@click.command("run", help=HELP)
@click.argument("project", type=PATH)
@click.argument("orchestration", required=False)
@click.option("--with", "pairs", metavar="NAME=VALUE", multiple=True, help="An argument; once for each.")
@click.option("--arguments", metavar="FILE", type=PATH, help="A file with the arguments.")
@click.option("--resume", metavar="RUN", callback=run_name, help="Go on with this run.")
@click.option("--new", is_flag=True, help="Start a run even where one with these arguments is unfinished.")
@as_option("Who starts the run and answers at the terminal.")
@click.option("--store", metavar="FILE", type=PATH, help="The store, if not the project's own.")
@click.option("--answers", metavar="FILE", type=PATH, help="A file that answers interactive steps.")
@click.option("--until-idle", is_flag=True, help="Stop when nothing goes on without people or within the next minute.")
@click.option(
    "--fast-forward",
    metavar="DURATION",
    callback=_duration,
    help="Skip waits, up to so much time in all (30d): the history then runs ahead of the clock. To try things out.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")
def command(**options: Any) -> int:
    """Run."""
    wanted = Wanted(**options)
    _check(wanted)
    from orchestra_dsl.cli import running
    from orchestra_dsl.cli.stopping import stoppable

    with stoppable() as stop:
        if wanted.orchestration is None and wanted.resume is None:
            return running.work(wanted, door(), stop)
        return running.follow(wanted, door(), stop)


def _check(wanted: Wanted) -> None:
    """Refuse options that mean nothing together."""
    if wanted.orchestration is None and (wanted.pairs or wanted.arguments or wanted.new):
        raise click.UsageError("Say which ORCHESTRATION to start with these arguments.")
    if wanted.resume is not None and (wanted.orchestration or wanted.new):
        raise click.UsageError("--resume goes on with a run; it starts no ORCHESTRATION.")
    if wanted.orchestration is None and wanted.resume is None and wanted.user is not None:
        raise click.UsageError("--as says who starts a run; give an ORCHESTRATION or --resume.")
