"""A flow that is an HTTP call."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from orchestra_dsl.graph.model import RecordClass, Signature
from orchestra_dsl.plugin import Context, Flow
from orchestra_dsl.plugin.loading import untyped
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.shape import Shape
from orchestra_dsl.plugin.signature import Takes
from orchestra_dsl.plugin.supplied import check_name
from orchestra_http.declared import Declared, read_declared
from orchestra_http.settings import Whole, read_common, read_whole


class HttpFlow(Flow[..., Any]):
    """The flow of one table. The table is read when the flow is first asked for anything but its name."""

    def __init__(self, name: str, whole: Whole, folder: Path) -> None:
        super().__init__(name, self._call, ())
        self._whole = whole
        self._folder = folder

    @property
    def place(self) -> str:
        """Where the flow stands."""
        return f'orchestra.toml, [settings.http.flows."{self.name}"]'

    @cached_property
    def declared(self) -> Declared:
        """The flow as its table declares it. Raises BadPlugin."""
        common = read_common(self._whole, self._folder)
        return read_declared(self.name, self._whole.flows[self.name], common)

    @cached_property
    def takes(self) -> Takes:
        """What the flow takes. Raises BadPlugin."""
        shapes = {each.name: Shape(each.type, untyped(each.type)) for each in self.declared.parameters}
        return Takes(shapes, "context")

    @cached_property
    def signature(self) -> Signature:
        """What the flow takes and gives. Raises BadPlugin."""
        return Signature("flow", self.name, self.takes.fields, self.declared.mapped.outputs)

    @cached_property
    def records(self) -> tuple[RecordClass, ...]:
        """It takes the ids of records, and asks nothing of their fields."""
        return ()

    @cached_property
    def mentioned(self) -> tuple[RecordClass, ...]:
        """What a record is, its source alone says."""
        return ()

    async def _call(self, context: Context, **values: Any) -> Any:
        """Make the call. What sends it is loaded with the first one."""
        from orchestra_http.calling import called  # noqa: PLC0415 - it takes a while to load

        return await called(self.declared, read_common(self._whole, self._folder), values, context)


def flows_of(table: Mapping[str, Any], folder: Path) -> Iterator[HttpFlow]:
    """The flows of [settings.http]. Raises BadPlugin for a table that is wrong as a whole, or a name that is none."""
    whole = read_whole(table)
    read_common(whole, folder)
    for name in whole.flows:
        try:
            check_name("flow", name)
        except ValueError as error:
            raise BadPlugin(f"[settings.http.flows]: {error}", "Write the name of a flow, as crm.lookup.") from error
        yield HttpFlow(name, whole, folder)
