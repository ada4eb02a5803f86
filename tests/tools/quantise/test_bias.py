"""Corrected biases leave no mean error, layer by layer, and bring the scores closer."""

from __future__ import annotations

import numpy as np
import onnx
import pytest

from tools.quantise.bias import _means, correct_biases
from tools.quantise.graph import WEIGHTED
from tools.quantise.run import outputs_of
from tools.quantise.static import Quantiser, quantise_prepared


@pytest.fixture
def quantiser(small_net, batches, tmp_path):
    return Quantiser(small_net(), batches, tmp_path)


def mean_errors(quantiser, raw, folder) -> dict[str, float]:
    """Of every integer layer, the largest mean error of a channel."""
    excluded, found = quantiser.excluded(()), []
    for path in (quantiser.prepared, raw):
        model = onnx.load(str(path))
        outputs = {
            node.name: node.output[0]
            for node in model.graph.node
            if node.op_type in WEIGHTED and node.name not in excluded and len(node.input) > 2
        }
        means = _means(model, list(outputs.values()), quantiser.feed, folder / "mean.onnx")
        found.append({name: means[output] for name, output in outputs.items()})
    first, second = found
    return {name: float(np.abs(first[name] - second[name]).max()) for name in first}


def test_every_integer_layer_loses_its_mean_error(quantiser, tmp_path):
    raw, excluded = tmp_path / "raw.onnx", quantiser.excluded(())
    ranges = quantiser.activations.ranges("minmax")
    quantise_prepared(quantiser.prepared, raw, ranges, excluded)
    before = mean_errors(quantiser, raw, tmp_path)
    assert correct_biases(quantiser.prepared, raw, quantiser.feed, excluded, tmp_path) == len(
        before
    )
    after = mean_errors(quantiser, raw, tmp_path)
    assert max(after.values()) < 0.2 * max(before.values())


def test_a_model_whose_integer_layers_have_no_bias_stays_as_it_is(quantiser, tmp_path):
    raw, model = tmp_path / "raw.onnx", onnx.load(str(quantiser.prepared))
    quantise_prepared(quantiser.prepared, raw, quantiser.activations.ranges("minmax"), ())
    before = raw.read_bytes()
    layers = [node.name for node in model.graph.node if node.op_type in WEIGHTED]
    assert correct_biases(quantiser.prepared, raw, quantiser.feed, layers, tmp_path) == 0
    assert raw.read_bytes() == before


def test_a_corrected_model_is_shifted_less_than_one_that_is_not(quantiser, tmp_path):
    shifts = {}
    for correct in (False, True):
        out = tmp_path / f"{correct}.onnx"
        quantiser.write(out, quantiser.activations.ranges("minmax"), correct=correct)
        scores = [o["logit"] for o in outputs_of(out, quantiser.feed)]
        expected = [o["logit"] for o in quantiser.expected]
        shifts[correct] = abs(
            float(np.concatenate(scores).mean() - np.concatenate(expected).mean())
        )
    assert shifts[True] < shifts[False]
