"""The parity gate measures changes and refuses those beyond the limits."""

from __future__ import annotations

import argparse
import re
from dataclasses import fields

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from tools.conversion.options import gate
from tools.conversion.parity import OPTIONS, ParityLimits, compare, to_accept
from tools.conversion.scores import logits_of, p_attack
from tools.metrics.curve import Curve
from tools.metrics.ranking import auc


def _shifted(subject, tmp_path, by):
    """The subject with its bias moved, so that every logit moves by the same."""
    model = onnx.load(str(subject.path))
    bias = next(t for t in model.graph.initializer if list(t.dims) == [1] and t.data_type == 1)
    moved = numpy_helper.to_array(bias) + np.float32(by)
    bias.CopyFrom(numpy_helper.from_array(moved, bias.name))
    path = tmp_path / "shifted.onnx"
    onnx.save(model, str(path))
    return subject.variant(path, "shifted")


def test_a_model_equals_itself(subject, crops):
    parity = compare(subject, subject, crops, rounds=3)
    assert (parity.max_dp, parity.flips, parity.auc_change) == (0, 0, 0)
    assert (parity.apcer_change, parity.bpcer_change, parity.bytes_ratio) == (0, 0, 1)
    assert parity.crops == 12
    assert parity.auc == auc(Curve.of(crops.labels, logits_of(subject, crops)))
    assert parity.refixed["compared"] == parity.threshold


def test_a_shift_changes_decisions_and_no_ranking_and_refixing_undoes_it(subject, crops, tmp_path):
    moved = _shifted(subject, tmp_path, 5.0)
    parity = compare(subject, moved, crops, rounds=3)
    before, after = (p_attack(logits_of(s, crops)) for s in (subject, moved))
    assert parity.auc_change == 0
    assert parity.max_dp == pytest.approx(np.abs(before - after).max())
    at = parity.threshold
    assert parity.flips == np.count_nonzero((before >= at) != (after >= at)) > 0
    refixed = after >= parity.refixed["compared"]
    np.testing.assert_array_equal(refixed[crops.labels == 0], (before >= at)[crops.labels == 0])
    assert parity.apcer_refixed <= parity.apcer - parity.apcer_change


def test_a_threshold_lies_between_scores_so_that_rounding_changes_no_decision(subject, crops):
    at = compare(subject, subject, crops, rounds=1).threshold
    p = p_attack(logits_of(subject, crops))
    assert at not in p
    assert p[p > at].min() - at == pytest.approx(at - p[p < at].max())


def test_one_class_alone_gives_no_rates_and_is_still_compared(subject, crops):
    only = type(crops)([e for e in crops.examples if e.label == 1])
    parity = compare(subject, subject, only, rounds=2)
    assert np.isnan(parity.auc)
    assert parity.max_dp == 0
    assert parity.as_dict()["auc"] is None
    assert ParityLimits().broken_by(parity) == []


@pytest.mark.parametrize(
    ("limits", "broken"),
    [
        (ParityLimits(flips=1.0), []),
        (ParityLimits(flips=0.0), ["the share of changed decisions"]),
        (ParityLimits(flips=None, max_dp=0.1), ["the largest change of p_attack"]),
        (ParityLimits(flips=None, bytes_ratio=0.5), ["the size over the original's"]),
        (
            ParityLimits(flips=0.0, max_dp=0.1),
            ["the largest change of p_attack", "the share of changed decisions"],
        ),
    ],
)
def test_each_limit_is_held_and_named(subject, crops, tmp_path, limits, broken):
    parity = compare(subject, _shifted(subject, tmp_path, 5.0), crops, rounds=2)
    said = limits.broken_by(parity)
    assert [sentence.split(" is ")[0] for sentence in said] == broken


def test_a_refusal_names_the_options_that_accept_it_and_what_that_means(subject, crops, tmp_path):
    parity = compare(subject, _shifted(subject, tmp_path, 5.0), crops, rounds=0)
    strict = ParityLimits(flips=0.0, max_dp=0.1)
    said = to_accept(parity, strict)
    given = dict(re.findall(r"(--max-[a-z]+) ([0-9.]+)[ .]", said))
    assert set(given) == {"--max-flips", "--max-dp"}
    accepting = ParityLimits(
        flips=float(given["--max-flips"].rstrip(".")), max_dp=float(given["--max-dp"].rstrip("."))
    )
    assert not {"flips", "max_dp"} & set(accepting.exceeded(parity))
    assert f"{parity.flips} of {parity.crops} faces" in said
    assert to_accept(parity, accepting) == ""


def test_every_limit_has_an_option_of_the_command_line():
    assert set(OPTIONS) == {field.name for field in fields(ParityLimits)}
    parser = argparse.ArgumentParser()
    gate(parser)
    assert set(OPTIONS.values()) <= set(re.findall(r"--max-[a-z-]+", parser.format_help()))
