"""Sensitivity of layers to quantisation: the error of the score with one layer quantised."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.quantise.feed import thinned
from tools.quantise.fidelity import signal_to_noise
from tools.quantise.ranges import Method
from tools.quantise.run import outputs_of
from tools.quantise.static import Quantiser, layer_names, quantise_prepared

F32 = NDArray[np.float32]
OnStep = Callable[[str, int, int], object]
CROPS = 64


@dataclass(frozen=True, slots=True)
class LayerLoss:
    """The effect on the score of quantising one layer alone.

    error: root mean square difference of the score, in its own unit (logit).
    sqnr_db: signal to quantisation noise ratio of the score over the crops, dB; lower is worse.
    parameters: number of the layer's weights, the cost of keeping it in float.
    """

    name: str
    operator: str
    parameters: int
    error: float
    sqnr_db: float


def layer_sensitivity(
    fp32: Path,
    batches: Iterable[F32],
    *,
    output: str | None = None,
    per_channel: bool = True,
    method: Method = "minmax",
    on_step: OnStep | None = None,
) -> list[LayerLoss]:
    """Quantise every weighted layer alone; returns their losses, the most sensitive layer first.

    output: the output that is compared (None: the first). on_step: called with (step, layers
    done, number of layers). Raises as quantise_static does.
    """
    with tempfile.TemporaryDirectory() as folder:
        quantiser = Quantiser(fp32, batches, Path(folder))
        score = output or quantiser.graph.output[0].name
        return losses_of(quantiser, score, method, per_channel=per_channel, on_step=on_step)


def losses_of(
    quantiser: Quantiser,
    score: str,
    method: Method,
    *,
    per_channel: bool = True,
    on_step: OnStep | None = None,
) -> list[LayerLoss]:
    """The losses by layer of an existing quantiser. Ranges are measured on all of its crops; the
    score is compared on 64 evenly spaced ones, since the network runs once per layer."""
    graph, ranges = quantiser.graph, quantiser.activations.ranges(method)
    feed = thinned(quantiser.feed, CROPS)
    expected = _scores(quantiser.prepared, feed, score)
    everything = [node.name for node in graph.node]
    sizes = {t.name: int(np.prod(t.dims)) for t in graph.initializer}
    by_name = {node.name: node for node in graph.node}
    losses: list[LayerLoss] = []
    names = [name for name in layer_names(graph) if name not in set(quantiser.tail)]
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            if on_step is not None:
                on_step("quantising each layer alone", len(losses), len(names))
            alone = Path(folder) / "alone.onnx"
            others = [n for n in everything if n != name]
            quantise_prepared(
                quantiser.prepared, alone, ranges, others,
                per_channel=per_channel, symmetric=quantiser.symmetric,
            )  # fmt: skip
            error, sqnr = signal_to_noise(expected, _scores(alone, feed, score))
            node = by_name[name]
            parameters = sum(sizes.get(i, 0) for i in node.input)
            losses.append(LayerLoss(name, node.op_type, parameters, error, sqnr))
    return sorted(losses, key=lambda loss: -loss.error)


def _scores(path: Path, feed: Sequence[F32], output: str) -> F32:
    return np.concatenate(
        [np.asarray(o[output], np.float32).ravel() for o in outputs_of(path, feed)]
    )
