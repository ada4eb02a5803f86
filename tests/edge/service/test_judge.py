"""Real files, judged: a person, a replay, and pictures that owe nothing to one another."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.config import Config
from edge.service.decoder import Decoder
from edge.service.decoding import Limits
from edge.service.judge import Judge
from edge.service.media import HEAD_BYTES, media_of
from models.registry import Registry

SOME = 12
"""Pictures of each kind."""

pytestmark = pytest.mark.field_data


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    made = Judge(Config(), Registry.open())
    yield made
    made.close()


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    made = Decoder(Limits(megapixels=25, seconds=60, fps=10, timeout_s=60))
    yield made
    made.close()


def judged(judge: Judge, decoder: Decoder, path: Path) -> list[dict[str, object]]:
    data = path.read_bytes()
    media = media_of(data[:HEAD_BYTES])
    assert media is not None
    faces = judge.judge(media, decoder.frames(media, data))["faces"]
    assert isinstance(faces, list)
    return faces


@pytest.mark.parametrize(
    ("clip", "state"),
    [("live_studio_b.mp4", "LIVE"), ("replay_laptop_e.mp4", "ATTACK"), ("small_face.mkv", None)],
)
def test_a_video_comes_to_what_a_camera_would_have_seen(
    judge: Judge, decoder: Decoder, field_data: Path, clip: str, state: str | None
) -> None:
    faces = judged(judge, decoder, field_data / "data" / "clips" / clip)
    longest = max(faces, key=lambda face: int(str(face["frames"])))
    assert longest["state"] == (state or "POOR_QUALITY")
    assert state is None or longest["reasons"] == ["antispoof"]


def test_images_are_judged_alone_and_lean_the_right_way(
    judge: Judge, decoder: Decoder, field_data: Path
) -> None:
    pad = field_data / "data" / "pad"
    with (pad / "manifest.csv").open() as file:
        rows = [r for r in csv.DictReader(file) if r["source"] == "ydf1014"]
    chosen = [r for label in "01" for r in [r for r in rows if r["label"] == label][:SOME]]
    first = {r["path"]: judged(judge, decoder, pad / r["path"]) for r in chosen}
    again = {r["path"]: judged(judge, decoder, pad / r["path"]) for r in reversed(chosen)}
    assert first == again
    right = wrong = 0
    for row in chosen:
        for face in first[row["path"]]:
            if face["state"] in ("LIVE", "ATTACK"):
                right += (face["state"] == "ATTACK") == (row["label"] == "1")
                wrong += (face["state"] == "ATTACK") != (row["label"] == "1")
    assert right > 3 * max(wrong, 1)
