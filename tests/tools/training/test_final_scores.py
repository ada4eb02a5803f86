"""The test split at a threshold fixed on val."""

from __future__ import annotations

import numpy as np
import pytest

from tools.training.final_scores import FinalScores, final_result


def test_the_threshold_is_vals_and_the_counts_are_tests():
    val_labels, val_scores = np.array([0, 0, 1, 1]), np.array([-2, -1, 1, 2], np.float32)
    labels = np.array([0, 0, 0, 1, 1])
    scores = np.array([-3, 0.5, 5, 4, 1.5], np.float32)
    found = final_result(FinalScores(val_labels, val_scores, labels, scores))
    assert found.threshold == pytest.approx(1.0)
    c = found.confusion
    assert (c.tp, c.fn, c.fp, c.tn) == (2, 0, 1, 2)
    assert (c.accuracy, c.recall) == (0.8, 1.0)
    assert (c.precision, c.f1) == (pytest.approx(2 / 3), pytest.approx(0.8))
    assert found.auc == pytest.approx(4 / 6)  # of six pairs the bona fide of 5 loses two
