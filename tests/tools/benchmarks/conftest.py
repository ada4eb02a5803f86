"""Models to measure, and sample readings of power meters."""

from __future__ import annotations

import pytest

from models.importer import ContractOverrides, draft
from models.registry import Registry
from tools.conversion.subject import Subject

OVERRIDES = ContractOverrides(
    size=32, expansions=(1.5,), output="logit", evidence="evidence", bias=0.25, licence="none"
)


@pytest.fixture(autouse=True)
def own_models_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("FACEVOUCH_MODELS", str(tmp_path / "own"))


@pytest.fixture
def make_subject(small_net):
    def make(name: str = "first.onnx", seed: int = 0) -> Subject:
        path = small_net(name, seed)
        return Subject(path, draft(path, Registry.open(), OVERRIDES).spec)

    return make
