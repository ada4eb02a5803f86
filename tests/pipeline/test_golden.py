"""The JSON of a fixed clip, kept beside this file: a change in any stage shows here.

Renew it on purpose, after a change of models or stages, with:
    facevouch run --quiet --source ../shared/data/clips/live_studio_b.mp4 --max-frames 60 \
        --json tests/pipeline/live_studio_b.jsonl
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from edge.cli import main

GOLDEN = Path(__file__).with_name("live_studio_b.jsonl")
CLIP = "live_studio_b.mp4"


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.field_data
def test_the_clip_gives_the_json_it_always_gave(field_data: Path, tmp_path: Path) -> None:
    out = tmp_path / "now.jsonl"
    clip = field_data / "data" / "clips" / CLIP
    assert (
        main(["run", "--quiet", "--source", str(clip), "--max-frames", "60", "--json", str(out)])
        == 0
    )
    golden, now = lines(GOLDEN), lines(out)
    assert [line["frame"] for line in now] == [line["frame"] for line in golden]
    for was, is_ in zip(golden, now, strict=True):
        assert is_["t"] == was["t"]
        assert set(is_["timings_ms"]) == set(was["timings_ms"])
        assert len(is_["faces"]) == len(was["faces"])
        for before, after in zip(was["faces"], is_["faces"], strict=True):
            assert_same_face(before, after, was["frame"])


def assert_same_face(before: dict[str, Any], after: dict[str, Any], frame: int) -> None:
    """Exact where a decision is; close where another processor may round another way."""
    for key in ("track", "state", "attack_kind", "reasons"):
        assert after[key] == before[key], f"frame {frame}: {key}"
    assert after["box"] == pytest.approx(before["box"], abs=1.0)
    assert after["p_attack"] == pytest.approx(before["p_attack"], abs=0.02)
    assert set(after["scores"]) == set(before["scores"])
    for model_id, score in before["scores"].items():
        assert after["scores"][model_id] == pytest.approx(score, abs=0.02)
