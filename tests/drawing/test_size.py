"""Large and deep orchestrations are drawn in bearable time."""

from time import process_time

from orchestra_dsl.drawing.dot import dot
from orchestra_dsl.drawing.mermaid import mermaid
from orchestra_dsl.drawing.structure import drawing_of
from orchestra_dsl.drawing.svg.svg import svg
from orchestra_dsl.graph.model import Compiled
from tests.compile.compiling import compiled


def all_forms(made: Compiled) -> None:
    drawing = drawing_of(made.graph, made.origins)
    svg(drawing)
    mermaid(drawing)
    dot(drawing)


def wide(number: int, count: int) -> str:
    """A stage with two steps and a decision that leads back and forth: five elements."""
    return f"""
      stage s{number} {{
        background a{number} = f(case) {{ on error -> s{number * 7 % count} }}
        background b{number} = f(case) {{ start after a{number} }}
      }}
      decide d{number} {{
        outcome x when case.count > {number} -> s{number * 13 % count}
        outcome y when case.amount > {number} {{ set n = {number} }}
        otherwise -> s{(number + 1) % count}
      }}
    """


def test_a_thousand_elements_take_seconds() -> None:
    made = compiled("var n: integer = 0" + "".join(wide(number, 200) for number in range(200)))
    assert len(made.graph.elements) == 1001
    began = process_time()
    all_forms(made)
    assert process_time() - began < 10  # 1 to 2 on a slow core


def test_the_deepest_nesting_is_drawn() -> None:
    depth = 60
    before = "".join(f"decide d{number} {{ outcome x when case.count > {number} {{ " for number in range(depth))
    all_forms(compiled(f'{before} end "Deep" {"} otherwise { } } " * depth}'))
