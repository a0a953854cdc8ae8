"""What an older version has written is read by this one, and goes on: graphs, states and stores of every format."""

from pathlib import Path

import pytest

from orchestra_dsl.graph.codec import BadGraph, content_hash, decode_graph, decode_package, encode_graph
from orchestra_dsl.graph.model import FORMAT
from orchestra_dsl.graph.statuses import ENDED, TO_DO, Status
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.commit import Done
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.program import Program, load
from orchestra_dsl.interpreter.state import State, decode_state, encode_state
from orchestra_dsl.interpreter.step import step
from orchestra_dsl.runtime.errors import StoreError
from orchestra_dsl.runtime.sqlite.named import migrations
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.formats.newer import with_format, with_schema
from tests.formats.samples import ANEW, Sample, samples
from tests.invariants.sample import ANN, BEGINNING, BOB, HOUR, ROOT
from tests.invariants.sample import Sample as World
from tests.invariants.whole import found_in

VERSIONS = [pytest.param(each, id=f"version {each.version}") for each in samples()]
GRAPHS = [pytest.param(each, name, id=f"{each.version}-{name}") for each in samples() for name in each.known.graphs]
RUNS = [pytest.param(each, run, id=f"{each.version}-{run}") for each in samples() for run in each.known.runs]


def test_there_are_samples_of_every_version() -> None:
    assert [each.version for each in samples()] == [number for number, _ in migrations()], f"run `{ANEW}`"


# --- graphs ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sample", "name"), GRAPHS)
def test_a_graph_is_read_and_has_the_hash_that_it_had(sample: Sample, name: str) -> None:
    data = sample.graph(name)
    graph = decode_graph(data)
    assert graph.name == name
    assert encode_graph(graph) == data
    assert content_hash(graph) == sample.known.graphs[name]


@pytest.mark.parametrize("sample", VERSIONS)
def test_a_package_is_read(sample: Sample) -> None:
    hashes = {each.graph.name: each.hash for each in sample.package().orchestrations}
    assert hashes == sample.known.graphs


def test_what_a_newer_version_has_compiled_is_refused() -> None:
    newest = samples()[-1]
    package = (newest.folder / "package.json").read_bytes()
    for data, read in ((newest.graph("part"), decode_graph), (package, decode_package)):
        with pytest.raises(BadGraph, match=f"format {FORMAT + 1}, and this version of Orchestra reads format {FORMAT}"):
            read(with_format(data, FORMAT + 1))


# --- states ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sample", "run"), RUNS)
def test_a_state_is_read_and_its_run_can_be_ended(sample: Sample, run: str) -> None:
    data = sample.state(run)
    state = decode_state(data)
    assert state.run == run
    program = _program(sample, run)
    if state.status in ENDED:
        assert encode_state(state) == data
        return
    ended = _apply(program, data, ev.RunCanceled("no longer wanted", at_once=True), administrator=True)
    assert decode_state(ended).status == Status.CANCELED


@pytest.mark.parametrize("sample", VERSIONS)
def test_a_state_goes_on_to_the_end_of_its_run(sample: Sample) -> None:
    data = _apply(_program(sample, "run1-1"), sample.state("run1-1"), ev.FlowReturned(Ref(1, 1), {}))
    assert (decode_state(data).status, decode_state(data).outcome) == (Status.COMPLETED, "Parted")


@pytest.mark.parametrize("sample", VERSIONS)
def test_a_state_in_error_is_mended_and_goes_on_to_the_end(sample: Sample) -> None:
    program, data = _program(sample, "run7"), sample.state("run7")
    assert _failures(decode_state(data)) == ["Broken: it broke"]
    data = _apply(program, data, ev.ElementRetried(1), administrator=True)
    data = _apply(program, data, ev.FlowReturned(Ref(1, 1, 0, 2), {"kilos": 3}))
    data = _apply(program, data, ev.FlowReturned(Ref(2, 1), {}))
    assert (decode_state(data).status, decode_state(data).outcome) == (Status.COMPLETED, "Weighed")


def _program(sample: Sample, run: str) -> Program:
    return load(decode_graph(sample.graph(sample.known.runs[run])))


def _failures(state: State) -> list[str]:
    instances = (each for step_ in state.steps.values() for each in step_.instances.values())
    return [f"{each.failure.code}: {each.failure.message}" for each in instances if each.failure is not None]


def _apply(
    program: Program, data: bytes, act: ev.Act, actor: str | None = None, *, administrator: bool = False
) -> bytes:
    event = ev.Event("an event", BEGINNING + HOUR, act, actor, "test", administrator)
    answer = step(program, decode_state(data), event, {})
    assert isinstance(answer, Done), answer
    assert answer.commit is not None, "the event came too late"
    return encode_state(answer.commit.state)


# --- stores ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", VERSIONS)
def test_a_store_is_opened_and_everything_in_it_is_in_order(sample: Sample, tmp_path: Path) -> None:
    store = SqliteStore.open(sample.store(tmp_path), create=False)
    found = found_in(store)
    store.close()
    assert not found, f"{found}\nThe stored form has changed: as long as nothing is released, run `{ANEW}`."


@pytest.mark.parametrize("sample", VERSIONS)
def test_the_runs_of_a_store_go_on_to_their_ends(sample: Sample, tmp_path: Path) -> None:
    store = SqliteStore.open(sample.store(tmp_path), create=False)
    world = World(store, now=BEGINNING + HOUR)
    engine = world.engine
    engine.install(sample.package())
    world.answers = {"tell": {}, "weigh": {"kilos": 3}, "cancel_seat": {}}
    world.settle()
    engine.runs.resume("run3", ROOT)
    engine.runs.retry("run7", ROOT)
    world.settle()
    for run in ("run1", "run2", "run3"):
        _work_off(world, run)
        engine.records.put("Case", {"id": run[3:], "status": "Closed", "owner": "user:ann", "legs": []}, ROOT)
        world.settle()
    world.pump.begin_line()
    world.pump.advance(BEGINNING + 100 * HOUR)
    assert engine.send("called", {"case": "1"}, ROOT).given > 0
    engine.send("called", {"case": "3"}, ROOT)
    world.pump.begin_line()
    world.pump.advance(BEGINNING + 400 * HOUR)
    ends = {row.id: row.outcome or row.status.words for row in engine.runs.newest() if "-" not in row.id}
    assert ends == {"run1": "Called", "run2": "Given up", "run3": "Called", "run4": "canceled", "run7": "Weighed"}
    assert not found_in(store)
    engine.close()


def _work_off(world: World, run: str) -> None:
    """Do all work of a run, as those may whom it is for."""
    while items := [each for each in world.engine.work.of_run(run) if each.status in TO_DO]:
        by = BOB if "user:bob" in items[0].candidates else ANN
        world.engine.work.complete(items[0].key, {"fine": True}, by)
        world.settle()


def test_a_store_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    newest = samples()[-1]
    path = newest.store(tmp_path)
    with_schema(path, newest.version + 1)
    before = path.read_bytes()
    with pytest.raises(
        StoreError, match=f"newer version of Orchestra .schema {newest.version + 1}, this one knows"
    ) as error:
        SqliteStore.open(path, create=False)
    assert error.value.kind == "newer"
    assert "Install the newer version" in str(error.value)
    assert path.read_bytes() == before
