"""Static INT8: same scores, fewer bytes, integer arithmetic, and nothing done silently."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import onnx
import pytest

from edge.errors import DataError, ModelError, OutputError
from tools.quantise import quantise_static
from tools.quantise.run import executed_operators, outputs_of


def _logits(path: Path, feed) -> np.ndarray:
    return np.concatenate([o["logit"].ravel() for o in outputs_of(path, feed)])


def test_int8_scores_follow_the_float_scores(small_net, batches, tmp_path):
    fp32, out = small_net(), tmp_path / "int8.onnx"
    report = quantise_static(fp32, out, batches)
    before, after = _logits(fp32, batches), _logits(out, batches)
    assert np.corrcoef(before, after)[0, 1] > 0.99
    assert report.max_difference["logit"] == pytest.approx(np.abs(before - after).max(), rel=1e-4)


def test_every_layer_before_the_tail_computes_in_integers(small_net, batches, tmp_path):
    out = tmp_path / "int8.onnx"
    report = quantise_static(small_net(), out, batches)
    run = executed_operators(out)
    assert run["QLinearConv"] == 5
    assert run["QLinearGlobalAveragePool"] == 1
    assert run["QLinearMul"] == 1
    assert run["Conv"] == 1  # the sum over the channels, in the tail
    assert set(report.float_operators) == {"Add", "Conv", "Mul", "ReduceSum"}


def test_evidence_goes_on_summing_to_the_logit_exactly(small_net, batches, tmp_path):
    out = tmp_path / "int8.onnx"
    quantise_static(small_net(), out, batches)
    for outputs in outputs_of(out, batches):
        sums = outputs["evidence"].sum(axis=(1, 2, 3)) + 0.25
        np.testing.assert_allclose(sums, outputs["logit"][:, 0], atol=1e-5)


def test_the_report_states_the_file_as_it_lies_on_disk(small_net, batches, tmp_path):
    fp32, out = small_net(), tmp_path / "int8.onnx"
    report = quantise_static(fp32, out, batches)
    data = out.read_bytes()
    assert report.bytes == len(data) < report.fp32_bytes == fp32.stat().st_size
    assert report.sha256 == hashlib.sha256(data).hexdigest()
    assert report.calibration_crops == 16


def test_a_layer_kept_in_float_stays_in_float(small_net, batches, tmp_path):
    out = tmp_path / "int8.onnx"
    report = quantise_static(small_net(), out, batches, keep_float=["Conv_2"])
    assert executed_operators(out)["QLinearConv"] == 4
    assert "Conv_2" in report.kept_float


def test_packing_the_tail_saves_bytes_and_hardly_moves_the_score(small_net, batches, tmp_path):
    fp32 = small_net()
    plain = quantise_static(fp32, tmp_path / "plain.onnx", batches, pack_tail=False)
    packed = quantise_static(fp32, tmp_path / "packed.onnx", batches, pack_tail=True)
    assert packed.bytes < plain.bytes - 4000  # 2,048 weights of four bytes become one byte each
    moved = _logits(plain.out, batches) - _logits(packed.out, batches)
    assert np.abs(moved).max() < 0.02


@pytest.mark.parametrize("method", ["minmax", "percentile", "mse"])
def test_every_calibration_method_keeps_the_score(small_net, batches, tmp_path, method):
    report = quantise_static(small_net(), tmp_path / "int8.onnx", batches, method=method)
    assert report.mean_difference["logit"] < 0.1


def test_the_score_of_a_face_does_not_depend_on_the_other_faces(small_net, batches, tmp_path):
    out = tmp_path / "int8.onnx"
    quantise_static(small_net(), out, batches)
    together = _logits(out, [batches[0]])
    alone = _logits(out, [x[None] for x in batches[0]])
    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        (lambda b: [], DataError, "no calibration crops"),
        (lambda b: [x[:, :, :16] for x in b], DataError, r"shape \(4, 3, 16, 32\)"),
        (lambda b: [np.full_like(b[0], np.nan)], DataError, "NaN"),
    ],
)
def test_bad_crops_are_refused_in_one_sentence(small_net, batches, tmp_path, change, error, says):
    out = tmp_path / "int8.onnx"
    with pytest.raises(error, match=says):
        quantise_static(small_net(), out, change(batches))
    assert not out.exists()


def test_an_unknown_layer_is_refused_and_the_known_ones_named(small_net, batches, tmp_path):
    with pytest.raises(ModelError, match=r"no layer nowhere; its layers are: Conv_0, Conv_2"):
        quantise_static(small_net(), tmp_path / "x.onnx", batches, keep_float=["nowhere"])


def test_a_quantised_model_is_not_quantised_again(small_net, batches, tmp_path):
    once = quantise_static(small_net(), tmp_path / "once.onnx", batches).out
    with pytest.raises(ModelError, match="already quantised"):
        quantise_static(once, tmp_path / "twice.onnx", batches)


def test_an_unwritable_folder_is_reported_and_the_earlier_file_stays(small_net, batches, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(OutputError, match="cannot write"):
        quantise_static(small_net(), blocked / "int8.onnx", batches)
    assert blocked.read_text() == "not a folder"


def test_a_file_that_is_no_model_is_reported(batches, tmp_path):
    (bad := tmp_path / "bad.onnx").write_bytes(b"not a model")
    with pytest.raises(ModelError, match="not a readable ONNX model"):
        quantise_static(bad, tmp_path / "x.onnx", batches)


def test_the_file_holds_no_names_beyond_inputs_and_outputs(small_net, batches, tmp_path):
    out = tmp_path / "int8.onnx"
    quantise_static(small_net(), out, batches)
    graph = onnx.load(str(out)).graph
    names = {n for node in graph.node for n in (*node.input, *node.output, node.name)}
    assert all(len(n) <= 2 for n in names - {"input", "logit", "evidence"})
