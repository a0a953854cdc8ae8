"""The one run of pytest in which everything is loaded and all else happens."""

import gc
import importlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import attrs
import pytest

from tests.mutants.children import Pool
from tests.mutants.mutations import Mutant
from tests.mutants.reaching import forget, measure
from tests.mutants.results import Outcome, Results
from tests.mutants.sampling import PACKAGES, first_of, sources
from tests.mutants.swapping import functions_of
from tests.mutants.trying import Trial

# Not those of the doors: they come to everything, take long, and look at little of it.
TESTS = (
    *("analysis", "compile", "graph", "interpreter", "runtime"),
    *("constructs", "formats", "invariants", "language", "model", "order", "patterns", "scenario"),
)


@attrs.define
class Mutating:
    """A plugin of pytest: tries mutants in the place of running the tests."""

    mutants: Sequence[Mutant]  # in the order in which they are tried
    sample: int
    seconds: float  # of tests for one mutant
    folder: Path
    results: Results
    say: Callable[[str], None]

    def run(self) -> int:
        """Collect the tests and try the mutants."""
        arguments = [*(f"tests/{each}" for each in TESTS), "-qq", "-p", "no:cacheprovider", "-p", "no:xdist"]
        return int(pytest.main(arguments, plugins=[self]))

    def pytest_configure(self) -> None:
        from hypothesis import Phase, settings  # noqa: PLC0415 - pytest has to come first

        # The same examples in each run; and a failure is enough, it need not be made small.
        phases = (Phase.explicit, Phase.generate)
        profile = settings.get_profile("orchestra")
        settings.register_profile("mutants", parent=profile, phases=phases, database=None, derandomize=True)
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # no fork is left behind
        session.config.pluginmanager.unregister(name="terminalreporter")
        pool = Pool(os.cpu_count() or 1, self.say)
        paths = sources(list(PACKAGES))  # what is measured serves every choice of packages
        for path in paths:
            importlib.import_module(path.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        functions = functions_of(paths)
        forget()
        gc.collect()
        gc.freeze()  # what is shared with the forks is not looked at again
        try:
            reached = measure(session, paths, self.folder / "reached", pool, self.say)
            items = {item.nodeid: item for item in session.items}
            trial = Trial(items, reached, functions, pool, self.seconds)
            self._try(trial)
        finally:
            pool.stop()
        return True

    def _try(self, trial: Trial) -> None:
        """Until as many as are wanted have a result; those that turn out to be void are replaced."""
        while pending := [each for each in self.chosen() if each.key not in self.results.found]:
            count = len(pending)
            for number, result in enumerate(trial.results(pending), start=1):
                self.results.add(result)
                if result.outcome in {Outcome.SURVIVED, Outcome.UNREACHED} or number % 25 == 0:
                    self.say(f"{number}/{count} {result.outcome}, line {result.line}: {result.change}")
        for test in sorted(trial.unreliable):
            self.say(f"left out, for it fails without a mutant, too: {test}")

    def chosen(self) -> list[Mutant]:
        """The sample."""
        return first_of(self.mutants, self.sample, self.results.found)
