"""Flip rates along sequences, by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tools.evaluate import main
from tools.evaluation.imagenet_p import FlipRates, flip_probability

from .test_backbone_command import COLOURS, colour_model, picture, table

RED, GREEN = COLOURS["n00000001"], COLOURS["n00000002"]


@pytest.mark.parametrize(
    ("classes", "noise", "flips"),
    [
        ([1, 1, 1, 1], False, 0),
        ([1, 2, 1, 1], False, 2 / 3),
        ([1, 2, 2, 2], False, 1 / 3),
        ([1, 2, 2, 2], True, 1),  # noise: each against the first
        ([1, 2, 1, 1], True, 1 / 3),
    ],
)
def test_a_flip_is_a_change_from_the_frame_before_or_under_noise_from_the_first(
    classes, noise, flips
):
    assert flip_probability(np.array(classes), noise=noise) == pytest.approx(flips)


def test_flip_rates_are_relative_to_the_first_model():
    base = FlipRates("alexnet", {"tilt": 0.1, "scale": 0.4})
    row = FlipRates("mine", {"tilt": 0.05, "scale": 0.3}).row(base)
    assert (row["fr_tilt"], row["fr_scale"], row["mfr"]) == ("50.000", "75.000", "62.500")
    assert (row["mean_flip"], row["relative_to"]) == ("17.500", "alexnet")
    still = FlipRates("still", {"tilt": 0.0, "scale": 0.0})
    assert FlipRates("mine", {"tilt": 0.1, "scale": 0.1}).row(still)["mfr"] == ""


@pytest.fixture
def sequences(tmp_path: Path) -> Path:
    """One of red, red, green, red; one under noise of red, green, green."""
    for kind, colours in (("tilt", (RED, RED, GREEN, RED)), ("shot_noise", (RED, GREEN, GREEN))):
        for number, colour in enumerate(colours):
            picture(tmp_path / "p" / kind / "n00000001" / "one" / f"{number}.png", colour)
    return tmp_path


def run(folder: Path, data: str) -> int:
    model = colour_model(folder / "colour.onnx")
    return main(
        ["backbone", "--model", str(model), f"again={model}", "--data", str(folder / data),
         "--set", "imagenet-p", "--out", str(folder / "out"), "--img-size", "32", "--quiet",
         "--sequences"]
    )  # fmt: skip


def test_the_command_counts_the_flips_of_every_sequence(sequences):
    assert run(sequences, "p") == 0
    rows = table(sequences / "out" / "flips-imagenet-p.csv")
    assert [row["model"] for row in rows] == ["again", "colour"]
    for row in rows:
        assert row["flip_tilt"] == f"{100 * 2 / 3:.3f}"
        assert row["flip_shot_noise"] == "100.000"
        assert (row["mfr"], row["relative_to"]) == ("100.000", "colour")


def test_folders_without_sequences_are_refused(sequences, capsys):
    picture(sequences / "q" / "n00000001" / "a.png", RED)
    assert run(sequences, "q") == 2
    assert "no PERTURBATION/CLASS/SEQUENCE" in capsys.readouterr().err
