"""`orchestra work reassign`: give a work item, or many, to others."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.items import item_plain
from orchestra_dsl.cli.options import Whole, as_option, open_project, project_options
from orchestra_dsl.cli.output import json_option, print_json
from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.graph.values import is_principal, principal_name
from orchestra_dsl.workspace.errors import UsageError

if TYPE_CHECKING:
    from orchestra_dsl.runtime.acting import Acting
    from orchestra_dsl.workspace.engine import ProjectEngine

HELP = described(
    """Give a work item to others: they replace those who could take it, and a claim is released. Administrators may,
    and who has claimed it, and those whom `allow reassign by` names. TO is a user, or a group or queue with its kind
    before a colon.

    Without a number, many are given to --to at once: what --from has claimed or could claim, what waits at --step, in
    --orchestration or in --run; of several of these options all have to fit. Of several who could claim an item only
    --from is replaced, and what somebody else has claimed stays with them. What could not be given is told.""",
    "orchestra work reassign 12 bob --as lena",
    "orchestra work reassign 12 group:Managers queue:Triage",
    "orchestra work reassign --from ann --to bob --as lena",
    "orchestra work reassign --step desk.fix --orchestration handle --to group:Managers",
)


@click.command("reassign", help=HELP)
@click.argument("item", type=Whole(2**53), required=False)
@click.argument("to", metavar="[TO…]", nargs=-1)
@click.option("--from", "of", metavar="WHO", help="Whose work, in place of a number.")
@click.option("--step", metavar="NAME", help="Work at this step, as stage.step.")
@click.option("--orchestration", metavar="NAME", help="Work in runs of this orchestration.")
@click.option("--run", metavar="RUN", help="Work in this run.")
@click.option("--to", "given", metavar="WHO", multiple=True, help="To whom, in place of TO; once for each.")
@as_option("Who gives it to them.")
@project_options
@json_option
def command(
    item: int | None,
    to: tuple[str, ...],
    given: tuple[str, ...],
    user: str | None,
    project: Path,
    store: Path | None,
    *,
    as_json: bool,
    **filters: str | None,
) -> int:
    """Reassign the work item, or those that are meant."""
    principals = [each if is_principal(each) else f"user:{each}" for each in (*to, *given)]
    _check(item, principals, filters)
    with open_project(project, store) as engine:
        by = engine.by(user)
        if item is None:
            return _many(engine, filters, principals, by, as_json=as_json)
        reassigned = engine.work.reassign(item, principals, by)
    if as_json:
        print_json(item_plain(reassigned))
    else:
        names = ", ".join(principal_name(each) for each in reassigned.candidates)
        click.echo(f"Work item {item} is now for {names}: {reassigned.label or reassigned.element}.")
    return exit_codes.FINE


def _check(item: int | None, to: list[str], filters: dict[str, str | None]) -> None:
    """Refuse what does not say which work is meant, or to whom it goes. Raises UsageError."""
    said = [name for name, value in filters.items() if value is not None]
    if item is None and not said:
        raise UsageError("which work is meant?", hint="Give its number, or --from, --step, --orchestration or --run.")
    if item is not None and said:
        raise UsageError("a number means one work item, which no option narrows", hint="Leave one of them out.")
    if not to:
        raise UsageError("to whom is it given?", hint="Name a user, or a group or queue, such as group:Managers.")


def _many(
    engine: "ProjectEngine", filters: dict[str, str | None], to: list[str], by: "Acting", *, as_json: bool
) -> int:
    from orchestra_dsl.runtime.counters.bulk import Which

    of, run = filters["of"], filters["run"]
    which = Which(
        of=of if of is None or is_principal(of) else f"user:{of}",
        step=filters["step"],
        orchestration=filters["orchestration"],
        run=None if run is None else engine.runs.find(run),
    )
    came = engine.work.reassign_all(which, to, by)
    if as_json:
        left = [{"item": key, "why": why} for key, why in came.left]
        print_json({"reassigned": list(came.done), "left": left})
        return exit_codes.FAILED if came.left else exit_codes.FINE
    names = ", ".join(principal_name(each) for each in to)
    many = "1 work item is" if len(came.done) == 1 else f"{len(came.done):,} work items are"
    click.echo(f"{many} now for {names}." if came.done or came.left else "No open work is meant by this.")
    for key, why in came.left:
        click.echo(f"  Work item {key} is left as it was: {plain(why)}")
    return exit_codes.FAILED if came.left else exit_codes.FINE
