"""Which tests are tried on a mutant, and in which order."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tests.mutants.mutations import Mutant
from tests.mutants.reaching import Reached

_Test = tuple[float, str]
"""The seconds that it takes, and its name."""

LONG = 50
"""A test takes long that takes more than this part of the time that there is."""


def choose(mutant: Mutant, files: Iterable[Reached], seconds: float) -> tuple[list[str], int]:
    """The tests that come to its lines, as many as take so many seconds, and how many are left.

    The tests of the mutant's own layer go first, and what takes long itself goes last.
    """
    own: list[list[_Test]] = []
    others: list[list[_Test]] = []
    for file in files:
        numbers = file.coming_to(mutant.path, mutant.first, mutant.last)
        if numbers:
            found = sorted((file.seconds[number], file.tests[number]) for number in numbers)
            is_own = found[0][1].startswith(f"tests/{Path(mutant.path).parts[1]}/")
            (own if is_own else others).append(found)
    mixed = [*_one_of_each_first(own), *_one_of_each_first(others)]
    in_order = sorted(mixed, key=lambda test: max(test[0], seconds / LONG))  # of those that are quick, as they are
    chosen = list(_within(in_order, seconds))
    return chosen, len(in_order) - len(chosen)


def _one_of_each_first(files: list[list[_Test]]) -> Iterator[_Test]:
    """The quickest of each file, for the tests of one are much alike; then the others, the quicker files first."""
    yield from sorted(tests[0] for tests in files)
    for tests in sorted(files, key=lambda tests: sum(took for took, _ in tests) / len(tests)):
        yield from tests[1:]


def _within(tests: Sequence[_Test], seconds: float) -> Iterator[str]:
    spent = 0.0
    for took, name in tests:
        spent += took
        if spent > seconds and spent != took:
            return
        yield name
