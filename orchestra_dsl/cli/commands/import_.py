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
from orchestra_dsl.workspace.outputs import check_new_source, write_output
from orchestra_dsl.workspace.project import Project

HELP = described(
    """Make a source of a file in another format, in its canonical form.

    FORMAT is the name of an importer; plugins supply them, and `orchestra plugins` lists them. Without -o the source is
    printed. What is wrong with it is said on standard error, and the exit code is 1 where it has an error; it is
    printed or written all the same.""",
    "orchestra import steps steps.csv -o case.orch",
    "orchestra import steps steps.csv | less",
)

STANDARD_OUTPUT = "-"


@click.command("import", help=HELP)
@click.argument("form", metavar="FORMAT")
@click.argument("file", metavar="FILE", type=PATH)
@click.option("-o", "--output", metavar="FILE", type=PATH, help="Where to write the source: a new file.")
@click.option("--force", is_flag=True, help="Write over a source that is there.")
@project_option
@json_option
def command(form: str, file: Path, output: Path | None, project: Path, *, force: bool, as_json: bool) -> int:
    """Import, write, say what is wrong."""
    if str(output) == STANDARD_OUTPUT:
        if as_json:
            raise click.UsageError("--json and -o - would both write to standard output; give one of them.")
        output = None
    if output is not None:
        check_new_source(output, file, force=force)
    elif force:
        raise click.UsageError("--force is about the file of -o, which is not given.")
    answers_alone()
    text, findings = imported(Project.load(project), form, file, output)
    print_findings(findings, "text", sys.stderr)
    if output is not None:
        write_output(output, text.encode())
    if as_json:
        where = {"source": text, "file": None} if output is None else {"source": None, "file": str(output)}
        print_json({"format": form, **where, "errors": findings.errors})
    elif output is not None:
        click.echo(f"Wrote {output}.", file=answers())
    else:
        click.echo(text, file=answers(), nl=False)
    return exit_codes.FAILED if findings.errors else exit_codes.FINE
