"""`orchestra fmt`: put sources into their canonical form."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.findings import print_findings
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.output import answers, json_option, print_json
from orchestra_dsl.cli.patch import show_patch
from orchestra_dsl.cli.paths import PATH
from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.workspace.findings import Findings, together

if TYPE_CHECKING:
    from orchestra_dsl.workspace.formatting import Formatting, Formattings

HELP = described(
    """Put sources into their canonical form: clauses in their order, a line each, indented by two blanks.

    PATH is a source, or a folder, which stands for all sources below it; without one it is the current folder.
    `-` reads a source from standard input and writes it to standard output. What a source means does not change, and
    a comment stays between the words between which it stands.

    With --check and --diff nothing is written, and the exit code is 1 where a source is not in its canonical form.
    A source that cannot be read is left as it is; the exit code is 1 then, too. A link that leads out of the project,
    or out of the folder where there is none, is left as well, and that is said.""",
    "orchestra fmt",
    "orchestra fmt --check examples/case_management",
    "orchestra fmt --diff case.orch",
    "orchestra fmt - < case.orch",
)

STANDARD_INPUT = Path("-")


@click.command("fmt", help=HELP)
@click.argument("paths", metavar="[PATH]…", nargs=-1, type=PATH)
@click.option("--check", is_flag=True, help="Write nothing; name the sources that would change.")
@click.option("--diff", "shows", is_flag=True, help="Write nothing; show what would change.")
@json_option
def command(paths: tuple[Path, ...], *, check: bool, shows: bool, as_json: bool) -> int:
    """Format, and say what has changed."""
    from orchestra_dsl.workspace.formatting import Formattings, format_paths, format_stream

    writes, piped = not (check or shows), STANDARD_INPUT in paths
    if piped:
        _check_alone(paths, as_json=as_json and writes)
        found = Formattings((format_stream("standard input", sys.stdin.buffer),))
    else:
        found = format_paths(paths or (Path(),), write=writes)
    done = found.sources
    for each in done if not as_json else ():
        _show(each, check=check, shows=shows, piped=piped)
    findings = together(each.findings for each in done)
    for name in found.left:
        click.echo(f"{plain(name)} leads to no source of this project; it was left as it is.", err=True)
    if as_json:
        print_json(_report(found, findings, shows=shows))
    elif findings.diagnostics:
        print_findings(findings, "text", sys.stderr)
    failed = findings.diagnostics or (not writes and any(each.changed for each in done))
    return exit_codes.FAILED if failed else exit_codes.FINE


def _check_alone(paths: Sequence[Path], *, as_json: bool) -> None:
    if len(paths) > 1:
        raise click.UsageError("`-` is standard input; it does not go together with other paths.")
    if as_json:
        raise click.UsageError("--json and `-` would both write to standard output; give one of them.")


def _show(each: "Formatting", *, check: bool, shows: bool, piped: bool) -> None:
    """Say, or show, what has changed in one source, or would change."""
    if shows and each.changed:
        show_patch(each.diff(), sys.stdout)
    if check and each.changed:
        click.echo(f"{plain(each.name)} would change.")
    elif piped and not shows and not check and not each.findings.diagnostics:
        click.echo(each.after, file=answers(), nl=False)
    elif each.changed and not shows and not piped:
        click.echo(f"Formatted {plain(each.name)}.")


def _report(found: "Formattings", findings: Findings, *, shows: bool) -> dict[str, Any]:
    from orchestra_dsl.diagnostics.render.as_json import report

    files = [
        {"file": each.name, "changed": each.changed, **({"diff": "".join(each.diff())} if shows else {})}
        for each in found.sources
    ]
    told = report(findings.diagnostics, findings.sources)["findings"]
    return {"files": files, "left": found.left, "findings": told}
