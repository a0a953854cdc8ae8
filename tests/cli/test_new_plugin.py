"""The package of a new plugin: every command of its README, in an environment of its own."""

import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from orchestra_dsl.workspace.scaffold import new_plugin
from tests.patience import PATIENCE

SCRIPT = "#!{python}\nimport runpy\nrunpy.run_module({module!r}, run_name='__main__', alter_sys=True)\n"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, as it is written."""
    folder = tmp_path_factory.mktemp("plugins") / "orchestra-acme"
    new_plugin(folder)
    return folder


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment that sees what is installed in ours, so that nothing is fetched and nothing changes there."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    ours = sysconfig.get_paths()["purelib"]
    installed = next((folder / "lib").glob("python*/site-packages"))
    (installed / "ours.pth").write_text(f"import site; site.addsitedir({ours!r})\n", encoding="utf-8")
    python = folder / "bin" / "python"
    for name, module in (("pip", "pip"), ("pytest", "pytest"), ("orchestra", "orchestra_dsl")):
        script = folder / "bin" / name
        script.write_text(SCRIPT.format(python=python, module=module), encoding="utf-8")
        script.chmod(0o755)
    settings = {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", "ORCHESTRA_CACHE": str(folder / "cache")}
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return {**os.environ, **settings, **offline}


def commands(readme: str) -> list[str]:
    """The commands of a README: indented lines, but for the settings."""
    lines = re.findall(r"^    (.*)$", readme.partition("## Work on it")[2], re.MULTILINE)
    return [line.partition("  #")[0].strip() for line in lines]


def test_every_command_of_its_readme_works(package: Path, environment: dict[str, str]) -> None:
    given = commands((package / "README.md").read_text(encoding="utf-8"))
    assert given[:3] == ["python -m venv .venv", ". .venv/bin/activate", 'pip install --editable ".[test]"']
    assert len(given) == 12
    said = {}
    folder = package
    for command in given[2:]:
        if command.startswith("cd "):
            folder = (folder / command.removeprefix("cd ")).resolve()
            continue
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=5 * PATIENCE,
        )
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        said[command] = done.stdout
    assert "8 passed" in said["pytest"]
    assert "flow acme.rate(customer: Customer) -> " in said["orchestra plugins describe acme"]
    assert said["orchestra lint example"] == "No findings.\n"
    assert "The run's outputs are credit: 300." in said["orchestra run . welcome --with customer=1"]
    assert "Welcome" in said["orchestra runs list"]
    assert [each.name for each in (package / "dist").iterdir()] == ["orchestra_acme-0.1.0-py3-none-any.whl"]


def test_its_code_is_in_order(package: Path) -> None:
    ruff = [sys.executable, "-m", "ruff"]
    for command in (["check", "--isolated", "--extend-select=ANN,I,UP"], ["format", "--isolated", "--check"]):
        line = [*ruff, *command, "--line-length=120", "--no-cache", "."]
        done = subprocess.run(line, cwd=package, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
