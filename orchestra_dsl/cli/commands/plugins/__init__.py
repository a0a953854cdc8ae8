"""`orchestra plugins`: look at plugins. Without a command it lists them."""

from pathlib import Path

import click

from orchestra_dsl.cli.lazy import LazyGroup


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
@click.pass_context
def command(context: click.Context) -> int | None:
    """List them where no command is given."""
    if context.invoked_subcommand is not None:
        return None
    from orchestra_dsl.cli.commands.plugins.list import command as list_them

    code: int = context.invoke(list_them, project=Path(), as_json=False)
    return code
