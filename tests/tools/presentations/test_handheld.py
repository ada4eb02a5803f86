"""Clips that are made of stills: the same from the same seed, moving, and other by species."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.errors import DataError
from edge.types import U8, Box
from tools.evaluation.layouts import open_dataset
from tools.presentations.handheld import SIZE, SPECIES, handheld
from tools.presentations.presentation import Making, presentations

BOX = Box(60, 60, 160, 160)


@pytest.fixture
def still() -> U8:
    """Something with structure everywhere, and a bright face."""
    rng = np.random.default_rng(0)
    image = cv2.GaussianBlur(rng.integers(0, 255, (220, 220, 3), np.uint8), (0, 0), 3)
    cv2.circle(image, (110, 110), 50, (200, 210, 220), -1)
    return image


def frames(still: U8, species: str, seed: int = 1) -> list[U8]:
    return [bgr for _, bgr in handheld(still, BOX, species, np.random.default_rng(seed), 1.0, 8)]


@pytest.mark.parametrize("species", SPECIES)
def test_a_clip_is_the_same_from_the_same_seed_and_another_from_another(
    still: U8, species: str
) -> None:
    clip = frames(still, species)
    assert len(clip) == 8
    assert {f.shape for f in clip} == {(SIZE[1], SIZE[0], 3)}
    assert all(np.array_equal(a, b) for a, b in zip(clip, frames(still, species), strict=True))
    assert not np.array_equal(clip[0], frames(still, species, seed=2)[0])


def test_a_sheet_is_moved_more_than_a_head(still: U8) -> None:
    def moved(species: str) -> float:
        total = 0.0
        for seed in range(6):
            clip = frames(still, species, seed)
            total += float(np.mean([cv2.absdiff(a, clip[0]).mean() for a in clip[1:]]))
        return total

    assert moved("print") > 1.3 * moved("bona fide")


def test_the_face_lies_in_the_middle_at_its_size(still: U8) -> None:
    frame = frames(still, "bona fide")[0].astype(np.float32)
    middle = frame[200:280, 280:360].std()
    assert middle < frame[60:420, 100:540].std(), "the plain disc is where the face is"


def a_set(folder: Path, still: U8) -> Path:
    lines = ["path,label,attack_type,source,split,x1,y1,x2,y2"]
    for source, label, kind, count in (
        ("one", 0, "", 5), ("one", 1, "print", 3), ("two", 0, "", 1), ("two", 1, "replay", 4)
    ):  # fmt: skip
        for number in range(count):
            name = f"{source}_{label}_{number}.png"
            cv2.imwrite(str(folder / name), still)
            lines.append(f"{name},{label},{kind},{source},test,60,60,160,160")
    path = folder / "manifest.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_limit_is_spread_over_sources_and_labels_and_part_of_a_higher_one(
    tmp_path: Path, still: U8
) -> None:
    data = open_dataset(a_set(tmp_path, still))
    few, more = (presentations(data, limit) for limit in (4, 9))
    assert Counter((p.source, p.label) for p in few) == Counter(
        [("one", 0), ("one", 1), ("two", 0), ("two", 1)]
    )
    assert {p.name for p in few} < {p.name for p in more}
    assert len(more) == 9
    assert {p.species for p in more} == set(SPECIES)


def test_a_clip_does_not_depend_on_what_else_is_shown(tmp_path: Path, still: U8) -> None:
    data = open_dataset(a_set(tmp_path, still))
    making = Making(seconds=0.5, fps=4)
    alone, among = (
        next(p for p in presentations(data, limit) if p.name == "two_0_0.png") for limit in (4, 13)
    )
    for a, b in zip(alone.frames(making), among.frames(making), strict=True):
        assert np.array_equal(a.bgr, b.bgr)


def test_a_still_without_a_face_box_is_refused_and_why(tmp_path: Path, still: U8) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), still)
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("path,label\na.png,1\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.png has no face box"):
        presentations(open_dataset(manifest))
