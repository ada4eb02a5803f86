"""Top-k by hand, with a class mask and with reassessed labels."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import top_k_accuracy_score

from edge.errors import DataError
from tools.metrics.ranking import hits, ranked

LOGITS = np.array([[0.1, 0.9, 0.5, 0.2], [0.8, 0.1, 0.3, 0.7]], np.float32)


def test_the_best_come_first():
    assert ranked(LOGITS, 3).tolist() == [[1, 2, 3], [0, 3, 2]]


def test_a_class_mask_hides_what_the_subset_does_not_have():
    assert ranked(LOGITS, 2, np.array([0, 2])).tolist() == [[1, 0], [0, 1]]


def test_more_than_there_are_gives_all():
    assert ranked(LOGITS, 9).shape == (2, 4)


@pytest.mark.parametrize("k", [1, 5])
def test_accuracy_is_that_of_scikit_learn(k):
    rng = np.random.default_rng(0)
    logits, labels = rng.normal(size=(200, 20)).astype(np.float32), rng.integers(0, 20, 200)
    right, counted = hits(ranked(logits, 5), [[int(v)] for v in labels], k)
    expected = top_k_accuracy_score(labels, logits, k=k, labels=np.arange(20))
    assert right / counted == pytest.approx(expected)


def test_a_row_without_reassessed_labels_is_not_counted():
    best = ranked(LOGITS, 2)
    assert hits(best, [[1, 3], []], 1) == (1, 1)
    assert hits(best, [[2], [3, 1]], 2) == (2, 2)


def test_labels_must_match_the_predictions():
    with pytest.raises(DataError, match="2 predictions"):
        hits(ranked(LOGITS, 1), [[1]], 1)
