"""Importers: what makes a source of something else, for `orchestra import`.

    @importer("steps")
    def steps(text: str) -> str:
        ...

It gets what the file holds, as text (UTF-8) or, where its parameter is annotated `bytes`, as it is. It answers the text
of a source, which is put into the canonical form and checked.
"""

import inspect
from collections.abc import Callable
from typing import ClassVar

from orchestra_dsl.plugin.local import guarded
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.shape import hints_of
from orchestra_dsl.plugin.supplied import P, R, Supplied, SuppliedKind, check_name


class Importer(Supplied[P, R]):
    """An importer under the name of its format."""

    kind: ClassVar[SuppliedKind] = "importer"

    def _read(self) -> None:
        if inspect.iscoroutinefunction(self.function):
            raise BadPlugin("it is async", "An importer is a plain function: take the `async` out.")
        hints = hints_of(self.function)
        if [hints.get(name) for name in inspect.signature(self.function).parameters] not in ([str], [bytes]):
            raise BadPlugin("it does not take what a file holds", "Write `def read(text: str) -> str`, or `bytes`.")

    def source_of(self, data: bytes) -> str:
        """What it makes of a file. Raises BadPlugin for whatever its code does, and UnicodeDecodeError."""
        (type_,) = (hints_of(self.function)[name] for name in inspect.signature(self.function).parameters)
        content = data if type_ is bytes else data.decode("utf-8-sig")
        read: Callable[..., object] = self.function
        text = guarded(f"its importer {self.name} failed", lambda: read(content))
        if not isinstance(text, str):
            what = f"its importer {self.name} answers {type(text).__name__}, which is no text"
            raise BadPlugin(what, "Return the source as a str.")
        return text


def importer(name: str) -> Callable[[Callable[P, R]], Importer[P, R]]:
    """Make the function below an importer, which `orchestra import` finds by `name`."""
    check_name("importer", name)
    return lambda function: Importer(name, function)
