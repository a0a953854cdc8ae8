"""Put a mutant into the functions of a process that has loaded everything already."""

import gc
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType, FunctionType


def functions_of(paths: Iterable[str]) -> dict[str, list[FunctionType]]:
    """All functions that there are, by the file in which they are written."""
    wanted = {str(Path(path).resolve()): path for path in paths}
    found: dict[str, list[FunctionType]] = {path: [] for path in wanted.values()}
    for each in gc.get_objects():
        # Other tests leave objects here that raise at any question, `isinstance` among them.
        if type(each) is FunctionType and each.__code__.co_filename in wanted:
            found[wanted[each.__code__.co_filename]].append(each)
    return found


def swap(functions: Iterable[FunctionType], path: str, text: str) -> int:
    """Give the functions of a file the code that they have in `text`; answers how many differ."""
    codes: dict[tuple[str, int], CodeType] = {}
    for code in _within(compile(text, str(Path(path).resolve()), "exec", dont_inherit=True)):
        codes.setdefault((code.co_qualname, code.co_firstlineno), code)
    differing = 0
    for function in functions:
        new = codes.get((function.__code__.co_qualname, function.__code__.co_firstlineno))
        if new is not None and new != function.__code__:
            function.__code__ = new
            differing += 1
    return differing


def _within(code: CodeType) -> Iterator[CodeType]:
    pending = [code]
    while pending:
        each = pending.pop()
        yield each
        pending.extend(inner for inner in each.co_consts if isinstance(inner, CodeType))
