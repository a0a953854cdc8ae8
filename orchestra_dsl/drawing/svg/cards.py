"""The cards of a picture."""

from collections.abc import Iterable, Iterator

from orchestra_dsl.drawing.faces.face import Exit, Face, Inner, Pill, Text
from orchestra_dsl.drawing.layout.picture import Card, Frame
from orchestra_dsl.drawing.model import Edge, Node
from orchestra_dsl.drawing.svg.icons import ICONS
from orchestra_dsl.drawing.svg.lines import line
from orchestra_dsl.drawing.svg.xml import escaped, number, tag

_ROUND: dict[str, float] = {
    "start": 14,
    "end": 15,
    "fail": 15,
    "finish": 15,
    "done": 12,
    "branch": 12,
    "handler": 12,
    "parallel": 12,
    "join": 12,
}
_TINTED = ("start", "end", "fail", "finish", "done", "branch", "handler", "parallel", "join")
_HEADED = ("decision", "repeat", "await", "wait")
_FLAT = ("background", "interactive", "child", "parallel", "join")
"""What lies on something else, and so throws no shade."""


def frame(each: Frame) -> str:
    """What holds branches together, or the block of a handler."""
    box = {"x": each.x, "y": each.y, "width": each.width, "height": each.height, "rx": 12.0}
    return tag("rect", {"class": f"frame {each.kind}", **box})


def card(each: Card) -> str:
    """A node with everything that stands on its card."""
    node, face = each.node, each.face
    content = [tag("title", {}, escaped(told(node))), *_body(node, face)]
    content += [_inner(inner) for inner in face.inner]
    content += [line(wire.edge, wire.points) for wire in face.wires]
    content += _written(face)
    return _group(node, each.x, each.y, content)


def told(node: Node) -> str:
    """What is told of a node to who points at it, or has the drawing read out."""
    words = [f"{node.kind} {node.name}" if "(" not in node.name else node.title, node.doc]
    words += [f"{badge.text}: {badge.more}" if badge.more else badge.text for badge in node.badges]
    return "; ".join(filter(None, words))


def _group(node: Node, x: float, y: float, content: Iterable[str]) -> str:
    classes = ["node", node.kind.replace(" ", "-")]
    classes += ["tinted"] if node.kind in _TINTED else []
    classes += ["step"] if node.kind in ("background", "interactive", "child") else []
    place = {"transform": f"translate({number(x)} {number(y)})"}
    return tag("g", {"class": " ".join(classes), "data-element": node.name, **place}, "".join(content))


def _body(node: Node, face: Face) -> Iterator[str]:
    """The card itself, its sign, and the heading of what has one."""
    round_ = _ROUND.get(node.kind, 9.0)
    above, below = 0.0 if node.kind == "join" else round_, 0.0 if node.kind == "parallel" else round_
    shape = _shape(face.width, face.height, above, below)
    if node.kind not in _FLAT:
        yield tag("path", {"class": "shade", "transform": "translate(0 1.5)", "d": shape})
    yield tag("path", {"class": "card", "d": shape})
    if face.inner and node.kind in _HEADED:
        yield tag("path", {"class": "head", "d": _shape(face.width, face.inner[0].y, round_, 0)})
    elif node.kind == "stage":
        yield tag("path", {"class": "bar", "d": _bar(face.width)})
    sign = ICONS.get(node.kind)
    if sign is not None:
        text = face.texts[0] if face.texts else None
        x, y = (text.x - 23, text.y - text.style.size * 0.36 - 8) if text is not None else (11.0, 7.0)
        yield tag("g", {"transform": f"translate({number(x)} {number(y)})"}, sign)


def _shape(width: float, height: float, above: float, below: float) -> str:
    """A box with round corners, those above and those below by themselves."""
    (a, up), (b, back) = ((number(round_), number(-round_)) for round_ in (above, below))
    top = f"M0 {a}a{a} {a} 0 0 1 {a} {up}H{number(width - above)}a{a} {a} 0 0 1 {a} {a}"
    return f"{top}V{number(height - below)}a{b} {b} 0 0 1 {back} {b}H{b}a{b} {b} 0 0 1 {back} {back}z"


def _bar(width: float) -> str:
    """What tells a stage: a bar along its upper edge."""
    return f"M9 0H{number(width - 9)}A9 9 0 0 1 {number(width - 2)} 3H2A9 9 0 0 1 9 0z"


def _inner(inner: Inner) -> str:
    if isinstance(inner.node, Edge):
        return _cell(inner, inner.node)
    node = inner.node
    content = [tag("title", {}, escaped(told(node))), *_body(node, inner.face), *_written(inner.face)]
    return _group(node, inner.x, inner.y, content)


def _cell(inner: Inner, edge: Edge) -> str:
    """One way out under a heading."""
    words = " ".join(filter(None, (edge.label, edge.text)))
    content = [tag("title", {}, escaped(words))]
    if inner.x:
        content.append(tag("path", {"class": "rule", "d": f"M0 0V{number(inner.face.height)}"}))
    content += _written(inner.face)
    return tag("g", {"transform": f"translate({number(inner.x)} {number(inner.y)})"}, "".join(content))


def _written(face: Face) -> list[str]:
    return [
        *(_text(each) for each in face.texts if each.text),
        *(_pill(each) for each in face.pills),
        *(_exit(each) for each in face.exits if not _of_a_step(each, face)),
    ]


def _of_a_step(exit_: Exit, face: Face) -> bool:
    """Whether an exit of a stage is one of its steps', on whose card it stands."""
    return any(exit_.edge == each.edge for inner in face.inner for each in inner.face.exits)


def _text(text: Text, more: str = "") -> str:
    attributes: dict[str, str | float] = {"class": text.style.name, "x": text.x, "y": text.y}
    if text.width:
        attributes |= {"textLength": text.width, "lengthAdjust": "spacingAndGlyphs"}
    full = more or text.full
    title = tag("title", {}, escaped(full)) if full else ""
    return tag("text", attributes, title + escaped(text.text))


def _pill(pill: Pill) -> str:
    box = {"x": pill.x, "y": pill.y, "width": pill.width, "height": pill.height, "rx": pill.height / 2}
    title = tag("title", {}, escaped(pill.more)) if pill.more else ""
    return tag("g", {"class": f"pill tone-{pill.tone}"}, title + tag("rect", box) + _text(pill.text))


def _exit(each: Exit) -> str:
    text = _text(each.text).replace('class="badge"', 'class="badge exit"', 1)
    return tag("g", {"class": f"to-{each.edge.kind}"}, text)
