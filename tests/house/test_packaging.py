"""What is installed is what is in the checkout."""

import email
import os
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

import orchestra_dsl
from tests.house.checkout import ROOT, copy_to, packages_on_disk, settings


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel once, from a copy, with the tools that are installed."""
    source = copy_to(tmp_path_factory.mktemp("source"))
    out = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(out)]
    command = [sys.executable, "-m", "pip", "wheel", *options, str(source)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return next(out.glob("*.whl"))


def test_every_package_is_listed_in_pyproject() -> None:
    assert settings()["tool"]["setuptools"]["packages"] == sorted(packages_on_disk())


def test_the_version_is_written_once() -> None:
    assert orchestra_dsl.__version__ == metadata.version("orchestra-dsl")
    assert settings()["project"]["dynamic"] == ["version"]


def test_the_wheel_holds_all_code_the_grammar_and_the_licence(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    files = [path.relative_to(ROOT) for path in (ROOT / "orchestra_dsl").rglob("*.*")]
    expected = {str(path) for path in files if path.suffix != ".pyc"}
    expected |= {f"orchestra_dsl/{path.relative_to(ROOT)}" for path in (ROOT / "grammar").glob("*.*")}
    assert {name for name in names if ".dist-info/" not in name} == expected
    assert any(name.endswith("/licenses/LICENSE") for name in names)


def test_the_wheel_says_its_licence_python_and_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        info = next(name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name)
        about = email.message_from_bytes(archive.read(f"{info}/METADATA"))
        scripts = archive.read(f"{info}/entry_points.txt").decode()
    assert about["License-Expression"] == "Apache-2.0"
    assert about["Requires-Python"] == ">=3.11"
    assert scripts.splitlines() == [
        "[console_scripts]",
        "orchestra = orchestra_dsl.__main__:main",
        "",
        "[pytest11]",
        "orchestra = orchestra_dsl.testing.pytest_plugin",
    ]


def test_the_grammar_is_found_in_what_the_wheel_installs(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = (
        "import importlib.resources as r\n"
        "found = r.files('orchestra_dsl.grammar') / 'orchestra.lark'\n"
        "print(found, len(found.read_text(encoding='utf-8')) > 0)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(tmp_path / "orchestra_dsl" / "grammar" / "orchestra.lark"), "True"]


def test_no_dependency_has_a_licence_that_binds_its_users() -> None:
    core = [name for name in metadata.requires("orchestra-dsl") or [] if "extra ==" not in name]
    names = [name.split(">")[0].strip() for name in core]
    assert len(names) == len(settings()["project"]["dependencies"])
    for name in names:
        about = metadata.metadata(name)
        said = " ".join([*about.get_all("License-Expression", []), *about.get_all("License", [])])
        said += " ".join(about.get_all("Classifier", []))
        assert any(licence in said for licence in ("MIT", "BSD", "Apache")), name
        assert "GPL" not in said, name


def test_the_licence_is_apache_2_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.split("\n")[1].strip() == "Apache License"
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
