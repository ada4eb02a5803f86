"""Judging real files: a live face, a replay, and unrelated pictures."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sklearn.metrics import roc_auc_score

from edge.capture.image import read_image
from edge.config import Config
from edge.service.uploads.file_decoder import HEAD_BYTES, Limits, media_of
from edge.service.uploads.file_process import Decoder
from edge.service.uploads.judge import UploadJudge
from models.registry import Registry

SOME = 12
"""Pictures of each kind."""

CLOSE = 150
"""Crops of which those that a face fills are looked at."""

pytestmark = pytest.mark.field_data


@pytest.fixture(scope="module")
def judge() -> Iterator[UploadJudge]:
    made = UploadJudge(Config(), Registry.open())
    yield made
    made.close()


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    made = Decoder(Limits(megapixels=25, seconds=60, fps=10, timeout_s=60))
    yield made
    made.close()


def judged(judge: UploadJudge, decoder: Decoder, path: Path) -> list[dict[str, Any]]:
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
    judge: UploadJudge, decoder: Decoder, field_data: Path, clip: str, state: str | None
) -> None:
    faces = judged(judge, decoder, field_data / "data" / "clips" / clip)
    longest = max(faces, key=lambda face: int(str(face["frames"])))
    assert longest["state"] == (state or "POOR_QUALITY")
    uncalibrated = ["uncalibrated"] if state == "LIVE" else []
    assert state is None or longest["reasons"] == ["antispoof", *uncalibrated]


def test_images_are_judged_alone_and_lean_the_right_way(
    judge: UploadJudge, decoder: Decoder, field_data: Path
) -> None:
    pad = field_data / "data" / "pad"
    with (pad / "manifest.csv").open() as file:
        rows = [r for r in csv.DictReader(file) if r["source"] == "ydf1014"]
    chosen = [r for label in "01" for r in [r for r in rows if r["label"] == label][:SOME]]
    first = {r["path"]: judged(judge, decoder, pad / r["path"]) for r in chosen}
    again = {r["path"]: judged(judge, decoder, pad / r["path"]) for r in reversed(chosen)}
    assert first == again
    faces = [(int(row["label"]), face["p_attack"]) for row in chosen for face in first[row["path"]]]
    assert len(faces) >= SOME
    assert roc_auc_score(*zip(*faces, strict=True)) > 0.8


@pytest.mark.parametrize(
    ("data", "where", "model"),
    [
        ("pad", {"source": "nuaa", "split": "test"}, "antispoof"),
        ("deepfake", {"split": "val"}, "deepfake"),
    ],
)
def test_a_face_that_fills_its_picture_is_judged_as_well_as_others(
    judge: UploadJudge,
    decoder: Decoder,
    field_data: Path,
    data: str,
    where: dict[str, str],
    model: str,
) -> None:
    """-s prints what docs/service.md says of it."""
    folder = field_data / "data" / data
    with (folder / "manifest.csv").open() as file:
        rows = [r for r in csv.DictReader(file) if where.items() <= r.items()]
    chosen = random.Random(5).sample(rows, CLOSE)
    filling: list[tuple[int, float]] = []
    every: list[tuple[int, float]] = []
    unseen = 0
    for row in chosen:
        faces = judged(judge, decoder, folder / row["path"])
        unseen += not faces
        for face in faces:
            assert "too_large" not in face["reasons"]
            x1, y1, x2, y2 = face["box"]
            height, width = read_image(folder / row["path"]).shape[:2]
            named = [s for name, s in face["scores"].items() if name.startswith(model)]
            scored = [(int(row["label"]), score) for score in named]
            every += scored
            if max(x2 - x1, y2 - y1) > Config().quality.max_face_fraction * max(width, height):
                filling += scored
    auc, of_all = (roc_auc_score(*zip(*some, strict=True)) for some in (filling, every))
    print(
        f"{data}: {len(filling)} of {CLOSE} fill the picture, {unseen} unseen, AUC {auc:.3f}, "
        f"of all {of_all:.3f}"
    )
    assert unseen <= 0.01 * CLOSE
    assert len(filling) >= 20
    assert auc >= of_all - 0.03
