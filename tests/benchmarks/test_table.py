"""The table of the benchmark: what is said of figures, of targets, of peers, and of those that are not there."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from benchmarks import figures, run, table
from benchmarks.figures import Effort, Figure, Row, Target, Values
from benchmarks.peers.asking import ENGINES, PEERS, asked
from benchmarks.rows import ROWS
from tests.house.checkout import ROOT

TARGET = Target(120, 70)
MORE = Target(200_000, 500_000, more=True)


@pytest.mark.parametrize(
    ("target", "value", "verdict"),
    [
        (TARGET, 70, "aim"),
        (TARGET, 71, "met"),
        (TARGET, 120, "met"),
        (TARGET, 121, "SHORT"),
        (MORE, 500_000, "aim"),
        (MORE, 200_000, "met"),
        (MORE, 199_999, "SHORT"),
    ],
)
def test_a_figure_is_held_against_its_target(target: Target, value: float, verdict: figures.Verdict) -> None:
    assert Figure("x", Values("µs", [0, value, 1e9]), target).verdict == verdict


def test_a_ratio_above_one_is_in_favour_of_orchestra_whichever_way_is_good() -> None:
    assert Figure("fast", Values("1/s", [300]), more=True).times_better(Values("1/s", [100])) == 3
    assert Figure("short", Values("µs", [100])).times_better(Values("µs", [300])) == 3


def test_one_table_says_all_of_it() -> None:
    beside: dict[str, Values | str] = {"SpiffWorkflow 3.2.0": Values("µs", [400.0]), "DBOS": "not installed"}
    fast = Figure("event", Values("µs", [90, 100, 130], "warm"), TARGET, beside)
    slow = Figure("  late event", Values("µs", [500]), TARGET)
    row = Row("events", "events", "Events.\n\nAll that is\nin them.\n", lambda _: iter(()))
    said = table.table([(row, [fast, slow])], ["a machine"])
    lines = ["|".join(cell.strip() for cell in line.split("|")) for line in said.splitlines()]
    assert lines[0] == "a machine"
    assert "|event|120 µs|70 µs|100 µs (90 to 130, 3); warm|met|SpiffWorkflow 4|" in lines
    assert "|… late event|120 µs|70 µs|500 µs|SHORT||" in lines
    assert "|event|SpiffWorkflow 3.2.0|400 µs|4 times|" in lines
    assert "|event|DBOS|not installed||" in lines
    assert "1 as good as they have to be, 1 fall SHORT" in said
    assert "- events: All that is in them." in said


def test_a_peer_that_is_not_installed_is_named() -> None:
    assert asked("predicate", 1, of=["cel-python"]) == {"cel-python": "not installed"}


def test_every_peer_is_asked() -> None:
    assert set(ENGINES) | {"cel-python"} == {*PEERS, "xstate"}


def test_every_row_says_what_it_includes() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert all(len(row.includes) > 50 for row in ROWS)


def test_rows_are_chosen_by_name(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def measure(effort: Effort) -> Iterator[Figure]:
        yield Figure("as little as that" if effort.quick else "all of it", Values("s", [1]))

    rows = [Row(name, f"what {name} is", "First.\n\nWhat is in it.\n", measure) for name in ("one", "two", "three")]
    monkeypatch.setattr(run, "ROWS", rows)
    assert run.main(["--quick", "three", "one"]) == 0
    said = capsys.readouterr()
    assert [line.split(" … ")[0] for line in said.err.splitlines()[:-1]] == [
        "[1/2] one: what one is",
        "[2/2] three: what three is",
    ]
    assert said.out.count("as little as that") == 4
    assert "Python 3." in said.out
    assert "These figures show that it runs" in said.out


def test_a_row_that_breaks_down_is_named_and_keeps_no_other_from_being_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(_: Effort) -> Iterator[Figure]:
        yield Figure("its first figure", Values("s", [1]))
        raise OSError("no disk")

    rows = [Row("bad", "", "", breaks), Row("good", "", "", lambda _: iter([Figure("good", Values("s", [1]))]))]
    monkeypatch.setattr(run, "ROWS", rows)
    assert run.main([]) == 1
    said = capsys.readouterr()
    assert "OSError: no disk" in said.err
    assert "Not measured to the end: bad." in said.out
    assert said.out.count("its first figure") == said.out.count("good  ") == 2


def test_a_row_that_is_not_there_is_named_with_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run.main(["stpes"])
    assert "there is no row stpes; the rows are steps, stored, " in capsys.readouterr().err


@pytest.mark.parametrize("row", ["disk", "restart"])
def test_a_row_that_looks_into_the_store_by_itself_knows_its_tables(
    row: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.main(["--quick", row]) == 0, capsys.readouterr()


@pytest.mark.stress
def test_all_rows_run_to_their_end() -> None:
    command = [sys.executable, "-m", "benchmarks.run", "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=3000)
    assert done.returncode == 0, done.stderr
    for row in ROWS:
        assert f"- {row.name}: " in done.stdout
