"""`orchestra lint`: report everything that is wrong with sources."""

from collections.abc import Sequence
from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.findings import print_findings
from orchestra_dsl.cli.fixed import say_fixable, say_fixed
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.output import answers, answers_alone
from orchestra_dsl.cli.paths import PATH
from orchestra_dsl.diagnostics.render import FORMATS
from orchestra_dsl.workspace.checking import check_paths

HELP = described(
    """Report everything that is wrong with sources, without running anything, and fix what can be fixed.

    PATH is a source, a project (a folder with an `orchestra.toml`), or a folder of either; without one it is
    the current folder. Plugins are loaded, so that what sources declare is compared with what plugins supply.

    With --fix the sources are changed where a finding offers a safe fix: one after which the source means the same, or
    what its author certainly meant. With --unsafe-fixes others are made, too; look at them with --diff. A fix that
    would lead to an error is left out. Only files of the project are changed, never one that it imports from outside.

    The exit code is 1 where there are findings, or are left after --fix, warnings included.""",
    "orchestra lint",
    "orchestra lint examples/case_management",
    "orchestra lint --fix --unsafe-fixes --diff",
    "orchestra lint --format sarif . > findings.sarif",
)


@click.command("lint", help=HELP)
@click.argument("paths", metavar="[PATH]…", nargs=-1, type=PATH)
@click.option("--fix", "fixes", is_flag=True, help="Make safe fixes, and report what is left.")
@click.option("--unsafe-fixes", "unsafe", is_flag=True, help="With --fix or --diff: other fixes, too.")
@click.option("--diff", "shows", is_flag=True, help="Change nothing; show what --fix would change.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="How findings are written; text unless given.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def command(paths: tuple[Path, ...], form: str | None, *, fixes: bool, unsafe: bool, shows: bool, as_json: bool) -> int:
    """Check the sources, fix them where that is asked for, and print the findings."""
    if as_json and form not in (None, "json"):
        raise click.UsageError(f"--json and --format {form} do not go together.")
    form = "json" if as_json else form or "text"
    if unsafe and not (fixes or shows):
        raise click.UsageError("--unsafe-fixes says which fixes are made; add --fix, or --diff to look at them.")
    if shows and form != "text":
        raise click.UsageError(f"--diff shows changes to people; it does not go together with --format {form}.")
    if form != "text":
        answers_alone()
    if fixes or shows:
        return _fix(paths or (Path(),), form, unsafe=unsafe, shows=shows)
    findings = check_paths(paths or (Path(),))
    print_findings(findings, form, answers())
    if form == "text":
        say_fixable(findings)
        if not findings.diagnostics:
            click.echo("No findings.")
    return exit_codes.FAILED if findings.diagnostics else exit_codes.FINE


def _fix(paths: Sequence[Path], form: str, *, unsafe: bool, shows: bool) -> int:
    from orchestra_dsl.workspace.fixing import fix_paths

    fixed = fix_paths(paths, unsafe=unsafe, write=not shows)
    if not shows:
        print_findings(fixed.findings, form, answers())
    say_fixed(fixed, unsafe=unsafe, shows=shows, err=shows or form != "text")
    return exit_codes.FAILED if fixed.findings.diagnostics or (shows and fixed.files) else exit_codes.FINE
