"""A file that is imported is not there under this name, or what comes from it is used without the import."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.right import Right, name_of
from benchmarks.mistakes.generated.slip import Slip, deleted, replaced
from benchmarks.mistakes.generated.spelling import misspelt
from orchestra_dsl.syntax.nodes import Call, Import

_SPELLINGS = 5


def slips(right: Right) -> Iterator[Slip]:
    """Misspell the file, its ending and its folder; delete the line."""
    for node, _ in right.of(Import):
        path = node.path.value
        stem, dot, ending = path.rpartition(".")
        wrong = [f"{each}{dot}{ending}" for turn in range(_SPELLINGS) if (each := misspelt(stem, right.words, turn))]
        for each in (*wrong, f"{stem}.orhc", stem, f"shared/{path}"):
            why = f'there is no file "{each}"'
            yield Slip((replaced(node.path.span, f'"{each}"'),), node.span.start, "O2", why)
        uses = [call for call, _ in right.of(Call) if _imported(right, call)]
        if uses:
            yield Slip((deleted(node.span),), uses[0].span.start, "O2", f"`{uses[0].function.text}` comes from {path}")


def _imported(right: Right, call: Call) -> bool:
    own = [name_of(each) for each in right.callables.values() if each in right.module.declarations]
    return call.function.text in right.callables and call.function.text not in own
