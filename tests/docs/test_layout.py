"""docs/architecture.md draws the packages that there are, in the layers that `make lint` holds."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def page() -> str:
    return (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def layers() -> list[list[str]]:
    """The layers of edge/, top first, each with its packages."""
    linter: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"][
        "importlinter"
    ]
    (contract,) = (c for c in linter["contracts"] if c["type"] == "layers")
    return [re.findall(r"\w+", layer) for layer in contract["layers"]]


def drawn(page: str) -> list[str]:
    """The packages of edge/ as the page lists them, top first."""
    tree = page.split("```")[1].split("\nmodels/")[0]
    return re.findall(r"^  ([a-z_]+)/ ", tree, re.MULTILINE)


def test_the_page_lists_every_package_of_the_runtime_and_no_other(page: str) -> None:
    assert set(drawn(page)) == {init.parent.name for init in (ROOT / "edge").glob("*/__init__.py")}


def test_the_page_lists_the_packages_from_the_top_layer_to_the_bottom(
    page: str, layers: list[list[str]]
) -> None:
    level = {name: number for number, layer in enumerate(layers) for name in layer}
    order = [level[name] for name in drawn(page)]
    assert order == sorted(order)


def test_the_page_shows_the_layers_that_the_contract_holds(
    page: str, layers: list[list[str]]
) -> None:
    diagram = page.split("## Layers")[1].split("```")[1]
    assert [re.findall(r"\w+", layer) for layer in diagram.split(">")] == layers


def test_only_the_foundation_is_beside_the_packages_of_the_runtime() -> None:
    files = {path.stem for path in (ROOT / "edge").glob("*.py")}
    assert files == {"__init__", "__main__", "types", "errors", "message"}
