"""The use case of `orchestra import`: a source that a plugin makes of a file, in its canonical form and checked."""

from pathlib import Path

from orchestra_dsl.diagnostics.suggest import did_you_mean
from orchestra_dsl.format.formatter import formatted
from orchestra_dsl.plugin.awaited import awaited
from orchestra_dsl.plugin.imported_file import ImportedFile, UnreadableFile
from orchestra_dsl.plugin.origin import Origin
from orchestra_dsl.plugin.problems import BadPlugin, Unavailable
from orchestra_dsl.source import SourceFile
from orchestra_dsl.workspace.compiling import Compiler
from orchestra_dsl.workspace.discovery import SUFFIX
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.findings import Findings
from orchestra_dsl.workspace.lacking import lacking
from orchestra_dsl.workspace.project import Project


def imported(project: Project, name: str, file: Path, output: Path | None = None) -> tuple[str, Findings]:
    """The source that the importer `name` makes of a file, and what is wrong with it. Raises UsageError.

    What it imports itself is looked for from `output` on, where it is to be written; else from the file on.
    """
    _check_known(project, name)
    owner = project.registry.owner("importer", name)
    try:
        importer = project.registry.importer(name)
        with awaited(Origin(owner or "", importer.function.__module__), f"being asked to import {file.name}"):
            text = importer.source_of(ImportedFile(file))
    except Unavailable as error:
        raise UsageError(error.problem.what, where=f"the plugin {owner}", hint=error.problem.hint) from error
    except UnreadableFile as error:
        raise UsageError(error.what, where=error.where, hint=error.hint) from error
    except BadPlugin as error:
        what = f"{error.what} ({error.where})" if error.where else error.what
        raise UsageError(what, where=f"the plugin {owner}", hint=error.hint) from error
    return _checked(project, output or file.with_suffix(SUFFIX), text)


def _check_known(project: Project, name: str) -> None:
    names = project.registry.names("importer")
    if name not in names:
        known = f"The formats are: {', '.join(names)}." if names else "`orchestra plugins` lists what plugins supply."
        hint = did_you_mean(name, names) or known
        raise lacking(f"no plugin imports the format `{name}`", None, hint, project.registry)


def _checked(project: Project, place: Path, text: str) -> tuple[str, Findings]:
    """The text in its canonical form, and what the compiler finds in its place; as it is where it cannot be read.

    What it declares of plugins is taken at its word: they may be yet to be written.
    """
    laid_out = formatted(SourceFile(str(place), text))
    text = text if laid_out.findings else laid_out.text
    path = Path.cwd() / place
    compiler = Compiler(project.settings, None, keep=False, instead={path.resolve(): text.encode()})
    return text, compiler.compile(path).findings
