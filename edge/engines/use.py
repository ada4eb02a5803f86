"""The engines a gate runs on: only ones that were built and checked for this very machine."""

from __future__ import annotations

from typing import Literal

from edge.engines.machine import this_machine
from edge.engines.recipe import Options, Precision, recipe_for
from edge.engines.store import EngineStore
from edge.errors import ModelError
from models.inspection import Graph
from models.spec import ModelSpec

COMMAND = "facevouch models engines"
Choice = Literal["auto", "cpu", "cuda", "tensorrt"]


def built_engine(
    spec: ModelSpec, graph: Graph, precision: Precision, store: EngineStore | None = None
) -> Options:
    """onnxruntime's options for a model's engine. Raises ModelError where it must be built first.

    An engine is never built here: that takes minutes in which a gate would stand still.
    """
    machine = this_machine()
    recipe = recipe_for(spec, graph, precision)
    standing = (store or EngineStore()).look(machine, recipe)
    if standing.state != "built":
        why = f" ({standing.why})" if standing.why else ""
        raise ModelError(
            f"the TensorRT engine of model {spec.id} for {machine} is {standing.state}{why}; build "
            f"it, with the gate's settings and as its account: {COMMAND}"
        )
    return recipe.options(standing.folder)
