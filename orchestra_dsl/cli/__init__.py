"""The command line: each command reads a request, makes one call, and shows the answer."""

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command of `arguments` (those of the process if None) and return its exit code."""
    from orchestra_dsl.cli.door import run

    return run(arguments)
