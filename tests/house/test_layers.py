"""The import contracts in pyproject.toml name every layer that there is.

Whether the code keeps to them is checked by `make lint`.
"""

from typing import Any

import pytest

from tests.house.checkout import packages_on_disk, settings

FRONT = {"syntax", "analysis", "compile", "lint", "format"}
BACK = {"interpreter", "plugin", "runtime", "scenario"}
LAYERS = {name.split(".")[1] for name in packages_on_disk() if name.count(".") == 1} - {"grammar"}


def contract(name: str) -> dict[str, Any]:
    """Return the contract of that name."""
    (found,) = (each for each in settings()["tool"]["importlinter"]["contracts"] if each["name"] == name)
    assert isinstance(found, dict)
    return found


def layers_in(modules: list[str]) -> set[str]:
    """Return the layers among `modules`."""
    return {module.removeprefix("orchestra_dsl.") for module in modules}


@pytest.mark.parametrize(
    ("name", "side", "other"),
    [
        ("The front half never imports the back half", FRONT, BACK),
        ("The back half never imports the front half", BACK, FRONT),
    ],
)
def test_the_contracts_of_the_halves_name_every_layer_of_both(name: str, side: set[str], other: set[str]) -> None:
    assert layers_in(contract(name)["source_modules"]) == side & LAYERS
    assert layers_in(contract(name)["forbidden_modules"]) == other & LAYERS


def test_lark_is_forbidden_to_every_layer_but_syntax() -> None:
    assert layers_in(contract("lark stays in syntax")["source_modules"]) == LAYERS - {"syntax"}


def test_only_a_layer_that_is_not_there_stands_in_parentheses() -> None:
    names = {name.strip() for row in contract("Layers")["layers"] for name in row.split("|")}
    assert {name for name in names if not name.startswith("(")} == LAYERS
