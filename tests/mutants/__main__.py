"""Mutation testing: `make mutants`, or `python -m tests.mutants --help`."""

import os
import sys
from pathlib import Path

import click

from tests.mutants.report import report
from tests.mutants.results import Outcome, Results
from tests.mutants.sampling import PACKAGES, in_order, sources
from tests.mutants.session import Mutating

FOLDER = Path("build/mutants")


@click.command()
@click.option("--sample", default=1500, show_default=True, help="How many mutants.")
@click.option("--seed", default=7, show_default=True, help="Which: the first so many in an order that follows from it.")
@click.option("--package", "packages", multiple=True, type=click.Choice(list(PACKAGES)), help="Only this one (repeat).")
@click.option("--seconds", default=60.0, show_default=True, help="At most so many seconds of tests for a mutant.")
@click.option("--again", is_flag=True, help="Try those again that have survived.")
def main(sample: int, seed: int, packages: tuple[str, ...], seconds: float, again: bool) -> None:  # noqa: FBT001 - click
    """Change single things in the interpreter, analysis and the store, and see whether a test fails.

    What came of each mutant is kept in build/mutants: what was interrupted goes on where it stopped.
    """
    spoken = os.dup(2)  # pytest takes the streams

    def say(text: str) -> None:
        os.write(spoken, f"{text}\n".encode())

    results = Results(FOLDER / "results.jsonl")
    if again:
        results.forget([Outcome.SURVIVED, Outcome.UNREACHED])
    paths = sources(packages or tuple(PACKAGES))
    say("Looking for mutants …")
    mutants = in_order(paths, seed, FOLDER / "found")
    say(f"{len(mutants)} mutants in {len(paths)} files; seed {seed}, sample {min(sample, len(mutants))}.")
    mutating = Mutating(mutants, sample, seconds, FOLDER, results, say)
    code = mutating.run()
    sys.exit(code or report([results.found[each.key] for each in mutating.chosen() if each.key in results.found]))


if __name__ == "__main__":
    main()
