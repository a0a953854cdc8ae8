"""`orchestra compile`: from sources to graphs."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.findings import print_findings
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.output import answers, answers_alone, json_option, print_json, table
from orchestra_dsl.cli.paths import PATH
from orchestra_dsl.workspace.checking import compile_paths
from orchestra_dsl.workspace.outputs import check_output, write_output

if TYPE_CHECKING:
    from orchestra_dsl.graph.model import Package

HELP = described(
    """Compile sources into graphs: orchestrations as data, which an engine runs without the sources.

    PATH is a source, a project, or a folder of either. With -o the graphs are written to FILE as canonical JSON,
    the same bytes for the same sources; `-` is standard output. Without -o the command says what was compiled.""",
    "orchestra compile examples/case_management",
    "orchestra compile case.orch -o case.json",
)


STANDARD_OUTPUT = "-"


@click.command("compile", help=HELP)
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=PATH)
@click.option("-o", "--output", metavar="FILE", type=PATH, help="Where to write the graphs.")
@json_option
def command(paths: tuple[Path, ...], output: Path | None, *, as_json: bool) -> int:
    """Compile, write, and say what there is."""
    from orchestra_dsl.graph.codec import encode_package

    if str(output) == STANDARD_OUTPUT:
        if as_json:
            raise click.UsageError("--json and -o - would both write to standard output; give one of them.")
        answers_alone()
    elif output is not None:
        check_output(output, paths)
    package, warnings = compile_paths(paths)
    print_findings(warnings, "text", sys.stderr)
    if output is not None:
        _write(output, encode_package(package))
    if output is None or as_json:
        _say(package, as_json=as_json)
    elif str(output) != STANDARD_OUTPUT:
        click.echo(f"Wrote {_count(len(package.orchestrations))} to {output}.")
    return exit_codes.FINE


def _count(number: int) -> str:
    return "1 orchestration" if number == 1 else f"{number} orchestrations"


def _write(output: Path, data: bytes) -> None:
    if str(output) == STANDARD_OUTPUT:
        click.echo(data, file=answers(), nl=False)
        return
    write_output(output, data)


def _say(package: "Package", *, as_json: bool) -> None:
    rows: list[dict[str, str | int | None]] = [
        {
            "name": each.graph.name,
            "label": each.graph.label,
            "version": each.graph.version,
            "elements": len(each.graph.elements),
            "hash": each.hash,
        }
        for each in package.orchestrations
    ]
    if as_json:
        print_json({"orchestrations": rows})
        return
    cells = [
        [each.graph.name, each.graph.label or "", str(len(each.graph.elements)), each.hash[:12]]
        for each in package.orchestrations
    ]
    click.echo(table(["ORCHESTRATION", "LABEL", "ELEMENTS", "HASH"], cells))
