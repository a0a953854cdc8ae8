"""A history is enough: the same events and facts give the same run, byte for byte, and ask nobody."""

from orchestra_dsl.interpreter.commit import Commit, Done
from orchestra_dsl.interpreter.program import load
from orchestra_dsl.interpreter.state import decode_state, encode_state, new_state
from orchestra_dsl.interpreter.step import step
from orchestra_dsl.runtime.store.port import Store
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import both, graph, limited, quiet, ready
from tests.runtime.world import ADMIN, ANN, World


def replayed(here: World, run: str, orchestration: str) -> tuple[bytes, list[object]]:
    """The state and the notes that a run's history gives, from nothing else."""
    program = load(here.engine.programs.orchestration(orchestration).graph)
    state = encode_state(new_state(run))
    notes: list[object] = []
    for row in here.engine.runs.events(run):
        answer = step(program, decode_state(state), row.event, dict(row.past.facts))
        assert isinstance(answer, Done)
        assert isinstance(answer.commit, Commit)
        assert answer.commit.facts == dict(row.past.facts)
        assert answer.commit.notes == row.past.notes
        state = encode_state(answer.commit.state)
        notes += answer.commit.notes
    return state, notes


def stored(here: World, run: str) -> bytes:
    """The state that is stored."""
    with here.engine.store.reading() as reads:
        found = reads.run(here.engine.run_key(run))
    assert found is not None
    return found.state


def test_a_replay_gives_the_stored_state_byte_for_byte(world: MakeWorld, store: Store) -> None:
    here = world(both(), ready(), quiet(), limited(3600), store=store)
    here.case()
    here.work()
    runs = {name: here.start(name) for name in ("both", "ready", "quiet", "limited")}
    here.settle()
    (item,) = here.engine.work.of_run(runs["both"])
    here.engine.work.claim(item.key, ANN)
    here.engine.work.release(item.key, ANN)
    here.engine.work.reassign(item.key, ["user:bob", "group:Agents"], ADMIN)
    here.engine.records.update("Case", "1", {"status": "Open"}, ANN)
    for name, run in runs.items():
        state, notes = replayed(here, run, name)
        assert state == stored(here, run), name
        assert len(notes) == len(here.engine.runs.timeline(run))


def test_a_replay_needs_no_record_and_no_directory(world: MakeWorld) -> None:
    here = world(ready(), graph("unused", ready().elements))
    here.case()
    run = here.start("ready")
    here.engine.records.update("Case", "1", {"status": "Ready"}, ANN)
    here.engine.records.delete("Case", "1", ANN)
    state, _ = replayed(here, run, "ready")
    assert state == stored(here, run)
