"""The card's tables hold a row a source, and the means of each split."""

from __future__ import annotations

from tools.training.antispoof_card import tables

ROW = {
    "auc": 0.9876,
    "auc_interval": [0.95, 0.99],
    "eer": 0.05,
    "apcer": 0.1,
    "bpcer": 0.02,
    "bona_fide": 20,
    "attack": 30,
}
POOLED = {
    "pooled_auc": 0.9,
    "apcer": 0.1,
    "bpcer": 0.04,
    "acer": 0.07,
    "worst": 0.2,
    "acer_left_out": 0.08,
    "worst_left_out": 0.3,
}
NUMBERS = {
    "mean_auc": {"val": 0.9876, "test": 0.9},
    "one_threshold": {"val": POOLED, "test": POOLED},
    "sources": {"val": {"a": ROW, "b": {**ROW, "eer": 0.1}}, "test": {"c": ROW}},
}


def test_every_source_has_a_row_with_its_own_numbers() -> None:
    lines = tables(NUMBERS, NUMBERS, {"val": {"a": 0.8, "b": 0.6}, "test": {}}).splitlines()
    assert (
        "| a | val | 20 / 30 | **0.9876** (0.950–0.990) | 0.9876 | 0.8000 | 5.0 % | "
        "10.0 % / 2.0 % |" in lines
    )
    assert sum(line.startswith("| c | test") for line in lines) == 1


def test_the_means_are_over_sources_and_a_missing_reference_leaves_a_gap() -> None:
    lines = tables(NUMBERS, NUMBERS, {"val": {"a": 0.8, "b": 0.6}, "test": {}}).splitlines()
    (val,) = (line for line in lines if line.startswith("| **mean of sources** | val"))
    assert "| 0.7000 | 7.5 % | 10.0 % / 4.0 % |" in val
    (test,) = (line for line in lines if line.startswith("| **mean of sources** | test"))
    assert "|  | 5.0 % |" in test
    assert "| val | 0.9000 | 7.0 % | 20.0 % | 8.0 % |" in lines


def test_a_source_without_an_interval_is_listed_without_one() -> None:
    numbers = {
        **NUMBERS,
        "sources": {"val": {"a": {**ROW, "auc_interval": None}}, "test": {"c": ROW}},
    }
    assert "| **0.9876** | 0.9876 |" in tables(numbers, NUMBERS, None)
