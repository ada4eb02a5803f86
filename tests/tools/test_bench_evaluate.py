"""`tools/bench_evaluate.py`: its error messages suggest options that it has."""

from __future__ import annotations

import json
import re
from pathlib import Path

import cv2
import numpy as np
import pytest

from tools.bench_evaluate import main

MODEL = "antispoof_minifasnet_v2_se_int8"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two pictures of one class with face boxes, and a third that is missing."""
    rows = ["path,label,x1,y1,x2,y2"]
    for i in range(2):
        picture = np.random.default_rng(i).integers(0, 255, (80, 80, 3), np.uint8)
        cv2.imwrite(str(tmp_path / f"{i}.png"), picture)
        rows.append(f"{i}.png,0,20,20,60,60")
    path = tmp_path / "manifest.csv"
    path.write_text("\n".join(rows) + "\n")
    return path


def test_one_class_is_enough_to_time_and_both_sides_give_the_same_scores(data, capsys):
    assert main(["speed", "--model", MODEL, "--data", str(data), "--rounds", "1"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["images"] == 2
    assert found["largest_difference_of_scores"] == 0
    assert found["processor_over_floor"] > 0


@pytest.mark.parametrize("name", ["gone", "single"])
def test_a_refusal_names_no_option_that_the_command_lacks(data, capsys, name):
    with data.open("a") as file:
        file.write("gone.png,1,1,1,5,5\n")
    given, words = {
        "gone": (data, "gone.png is missing"),
        "single": (data.parent / "0.png", "is not a data set"),
    }[name]
    assert main(["speed", "--model", MODEL, "--data", str(given), "--rounds", "1"]) == 2
    said = capsys.readouterr().err
    assert words in said
    with pytest.raises(SystemExit):
        main(["speed", "--help"])
    known = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    assert set(re.findall(r"--[a-z-]+", said)) <= known
