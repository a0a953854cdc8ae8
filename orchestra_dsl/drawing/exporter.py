"""Exporters: what writes a drawing in some format. The product's own and those of plugins are alike.

@exporter("csv", suffixes=[".csv"])
def csv(drawing: Drawing) -> str:
    return ",".join(node.name for node in drawing.block.nodes())
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Concatenate, Generic, ParamSpec

import attrs

from orchestra_dsl.drawing.model import Drawing

Options = ParamSpec("Options")

_NAME = re.compile(r"[a-z][a-z0-9]*([._-][a-z0-9]+)*")
_SUFFIX = re.compile(r"\.[a-z0-9]+")


@attrs.frozen
class Exporter(Generic[Options]):
    """An exporter under the name of its format, and the ends of the names of files that are written in it.

    One that is `themed` takes a `theme` besides: auto, light or dark.
    """

    name: str
    write: Callable[Concatenate[Drawing, Options], str]
    suffixes: tuple[str, ...] = ()
    themed: bool = False

    def __call__(self, drawing: Drawing, *args: Options.args, **kwargs: Options.kwargs) -> str:
        """Write a drawing, as the exporter's own tests do."""
        return self.write(drawing, *args, **kwargs)

    def export(self, drawing: Drawing, theme: str) -> Any:
        """What the function makes of a drawing; of a guest's nobody knows that it is a text."""
        write: Callable[..., Any] = self.write
        return write(drawing, theme=theme) if self.themed else write(drawing)


def exporter(
    name: str, *, suffixes: Sequence[str] = (), themed: bool = False
) -> Callable[[Callable[Concatenate[Drawing, Options], str]], Exporter[Options]]:
    """Make the function below an exporter, which `--format` finds by `name`."""
    if not isinstance(name, str):
        raise TypeError('write @exporter("name") above the function')
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a format; write small letters and digits, such as csv")
    for suffix in suffixes:
        if isinstance(suffixes, str) or not _SUFFIX.fullmatch(suffix):
            raise ValueError(f'suffixes={suffixes!r} are no ends of file names; write them as [".csv"]')
    return lambda write: Exporter(name, write, tuple(suffixes), themed)
