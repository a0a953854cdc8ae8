"""The harness of `make mutants`: what it changes, where it puts that, and what counts as killed."""

import importlib.util
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import attrs
import pytest
from coverage.numbits import nums_to_numbits

from tests.mutants import mutations
from tests.mutants.children import Pool
from tests.mutants.choosing import choose
from tests.mutants.mutations import Mutant, difference, mutants_of, mutated
from tests.mutants.reaching import Reached
from tests.mutants.report import equivalent, report
from tests.mutants.results import Outcome, Result, Results
from tests.mutants.sampling import PACKAGES, first_of, in_order, sources
from tests.mutants.swapping import functions_of, swap
from tests.mutants.trying import Attempt, Trial, Tried

SOURCE = '''"""A module."""

from functools import wraps

LIMIT = 10


def known(function):
    @wraps(function)
    def inner(*given):
        return function(*given) if given[0] >= 0 else None

    return inner


@known
def twice(number: int = 1 + 1) -> int:
    return number * 2


class Door:
    @property
    def is_open(self) -> bool:
        return len(self.names) == 1

    names = ["a"]
'''


@pytest.fixture
def source(tmp_path: Path) -> str:
    path = tmp_path / "a_module.py"
    path.write_text(SOURCE, encoding="utf-8")
    return str(path)


def test_what_is_worked_out_when_a_module_is_loaded_stays(source: str) -> None:
    changes = [difference(mutant, mutated(mutant)) for mutant in mutants_of(source)]
    assert ("return number * 2", "return number / 2") in changes
    assert ("return len(self.names) == 1", "return len(self.names) != 1") in changes
    assert {before for before, _ in changes} == {
        "return function(*given) if given[0] >= 0 else None",
        "return number * 2",
        "return len(self.names) == 1",
    }


def test_a_mutant_keeps_its_key_when_lines_move_and_loses_it_with_its_function(source: str) -> None:
    before = _keys(source)
    assert len(before) == 9
    Path(source).write_text("\n\n" + SOURCE, encoding="utf-8")
    assert _keys(source) == before
    Path(source).write_text(SOURCE.replace("number * 2", "number * 4"), encoding="utf-8")
    assert len(_keys(source) & before) == 7  # without the two of `twice`


def _keys(source: str) -> set[str]:
    mutations._changes.cache_clear()
    return {mutant.key for mutant in mutants_of(source)}


def test_a_mutant_is_put_into_functions_that_are_decorated_and_held_elsewhere(source: str) -> None:
    module = _loaded(source)
    twice, door = module.twice, module.Door()
    functions = functions_of([source])[source]
    assert twice(4) == 8
    assert door.is_open
    for mutant in mutants_of(source):
        text = mutated(mutant)
        if difference(mutant, text)[1] in {"return number / 2", "return len(self.names) != 1"}:
            assert swap(functions, source, text) >= 1
            assert twice(4) == (2 if mutant.function == "twice" else 8)
            assert door.is_open is (mutant.function == "twice")
    assert swap(functions, source, SOURCE) == 1  # the last one goes out again
    assert swap(functions, source, SOURCE) == 0  # nothing differs


class _Hostile:
    """What a test of bad plugins can leave in the process."""

    def __getattribute__(self, name: str) -> object:
        raise SystemExit(name)


def test_functions_are_found_beside_objects_that_answer_no_question(source: str) -> None:
    module, hostile = _loaded(source), _Hostile()
    with pytest.raises(SystemExit):
        isinstance(hostile, int)
    assert module.twice in functions_of([source])[source]


def _loaded(path: str) -> ModuleType:
    found = importlib.util.spec_from_file_location("a_module", path)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


MUTANT = Mutant("orchestra_dsl/interpreter/a.py", "f", 3, 4, 0, "key")


def _reached(*tests: tuple[str, float, list[int]]) -> Reached:
    """Of one file: each test with its seconds and the lines to which it comes."""
    lines = {line for _, _, lines in tests for line in lines}
    bits = {line: nums_to_numbits([at for at, (_, _, own) in enumerate(tests) if line in own]) for line in lines}
    return Reached([name for name, _, _ in tests], [took for _, took, _ in tests], {MUTANT.path: bits})


def test_the_quickest_test_of_each_file_goes_first_and_time_is_limited() -> None:
    one = _reached(("a1", 3.0, [3]), ("a2", 1.0, [4]), ("a3", 0.1, [5]))
    other = _reached(("b1", 2.0, [1, 3]), ("b2", 4.0, [3, 4]))
    assert choose(MUTANT, [one, other], 100) == (["a2", "b1", "a1", "b2"], 0)
    assert choose(MUTANT, [one, other], 6.5) == (["a2", "b1", "a1"], 1)
    assert choose(MUTANT, [one, other], 0.5) == (["a2"], 3)  # one at least
    assert choose(MUTANT, [], 100) == ([], 0)


def test_a_fork_is_ended_when_its_time_is_up_and_one_that_fails_is_told() -> None:
    said: list[str] = []
    pool = Pool(2, said.append)
    pool.start("endless", _never_done, 1)
    pool.start("wrong", _wrong, 60)
    assert pool.is_full()
    answers: dict[str, str | None] = {}
    while pool.working:
        answers.update(pool.ended())
    assert answers == {"endless": "begun", "wrong": None}
    assert "wrong" in said[0]
    assert "LookupError" in said[0]


def _never_done(report: Callable[[str], None]) -> None:
    report("begun")
    while True:
        time.sleep(1)


def _wrong(_: object) -> None:
    raise LookupError


@attrs.define
class _Started(Pool):
    """Notes what would be tried."""

    attempts: list[Attempt] = attrs.field(factory=list)

    def start(self, about: Attempt, work: object, seconds: float) -> None:  # noqa: ARG002 - as the pool has it
        self.attempts.append(about)


def _trial() -> Trial:
    items = dict.fromkeys(["quick", "slow"])
    return Trial(items, [_reached(("quick", 1, [3]), ("slow", 2, [3]))], {}, _Started(1, print), 60)  # type: ignore[arg-type]  # they are not run


def _next(trial: Trial) -> Attempt:
    assert isinstance(trial.pool, _Started)
    return trial.pool.attempts.pop()


def test_a_failure_counts_if_the_same_tests_pass_without_the_mutant() -> None:
    trial = _trial()
    trial._try(MUTANT)
    assert trial._result(_next(trial), Tried(at=1, before="a", after="b", applied=True)) is None
    again = _next(trial)
    assert again.failed is not None
    found = trial._result(again, Tried(at=1, passed=True))
    assert found is not None
    assert (found.outcome, found.by, found.change) == (Outcome.KILLED, "slow", "interpreter.a.f | a | b")


def test_a_test_that_fails_without_the_mutant_too_is_left_out() -> None:
    trial = _trial()
    trial._try(MUTANT)
    assert trial._result(_next(trial), Tried(at=0, applied=True)) is None
    assert trial._result(_next(trial), Tried(at=0)) is None
    assert trial.unreliable == {"quick"}
    attempt = _next(trial)
    assert attempt.tests == ["slow"]
    found = trial._result(attempt, Tried(at=0, applied=True, passed=True))
    assert found is not None
    assert found.outcome is Outcome.SURVIVED


def test_what_no_test_comes_to_and_what_changes_nothing_are_told_apart() -> None:
    trial = _trial()
    for tests, applied, outcome in (([], True, Outcome.UNREACHED), (["slow"], False, Outcome.VOID)):
        found = trial._result(Attempt(MUTANT, tests, 0, 0.0), Tried(applied=applied))
        assert found is not None
        assert found.outcome is outcome


def _result(key: str, outcome: Outcome) -> Result:
    return Result(key, f"analysis.{key}", 1, "a", "b", outcome)


def test_results_are_found_again_and_void_mutants_are_replaced(tmp_path: Path) -> None:
    results = Results(tmp_path / "results")
    for key, outcome in (("k", Outcome.KILLED), ("s", Outcome.SURVIVED), ("v", Outcome.VOID)):
        results.add(_result(key, outcome))
    again = Results(tmp_path / "results")
    assert again.found == results.found
    mutants = [Mutant("a.py", "f", 1, 1, 0, key) for key in "kvsx"]
    assert [mutant.key for mutant in first_of(mutants, 3, again.found)] == ["k", "s", "x"]
    again.forget([Outcome.SURVIVED])
    assert sorted(again.found) == ["k", "v"]


def test_fewer_killed_than_there_have_to_be_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    killed = [_result(str(number), Outcome.KILLED) for number in range(17)]
    alive = [_result(f"alive{number}", Outcome.SURVIVED) for number in range(3)]
    assert report(killed + alive) == 0
    assert report(killed[1:] + alive) == 1
    assert report([]) == 1
    assert "analysis.alive2 | a | b" in capsys.readouterr().out


def test_what_is_listed_as_equivalent_stands_in_the_code() -> None:
    names = {
        path.removesuffix(".py").removeprefix("orchestra_dsl/").replace("/", "."): path for path in sources([*PACKAGES])
    }
    for change, reason in equivalent().items():
        name, before, after = change.split(" | ")
        module = max((each for each in names if name.startswith(f"{each}.")), key=len)
        lines = " ".join(line.strip() for line in Path(names[module]).read_text(encoding="utf-8").splitlines())
        assert before in lines, f"{change} ({reason})"
        assert before != after


def test_the_same_seed_draws_the_same(source: str, tmp_path: Path) -> None:
    found = in_order([source], 1, tmp_path / "one")
    assert found == in_order([source], 1, tmp_path / "one") == in_order([source], 1, tmp_path / "other")
    assert found != in_order([source], 2, tmp_path / "one")
    assert sorted(found, key=lambda each: each.number) == list(mutants_of(source))
