"""docs/architecture.md draws the code's packages and layers; test files are named after modules."""

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


WHOLE = {
    "edge/audit/test_hostile_files.py": "every file that the log and its crops read",
    "edge/capture/test_files.py": "image and video sources alike",
    "edge/challenge/test_real_clips.py": "the challenges on the field's clips",
    "edge/cli/test_bad_input.py": "every command",
    "edge/cli/test_help.py": "every command",
    "edge/delivery/test_chaos.py": "queue and senders together",
    "edge/delivery/test_documentation.py": "docs/integration.md",
    "edge/delivery/test_fleet.py": "many gates at one broker",
    "edge/service/test_documentation.py": "docs/service.md",
    "edge/service/test_fuzz.py": "every endpoint",
    "edge/sinks/test_files.py": "the sinks that write files",
    "edge/test_clock.py": "the whole runtime",
    "edge/test_import.py": "the whole runtime",
    "edge/test_no_telemetry.py": "the whole runtime",
    "edge/test_version.py": "the whole runtime",
    "edge/trust/test_injected.py": "the guard in the whole engine",
    "edge/trust/test_origin.py": "guard and pinned camera together",
    "edge/trust/test_threat_model.py": "docs/threat-model.md",
    "edge/trust/test_untrusted.py": "from the guard to the verdict",
    "tools/benchmarks/test_benchmark_command.py": "every benchmark",
    "tools/soak/test_soak.py": "the whole test",
    "tools/training/test_antispoof.py": "from samples to a release",
    "tools/training/test_train_command.py": "every training",
    "ui/kiosk/test_text_fits.py": "every screen of the kiosk",
}
"""Test files of more than one module, each with what it tests."""


def test_a_test_file_is_named_after_a_module_in_the_same_folder() -> None:
    lost = []
    for package in ("edge", "models", "tools", "ui"):
        for path in sorted((ROOT / "tests" / package).rglob("test_*.py")):
            relative = path.relative_to(ROOT / "tests")
            name = path.stem.removeprefix("test_")
            folders = (ROOT / relative.parent, path.parent, ROOT / "tests" / "builders")
            known = {entry.stem for folder in folders for entry in folder.glob("[a-z]*")}
            mirrors = any(name == module or name.startswith(f"{module}_") for module in known)
            if not mirrors and relative.as_posix() not in WHOLE:
                lost.append(relative.as_posix())
    assert lost == []


def test_every_exception_is_a_test_file() -> None:
    assert [name for name in WHOLE if not (ROOT / "tests" / name).exists()] == []
