"""The mutants of a file: every small change that mutmut's operators make within its functions.

What is worked out when a module is loaded (decorators, defaults, annotations) stays as it is: a mutant is put into
functions that are there already (swapping.py).
"""

from collections.abc import Iterator
from difflib import unified_diff
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import libcst as cst
import msgspec
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

# As mutmut has it: what becomes of `len(None)` says nothing of the tests.
NEVER_WITHIN = {"len", "isinstance"}
LOADED_ONCE = cst.Annotation | cst.Decorator | cst.ParamSlash | cst.ParamStar


class Mutant(msgspec.Struct, frozen=True):
    """One change, by its place; `key` stays as long as the function and what is changed in it do."""

    path: str
    function: str
    first: int
    last: int
    number: int  # among all of its file
    key: str

    @property
    def name(self) -> str:
        """The function with its module: `analysis.check.check`."""
        return f"{self.path.removesuffix('.py').removeprefix('orchestra_dsl/').replace('/', '.')}.{self.function}"


class _Place(msgspec.Struct, frozen=True):
    node: cst.CSTNode
    function: str
    around: cst.CSTNode  # the outermost function


def mutants_of(path: str) -> Iterator[Mutant]:
    """All mutants of a file."""
    module, positions, changes = _changes(path)
    counts: dict[tuple[str, str], int] = {}
    texts: dict[cst.CSTNode, str] = {}
    for number, (place, changed) in enumerate(changes):
        text = texts.setdefault(place.around, module.code_for_node(place.around))
        said = f"{module.code_for_node(place.node)}>{module.code_for_node(changed)}"
        twin = counts[place.function, said] = counts.get((place.function, said), 0) + 1
        key = sha256("\0".join((path, place.function, text, said, str(twin))).encode()).hexdigest()[:16]
        where = positions[place.node]
        yield Mutant(path, place.function, where.start.line, where.end.line, number, key)


def mutated(mutant: Mutant) -> str:
    """The file's text with the change."""
    module, _, changes = _changes(mutant.path)
    place, changed = changes[mutant.number]
    return cst.ensure_type(module.deep_replace(place.node, changed), cst.Module).code


def difference(mutant: Mutant, text: str) -> tuple[str, str]:
    """What stands in the lines that differ: before, and in the mutated text."""
    lines = list(unified_diff(Path(mutant.path).read_text(encoding="utf-8").splitlines(), text.splitlines(), n=0))[2:]
    before, after = (" ".join(line[1:].strip() for line in lines if line[0] == sign) for sign in "-+")
    return before, after


@lru_cache(maxsize=1)
def _changes(
    path: str,
) -> tuple[cst.Module, dict[cst.CSTNode, CodeRange], list[tuple[_Place, cst.CSTNode]]]:
    wrapper = MetadataWrapper(cst.parse_module(Path(path).read_text(encoding="utf-8")), unsafe_skip_copy=True)
    positions = dict(wrapper.resolve(PositionProvider))
    changes = [
        (place, changed)
        for place in _places(wrapper.module)
        if place.node in positions
        for kind, operator in mutation_operators
        if isinstance(place.node, kind)
        for changed in operator(place.node)
    ]
    return wrapper.module, positions, changes


def _places(module: cst.Module) -> Iterator[_Place]:
    """Every node within a function that is evaluated when the function is called, from the top down."""
    pending: list[tuple[cst.CSTNode, str, cst.CSTNode | None]] = [(module, "", None)]
    while pending:
        node, name, around = pending.pop()
        if _is_left_alone(node):
            continue
        if around is not None:
            yield _Place(node, name, around)
        inside = list(node.children)
        if isinstance(node, cst.ClassDef | cst.FunctionDef) and around is None:
            name = f"{name}.{node.name.value}".lstrip(".")
            inside = [node.body]
            around = node if isinstance(node, cst.FunctionDef) else None
        elif isinstance(node, cst.Param):
            inside = []
        pending.extend((child, name, around) for child in reversed(inside))


def _is_left_alone(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Call):
        return isinstance(node.func, cst.Name) and node.func.value in NEVER_WITHIN
    return isinstance(node, LOADED_ONCE)
