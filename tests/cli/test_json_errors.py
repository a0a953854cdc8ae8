"""With --json, a command that cannot be carried out says why as JSON too, with the exit code that it has without."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.cli.root import root
from tests.cli.project import SOURCE, Desk
from tests.cli.test_help import ALL

WITH_JSON = [words for words, command in ALL if any("--json" in each.opts for each in command.params)]

FAILING: dict[str, tuple[tuple[str, ...], str]] = {
    "compile": (("nowhere",), "usage"),
    "diff": (("nowhere", "nowhere"), "usage"),
    "explain": (("nonsense",), "usage"),
    "graph": (("nowhere",), "usage"),
    "import": (("nowhere", "nothing"), "usage"),
    "new": ((".",), "usage"),
    "lint": (("nowhere",), "usage"),
    "fmt": (("nowhere",), "usage"),
    "run": ((".", "handle", "--with", "case=77"), "not found"),
    "runs list": (("-p", "nowhere"), "usage"),
    "runs locks": (("-p", "nowhere"), "usage"),
    "runs why": (("zzz",), "not found"),
    "runs show": (("zzz",), "not found"),
    "runs cancel": (("zzz", "--as", "lena"), "not found"),
    "runs retry": (("zzz", "--as", "lena"), "not found"),
    "runs skip": (("zzz", "--as", "lena"), "not found"),
    "runs suspend": (("zzz", "--as", "lena"), "not found"),
    "runs resume": (("zzz", "--as", "lena"), "not found"),
    "runs add": (("zzz", "s.a", "ann", "--as", "lena"), "not found"),
    "work skip": (("99", "--as", "ann"), "not found"),
    "work save": (("99", "--as", "ann", "--with", "a=b"), "not found"),
    "work suspend": (("99", "--as", "ann"), "not found"),
    "work resume": (("99", "--as", "ann"), "not found"),
    "work prioritize": (("99", "5", "--as", "ann"), "not found"),
    "work recount": (("-p", "nowhere"), "usage"),
    "work list": (("--as", "nobody"), "not found"),
    "work show": (("99",), "not found"),
    "work claim": (("99", "--as", "ann"), "not found"),
    "work release": (("99", "--as", "ann"), "not found"),
    "work complete": (("99", "--as", "ann"), "not found"),
    "work reassign": (("99", "user:bob", "--as", "lena"), "not found"),
    "work delegate": (("99", "user:bob", "--as", "ann"), "not found"),
    "record get": (("Case", "99"), "not found"),
    "record put": (("Case", "nowhere.json"), "usage"),
    "record set": (("Case", "99", "status=New"), "not found"),
    "record delete": (("Case", "99"), "not found"),
    "record list": (("Nothing",), "not found"),
    "record sources": (("-p", "nowhere"), "usage"),
    "record rejected": (("-p", "nowhere"), "usage"),
    "record reset": (("nothing",), "not found"),
    "record retry": (("nothing",), "not found"),
    "record discard": (("99",), "not found"),
    "store check": (("-p", "nowhere"), "usage"),
    "call list": (("nothing",), "not found"),
    "call complete": (("call_x",), "not found"),
    "call fail": (("call_x", "Refused"), "not found"),
    "event send": (("nothing",), "not found"),
    "starts": (("-p", "nowhere"), "usage"),
    "test": (("nowhere",), "usage"),
    "plugins list": (("-p", "nowhere"), "usage"),
    "plugins check": (("-p", "nowhere"), "usage"),
    "plugins describe": (("nothing",), "usage"),
}
"""For every command, arguments with which it cannot be carried out, and the code that says why."""


def error_of(desk: Desk, *command: str) -> dict[str, Any]:
    """What a command says that cannot be carried out. Without --json it is one message with the same exit code."""
    as_text = desk.run(*command)
    said = desk.run(*command, "--json")
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    (error,) = json.loads(said.err).values()
    assert error["exit"] == said.code == as_text.code != 0
    assert "findings" in error or error["what"] in as_text.err
    return dict(error)


def test_every_command_is_tried() -> None:
    assert sorted(FAILING) == sorted(" ".join(words) for words in WITH_JSON)


@pytest.mark.parametrize("command", FAILING)
def test_what_cannot_be_carried_out(desk: Desk, command: str) -> None:
    desk.put("1")
    arguments, code = FAILING[command]
    assert error_of(desk, *command.split(), *arguments)["code"] == code


@pytest.mark.parametrize("words", WITH_JSON, ids=" ".join)
def test_an_option_that_there_is_not(desk: Desk, words: tuple[str, ...]) -> None:
    error = error_of(desk, *words, "--nonsense")
    assert (error["code"], error["exit"]) == ("usage", 2)
    assert "No such option" in error["what"]
    assert error["hint"].startswith(f"Usage: orchestra {' '.join(words)} ")


def test_a_command_that_there_is_not(desk: Desk) -> None:
    error = error_of(desk, "runs", "shwo")
    assert "There is no command `shwo`" in error["what"]
    said = desk.run("--json", "runs")
    assert json.loads(said.err)["error"]["exit"] == said.code == 2


def test_sources_with_errors(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE.replace("= classify(case)", "= clasify(case)"))
    for command in (("compile", "."), ("run", ".", "quick", "--with", "fails=no")):
        error = error_of(desk, *command)
        assert error["code"] == "findings"
        assert error["findings"] == json.loads(desk.run("lint", "--json").out)["findings"]


def test_a_refused_act(desk: Desk) -> None:
    desk.start()
    error = error_of(desk, "work", "claim", "1", "--as", "zoe")
    assert (error["code"], error["hint"], error["exit"]) == ("not allowed", "Nothing has changed.", 1)


def test_a_store_of_another_program(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.folder / "other.db")) as other:
        other.execute("CREATE TABLE bookmark (url TEXT)")
    error = error_of(desk, "runs", "list", "--store", "other.db")
    assert (error["code"], error["hint"]) == ("foreign", "Choose another path.")
    assert Path(error["where"]).name == "other.db"


@pytest.mark.parametrize(
    ("raised", "code", "exit_code"),
    [(ZeroDivisionError("a fault"), "fault", 1), (KeyboardInterrupt(), "interrupted", 130)],
    ids=["a fault of the program", "Ctrl-C"],
)
def test_whatever_else_ends_a_command(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, raised: BaseException, code: str, exit_code: int
) -> None:
    def broken(*_arguments: Any, **_options: Any) -> Callable[..., int]:
        raise raised

    monkeypatch.setattr(root, "main", broken)
    error = error_of(desk, "runs", "list")
    assert (error["code"], error["exit"]) == (code, exit_code)


def test_a_value_that_only_looks_like_the_option(desk: Desk) -> None:
    said = desk.run("compile", "--", "--json")
    assert (said.code, said.err.startswith("Error: ")) == (2, True)
