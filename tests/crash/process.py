"""The orchestration of the kill test, as a graph: parallel calls, a loop, a lock, decisions, items, timers, a watch.

It is written by hand, so that the test needs nothing but the back half.
"""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.codec import compiled
from orchestra_dsl.graph.elements import Background, Interactive, Retry
from orchestra_dsl.graph.model import FORMAT, Graph, Package, RecordTrigger, Signature
from orchestra_dsl.graph.types import BOOLEAN, DURATION, INTEGER, TEXT, RecordOf, Type
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.registry import Registry
from tests.interpreter import build
from tests.interpreter.terms import compare, equal, field, literal, output, parameter, plus, variable

FOLDER = Path(__file__).parent / "project"
NAME = "claim"
ROUNDS = 3
RETRY_EVERY = 20_000
HOLD = 40_000
"""Microseconds between two attempts, and until the stage that nothing starts is passed by."""

_CASE: tuple[Type, ex.Expression] = (RecordOf("Case"), parameter("case"))
_FIELDS = {"id": TEXT, "amount": INTEGER, "status": TEXT, "kind": TEXT}
_RESULT: Mapping[str, tuple[Type, ex.Expression]] = {
    "number": (TEXT, output("prepare.bind", "number")),
    "attempts": (INTEGER, output("prepare.post", "attempts")),
    "told": (TEXT, output("prepare.tell", "told")),
    "rounds": (INTEGER, variable("rounds")),
    "total": (INTEGER, variable("total")),
}


def claim() -> Graph:
    """The orchestration."""
    counted = {"case": _CASE, "so_far": (INTEGER, variable("total"))}
    large = compare(field("Case", "amount"), ">", 100)
    more = compare(variable("rounds"), "<", ROUNDS)
    made = build.graph(
        _prepare(),
        build.put("rounds", literal(0)),
        build.put("total", literal(0)),
        build.stage("round", _call("count", {"total": INTEGER}, args=counted), lock=literal("books")),
        build.put("rounds", plus(variable("rounds"), 1)),
        build.put("total", output("round.count", "total")),
        build.decision("again", build.outcome("more", "round", when=more), build.otherwise("next")),
        build.decision("size", build.outcome("large", "review", when=large), build.otherwise("hold")),
        build.stage("review", _item("approve"), _item("check"), _item("sign", after=("approve", "check"))),
        build.stage("hold", _call("tell", {"told": TEXT}), start_when=_status("Never"), up_to=(_span(HOLD), "release")),
        build.stage("release", _call("tell", {"told": TEXT}), start_when=_status("Released")),
        build.end("Done", ex.MakeObject(tuple(_RESULT), tuple(value for _, value in _RESULT.values()))),
        parameters={"case": RecordOf("Case")},
        variables={"rounds": INTEGER, "total": INTEGER},
        records={"Case": _FIELDS},
        outputs={name: type_ for name, (type_, _) in _RESULT.items()},
        triggers=(RecordTrigger(0, "Case", created=True, updated=False, when=_is("kind", "triggered")),),
    )
    return _signed(msgspec.structs.replace(made, name=NAME))


def _prepare() -> build.Draft:
    found = {
        "case": _CASE,
        "severity": (TEXT, output("prepare.assess", "severity")),
        "weight": (INTEGER, output("prepare.weigh", "weight")),
    }
    retry = Retry(2, every=_span(RETRY_EVERY))
    return build.stage(
        "prepare",
        _call("assess", {"severity": TEXT}),
        _call("weigh", {"weight": INTEGER}),
        _call("post", {"attempts": INTEGER}, retry=retry),
        _call("tell", {"told": TEXT}),
        _call("bind", {"number": TEXT}, args=found, after=("assess", "weigh")),
    )


def _call(
    name: str,
    outputs: Mapping[str, Type],
    *,
    args: Mapping[str, tuple[Type, ex.Expression]] | None = None,
    **more: object,
) -> build.Draft:
    return build.background(name, flow=f"claims.{name}", outputs=outputs, args=args or {"case": _CASE}, **more)  # type: ignore[arg-type]  # clauses of the element


def _item(name: str, **more: object) -> build.Draft:
    group = build.people("group:Adjusters")
    return build.interactive(name, screen=name, assign=group, args={"case": _CASE}, outputs={"ok": BOOLEAN}, **more)  # type: ignore[arg-type]  # clauses of the element


def _span(microseconds: int) -> ex.Expression:
    return ex.Literal(DURATION, microseconds)


def _status(value: str) -> ex.Expression:
    return _is("status", value)


def _is(name: str, value: str) -> ex.Expression:
    return equal(field("Case", name), value)


def _signed(graph: Graph) -> Graph:
    """The graph with the declarations of what it calls and shows."""
    flows = {each.flow: each for each in graph.elements if isinstance(each, Background)}
    screens = {each.screen: each for each in graph.elements if isinstance(each, Interactive)}
    return msgspec.structs.replace(
        graph,
        flows=tuple(Signature("flow", name, each.parameters, each.outputs) for name, each in sorted(flows.items())),
        screens=tuple(Signature("screen", name, each.parameters, each.outputs[:1]) for name, each in screens.items()),
    )


def package() -> Package:
    """What the project compiles to."""
    graph = claim()
    return Package(FORMAT, (compiled(graph),), graph.records)


def plugins(effects: Path) -> Registry:
    """The project's plugins; their flows leave their effects in this file."""
    about = Project(folder=FOLDER, people=FOLDER / "people.toml", settings={"flows": {"effects": str(effects)}})
    registry = load_plugins(about, [FOLDER / "flows.py"], installed=False)
    assert not registry.problems, registry.problems
    return registry
