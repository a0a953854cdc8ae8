"""`orchestra event send`: send an event from outside."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import as_option, open_project, project_options
from orchestra_dsl.cli.output import json_option, print_json, say_who_works
from orchestra_dsl.workspace.typed_text import read_pairs

HELP = described(
    """Send an event to every run that waits for it, or keeps it for later. NAME is an event that the project's
    sources declare; the fields are checked against it.

    An event with an id is given to each run once, however often it is sent.""",
    "orchestra event send payment_received --with order=4711 --with amount=19.90",
    "orchestra event send payment_received --with order=4711 --with amount=19.90 --id bank/2026/55",
)


@click.command("send", help=HELP)
@click.argument("name", metavar="NAME")
@click.option("--with", "pairs", metavar="FIELD=VALUE", multiple=True, help="A field; once for each.")
@click.option("--id", "event_id", metavar="ID", help="The sender's own name for it.")
@as_option("Who sends it.")
@project_options
@json_option
def command(
    name: str,
    pairs: tuple[str, ...],
    event_id: str | None,
    user: str | None,
    project: Path,
    store: Path | None,
    *,
    as_json: bool,
) -> int:
    """Send the event."""
    with open_project(project, store, install=True) as engine:
        fields = read_pairs(engine.programs.event(name).fields, pairs, f"the event {name}")
        given = engine.send(name, fields, engine.by(user), event_id=event_id)
        served = engine.served_by
    if as_json:
        print_json({"event": name, "given": given, "worker": served})
        return exit_codes.FINE
    click.echo(f"{name} was given to {_runs(given)}.")
    if given:
        say_who_works(served, project)
    return exit_codes.FINE


def _runs(number: int) -> str:
    return {0: "no run: none listens", 1: "1 run"}.get(number, f"{number} runs")
