"""A drawing as SVG."""

import re

from orchestra_dsl.drawing.exporter import exporter
from orchestra_dsl.drawing.layout.picture import Picture, picture_of
from orchestra_dsl.drawing.model import Drawing
from orchestra_dsl.drawing.svg.cards import card, frame
from orchestra_dsl.drawing.svg.lines import line
from orchestra_dsl.drawing.svg.style import Theme, style
from orchestra_dsl.drawing.svg.xml import escaped, number, tag

_ARROWS = {"arrow": ("", 8), "small": ("", 7), "fault": (" red", 8), "time": (" amber", 8)}
_NO_NAME = re.compile(r"[^\w-]")
"""What may not stand in names of classes without more ado."""


@exporter("svg", suffixes=[".svg"], themed=True)
def svg(drawing: Drawing, theme: Theme = "auto") -> str:
    """The drawing as one file that needs nothing else."""
    return rendered(picture_of(drawing), theme)


def rendered(picture: Picture, theme: Theme) -> str:
    """A picture as SVG: frames first, then cards, then lines, which begin on cards where these say so."""
    root = f"orchestra-{_NO_NAME.sub('-', picture.name)}-{theme}"
    width, height = number(picture.width), number(picture.height)
    stages = sum(each.node.kind == "stage" for each in picture.cards)
    told = f"{len(picture.cards)} cards from top to bottom, {stages} of them stages, and {len(picture.lines)} lines."
    parts = [
        tag("title", {"id": f"{root}-title"}, escaped(picture.title)),
        tag("desc", {"id": f"{root}-desc"}, escaped(told)),
        tag("style", {}, style(theme, root)),
        tag("defs", {}, "".join(_arrow(f"{root}-{name}", *look) for name, look in _ARROWS.items())),
        tag("rect", {"class": "page", "width": picture.width, "height": picture.height}),
        *(frame(each) for each in picture.frames),
        *(card(each) for each in picture.cards),
        *(line(each.edge, each.points) for each in picture.lines),
    ]
    head = {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": root,
        "role": "img",
        "aria-labelledby": f"{root}-title {root}-desc",
        "viewBox": f"0 0 {width} {height}",
        "width": width,
        "height": height,
    }
    return tag("svg", head, "\n" + "\n".join(parts) + "\n") + "\n"


def _arrow(name: str, colour: str, size: float) -> str:
    """The head of a line. Lines begin where they arrive, so it looks back."""
    head = tag("path", {"class": f"arrow{colour}", "d": "M0 0 10 5 0 10z"})
    box: dict[str, str | float] = {
        "viewBox": "0 0 10 10",
        "refX": 9.0,
        "refY": 5.0,
        "markerWidth": size,
        "markerHeight": size,
    }
    return tag("marker", {"id": name, "markerUnits": "userSpaceOnUse", "orient": "auto-start-reverse", **box}, head)
