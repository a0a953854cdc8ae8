"""A timer fires once, also when it was read just before the commit that took it."""

import time
from pathlib import Path

from orchestra_dsl.interpreter.events import FlowFailed, Ref, TimerDue
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.requests.of_rows import fired
from tests.crash.stores import open_engine, put


def test_a_timer_that_was_read_before_its_commit_is_not_applied_again(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "store.db")
    run = put(engine, "1")
    key = engine.run_key(run)
    post = next(index for index, each in enumerate(engine.programs.orchestration("claim").graph.elements)
                if each.name == "prepare.post")  # fmt: skip
    engine.submit(Deliver(key, FlowFailed(Ref(post, 1), "Busy", "busy"), Acting(), internal=True)).result()
    time.sleep(0.05)
    with engine.store.reading() as reads:
        (timer,) = reads.timers_due(engine.clock.now(), 10)
    assert engine.submit(fired(timer)).result()
    assert not engine.submit(fired(timer)).result()
    acts = [row.past.act for row in engine.runs.events(run)]
    assert [isinstance(act, TimerDue) for act in acts].count(True) == 1
    engine.close()
