"""The stored form of graphs: canonical JSON, the same bytes for the same graph on every machine.

Keys are sorted, text is UTF-8, there are no spaces and no floats. Reading checks every part against the model, so
that a damaged or foreign file is refused with the place of the fault instead of failing later.
"""

from hashlib import sha256

import msgspec

from orchestra_dsl.graph.model import FORMAT, Compiled, Graph, Origins, Package
from orchestra_dsl.graph.soundness import faults

_encoder = msgspec.json.Encoder(order="sorted")
_graph_decoder = msgspec.json.Decoder(Graph)
_origins_decoder = msgspec.json.Decoder(Origins)
_package_decoder = msgspec.json.Decoder(Package)
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class BadGraph(ValueError):
    """A stored graph or package that cannot be read: the message says what is wrong and what to do."""


def encode_graph(graph: Graph) -> bytes:
    """The graph as canonical JSON."""
    return _encoder.encode(graph)


def decode_graph(data: bytes) -> Graph:
    """The graph that `encode_graph` wrote. Raises BadGraph for anything else."""
    _check_format(data)
    try:
        graph = _graph_decoder.decode(data)
    except _UNREADABLE as error:
        raise BadGraph(f"this is not a compiled orchestration: {error}") from error
    _check_soundness(graph)
    return graph


def content_hash(graph: Graph) -> str:
    """What a run is pinned to: the SHA-256 of the canonical JSON, in hexadecimal."""
    return sha256(encode_graph(graph)).hexdigest()


def compiled(graph: Graph, origins: Origins | None = None) -> Compiled:
    """The graph together with its hash."""
    return Compiled(graph, content_hash(graph), origins or Origins())


def encode_origins(origins: Origins) -> bytes:
    """Where the elements of a graph stand in its source, as canonical JSON."""
    return _encoder.encode(origins)


def decode_origins(data: bytes) -> Origins:
    """The origins that `encode_origins` wrote. Raises BadGraph for anything else."""
    try:
        return _origins_decoder.decode(data)
    except _UNREADABLE as error:
        raise BadGraph(f"these are not the origins of an orchestration: {error}") from error


def encode_package(package: Package) -> bytes:
    """The package as canonical JSON."""
    return _encoder.encode(package)


def decode_package(data: bytes) -> Package:
    """The package that `encode_package` wrote. Raises BadGraph for anything else, a wrong hash included."""
    _check_format(data)
    try:
        package = _package_decoder.decode(data)
    except _UNREADABLE as error:
        raise BadGraph(f"this is not a compiled package: {error}") from error
    for each in package.orchestrations:
        if content_hash(each.graph) != each.hash:
            raise BadGraph(f"the orchestration {each.graph.name} does not match its hash; compile its source again")
        _check_soundness(each.graph)
    return package


def _check_soundness(graph: Graph) -> None:
    problem = next(faults(graph), None)
    if problem is not None:
        raise BadGraph(f"this is not a compiled orchestration: {graph.name}: {problem}; compile its source again")


def _check_format(data: bytes) -> None:
    """Refuses what another version wrote, before the shape of it is looked at."""

    class Head(msgspec.Struct):
        format: int

    try:
        head = msgspec.json.decode(data, type=Head)
    except _UNREADABLE as error:
        raise BadGraph(f"this is not a compiled orchestration: {error}") from error
    if head.format != FORMAT:
        raise BadGraph(
            f"this was compiled in format {head.format}, and this version of Orchestra reads format {FORMAT}; "
            "compile the source again"
        )
