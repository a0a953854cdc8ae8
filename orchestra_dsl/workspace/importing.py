"""The use case of `orchestra import`: a source that a plugin makes of a file, in its canonical form and checked."""

from pathlib import Path

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.diagnostics.suggest import did_you_mean
from orchestra_dsl.format.formatter import formatted
from orchestra_dsl.plugin.problems import BadPlugin, Unavailable
from orchestra_dsl.source import SourceFile
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.findings import Findings
from orchestra_dsl.workspace.project import Project


def imported(project: Project, name: str, file: Path) -> tuple[str, Findings]:
    """The source that the importer `name` makes of a file, and what is wrong with it. Raises UsageError."""
    registry = project.registry
    names = registry.names("importer")
    if name not in names:
        known = f"The formats are: {', '.join(names)}." if names else "`orchestra plugins` lists what plugins supply."
        raise UsageError(f"no plugin imports the format `{name}`", hint=did_you_mean(name, names) or known)
    owner = registry.owner("importer", name)
    try:
        text = registry.importer(name).source_of(_content(file))
    except Unavailable as error:
        raise UsageError(error.problem.what, where=f"the plugin {owner}", hint=error.problem.hint) from error
    except UnicodeDecodeError as error:
        raise UsageError("is not text in UTF-8", where=str(file), hint="Save it as UTF-8.") from error
    except BadPlugin as error:
        what = f"{error.what} ({error.where})" if error.where else error.what
        raise UsageError(what, where=f"the plugin {owner}", hint=error.hint) from error
    return _checked(f"{file.stem}.orch", text)


def _checked(name: str, text: str) -> tuple[str, Findings]:
    """The text in its canonical form, and what the compiler finds; the text as it is where it cannot be read."""
    laid_out = formatted(SourceFile(name, text))
    file = SourceFile(name, text if laid_out.findings else laid_out.text)

    def load(path: str) -> SourceFile:
        if path != name:
            raise FileNotFoundError(path)
        return file

    return file.text, Findings(compile_source(name, load).diagnostics, {name: file})


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=str(file)) from error
