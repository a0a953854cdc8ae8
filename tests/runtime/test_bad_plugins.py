"""Plugins that do what they should not: the step says what is wrong and is mended by a retry, and all else goes on."""

import asyncio
import sys
import threading
from collections.abc import Awaitable, Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypedDict

import pytest

from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.plugin import Context, FlowError, flow, hookimpl
from orchestra_dsl.plugin.calls import Calls
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.worker.worker import Worker
from orchestra_dsl.workspace.explaining import waits_for
from orchestra_dsl.workspace.timeline import Timeline
from tests.patience import PATIENCE, wait_for
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import SECOND, duration, person
from tests.runtime.graphs import flow as flow_graph
from tests.runtime.world import ADMIN, ANN, Case, Classified, World


def plugins(*given: tuple[str, object]) -> Calls:
    """What a worker calls, with these plugins."""
    return Calls(load_plugins(Project(folder=Path()), installed=False, given=list(given)))


def good() -> Calls:
    """The plugin as it should be."""

    @flow("crm.classify")
    def classify(case: Case) -> Classified:
        return {"severity": case.status}

    return plugins(("crm", SimpleNamespace(classify=classify)))


def bad(does: Callable[[Context], Any]) -> Calls:
    """A plugin whose flow does something else for cases that are bad."""

    @flow("crm.classify")
    def classify(case: Case, context: Context) -> Classified:
        answer: Classified = does(context) if case.status == "Bad" else {"severity": case.status}
        return answer

    return plugins(("crm", SimpleNamespace(classify=classify)))


class Plant:
    """An engine with one run whose plugin does what it should not."""

    def __init__(self, here: World, calls: Calls) -> None:
        self.here = here
        here.case("bad", status="Bad")
        here.case("1")
        self.employ(calls)
        self.run = here.start("flow", "bad")

    def employ(self, calls: Calls) -> None:
        """Let another worker work: somebody has changed the plugins."""
        if self.here.worker is not None:
            self.here.worker.stop()
        self.here.worker = Worker(self.here.engine, calls)
        self.here.worker.start()

    def error(self) -> str:
        """What its step is in error with, once it is."""
        self.here.settle()
        view = self.here.engine.runs.get(self.run)
        assert view.status == Status.ERROR, view
        assert view.error is not None
        return view.error.removeprefix("s.classify: ")

    def goes_on(self) -> None:
        """The engine does: flows that can be called are, people may act, and the bad run is mended by a retry."""
        engine = self.here.engine
        other = self.here.start("person", "1")
        (item,) = engine.work.of_run(other)
        engine.work.complete(item.key, {"ok": True}, ANN)
        assert self.here.ended(other) == "Done"
        self.employ(good())
        engine.runs.retry(self.run, ADMIN)
        third = self.here.start("flow", "1")
        self.here.settle()
        assert (self.here.ended(self.run), self.here.ended(third)) == ("Done", "Done")


@pytest.fixture
def plant(world: MakeWorld) -> Callable[..., Plant]:
    """Makes a plant with these plugins."""
    return lambda calls, **clauses: Plant(world(flow_graph(**clauses), person(), clock=VirtualClock(0)), calls)


def raises(error: BaseException) -> Callable[[Context], Any]:
    """A flow that raises this."""

    def does(_context: Context) -> Any:
        raise error

    return does


class OddError(BaseException):
    """An error that is none of the usual ones, and has no words."""

    def __str__(self) -> str:
        raise RuntimeError("no words")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (SystemExit("bye"), "SystemExit: bye"),
        (KeyboardInterrupt(), "KeyboardInterrupt: "),
        (GeneratorExit("over"), "GeneratorExit: over"),
        (MemoryError("full"), "MemoryError: full"),
        (BaseException("base"), "BaseException: base"),
        (OddError(), "OddError: OddError"),
        (FlowError("Half\ud800", "a \udfff"), "Half?: a ?"),
        (ValueError("\ud800"), "ValueError: ?"),
    ],
)
def test_whatever_it_raises_is_the_error_of_its_step(
    plant: Callable[..., Plant], error: BaseException, said: str
) -> None:
    here = plant(bad(raises(error)))
    assert here.error().startswith(said)
    here.goes_on()


async def cancels_itself() -> None:
    """A flow that does so by mistake: its task, where it means one of its own."""
    task = asyncio.current_task()
    assert task is not None
    task.cancel()
    await asyncio.sleep(PATIENCE)


async def cancels_all() -> None:
    for task in asyncio.all_tasks():
        task.cancel()
    await asyncio.sleep(PATIENCE)


async def stops_the_loop() -> None:
    asyncio.get_running_loop().stop()
    await asyncio.sleep(0.01)
    raise ValueError("it goes on")


async def exits_in_a_task() -> None:
    await asyncio.gather(_exits())


async def _exits() -> None:
    raise SystemExit("bye")


@pytest.mark.parametrize(
    ("does", "said"),
    [
        (cancels_itself, "CancelledError"),
        (cancels_all, "CancelledError"),
        (stops_the_loop, "ValueError: it goes on"),
        (exits_in_a_task, "SystemExit: bye"),
    ],
)
def test_an_async_flow_that_disturbs_its_loop_is_in_error_and_others_go_on(
    world: MakeWorld, does: Callable[[], Awaitable[None]], said: str
) -> None:
    @flow("crm.classify")
    async def classify(case: Case) -> Classified:
        if case.status == "Bad":
            await does()
        return {"severity": case.status}

    here = Plant(world(flow_graph(), clock=VirtualClock(0)), plugins(("crm", SimpleNamespace(classify=classify))))
    wait_for(lambda: here.here.engine.runs.get(here.run).status == Status.ERROR)
    assert here.error().startswith(said)
    third = here.here.start("flow", "1")  # by the same worker, in the same loop
    here.here.settle()
    assert here.here.ended(third) == "Done"


def endless() -> list[Any]:
    """A list that holds itself."""
    found: list[Any] = []
    found.append(found)
    return found


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "it returned nothing, where it should return severity"),
        (7, "it returned int, where named outputs are expected"),
        ({"severity": 7}, "severity: "),
        ({}, "severity: "),
        ({"severity": "S1", "more": 1}, "more"),
        ({"severity": Decimal("NaN")}, "severity: "),
        ({"severity": datetime(2026, 1, 5)}, "severity: "),  # noqa: DTZ001 - the flow is bad
        ({"severity": object()}, "severity: "),
        ({"severity": {1, 2}}, "severity: "),
        ({"severity": "\ud800"}, "it has half a character"),
        ({"severity": endless()}, "nested too deeply"),
        ({"severity": "x" * 300_000}, "it is too large: 300,015 bytes, where 262,144 are allowed"),
        ({"severity": "x" * 30_000_000}, "it is too large: 30,000,015 bytes, where 262,144 are allowed"),
    ],
)
def test_what_it_returns_and_cannot_be_stored_is_said(plant: Callable[..., Plant], value: Any, said: str) -> None:
    here = plant(bad(lambda _context: value))
    error = here.error()
    assert error.startswith("BadResult: the flow crm.classify returned what it should not: ")
    assert said in error
    assert len(error) < 500
    here.goes_on()


def test_one_that_hangs_is_seen_and_given_up_at_its_time_limit(plant: Callable[..., Plant]) -> None:
    inside, let = threading.Event(), threading.Event()

    def hang(_context: Context) -> Any:
        inside.set()
        let.wait(PATIENCE)

    here = plant(bad(hang), timeout=duration(60))
    assert inside.wait(PATIENCE)
    engine = here.here.engine
    assert here.here.worker is not None
    (call,) = here.here.worker.status.calls
    assert (call.run, call.name, call.answered) == (here.run, "crm.classify", False)
    (waits,) = waits_for(engine.runs.get(here.run), [], Timeline(engine.programs.orchestration("flow").graph))
    assert (waits.text, [what for _, what in waits.due]) == ("calling crm.classify", ["its time is up"])
    other = here.here.start("flow", "1")
    wait_for(lambda: here.here.ended(other) == "Done")
    clock = engine.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(60 * SECOND)
    assert here.error() == "Timeout: the flow did not answer in time"
    assert here.here.worker.status.abandoned == 1
    let.set()
    here.goes_on()


def test_a_name_that_two_plugins_register_is_nobodys(plant: Callable[..., Plant]) -> None:
    def one() -> object:
        return SimpleNamespace(classify=flow("crm.classify")(_classify))

    here = plant(plugins(("crm", one()), ("crm2", one())))
    error = here.error()
    assert error.startswith("PluginError: plugin crm2: the flow crm.classify is supplied by crm and by crm2")
    assert "Nothing says which of them is meant, so neither is used. Rename one, or take its plugin out." in error
    here.goes_on()


def _classify(case: Case) -> Classified:
    return {"severity": case.status}


def test_one_that_is_missing_after_an_upgrade_is_named_with_what_to_do(plant: Callable[..., Plant]) -> None:
    here = plant(plugins())
    error = here.error()
    assert error.startswith(
        "PluginError: no plugin supplies the flow crm.classify. Install the package that supplies it"
    )
    here.goes_on()


def test_one_that_moved_after_an_upgrade_is_said_with_the_reason(plant: Callable[..., Plant]) -> None:
    class Plugin:
        @hookimpl
        def orchestra_flows(self) -> dict[str, str]:
            return {"crm.classify": "moved_elsewhere.flows:classify"}

    here = plant(plugins(("crm", Plugin())))
    error = here.error()
    assert error.startswith("PluginError: plugin crm: moved_elsewhere.flows:classify cannot be imported")
    assert "Install the package that has moved_elsewhere" in error
    here.goes_on()


def test_one_that_ends_the_process_when_it_is_imported_does_not(
    plant: Callable[..., Plant], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "leaves_at_once.py").write_text("import sys\nsys.exit(3)\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))

    class Plugin:
        @hookimpl
        def orchestra_flows(self) -> dict[str, str]:
            return {"crm.classify": "leaves_at_once:classify"}

    here = plant(plugins(("crm", Plugin())))
    assert "leaves_at_once:classify cannot be imported: SystemExit: 3 (leaves_at_once.py, line 2)" in here.error()
    assert "leaves_at_once" not in sys.modules
    here.goes_on()


def test_one_whose_parameters_have_changed_after_an_upgrade_is_not_called(plant: Callable[..., Plant]) -> None:
    called: list[str] = []

    @flow("crm.classify")
    def classify(case: Case, priority: int) -> Classified:
        called.append(f"{case.id} {priority}")
        return {"severity": "S1"}

    here = plant(plugins(("crm", SimpleNamespace(classify=classify))))
    error = here.error()
    assert error.startswith(
        "PluginError: the flow crm.classify takes (case, priority), and the run was started with (case)"
    )
    assert called == []
    here.goes_on()


def test_one_whose_parameter_has_another_type_after_an_upgrade_is_not_called(plant: Callable[..., Plant]) -> None:
    @flow("crm.classify")
    def classify(case: int) -> Classified:
        return {"severity": str(case)}

    here = plant(plugins(("crm", SimpleNamespace(classify=classify))))
    assert here.error().startswith(
        "PluginError: the flow crm.classify takes case as integer, and the run was started with Case"
    )
    here.goes_on()


def test_one_whose_outputs_have_changed_after_an_upgrade_is_refused(plant: Callable[..., Plant]) -> None:
    class Level(TypedDict):
        level: int

    @flow("crm.classify")
    def classify(case: Case) -> Level:
        return {"level": case.amount}

    here = plant(plugins(("crm", SimpleNamespace(classify=classify))))
    error = here.error()
    assert error.startswith("BadResult: the flow crm.classify returned what it should not")
    here.goes_on()
