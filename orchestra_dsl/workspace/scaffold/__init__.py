"""Something to begin with: a project whose process can be run at once, or the package of a plugin.

The files of a template lie in a folder beside this file. `$name` in them stands for the name of the orchestration or
the plugin, `$title` for what people read; the package of a plugin is `$distribution` to pip and `$module` to Python.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from orchestra_dsl.analysis.declare.names import BUILT_IN
from orchestra_dsl.syntax.reserved import RESERVED
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.paths import shown

PROCESS = "process"
PLUGIN = "plugin"
_PLACES: Mapping[str, Mapping[str, str]] = {
    PROCESS: {"process.orch": "$name.orch", "flows.py.txt": "flows.py", "gitignore.txt": ".gitignore"},
    PLUGIN: {
        "gitignore.txt": ".gitignore",
        "pyproject.toml.txt": "pyproject.toml",
        "init.py.txt": "src/$module/__init__.py",
        "flows.py.txt": "src/$module/flows.py",
        "py.typed": "src/$module/py.typed",
        "test.py.txt": "tests/test_$name.py",
        "example.orch": "example/$name.orch",
        "orchestra.toml": "example/orchestra.toml",
        "customer.json": "example/customer.json",
    },
}
"""Where the files of a template belong, where that is not its root under their own names."""

_LONGEST = 60
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")


def new_project(folder: Path) -> list[Path]:
    """Write a project into a folder that is new or empty, and return its files.

    The orchestration is called after the folder. Raises UsageError where the folder cannot be written, holds
    something already, or has a name of which no name for an orchestration can be made.
    """
    name = name_for(folder.absolute().name)
    return _write(folder, PROCESS, {"name": name, "title": _title(name)})


def new_plugin(folder: Path) -> list[Path]:
    """Write the package of a plugin into a folder that is new or empty, and return its files.

    The plugin is called after the folder, without an `orchestra-` before it. Raises UsageError as `new_project` does.
    """
    name = plugin_name_for(folder.absolute().name)
    module = f"orchestra_{name}"
    values = {"name": name, "title": _title(name), "module": module, "distribution": module.replace("_", "-")}
    return _write(folder, PLUGIN, values)


def plugin_name_for(folder: str) -> str:
    """The name of the plugin for a folder of this name: `orchestra-acme` gives `acme`."""
    name = name_for(name_for(folder).removeprefix("orchestra_"))
    if name == "dsl":
        raise UsageError("a plugin of this name would be the package orchestra_dsl, which is Orchestra", where=folder)
    return name


def name_for(folder: str) -> str:
    """The name of the orchestration for a folder of this name: `Purchase requests` gives `purchase_requests`."""
    plain = unicodedata.normalize("NFKD", folder).encode("ascii", "ignore").decode().lower()
    name = _NOT_IN_A_NAME.sub("_", plain).strip("_")
    if not name or not name[0].isalpha():
        hint = "Begin with a letter, such as `orchestra new purchase_requests`."
        raise UsageError("this is no name for a project", where=folder or ".", hint=hint)
    if len(name) > _LONGEST:
        raise UsageError(f"the name is longer than {_LONGEST} characters", where=f"{folder[:_LONGEST]}…")
    return f"{name}_process" if name in RESERVED or name in BUILT_IN else name


def _check_empty(folder: Path) -> None:
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            what = "the folder is not empty" if folder.is_dir() else "there is a file of this name"
            raise UsageError(what, where=shown(folder), hint="Nothing was written. Give another name.")
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=shown(folder)) from error


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _write(folder: Path, template: str, values: Mapping[str, str]) -> list[Path]:
    """Write the files of a template; where one cannot be written, none stays."""
    _check_empty(folder)
    written: list[Path] = []
    try:
        for file in _files(template):
            place = _PLACES[template].get(file.name, file.name)
            path = folder / Template(place).substitute(values)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as target:
                written.append(path)
                target.write(Template(file.read_text(encoding="utf-8")).substitute(values))
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise UsageError(f"cannot be written: {error.strerror}", where=shown(Path(error.filename or folder))) from error
    return sorted(written)


def _files(template: str) -> Iterator[Traversable]:
    """The files of a template, in the order of their names."""
    yield from sorted((each for each in files(__name__).joinpath(template).iterdir() if each.is_file()), key=_by_name)


def _by_name(file: Traversable) -> str:
    return file.name
