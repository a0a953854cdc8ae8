"""Try mutants: for each a fork in which its tests are run until one fails.

A failure counts only if the same tests pass in a fork without the mutant; one that does not is left out from then on.
"""

import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from types import FunctionType

import attrs
import msgspec
import pytest

from tests.mutants.children import Pool
from tests.mutants.choosing import choose
from tests.mutants.mutations import Mutant, difference, mutated
from tests.mutants.reaching import Reached, forget
from tests.mutants.results import Outcome, Result
from tests.mutants.swapping import swap

Report = Callable[["Tried"], None]


class Tried(msgspec.Struct):
    """How far a fork has come: the number of the test that it is at."""

    at: int = -1
    before: str = ""
    after: str = ""
    applied: bool = False
    passed: bool = False


@attrs.frozen
class Attempt:
    """A mutant with the tests for it, of which some are tried again without it once one has failed."""

    mutant: Mutant
    tests: list[str]
    left: int
    started: float
    failed: Tried | None = None


@attrs.define
class Trial:
    """What all attempts have in common."""

    items: dict[str, pytest.Item]
    reached: Sequence[Reached]
    functions: dict[str, list[FunctionType]]
    pool: Pool
    seconds: float  # of tests for one mutant
    unreliable: set[str] = attrs.field(factory=set)

    def results(self, mutants: Iterable[Mutant]) -> Iterator[Result]:
        """Those of the mutants, as they come."""
        for mutant in mutants:
            self._try(mutant)
            while self.pool.is_full():
                yield from self._ended()
        while self.pool.working:
            yield from self._ended()

    def _ended(self) -> Iterator[Result]:
        for attempt, answer in self.pool.ended():
            result = self._result(attempt, msgspec.convert(answer, Tried) if answer else Tried())
            if result is not None:
                yield result

    def _try(self, mutant: Mutant) -> None:
        tests, left = choose(mutant, self.reached, self.seconds)
        self._start(Attempt(mutant, [each for each in tests if each not in self.unreliable], left, time.monotonic()))

    def _start(self, attempt: Attempt) -> None:
        tests = attempt.tests if attempt.failed is None else attempt.tests[: attempt.failed.at + 1]
        mutant = attempt.mutant if attempt.failed is None else None
        items = [self.items[test] for test in tests]
        self.pool.start(attempt, partial(self._run, mutant, items), 600 + 20 * self.seconds)

    def _result(self, attempt: Attempt, tried: Tried) -> Result | None:
        failed = attempt.failed
        if failed is not None and not tried.passed:
            self.unreliable.add(attempt.tests[tried.at])
            self._try(attempt.mutant)
            return None
        if failed is None and tried.applied and not tried.passed and attempt.tests:
            self._start(attrs.evolve(attempt, failed=tried))
            return None
        return _said(attempt, failed or tried)

    def _run(self, mutant: Mutant | None, items: list[pytest.Item], report: Report) -> None:
        tried = Tried()
        if mutant is not None:
            text = mutated(mutant)
            tried.before, tried.after = difference(mutant, text)
            tried.applied = swap(self.functions[mutant.path], mutant.path, text) > 0
            report(tried)
        forget()
        if items and (tried.applied or mutant is None):
            _run_tests(items, tried, report)


def _run_tests(items: list[pytest.Item], tried: Tried, report: Report) -> None:
    watching = _FirstFailure()
    items[0].config.pluginmanager.register(watching)
    for number, (item, following) in enumerate(zip(items, [*items[1:], None], strict=True)):
        tried.at = number
        report(tried)
        # A loop without an end is ended by the first, one that waits for ever by the second.
        signal.setitimer(signal.ITIMER_PROF, 20)
        signal.setitimer(signal.ITIMER_REAL, 200)
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        if watching.has_failed:
            return
    tried.passed = True
    report(tried)


class _FirstFailure:
    """A plugin of pytest."""

    has_failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.has_failed |= report.failed


def _said(attempt: Attempt, tried: Tried) -> Result:
    mutant = attempt.mutant
    outcome = Outcome.KILLED
    if not tried.applied:
        outcome = Outcome.VOID
    elif not attempt.tests:
        outcome = Outcome.UNREACHED
    elif tried.passed:
        outcome = Outcome.SURVIVED
    return Result(
        key=mutant.key,
        name=mutant.name,
        line=mutant.first,
        before=tried.before,
        after=tried.after,
        outcome=outcome,
        by=attempt.tests[tried.at] if outcome is Outcome.KILLED else "",
        tried=tried.at + 1,
        left=attempt.left if outcome is Outcome.SURVIVED else 0,
        seconds=round(time.monotonic() - attempt.started, 2),
    )
