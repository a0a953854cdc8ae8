"""Which tests are tried on a mutant, and in which order."""

from collections.abc import Iterable, Iterator, Sequence

from tests.mutants.mutations import Mutant
from tests.mutants.reaching import Reached

LONG = 50
"""A test takes long that takes more than this part of the time that there is."""


def choose(mutant: Mutant, files: Iterable[Reached], seconds: float) -> tuple[list[str], int]:
    """The tests that come to its lines, as many as take so many seconds, and how many are left.

    The quickest of each file goes first, for the tests of one file are much alike; then all others, file by file,
    those files first whose tests are quick. What takes long itself goes last.
    """
    quickest, others = [], []
    for file in files:
        found = sorted(
            (file.seconds[test], file.tests[test]) for test in file.coming_to(mutant.path, mutant.first, mutant.last)
        )
        if found:
            quickest.append(found[0])
            others.append((sum(took for took, _ in found[1:]) / len(found), found[1:]))
    mixed = [*sorted(quickest), *(test for _, tests in sorted(others) for test in tests)]
    in_order = sorted(mixed, key=lambda test: max(test[0], seconds / LONG))  # of those that are quick, as they are
    chosen = list(_within(in_order, seconds))
    return chosen, len(in_order) - len(chosen)


def _within(tests: Sequence[tuple[float, str]], seconds: float) -> Iterator[str]:
    spent = 0.0
    for took, name in tests:
        spent += took
        if spent > seconds and spent != took:
            return
        yield name
