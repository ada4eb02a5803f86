"""The report's line for each epoch."""

from __future__ import annotations

import pytest

from tools.training.run_history import in_words, loss_reductions, statuses


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        ([0.5], ["best"]),
        ([0.5, 0.6, 0.55, 0.7], ["improving", "improving", "plateau", "best"]),
        ([0.7, 0.7, 0.6], ["best", "plateau", "plateau"]),
        ([0.5, 0.9, 0.8, 0.85], ["improving", "best", "plateau", "plateau"]),
    ],
)
def test_an_epoch_is_the_best_or_improving_or_a_plateau(values, expected):
    assert statuses(values) == expected


def test_the_reduction_is_of_every_loss_that_all_epochs_hold():
    rows = [
        {"epoch": 1, "loss": 0.8, "auc": 0.5},
        {"epoch": 2, "loss": 0.4, "val_loss": 0.9, "auc": 0.8},
        {"epoch": 3, "loss": 0.3, "val_loss": 1.0, "auc": 0.7},
    ]
    assert loss_reductions(rows, 2) == [("loss", 0.8, 0.4, 0.3)]
    assert loss_reductions([], 0) == []


@pytest.mark.parametrize(
    ("seconds", "words"), [(1.25, "1.2 s"), (41, "41 s"), (210, "3.5 min"), (7560, "2.1 h")]
)
def test_a_time_is_shown_in_a_suitable_unit(seconds, words):
    assert in_words(seconds) == words
