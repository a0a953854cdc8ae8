"""`orchestra plugins`: look at plugins. Without a command it lists them."""

from pathlib import Path

import click
from click.core import ParameterSource

from orchestra_dsl.cli.lazy import LazyGroup
from orchestra_dsl.cli.options import project_option
from orchestra_dsl.cli.output import json_option


@click.group(
    "plugins",
    cls=LazyGroup,
    members={
        "list": ("plugins.list", "List plugins and what they supply."),
        "check": ("plugins.check", "Check each plugin in a process of its own."),
        "describe": ("plugins.describe", "Print what plugins supply as a source declares it."),
    },
    help="List and check plugins, and print declarations of what they supply. Without a command they are listed.",
    invoke_without_command=True,
)
@project_option
@json_option
@click.pass_context
def command(context: click.Context, project: Path, *, as_json: bool) -> int | None:
    """List them where no command is given."""
    if context.invoked_subcommand is None:
        from orchestra_dsl.cli.commands.plugins.list import command as list_them

        code: int = context.invoke(list_them, project=project, as_json=as_json)
        return code
    for name in ("project", "as_json"):
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            whole = f"{context.command_path} {context.invoked_subcommand}"
            raise click.UsageError(f"Write the options behind the whole command: {whole} …")
    return None
