"""Loading what is not yet loaded: a project's local file, an installed entry point, a `module:function`.

Whatever a plugin's code raises while it is imported is turned into BadPlugin, SystemExit and the like included.
"""

import importlib
import importlib.util
import sys
from collections.abc import Callable
from hashlib import sha256
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from orchestra_dsl.diagnostics.suggest import did_you_mean
from orchestra_dsl.plugin.origin import is_ctrl_c
from orchestra_dsl.plugin.problems import BadPlugin, describe, place_of

T = TypeVar("T")

_HERE = "in the environment that runs Orchestra."
_INSTALL = {"orchestra": "The package is called orchestra_dsl: from orchestra_dsl.plugin import flow"}
"""What to do about a module that is missing, where it is not to be installed."""
LOCAL = "orchestra_local_"
"""How the names of modules begin that are local files."""


def guarded(what: str, code: Callable[[], T], file: str | None = None) -> T:
    """Run a plugin's code. Raises BadPlugin with `what` failed; only Ctrl-C passes."""
    try:
        return code()
    except BadPlugin:
        raise
    except ModuleNotFoundError as error:
        hint = _missing(error.name or "")
        if file is not None and error.name and Path(file).with_name(f"{error.name}.py").exists():
            hint = f"A local file imports what is installed: write it all in {Path(file).name}, or make it a package."
        raise BadPlugin(f"{what}: {describe(error)}", hint, place_of(error, file)) from error
    except BaseException as error:
        if is_ctrl_c(error):
            raise
        hint = "Mend the code, or take the plugin out until it is mended."
        raise BadPlugin(f"{what}: {describe(error)}", hint, place_of(error, file)) from error


def _missing(module: str) -> str:
    """What to do about a module that is not there."""
    package, _, name = module.rpartition(".")
    if package in sys.modules:
        return f"The package {package} is there, and has no module {name}: correct the name where it is written."
    return _INSTALL.get(module, f"Install the package that has {module}, {_HERE}")


def load_file(path: Path) -> ModuleType:
    """Import a local file under a name of its own, anew each time. Raises BadPlugin."""
    path = path.resolve()
    if not path.is_file():
        hint = "`plugins` in orchestra.toml names local files. Installed packages need not be named: they are found."
        there = [each.name for each in path.parent.glob("*.py")]
        near = f"Did you mean `{path.name}.py`?" if f"{path.name}.py" in there else did_you_mean(path.name, there)
        raise BadPlugin(f"there is no file {path.name}", near or hint, str(path.parent))
    if path.suffix != ".py":
        raise BadPlugin(
            f"{path.name} is not a Python file", "`plugins` in orchestra.toml names files such as flows.py."
        )
    name = module_of(path)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise BadPlugin(f"{path.name} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses and annotations look their module up by name
    try:
        loader = spec.loader
        guarded("it cannot be imported", lambda: loader.exec_module(module), str(path))
    except BaseException:
        del sys.modules[name]
        raise
    return module


def module_of(path: Path) -> str:
    """The name under which a local file is imported."""
    path = path.resolve()
    return f"{LOCAL}{sha256(str(path).encode()).hexdigest()[:12]}_{path.stem}"


def load_entry_point(entry: EntryPoint) -> Any:
    """Import what an installed package names. Raises BadPlugin."""
    return guarded("it cannot be imported", entry.load)


def load_named(target: str) -> Any:
    """Import `module:attribute`. Raises BadPlugin."""
    module_name, _, attribute = target.partition(":")
    module = guarded(f"{target} cannot be imported", lambda: importlib.import_module(module_name))
    if not hasattr(module, attribute):
        raise BadPlugin(f"the module {module_name} has no {attribute}", None, getattr(module, "__file__", None))
    return getattr(module, attribute)
