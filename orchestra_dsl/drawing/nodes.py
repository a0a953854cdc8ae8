"""The node of each element: its title, what it calls, and its clauses as badges."""

from orchestra_dsl.drawing.badges import of_branches, of_orchestration, of_stage, of_step
from orchestra_dsl.drawing.model import FINISH, START, Kind, Node
from orchestra_dsl.drawing.texts import Said, Texts
from orchestra_dsl.graph.conditions import word_of
from orchestra_dsl.graph.elements import (
    ROOT,
    AnyElement,
    AnyStep,
    Assign,
    Await,
    Background,
    Branch,
    Cancel,
    Child,
    Decision,
    End,
    Fail,
    GoTo,
    HandlerBlock,
    Interactive,
    Log,
    Notify,
    Parallel,
    Stage,
    Step,
    Undo,
    Update,
)
from orchestra_dsl.graph.model import Graph

FINISHED = Node(FINISH, "finish", "end")


def start_of(graph: Graph, texts: Texts) -> Node:
    """Where a run starts: the orchestration itself."""
    label = _shown(graph.label)
    return Node(START, "start", label or graph.name, graph.name if label else "", of_orchestration(graph, texts.of("")))


def node_of(graph: Graph, element: AnyElement, texts: Texts) -> Node:
    """The node of an element."""
    said, doc = texts.of(element.name), texts.doc(element.name)
    match element:
        case Stage(name=name, label=label):
            badges = of_stage(graph, element, said)
            return Node(name, "stage", _shown(label) or name, name if _shown(label) else "", badges, doc)
        case Background() | Child() | Interactive():
            return _step(graph, element, said, doc)
        case Parallel(name=name):
            return Node(name, "parallel", name, "", of_branches(graph, element, said), doc)
        case Decision(name=name):
            repeats = word_of(name) == "repeat"
            return Node(name, "repeat" if repeats else "decision", "repeat while" if repeats else name, doc=doc)
        case Await():
            return _await(element, said, doc)
        case Branch(name=name):
            return Node(name, "branch", name, doc=doc)
        case HandlerBlock(name=name):
            return Node(name, "handler", _handled(graph, element), doc=doc)
    kind, title, calls = _small(graph, element, said)
    return Node(element.name, kind, title, calls, doc=doc)


def _small(graph: Graph, element: AnyElement, said: Said) -> tuple[Kind, str, str]:
    """What is told of an element on one line or two."""
    match element:
        case Assign(name=name, variable=variable):
            return (
                "set",
                f"{word_of(name) or 'set'} {graph.variables[variable].name} = {said['value']}".rstrip(" ="),
                "",
            )
        case Update(type=record):
            return "update", f"update {said['record'] or record}", said["changes"]
        case Notify(channels=channels):
            return "notify", f"notify {said['people']} via {', '.join(channels)}".replace("  ", " "), said["text"]
        case Log():
            return "log", "log", said["text"]
        case Cancel(target=target):
            return "cancel", f"cancel {title_of(graph, target)}", ""
        case GoTo(target=target):
            return "go to", f"go to {title_of(graph, target)}", ""
        case End(outcome=outcome):
            return "end", _shown(outcome) or "end", said["with"]
        case Fail():
            return "fail", "fail", said["reason"]
        case Undo(back_to=stage):
            return "undo", "undo" if stage is None else f"undo back to {title_of(graph, stage)}", ""
    raise AssertionError(f"{element.name} has no node")


def title_of(graph: Graph, target: int) -> str:
    """What a target is called where something leads to it."""
    if target < 0:
        return "end"
    element = graph.elements[target]
    label = element.label if isinstance(element, Stage | Step) else None
    return _shown(label) or element.name


def _shown(label: str | None) -> str:
    """A label, unless there is nothing to be seen of it."""
    return (label or "").strip()


def _step(graph: Graph, step: AnyStep, said: Said, doc: str) -> Node:
    kind, calls = _called(step)
    return Node(
        step.name, kind, _shown(step.label) or step.name.rpartition(".")[2], calls, of_step(graph, step, said), doc
    )


def _called(step: AnyStep) -> tuple[Kind, str]:
    match step:
        case Background(flow=flow):
            return "background", flow
        case Child(orchestration=orchestration):
            return "child", f"run {orchestration}"
        case Interactive(screen=screen):
            return "interactive", screen


def _await(element: Await, said: Said, doc: str) -> Node:
    word = word_of(element.name)
    if word in ("wait", "wait until"):
        title = said.clause("wait", "arm 1 after") if word == "wait" else said.clause("wait until")
        return Node(element.name, "wait", title, doc=doc)
    return Node(element.name, "await", element.name if word is None else "await first", doc=doc)


def _handled(graph: Graph, block: HandlerBlock) -> str:
    """Which errors the block of a handler takes."""
    if graph.on_cancel is not None and graph.elements[graph.on_cancel] is block:
        return "on cancel"
    owner = graph if block.owner == ROOT else graph.elements[block.owner]
    for handler in owner.handlers if isinstance(owner, Graph | Stage | Step) else ():
        if handler.block is not None and graph.elements[handler.block] is block and handler.code is not None:
            return f'on error "{handler.code}"'
    return "on error"
