"""Importing a model's file into a registry in one call, as `facevouch models import` does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from models.importer import ContractOverrides, draft
from models.registry import Registry
from models.spec import ModelSpec


def import_file(
    registry: Registry, path: Path, *, replace: bool = False, **fields: Any
) -> ModelSpec:
    """fields: those of `models.importer.ContractOverrides`."""
    return registry.add(
        path, draft(path, registry, ContractOverrides(**fields)).spec, replace=replace
    )
