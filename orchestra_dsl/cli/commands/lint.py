"""`orchestra lint`: report everything that is wrong with sources."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.findings import print_findings
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.output import answers, answers_alone
from orchestra_dsl.diagnostics.render import FORMATS
from orchestra_dsl.workspace.checking import check_paths

HELP = described(
    """Report everything that is wrong with sources, without running anything.

    PATH is a source, a project (a folder with an `orchestra.toml`), or a folder of either; without one it is
    the current folder. Plugins are loaded, so that what sources declare is compared with what plugins supply.

    The exit code is 1 where there are findings, warnings included.""",
    "orchestra lint",
    "orchestra lint examples/case_management",
    "orchestra lint --format sarif . > findings.sarif",
)


@click.command("lint", help=HELP)
@click.argument("paths", metavar="[PATH]…", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), help="How findings are written; text unless given.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def command(paths: tuple[Path, ...], form: str | None, *, as_json: bool) -> int:
    """Check the sources and print the findings."""
    if as_json and form not in (None, "json"):
        raise click.UsageError(f"--json and --format {form} do not go together.")
    form = "json" if as_json else form or "text"
    if form != "text":
        answers_alone()
    findings = check_paths(paths or (Path(),))
    print_findings(findings, form, answers())
    if form == "text" and not findings.diagnostics:
        click.echo("No findings.")
    return exit_codes.FAILED if findings.diagnostics else exit_codes.FINE
