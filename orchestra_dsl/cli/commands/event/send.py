"""`orchestra event send`: send an event from outside."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import as_option, open_project, project_options
from orchestra_dsl.cli.output import json_option, print_json, say_who_works
from orchestra_dsl.cli.trouble import say
from orchestra_dsl.workspace.typed_text import read_pairs

if TYPE_CHECKING:
    from orchestra_dsl.runtime.requests.send import Sent

HELP = described(
    """Send an event: it starts the orchestrations that start on it, and goes to every run that waits for it or keeps
    it for later. NAME is an event that the project's sources declare; the fields are checked against it.

    An event with an id takes effect once, however often it is sent.""",
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
        sent = engine.send(name, fields, engine.by(user), event_id=event_id)
        served = engine.served_by
    if as_json:
        print_json({"event": name, **msgspec.to_builtins(sent), "worker": served})
    else:
        _say(name, sent, served, project)
    return exit_codes.FAILED if sent.unfound or sent.problems else exit_codes.FINE


def _say(name: str, sent: "Sent", served: str | None, project: Path) -> None:
    """Say whom it has reached, what it has started, and what could not start."""
    if sent.given or not sent.started:
        click.echo(f"{name} was given to {_runs(sent.given)}.")
    for run in sent.started:
        click.echo(f"Started run {run}.")
    if sent.given or sent.started:
        say_who_works(served, project)
    for each in (*sent.unfound, *sent.problems):
        say(f"not started: {each}", hint="Put it right and send the event anew, under another id.")


def _runs(number: int) -> str:
    return {0: "no run: none listens", 1: "1 run"}.get(number, f"{number} runs")
