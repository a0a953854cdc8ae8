"""The case, and chains of steps, as BPMN."""

from itertools import count, pairwise

_HEAD = (
    '<?xml version="1.0"?><bpmn:definitions id="bench" targetNamespace="bench" '
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><bpmn:process id="process" isExecutable="true">'
)
_FOOT = "</bpmn:process></bpmn:definitions>"
_ids = count()


def element(kind: str, name: str, inner: str = "", more: str = "") -> str:
    """A node of the process."""
    return f'<bpmn:{kind} id="{name}" name="{name}" {more}>{inner}</bpmn:{kind}>'


def script(name: str, text: str) -> str:
    """A step that is done by Python."""
    return element("scriptTask", name, f"<bpmn:script>{text}</bpmn:script>")


def flow(source: str, target: str, when: str = "", name: str = "") -> str:
    """An arrow, with its condition."""
    inner = (
        f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{when}</bpmn:conditionExpression>' if when else ""
    )
    return (
        f'<bpmn:sequenceFlow id="{name or f"flow{next(_ids)}"}" sourceRef="{source}" targetRef="{target}">'
        f"{inner}</bpmn:sequenceFlow>"
    )


CASE = "".join(
    [
        _HEAD,
        element("startEvent", "begin"),
        element("parallelGateway", "fork"),
        script("classify", "work(record)"),
        script("enrich", "work(record)"),
        element("parallelGateway", "join"),
        element("exclusiveGateway", "priority", more='default="low"'),
        element("exclusiveGateway", "merge"),
        element("userTask", "fix"),
        script("apply", "work(record)\nround = round + 1"),
        element("exclusiveGateway", "rework", more='default="good"'),
        script("tell", "work(record)"),
        element("endEvent", "closed"),
        flow("begin", "fork"),
        flow("fork", "classify"),
        flow("fork", "enrich"),
        flow("classify", "join"),
        flow("enrich", "join"),
        flow("join", "priority"),
        flow("priority", "merge", "record['priority'] == 'High'"),
        flow("priority", "tell", name="low"),
        flow("merge", "fix"),
        flow("fix", "apply"),
        flow("apply", "rework"),
        flow("rework", "merge", "round &lt;= reworks"),
        flow("rework", "tell", name="good"),
        flow("tell", "closed"),
        _FOOT,
    ]
)


def chain(steps: int) -> str:
    """A user task, and behind it so many scripts."""
    names = ["begin", "first", *(f"s{number}" for number in range(steps)), "closed"]
    nodes = [element("startEvent", "begin"), element("userTask", "first"), element("endEvent", "closed")]
    nodes += [script(name, "done = 1") for name in names[2:-1]]
    return "".join([_HEAD, *nodes, *(flow(a, b) for a, b in pairwise(names)), _FOOT])
