"""`orchestra call fail`: let a call fail from outside."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import open_project, project_options
from orchestra_dsl.cli.output import json_option, print_json, say_who_works

HELP = described(
    """Let a call of a flow fail that has said that its answer comes later. NAME is the name of the error, which
    `on error "NAME"` in the source catches; MESSAGE says what went wrong. The step's `retry` holds as for any error:
    the next attempt has a token of its own. The same answer again changes nothing, and is told so; another one is
    refused.""",
    'orchestra call fail call_AAAA… Refused "the supplier has gone"',
)


@click.command("fail", help=HELP)
@click.argument("token")
@click.argument("name")
@click.argument("message", default="")
@project_options
@json_option
def command(token: str, name: str, message: str, project: Path, store: Path | None, *, as_json: bool) -> int:
    """Let the call fail."""
    with open_project(project, store) as engine:
        first = engine.calls.fail(token, name, message or name, engine.by())
        served = engine.served_by
    if as_json:
        print_json({"failed": name, "before": not first, "worker": served})
    elif first:
        click.echo(f"The call has failed: {name}.")
        say_who_works(served, project)
    else:
        click.echo("The call has failed before, with the same error; nothing has changed.")
    return exit_codes.FINE
