"""`[allocation]` in orchestra.toml: work goes to one of those whom it is for."""

import pytest

from tests.cli.project import TOML, Desk


def allocated(desk: Desk, policy: str, people: str = '"group:Agents"') -> Desk:
    """The project with a policy."""
    desk.write("orchestra.toml", f'{TOML}\n[allocation]\n{people} = "{policy}"\n')
    return desk


def test_work_is_handed_out_in_turn(desk: Desk) -> None:
    runs = [allocated(desk, "round_robin").start(case) for case in ("1", "2", "3")]
    assert "open for ann" in desk.fine("work", "list", "--as", "ann")
    listed = desk.run("work", "list", "--as", "bob", "--json").json["items"]
    assert [(item["run"], item["candidates"], item["pool"]) for item in listed] == [
        (runs[1], ["user:bob"], ["group:Agents"])
    ]
    assert "Fix the problem: allocated to bob by round_robin" in desk.fine("runs", "show", runs[1])
    key = str(listed[0]["item"])
    desk.fine("work", "claim", key, "--as", "bob")
    desk.fine("work", "release", key, "--as", "bob")
    desk.fine("work", "claim", key, "--as", "ann")


def test_a_policy_of_ones_own(desk: Desk) -> None:
    flows = (desk.folder / "flows.py").read_text()
    own = '\n\n@policy("always_bob")\ndef bob(candidates):\n    return "user:bob"\n'
    desk.write("flows.py", flows.replace("import Context", "import policy, Context") + own)
    allocated(desk, "always_bob", "default").start()
    assert "open for bob" in desk.fine("work", "list")


def test_a_policy_that_is_not_there_is_found_before_anything_runs(desk: Desk) -> None:
    said = allocated(desk, "round_robbin").run("lint")
    assert "O707" in said.out
    assert "No plugin supplies the allocation policy `round_robbin`" in said.out
    assert "round_robin" in said.out


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("[allocation]\nAgents = 'round_robin'", "`allocation.Agents` has to be that of a group, a queue or `default`"),
        ("[allocation]\ndefault = 3", "`allocation` has to be a table that names a policy for groups and queues"),
        ("allocation = 'round_robin'", "`allocation` has to be a table that names a policy"),
    ],
)
def test_a_table_that_is_wrong_is_said(desk: Desk, table: str, message: str) -> None:
    desk.write("orchestra.toml", f"{TOML}\n{table}\n")
    said = desk.run("lint")
    assert (said.code, message in said.err) == (2, True), said
