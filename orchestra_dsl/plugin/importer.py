"""Importers: what makes a source of something else, for `orchestra import`.

    @importer("steps")
    def steps(text: str) -> str:
        ...

It gets what the file holds, as text (UTF-8); where its parameter is annotated `bytes`, as it is; and where it is
annotated `ImportedFile`, the file itself, through which it can read others beside it. It answers the text of a source,
which is put into the canonical form and checked.
"""

import inspect
from collections.abc import Callable
from typing import ClassVar

from orchestra_dsl.plugin.imported_file import ImportedFile
from orchestra_dsl.plugin.local import guarded
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.shape import hints_of
from orchestra_dsl.plugin.supplied import P, R, Supplied, SuppliedKind, check_name

_GIVEN: dict[object, Callable[[ImportedFile], object]] = {
    str: ImportedFile.text,
    bytes: ImportedFile.data,
    ImportedFile: lambda file: file,
}
"""What an importer is given, by the annotation of its parameter."""


class Importer(Supplied[P, R]):
    """An importer under the name of its format."""

    kind: ClassVar[SuppliedKind] = "importer"

    def _read(self) -> None:
        if inspect.iscoroutinefunction(self.function):
            raise BadPlugin("it is async", "An importer is a plain function: take the `async` out.")
        taken = self._takes()
        if len(taken) != 1 or taken[0] not in _GIVEN:
            hint = "Write `def read(text: str) -> str`, or `data: bytes`, or `file: ImportedFile`."
            raise BadPlugin("it does not take what a file holds", hint)

    def _takes(self) -> list[object]:
        hints = hints_of(self.function)
        return [hints.get(name) for name in inspect.signature(self.function).parameters]

    def source_of(self, file: ImportedFile) -> str:
        """What it makes of a file. Raises BadPlugin for whatever its code does, UnreadableFile among it."""
        (taken,) = self._takes()
        content = _GIVEN[taken](file)
        read: Callable[..., object] = self.function
        text = guarded(f"its importer {self.name} failed", lambda: read(content))
        if not isinstance(text, str):
            what = f"its importer {self.name} answers {type(text).__name__}, which is no text"
            raise BadPlugin(what, "Return the source as a str.")
        try:
            text.encode()
        except UnicodeEncodeError as error:
            what = f"its importer {self.name} answers a text that cannot be stored: {error}"
            raise BadPlugin(what, "Decode what is read as what it is.") from error
        return text


def importer(name: str) -> Callable[[Callable[P, R]], Importer[P, R]]:
    """Make the function below an importer, which `orchestra import` finds by `name`."""
    check_name("importer", name)
    return lambda function: Importer(name, function)
