"""The right sources: orchestrations of several trades in which nothing is wrong."""

from functools import cache
from pathlib import Path

from benchmarks.mistakes.compiling import SOURCES, compiled, signatures_of
from benchmarks.mistakes.mistake import Installed

# Right texts that look odd at first sight, with every form of the language; no mistakes are made in them.
SUBTLE = Path(__file__).parent / "subtle"


@cache
def right_sources(folder: Path = SOURCES) -> dict[str, str]:
    """Their texts by file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.orch"))}


@cache
def installed_for(source: str) -> Installed:
    """Plugins that supply exactly what a right source declares and uses."""
    package = compiled(source, right_sources()[source]).package
    if package is None:
        raise ValueError(f"{source} does not compile: `orchestra lint` says why")
    return Installed(signatures_of(package))


def false_findings(name: str, text: str) -> list[str]:
    """What is reported of a right source, a line each: there should be nothing."""
    result = compiled(name, text)
    return [f"{name}:{result.line_of(each.span) or '?'}: {each.code} {each.message}" for each in result.diagnostics]
