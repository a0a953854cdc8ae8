"""Groups of commands below `orchestra`."""

from collections.abc import Mapping

import click

from orchestra_dsl.cli.lazy import LazyGroup


def group(name: str, text: str, members: Mapping[str, tuple[str, str]]) -> click.Group:
    """A group: its commands by name, with the module of each and what it does."""
    return LazyGroup(name, help=text, members=members, no_args_is_help=True)
