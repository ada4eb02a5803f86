"""A provider that builds caches: TensorRT through onnxruntime, or what a test puts in its place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from edge.config import ModelsConfig
from edge.engines.machine import TENSORRT, Machine, this_machine
from edge.engines.recipe import Recipe
from edge.engines.store import Workspace
from edge.infer.session import Session
from models.spec import ModelSpec


@dataclass(frozen=True, slots=True)
class Order:
    """One engine to be built."""

    spec: ModelSpec
    path: Path
    recipe: Recipe
    models: ModelsConfig


class CachingProvider(Protocol):
    """Runs a model on engines that it builds itself. Must pickle: it works in another process."""

    def machine(self) -> Machine:
        """What its engines are good for. Raises ModelError saying what is missing here."""
        ...

    def open(self, content: bytes, order: Order, space: Workspace) -> Session:
        """A session on the engines of `space`: those that are there are loaded, others are built.

        Raises ModelError where the provider does not start or takes nothing of the model.
        """
        ...


class TensorRT:
    """onnxruntime's provider; it writes NAME.engine and NAME.profile for each part it takes."""

    def machine(self) -> Machine:
        return this_machine()

    def open(self, content: bytes, order: Order, space: Workspace) -> Session:
        from edge.infer.ort import OrtSession
        from edge.infer.providers import CPU, CUDA, Provider

        options = order.recipe.options(space.engines, space.timings)
        providers: list[Provider] = [(TENSORRT, options), CUDA, CPU]
        asked = order.models.model_copy(update={"provider": "tensorrt"})
        return OrtSession(content, order.spec, asked, providers)
