"""The case-management example: renaming everything in it, or reordering its independent steps, changes no outcome."""

import re
from pathlib import Path

from orchestra_dsl.graph.library import FOLDS, FUNCTIONS
from orchestra_dsl.graph.types import WRITABLE
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.nodes import Name, Reference, walk
from orchestra_dsl.syntax.parser import parse
from tests.language.play import Fails, Player

FOLDER = Path(__file__).parents[2] / "examples" / "case_management"
GIVEN_BY_THE_LANGUAGE = {*FUNCTIONS, *FOLDS, *WRITABLE, "id", "run", "completed_by", "completed_at"}
"""Names that a source uses but does not choose; `id` names the record."""


def source() -> str:
    """The example as one text."""
    texts = [(FOLDER / name).read_text(encoding="utf-8") for name in ("crm.orch", "case_management.orch")]
    return "\n".join(texts).replace('import "crm.orch"\n', "")


def renamed(text: str) -> str:
    """The text with every name that it chooses itself replaced by another, wherever the tree has a name."""
    tree = parse(SourceFile("example.orch", text)).tree
    words = [each for each in walk(tree) if isinstance(each, Name | Reference)]
    spans = {each.span for each in words if text[each.span.start : each.span.end] not in GIVEN_BY_THE_LANGUAGE}
    for span in sorted(spans, key=lambda each: -each.start):
        text = text[: span.start] + other(text[span.start : span.end]) + text[span.end :]
    return text


def other(name: str) -> str:
    """Another name, part by part."""
    return ".".join(each if each in GIVEN_BY_THE_LANGUAGE else f"x_{each[::-1]}" for each in name.split("."))


def story(text: str, *, changed: bool = False) -> tuple[object, object, list[str]]:
    """The demo's story: one flow is busy twice, one fix is sent back, a refund is approved, the case ends."""

    def n(name: str) -> str:
        return other(name) if changed else name

    player = Player(
        text,
        name=n("case_management"),
        flows={
            n("set_status"): [{}],
            n("tell"): [{n("told"): True}],
            n("crm.classify"): [{n("severity"): "S1", n("team"): "Incident"}],
            n("crm.enrich"): [Fails("Busy"), Fails("Busy"), {n("tier"): "gold"}],
            n("crm.reserve_refund"): [{n("reservation"): "r-1"}],
            n("crm.pay_refund"): [{n("receipt"): "p-1"}],
        },
        predicates={n("customer_quiet"): lambda _: False, n("crm.refund_settled"): lambda _: True},
        groups={"Incident": ["maria"], "Quality": ["ann"], "Managers": ["lena"]},
        managers={"omar": "lena"},
    )
    case = {"number": "C-17", "subject": "Pump", "status": "New", "priority": "Critical", "amount": "20000"}
    case |= {"owner": "omar", "account": "acme"}
    fields = {n(name): value for name, value in case.items()}
    player.put(n("Case"), id="5001", **fields, **{n("tags"): ["vip"]}).start("5001").advance("1m")
    for solved in (False, True):
        player.complete(n("resolve.fix"), "maria", **{n("resolution"): "Mended", n("refund"): "700"})
        player.complete(n("resolve.review"), "ann", **{n("accepted"): solved})
    player.complete(n("refund.approve"), "lena", **{n("approved"): True})
    player.put(n("Case"), id="5001", **{n("status"): "Closed"})
    assert player.summary is not None
    return player.ended, list(player.summary.outputs.values()), [what for _, what, _ in player.notes]


def test_the_story_ends_as_the_demo_does() -> None:
    ended, outputs, notes = story(source())
    assert (ended, outputs) == ("Resolved", [1, "700"])
    assert notes.count("retrying") == 2


def test_renaming_every_identifier_of_the_example_changes_no_outcome() -> None:
    text = renamed(source())
    assert not re.search(r"\b(triage|classify|rework|severity)\b", re.sub(r'#.*|"[^"]*"', "", text))
    assert story(text, changed=True) == story(source())


def test_reordering_the_independent_steps_of_the_example_changes_no_outcome() -> None:
    text = source()
    steps = re.search(r"(    background begin = .*?\n\n)(    background classify = .*?\n\n)", text, re.DOTALL)
    assert steps is not None
    other_way = text.replace(steps[0], steps[2] + steps[1])
    assert other_way != text
    ended, outputs, notes = story(other_way)
    assert (ended, outputs) == story(text)[:2]
    assert sorted(notes) == sorted(story(text)[2])
