"""What the gate's own test decides of each presentation, frame after frame."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass, field
from pathlib import Path

from edge.config import DecisionConfig
from edge.decide.policy import for_one_picture
from edge.decide.sequential import Bounds, SequentialTest
from edge.infer.scorer import sigmoid
from edge.system.files import write_atomically
from edge.types import Lean
from tools.evaluation.aggregate import PER_FRAME
from tools.evaluation.scorefile import sample_name
from tools.evaluation.table import PRESENTATIONS

LEVEL = "presentation, sequential test"
FPS = 30.0
"""Frames a second where nothing tells: by their distance the test weighs neighbouring frames."""
CLOSEST = 1e-9
"""A score this close to 0 or 1 has no larger logit."""


@dataclass(slots=True)
class _Presentation:
    columns: dict[str, str]
    frames: list[tuple[int, float]] = field(default_factory=list)


def threshold(config: DecisionConfig) -> float:
    """The score from which a presentation is not vouched for: just above the bound for live."""
    return math.nextafter(sigmoid(Bounds.of(config).live), 1.0)


def rule_in_words(config: DecisionConfig) -> str:
    """Where that threshold is from."""
    return f"first decision of the sequential test (APCER {config.apcer:g}, BPCER {config.bpcer:g})"


def decide(
    frames: list[tuple[int, float]], task: str, config: DecisionConfig, fps: float = FPS
) -> tuple[float, Lean, int]:
    """(score, lean, frames used) at the first decision, or at the end where there is none.

    frames: number and p_attack of each. The score is the posterior of an attack, below
    `threshold` exactly where the test has decided for live: a gate that is left undecided lets
    nobody in. A single picture is judged by the gate's settings for one.
    """
    settings = for_one_picture(config) if len(frames) == 1 else config
    looks = config.deepfake_looks if task == "deepfake" else math.inf
    test = SequentialTest(settings, looks)
    lean = Lean.OPEN
    for number, p_attack in sorted(frames):
        p = min(1 - CLOSEST, max(CLOSEST, p_attack))
        lean = test.update(math.log(p / (1 - p)), number / fps)
        if lean is not Lean.OPEN:
            break
    score = test.p_attack
    return score if lean is Lean.LIVE else max(score, threshold(config)), lean, test.frames


def decide_presentations(
    predictions: Path, target: Path, task: str, config: DecisionConfig, fps: float = FPS
) -> None:
    """Write `target` with one row a presentation: its score, what was decided, after how many
    frames."""
    found: dict[tuple[str, str], _Presentation] = {}
    header: list[str] = []
    with predictions.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            header = header or [c for c in row if c not in PER_FRAME]
            name = next((row[c] for c in PRESENTATIONS if row.get(c)), sample_name(row))
            one = found.setdefault(
                (name, row["target"]), _Presentation({c: row[c] for c in header})
            )
            one.frames.append((int(row.get("frame") or len(one.frames)), float(row["score"])))
    text = io.StringIO()
    writer = csv.DictWriter(text, [*header, "frames", "decided"], lineterminator="\n")
    writer.writeheader()
    for (name, label), one in found.items():
        score, lean, used = decide(one.frames, task, config, fps)
        shared = (name, "0") in found and (name, "1") in found
        shown = f"{name} ({'attack' if label == '1' else 'bona fide'})" if shared else name
        writer.writerow(
            {**one.columns, header[0]: shown, "score": repr(score), "frames": used,
             "decided": lean.value}
        )  # fmt: skip
    write_atomically(target, text.getvalue().encode())
