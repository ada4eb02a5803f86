"""A file that is exchanged while the gate runs is noticed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from toy_models import onnx_bytes, shipped_folder, spec_of

from models.integrity import HASH_EVERY_S, ModelWatch
from models.manifest import NAME
from models.registry import Registry

GOOD, OTHER = onnx_bytes(), onnx_bytes(weights=(2.0,))
SPEC = spec_of(GOOD, default=True)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry.open(shipped_folder(tmp_path / "shipped", (SPEC, GOOD)), tmp_path / "user")


def test_nothing_is_wrong_with_files_that_stay_as_they_are(registry: Registry) -> None:
    watch = ModelWatch(registry, lambda: ["toy"])
    assert watch.faults() == {}
    assert watch.faults() == {}


@pytest.mark.parametrize("content", [OTHER, GOOD + b"!", b"", None])
def test_an_exchanged_file_is_noticed_and_its_return_too(
    registry: Registry, content: bytes | None
) -> None:
    path = registry.shipped / "toy.onnx"
    watch = ModelWatch(registry, lambda: ["toy"])
    assert watch.faults() == {}
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    (found,) = watch.faults().items()
    assert found[0] == "toy"
    assert "toy" in found[1]
    path.write_bytes(GOOD)
    assert watch.faults() == {}


def test_a_change_that_hides_its_traces_is_found_within_the_hour(registry: Registry) -> None:
    path, now = registry.shipped / "toy.onnx", [0.0]
    watch = ModelWatch(registry, lambda: ["toy"], clock=lambda: now[0])
    assert watch.faults() == {}
    before = path.stat()
    with path.open("r+b") as file:
        file.write(b"x")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert watch.faults() == {}
    now[0] = HASH_EVERY_S
    assert "toy" in watch.faults()


def test_files_are_not_hashed_at_every_look(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    verified = Registry.verified
    monkeypatch.setattr(
        Registry, "verified", lambda self, spec: (hashed.append(spec.id), verified(self, spec))[1]
    )
    watch = ModelWatch(registry, lambda: ["toy", "toy"])
    for _ in range(5):
        watch.faults()
    assert hashed == ["toy"]


def test_a_manifest_that_is_exchanged_is_noticed(registry: Registry, tmp_path: Path) -> None:
    watch = ModelWatch(registry, lambda: ["toy"])
    smuggled = spec_of(OTHER, id="smuggled", file="smuggled.onnx", default=True)
    shipped_folder(tmp_path / "user", (smuggled, OTHER))
    assert list(watch.faults()) == [str(tmp_path / "user" / NAME)]
