"""A construct in a larger definition: among many more elements, or in a loop."""

from functools import cache

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.graph.codec import decode_package, encode_package
from orchestra_dsl.graph.model import Package
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.nodes import End, Module, Orchestration, walk
from orchestra_dsl.syntax.parser import parse
from tests.constructs.files import source_of

EVENT = "\nevent loop_again { number: integer }\n"
FLOW = "\nflow filler_flow(text: text)\n"


@cache
def among_more_elements(name: str, size: int) -> Package:
    """The package of a construct of which each orchestration has so many stages more, which a run never comes to."""
    stages = "\n".join(
        f'stage filler_{number} {{ background filler_step_{number} = filler_flow("{{run.id}}") }}'
        for number in range(size)
    )
    ahead = f'decide filler {{ outcome no when run.id == "no" {{ {stages} fail "never" }} otherwise {{ }} }}\n'
    text = source_of(f"{name}.orch").text
    for each in reversed(_orchestrations(name)):
        first = each.elements[0].span.start
        text = f"{text[:first]}{ahead}{text[first:]}"
    return _package(name, text + FLOW)


@cache
def in_a_loop(name: str) -> Package | None:
    """The package of a construct of which each orchestration begins anew, after an event, where it would have ended.

    None where the source gives no such loop.
    """
    text = source_of(f"{name}.orch").text
    for each in reversed(_orchestrations(name)):
        body = text[each.elements[0].span.start : each.elements[-1].span.end]
        for node in sorted((node for node in walk(each) if isinstance(node, End)), key=lambda node: -node.span.start):
            first, last = (at - each.elements[0].span.start for at in (node.span.start, node.span.end))
            never = f'outcome no when run.id == "no" {{ {body[first:last]} }}'
            body = f"{body[:first]}decide loop_{first} {{ {never} otherwise -> loop_last }}{body[last:]}"
        ahead = 'decide loop_first { outcome no when run.id == "no" { } otherwise { } }\n'
        arms = 'on loop_again as n where n.number > 0 -> loop_first after 9999d { fail "never" }'
        again = f"\nawait loop_last first {{ {arms} }}\n"
        text = f"{text[: each.elements[0].span.start]}{ahead}{body}{again}{text[each.elements[-1].span.end :]}"
    return _compiled(name, text + EVENT)


def _orchestrations(name: str) -> list[Orchestration]:
    return [
        each
        for each in _tree(source_of(f"{name}.orch").text).declarations
        if isinstance(each, Orchestration) and each.elements
    ]


def _tree(text: str) -> Module:
    return parse(SourceFile("larger.orch", text)).tree


def _package(name: str, text: str) -> Package:
    package = _compiled(name, text)
    assert package is not None, text
    return package


def _compiled(name: str, text: str) -> Package | None:
    file = f"{name}.orch"
    result = compile_source(file, lambda path: SourceFile(path, text) if path == file else source_of(path))
    return None if result.package is None else decode_package(encode_package(result.package))
