"""Inspects a model file: operators, stored precision, and the kind of quantisation."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tools.quantise.graph import constants, load_model

_DYNAMIC = ("DynamicQuantizeLinear", "ConvInteger", "MatMulInteger")
_HURTS = {
    "PRelu": "has no integer kernel: each is a way to float and back; train with ReLU instead",
    "HardSwish": "has no integer kernel: each is a way to float and back",
    "Sigmoid": "is cheap on one number a channel (a gate), costly on a whole map",
    "Softmax": "has no integer kernel; keep it at the very end",
    "Elu": "has no integer kernel: each is a way to float and back",
    "Erf": "has no integer kernel (GELU): each is a way to float and back",
    "LayerNormalization": "has no integer kernel: each is a way to float and back",
    "InstanceNormalization": "has no integer kernel: each is a way to float and back",
}


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The content of a file. quantisation: none, static, dynamic or weight-only. remarks: sentences
    of advice for the user."""

    file: str
    bytes: int
    opset: int
    operators: dict[str, int]
    parameters: int
    stored: dict[str, int]
    inputs: dict[str, list[int | str]]
    outputs: dict[str, list[int | str]]
    quantisation: str
    remarks: list[str]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def anatomy(path: Path) -> Anatomy:
    """Inspect an ONNX file. Raises ModelError where it is not one."""
    model = load_model(path)
    graph = model.graph
    operators = Counter(node.op_type for node in graph.node)
    values = constants(graph)
    stored: Counter[str] = Counter()
    for value in values.values():
        stored[str(value.dtype)] += value.nbytes
    kind = quantisation(operators)
    parameters = sum(
        v.size for v in values.values() if v.dtype.kind in "fiu" and v.dtype != np.int64
    )
    fixed = set(values)
    return Anatomy(
        file=path.name,
        bytes=path.stat().st_size,
        opset=max(
            (o.version for o in model.opset_import if o.domain in ("", "ai.onnx")), default=0
        ),
        operators=dict(operators.most_common()),
        parameters=parameters,
        stored=dict(stored),
        inputs={v.name: _shape(v) for v in graph.input if v.name not in fixed},
        outputs={v.name: _shape(v) for v in graph.output},
        quantisation=kind,
        remarks=_remarks(operators, kind, stored, path.stat().st_size),
    )


def quantisation(operators: Counter[str]) -> str:
    """none, static, dynamic or weight-only, from the operators alone."""
    if any(operators[name] for name in _DYNAMIC):
        return "dynamic"
    if operators["QuantizeLinear"] or operators["QLinearConv"]:
        return "static"
    return "weight-only" if operators["DequantizeLinear"] else "none"


def _shape(value: Any) -> list[int | str]:
    return [d.dim_value or d.dim_param or "?" for d in value.type.tensor_type.shape.dim]


def _remarks(operators: Counter[str], kind: str, stored: Counter[str], size: int) -> list[str]:
    remarks = []
    if kind == "dynamic":
        integer = operators["ConvInteger"] + operators["MatMulInteger"]
        remarks.append(
            f"It is quantised dynamically: {operators['DynamicQuantizeLinear']} times a run the "
            f"range of an activation is measured anew before {integer} integer layers, whose "
            "results go back to float; it is smaller and as a rule slower than in 32-bit floats. "
            "The range is taken over the whole batch, so the score of a face moves with the other "
            "faces beside it: score one face a run, or quantise it statically (facevouch convert "
            "int8, which turns its weights back into floats first)."
        )
    if kind == "static":
        remarks.append(
            "It is quantised statically: the ranges are fixed, and a face's score "
            "does not depend on the faces beside it."
        )
    if kind == "weight-only":
        remarks.append("Its weights alone are in 8 bits: a smaller file that computes in float.")
    for name, cost in _HURTS.items():
        if operators[name]:
            remarks.append(f"{operators[name]} × {name}: {cost}.")
    overhead = size - sum(stored.values())
    if overhead > 0.1 * size:
        remarks.append(
            f"{overhead:,} of {size:,} bytes are names and structure, not numbers; "
            "facevouch convert writes short names."
        )
    return remarks
