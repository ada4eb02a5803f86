"""The deepfake card's tables: a row a split and file, a row a source, a row a kind."""

from __future__ import annotations

from typing import Any

from tools.training.deepfake_card import tables

ROW = {"auc": 0.91, "auc_interval": [0.9, 0.92], "eer": 0.16, "apcer": 0.4, "bpcer": 0.03}
REFUSED = {"faces": 150, "even_odds": 0.05, "bpcer_5": 0.04, "bpcer_1": 0.01}


def result() -> dict[str, Any]:
    splits = {s: {**ROW, "bona_fide": 8, "attack": 9} for s in ("val", "test", "val_unseen")}
    splits["val_gan"] = {**ROW, "auc_interval": None, "bona_fide": 3, "attack": 4}
    parts = ("cameras", "unseen_cameras", "val", "test", "val_unseen", "val_gan")
    return {
        precision: {
            "splits": splits,
            "bona_fide": {part: {f"of_{part}": REFUSED} for part in parts},
            "named": {"val": {"attacks": 9, "right": 0.8, "wrong": 0.05, "none": 0.15}},
        }
        for precision in ("fp32", "int8")
    }


def test_every_split_has_a_row_for_each_file_with_its_interval_where_there_is_one() -> None:
    lines = tables(result()).splitlines()
    row = "| test (DFDC) | INT8 | 8 / 9 | 0.9100 (0.900–0.920) | 16.0 % | 40.0 % | 3.0 % |"
    assert row in lines
    assert "| val_gan (StyleGAN) | FP32 | 3 / 4 | 0.9100 | 16.0 % | 40.0 % | 3.0 % |" in lines
    assert sum(" | FP32 | " in line for line in lines) == 4


def test_every_source_says_what_part_it_had() -> None:
    lines = tables(result()).splitlines()
    for source, part in (("cameras", "in training and calibration"), ("val", "val")):
        assert f"| of_{source} | {part} | 150 | 5.0 % | 4.0 % | 1.0 % |" in lines


def test_the_kinds_are_named_rightly_wrongly_or_not() -> None:
    assert "| val (DFDC) | 9 | 80.0 % | 5.0 % | 15.0 % |" in tables(result()).splitlines()
