"""Nobody to assign to (language.md, rule 16)."""

from typing import Any

import pytest

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.types import PEOPLE, TEXT, USER, ListOf, Optional, RecordOf
from tests.interpreter.build import background, end, graph, interactive, on_error, people, stage
from tests.interpreter.terms import NULL, field
from tests.interpreter.world import Run


def assigned(assign: Any, **clauses: Any) -> Run:
    """A run whose one step is assigned so; not yet started."""
    run = Run(graph(stage("a", interactive("x", assign=assign, **clauses)), end("Done")))
    run.groups = {"Agents": ["ann"], "Empty": []}
    return run


@pytest.mark.parametrize("assign", [NULL, people(), ex.MakeList(()), ex.MakeList((NULL, people()))])
def test_nobody_named_is_an_error(assign: Any) -> None:
    """Rule 16: a missing value means nobody, and nobody is an error."""
    run = assigned(assign).start()
    assert run.status == "error: a.x: Nobody: there is nobody to assign this step to"
    assert run.open == []


def test_an_empty_group_is_an_error() -> None:
    """Rule 16: candidates are counted at opening."""
    run = assigned(people("group:Empty")).start()
    assert run.status == "error: a.x: Nobody: there is nobody in Empty to assign this step to"


def test_one_group_with_somebody_in_it_is_enough() -> None:
    """Rule 16: none takes the error, one does not."""
    assert assigned(people("group:Empty", "group:Agents")).start().open == ["a.x"]


@pytest.mark.parametrize("principal", ["user:ghost", "group:Ghosts", "queue:Ghosts"])
def test_whom_the_directory_does_not_know_is_nobody(principal: str) -> None:
    """Rule 16: one who has left keeps nobody from the work; the timeline says that the name is not known."""
    run = assigned(people(principal, "group:Agents"))
    run.unknown.add(principal)
    assert run.start().item("a.x").candidates == ("group:Agents",)
    assert run.happened("a.x") == ["started", "strangers", "opened"]


@pytest.mark.parametrize("principal", ["user:ghost", "group:Ghosts", "queue:Ghosts"])
def test_nobody_but_somebody_unknown_is_an_error(principal: str) -> None:
    """Rule 16: a name that is misspelt is said, not waited for."""
    run = assigned(people(principal))
    run.unknown.add(principal)
    kind, _, name = principal.partition(":")
    assert run.start().status == f'error: a.x: Nobody: the directory knows no active {kind} called "{name}"'


def test_people_are_flattened_and_named_once() -> None:
    """Section 2: people are users, groups, queues and lists of them."""
    nested = ex.MakeList((people("user:ann", "user:bob"), ex.Literal(USER, "user:ann"), NULL, people("group:Agents")))
    assert assigned(nested).start().item("a.x").candidates == ("user:ann", "user:bob", "group:Agents")


def test_nobody_is_handled_like_any_error() -> None:
    """Rules 15 and 16: `on error "Nobody"`."""
    run = assigned(people("group:Empty"), on_error=[on_error("end", code="Nobody")]).start()
    assert run.status == "completed"


def test_a_retry_counts_again() -> None:
    """Rules 15 and 16: the administrator has mended the directory."""
    run = assigned(people("group:Empty")).start()
    run.groups["Empty"] = ["bob"]
    assert run.retry("a.x").open == ["a.x"]
    assert run.completes("bob", "a.x").status == "completed: Done"


def test_a_missing_field_of_a_record_is_nobody() -> None:
    """Section 2: wherever people are expected a missing value means nobody."""
    shape: Any = {"Case": {"owner": Optional(USER), "team": ListOf(USER), "status": TEXT}}
    owner = graph(
        stage("a", interactive("x", assign=ex.MakeList((field("Case", "owner"), field("Case", "team"))))),
        parameters={"case": RecordOf("Case")},
        records=shape,
    )
    run = Run(owner).write("Case", "1", team=["user:ann"]).start("1")
    assert run.item("a.x").candidates == ("user:ann",)
    nobody = Run(owner).write("Case", "1", team=[]).start("1")
    assert nobody.stands("a.x") == "error"


def test_the_others_go_on_without_the_one_that_nobody_can_take() -> None:
    """Rule 15: everything else goes on."""
    run = Run(graph(stage("a", interactive("x", assign=people()), background("y")), end("Done"))).start()
    assert run.calling == ["a.y"]


def test_people_may_be_a_parameter() -> None:
    """Section 2: people as a type of their own."""
    run = Run(graph(stage("a", interactive("x", assign=ex.Parameter(0))), parameters={"who": PEOPLE}))
    assert run.start(["user:bob", "user:ann"]).item("a.x").candidates == ("user:bob", "user:ann")
