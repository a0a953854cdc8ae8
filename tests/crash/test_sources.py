"""Record sources through kills: no change is passed over, none is made twice, and the cursor fits the records."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from orchestra_dsl.graph.statuses import Status
from tests.crash.sourced import Row, make_outside, open_engine, page_after
from tests.house.checkout import ROOT

CHANGES, CASES, WRONG = 2_000, 90, "wrong"
KILLS = (1, 2, 3, 5, 4)
"""After how many commits each life ends; the last one ends when all is there."""


def some_change(number: int) -> Row:
    """A change of one of the cases; now and then of one that never fits."""
    return (number, WRONG, f"{number} or so") if number % 40 == 0 else (number, str(number * 7 % CASES), number)


def live(folder: Path, commits: int | None) -> int:
    """A process lives until it has committed so often, or all is there, and is killed; answers how often it has."""
    command = [sys.executable, "-m", "tests.crash.sourced", str(folder)]
    done = 0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            done += line == "committed\n"
            if done == commits or line == "all is there\n":
                break
        process.kill()
    return done


def pages(folder: Path) -> list[list[Row]]:
    """All pages that there are outside."""
    found: list[list[Row]] = []
    while page := page_after(folder, found[-1][-1][0] if found else 0):
        found.append(page)
    return found


def test_every_change_is_made_once_through_kills(tmp_path: Path) -> None:
    """In each page a case has one amount in the end, and it grows: so often it is written, and has a run."""
    make_outside(tmp_path, [some_change(number) for number in range(1, CHANGES + 1)])
    for commits in KILLS:
        live(tmp_path, commits)
    here = open_engine(tmp_path)
    (state,) = here.sources.all()
    assert state.cursor is not None
    assert 0 < int(state.cursor) < CHANGES, "the kills came too early or too late"
    here.close()
    assert live(tmp_path, None) > 0

    here = open_engine(tmp_path)
    written = Counter(id_ for page in pages(tmp_path) for id_ in {id_ for _, id_, _ in page if id_ != WRONG})
    newest = {id_: amount for page in pages(tmp_path) for _, id_, amount in page}
    (rejected,) = here.sources.rejected()
    assert rejected.fields == {"id": WRONG, "status": "New", "amount": newest.pop(WRONG)}
    rows = here.records.of_type("Case", limit=1_000)
    assert {row.id: row.fields["amount"] for row in rows} == newest
    assert {row.id: row.version for row in rows} == written
    with here.store.reading() as reads:
        assert reads.count_runs(Status.COMPLETED, 10_000) == reads.count_runs(None, 10_000) == written.total()
    (state,) = here.sources.all()
    assert (state.cursor, state.trouble) == (str(CHANGES), None)
    here.close()
