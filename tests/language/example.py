"""The case-management example as one text, and three stories that go through every element of it."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax import nodes as n
from orchestra_dsl.syntax.parser import parse
from tests.language.play import Fails, Player

FOLDER = Path(__file__).parents[1] / "desk"
Naming = Callable[[str], str]
"""How the source is written that is played: every name as it is, or another for it."""


def source() -> str:
    """The example as one text."""
    texts = [(FOLDER / name).read_text(encoding="utf-8") for name in ("crm.orch", "case_management.orch")]
    return "\n".join(texts).replace('import "crm.orch"\n', "")


def tree(text: str) -> n.Module:
    """The tree of a text without mistakes."""
    parsed = parse(SourceFile("example.orch", text))
    assert parsed.findings == ()
    return parsed.tree


def same(name: str) -> str:
    """A name as it is."""
    return name


def play(text: str, name: Naming, **flows: list[Any]) -> Player:
    """A case that has just come in. `flows` are the answers of the CRM that differ from the usual ones."""
    usual: dict[str, list[Any]] = {
        "classify": [{"severity": "S1", "team": "Incident"}],
        "enrich": [Fails("Busy"), Fails("Busy"), {"tier": "gold"}],
        "reserve_refund": [{"reservation": "r-1"}],
        "release_refund": [{}],
        "pay_refund": [{"receipt": "p-1"}],
    }
    answers = {f"crm.{flow}": given for flow, given in (usual | flows).items()}
    answers |= {"set_status": [{}], "tell": [{"told": True}]}
    player = Player(
        text,
        name=name("case_management"),
        flows={
            name(flow): [each if isinstance(each, Fails) else named(each, name) for each in given]
            for flow, given in answers.items()
        },
        predicates={name("customer_quiet"): lambda _: False, name("crm.refund_settled"): lambda _: True},
        groups={"Incident": ["maria"], "Quality": ["ann"], "Managers": ["lena"], "Triage": ["tim"]},
        managers={"omar": "lena"},
    )
    case = {"number": "C-17", "subject": "Pump", "status": "New", "priority": "Critical", "amount": "20000"}
    case |= {"owner": "omar", "account": "acme"}
    player.put(name("Case"), id="5001", **named(case, name), **{name("tags"): ["new"]})
    return player.start("5001").advance("1m")


def named(fields: dict[str, Any], name: Naming) -> dict[str, Any]:
    """Fields under the names that the source has for them."""
    return {name(field): value for field, value in fields.items()}


def complete(player: Player, name: Naming, step: str, user: str, **outputs: Any) -> None:
    """Complete a step."""
    player.complete(name(step), user, **named(outputs, name))


def granted(text: str, name: Naming) -> Player:
    """The CRM is busy twice, a fix is sent back, a refund is approved, the case ends."""
    player = play(text, name)
    for solved in (False, True):
        complete(player, name, "resolve.fix", "maria", resolution="Mended", refund="700")
        complete(player, name, "resolve.review", "ann", accepted=solved, remark="Look again")
    complete(player, name, "refund.approve", "lena", approved=True)
    return player.put(name("Case"), id="5001", **{name("status"): "Closed"})


def refused(text: str, name: Naming) -> Player:
    """A person looks at the case first, and a refund is refused."""
    player = play(text, name, classify=[{"severity": "S2"}])
    complete(player, name, "manual_triage.look", "tim", severity="S3")
    player.groups["Agents"] = ["bob"]
    player.retry(name("resolve.fix"))
    complete(player, name, "resolve.fix", "bob", resolution="Mended", refund="700")
    complete(player, name, "resolve.review", "ann", accepted=True)
    complete(player, name, "refund.approve", "lena", approved=False, reason="Too much")
    return player.put(name("Case"), id="5001", **{name("status"): "Closed"})


def given_up(text: str, name: Naming) -> Player:
    """The CRM stays busy, nobody looks at the case in two days, and a manager cannot solve it either."""
    player = play(text, name, enrich=[Fails("Busy")] * 4).advance("2d")
    complete(player, name, "escalated.take", "lena", solved=False)
    return player


Story = Callable[[str, Naming], Player]
STORIES: tuple[Story, ...] = (granted, refused, given_up)


def left_behind(player: Player, *, in_order: bool = True) -> dict[str, Any]:
    """Everything that a story leaves behind that can be seen, as data; in the order of the source where that counts."""
    assert player.summary is not None
    notes = player.notes if in_order else sorted(player.notes, key=lambda note: note[0])
    calls = [[call.flow, call.arguments, call.ref.attempt] for call in player.calls]
    items = [[item.element, item.candidates, item.status.words] for item in player.items.values()]
    if not in_order:
        calls, items = sorted(calls, key=repr), sorted(items, key=repr)
    seen: dict[str, Any] = {"ended": player.ended, "outputs": player.outputs, "now": player.now}
    seen |= {"notes": notes, "calls": calls, "items": items}
    found: dict[str, Any] = json.loads(json.dumps(seen))
    return found


@cache
def as_written(story: Story) -> Player:
    """The story of the source as it is."""
    return story(source(), same)
