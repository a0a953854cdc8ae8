"""Which tests come to which lines, and how long each takes.

That is measured for one file of tests after the other, each in a fork, and kept until the code or the file changes.
"""

import gc
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from coverage import Coverage, CoverageData
from coverage.numbits import numbits_to_nums, nums_to_numbits

from tests.mutants.children import Pool

SECONDS = 900.0  # for all tests of one file


class Reached(msgspec.Struct, frozen=True):
    """The tests of one file that pass, with the seconds of each, and by file and line which of them come there."""

    tests: list[str]
    seconds: list[float]
    lines: dict[str, dict[int, bytes]]

    def coming_to(self, path: str, first: int, last: int) -> set[int]:
        """The numbers of the tests that come to a line between these two."""
        lines = self.lines.get(path, {})
        return {test for line in range(first, last + 1) if line in lines for test in numbits_to_nums(lines[line])}


def measure(session: pytest.Session, sources: Sequence[str], folder: Path, pool: Pool, say: Any) -> list[Reached]:
    """What is kept for each file of tests; whatever is missing is measured first."""
    folder.mkdir(parents=True, exist_ok=True)
    by_file: dict[Path, list[pytest.Item]] = {}
    for item in session.items:
        by_file.setdefault(item.path, []).append(item)
    kept = {path: folder / _digest(path, items, sources[0].partition("/")[0]) for path, items in by_file.items()}
    missing = [path for path in by_file if not kept[path].exists()]
    for count, path in enumerate(missing, start=1):
        items = by_file[path]
        pool.start(path, partial(_run, items, sources), SECONDS)
        while pool.is_full() or (count == len(missing) and pool.working):
            for measured, answer in pool.ended():
                if answer is not None:
                    kept[measured].write_bytes(msgspec.msgpack.encode(answer))
                how = "measured" if answer is not None else "came to no end, its tests are left out:"
                say(f"{count}/{len(missing)} {how} {measured.relative_to(Path.cwd())}")
    decoder = msgspec.msgpack.Decoder(Reached)
    return [decoder.decode(kept[path].read_bytes()) for path in by_file if kept[path].exists()]


def _run(items: Sequence[pytest.Item], sources: Iterable[str], report: Callable[[Reached], None]) -> None:
    measuring = Coverage(data_file=None, config_file=False, include=[str(Path(path).resolve()) for path in sources])
    measuring.set_option("run:disable_warnings", ["no-data-collected"])  # most tests come to something
    watching = _Watching(measuring)
    items[0].config.pluginmanager.register(watching)
    measuring.start()
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
    measuring.stop()
    report(_reached(measuring.get_data(), sources, watching))


def _reached(data: CoverageData, sources: Iterable[str], watching: "_Watching") -> Reached:
    good = [name for name, passed in watching.passed.items() if passed]
    index = {name: number for number, name in enumerate(good)}
    lines: dict[str, dict[int, bytes]] = {}
    for path in sources:
        for line, names in data.contexts_by_lineno(str(Path(path).resolve())).items():
            tests = [index[name] for name in names if name in index]
            if tests:
                lines.setdefault(path, {})[line] = nums_to_numbits(tests)
    return Reached(good, [watching.seconds[name] for name in good], lines)


def forget() -> None:
    """Empty all caches of the code: what they answer, no test comes to."""
    for each in _caches():
        each.cache_clear()


@cache
def _caches() -> list[Any]:
    kept = [each for each in gc.get_objects() if type(each) is type(_code)]
    return [each for each in kept if each.__module__.startswith("orchestra_dsl.")]


class _Watching:
    """A plugin of pytest for one file of tests."""

    def __init__(self, measuring: Coverage) -> None:
        self.measuring = measuring
        self.passed: dict[str, bool] = {}
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        self.measuring.switch_context(item.nodeid)
        forget()
        started = time.perf_counter()
        result = yield
        self.seconds[item.nodeid] = time.perf_counter() - started
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        good = report.passed if report.when == "call" else not report.failed
        self.passed[report.nodeid] = good and self.passed.get(report.nodeid, True)


def _digest(tests: Path, items: Iterable[pytest.Item], package: str) -> str:
    names = "\n".join(item.nodeid for item in items)  # cases may lie in files of their own
    return sha256(tests.read_bytes() + _code(package) + names.encode()).hexdigest()[:24]


@cache
def _code(package: str) -> bytes:
    """What they share is left out: were something measured wrongly, fewer mutants would be killed, but no more."""
    return sha256(b"\0".join(path.read_bytes() for path in sorted(Path(package).rglob("*.py")))).digest()
