"""A group of commands whose modules are imported when they are used, not when they are listed."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from orchestra_dsl.diagnostics.suggest import did_you_mean


class LazyGroup(click.Group):
    """Commands by name: `module` holds `command`, and `summary` stands in the list without importing it."""

    def __init__(self, *args: Any, members: Mapping[str, tuple[str, str]] = {}, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """The names, in the order in which they are explained."""
        return list(self.members)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's own signature
        """The command of this name, imported now."""
        if cmd_name not in self.members:
            return None
        module, _ = self.members[cmd_name]
        command = import_module(f"orchestra_dsl.cli.commands.{module}").command
        assert isinstance(command, click.Command)  # noqa: S101 - a test loads every one of them
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's own signature
        """List the commands with their summaries."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in self.members.items()])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find the command that the first word names; suggest the nearest name for one that is unknown."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            hint = did_you_mean(args[0], self.members)
            message = f"There is no command `{args[0]}`. {hint or f'See `{ctx.command_path} --help`.'}"
            raise click.UsageError(message, ctx) from error
