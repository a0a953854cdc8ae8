"""`orchestra plugins`."""

from tests.cli.project import FLOWS, Desk


def test_plugins_are_listed_with_what_they_supply(desk: Desk) -> None:
    out = desk.fine("plugins")
    assert out.startswith("channels (built-in)\n  channel    console\n  channel    memory\n")
    assert out.endswith("flows.py (local)\n  flow       classify\n")


def test_plugins_are_listed_for_programs(desk: Desk) -> None:
    said = desk.run("plugins", ".", "--json").json
    assert said["problems"] == []
    assert said["plugins"][-1] == {
        "name": "flows.py",
        "origin": "local",
        "version": None,
        "supplies": [{"kind": "flow", "name": "classify"}],
    }


def test_what_is_wrong_with_a_plugin_is_said_and_the_others_are_listed(desk: Desk) -> None:
    desk.write("second.py", FLOWS)
    desk.write("orchestra.toml", 'plugins = ["flows.py", "second.py"]\n')
    said = desk.run("plugins")
    assert said.code == 1
    assert "flows.py (local)\n" in said.out
    assert "the flow classify is supplied by flows.py and by second.py" in said.err
    (problem,) = desk.run("plugins", "--json").json["problems"]
    assert problem["plugin"] == "second.py"
