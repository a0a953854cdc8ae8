"""`orchestra import`: a source made of something else."""

import sys
from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.findings import print_findings
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import project_option
from orchestra_dsl.cli.output import answers, answers_alone, json_option, print_json
from orchestra_dsl.cli.paths import PATH
from orchestra_dsl.workspace.importing import imported
from orchestra_dsl.workspace.project import Project

HELP = described(
    """Make a source of a file in another format, and print it in its canonical form.

    FORMAT is the name of an importer; plugins supply them, and `orchestra plugins` lists them. What is wrong with the
    source is said on standard error, and the exit code is 1 where it has an error; it is printed all the same.""",
    "orchestra import steps steps.csv > case.orch",
)


@click.command("import", help=HELP)
@click.argument("form", metavar="FORMAT")
@click.argument("file", metavar="FILE", type=PATH)
@project_option
@json_option
def command(form: str, file: Path, project: Path, *, as_json: bool) -> int:
    """Import, print, say what is wrong."""
    answers_alone()
    text, findings = imported(Project.load(project), form, file)
    if as_json:
        print_json({"format": form, "source": text, "errors": findings.errors})
    else:
        click.echo(text, file=answers(), nl=False)
    print_findings(findings, "text", sys.stderr)
    return exit_codes.FAILED if findings.errors else exit_codes.FINE
