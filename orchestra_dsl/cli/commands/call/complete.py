"""`orchestra call complete`: answer a call from outside."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.filled_in import given_values, values_options
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import open_project, project_options
from orchestra_dsl.cli.output import json_option, print_json, say_who_works

HELP = described(
    """Answer a call of a flow that has said that its answer comes later. TOKEN is what the flow has handed out: whoever
    has it may answer, once. The outputs are checked against what the source declares.

    The same answer again changes nothing, and is told so; another one is refused. Once its time is up or its step has
    ended in another way, nobody waits for the call any more.""",
    "orchestra call complete call_AAAA… --with approved=yes",
    "orchestra call complete call_AAAA… --values answer.json",
)


@click.command("complete", help=HELP)
@click.argument("token")
@values_options
@project_options
@json_option
def command(
    token: str, pairs: tuple[str, ...], values: Path | None, project: Path, store: Path | None, *, as_json: bool
) -> int:
    """Complete the call."""
    with open_project(project, store) as engine:
        outputs = given_values(engine.calls.outputs(token), pairs, values, "the call")
        first = engine.calls.complete(token, outputs, engine.by())
        served = engine.served_by
    if as_json:
        print_json({"completed": True, "before": not first, "worker": served})
    elif first:
        click.echo("The call is completed.")
        say_who_works(served, project)
    else:
        click.echo("The call has been completed before, with the same outputs; nothing has changed.")
    return exit_codes.FINE
