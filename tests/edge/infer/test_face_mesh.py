"""The face mesh: the shipped model, its contract, and its points on real faces."""

from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest
from makers import a_face

from edge.config import ModelsConfig
from edge.errors import ModelError
from edge.infer.face_mesh import POINTS, FaceMesh, load_landmarker
from edge.types import F32, Box, Face, Frame
from edge.vision.detector import BlazeFace
from models.registry import Registry
from models.spec import InputSpec, ModelSpec

ONE_THREAD = ModelsConfig(threads=1)
SPEC = ModelSpec(
    id="mesh",
    task="landmarks",
    architecture="mesh",
    precision="fp32",
    file="mesh.onnx",
    sha256="0" * 64,
    bytes=1,
    licence="none",
    input=InputSpec(size=192, expansions=(1.5,)),
)
SPEC = SPEC.model_copy(update={"output": SPEC.output.model_copy(update={"name": "points"})})


class Canned:
    """A session that always answers the same."""

    providers = ("none",)
    one_by_one = True

    def __init__(self, **outputs: F32) -> None:
        self.outputs = outputs
        self.seen: F32 | None = None

    def run(self, x: F32) -> dict[str, F32]:
        self.seen = x
        return self.outputs


def a_mesh(points: F32 | None = None, flag: float = 10.0) -> tuple[FaceMesh, Canned]:
    if points is None:
        points = np.zeros((1, POINTS * 3), np.float32)
    canned = Canned(points=points, presence=np.array([[flag]], np.float32))
    return FaceMesh(SPEC, canned), canned


BGR = np.full((480, 640, 3), 128, np.uint8)


@pytest.mark.parametrize("roll", [0.0, 30.0, -75.0])
def test_points_of_the_turned_square_come_back_to_their_place_in_the_frame(roll: float) -> None:
    points = np.zeros((POINTS, 3), np.float32)
    points[0] = (96, 96, 10)  # the middle
    points[1] = (192, 96, 0)  # the middle of the right edge
    mesh, _ = a_mesh(points.reshape(1, -1))
    angle = np.radians(roll)
    along = 30 * np.array([np.cos(angle), np.sin(angle)])
    middle = np.array([300, 200])
    keypoints = np.stack([middle - along, middle + along]).astype(np.float32)
    found = mesh.find(BGR, Face(Box(250, 150, 350, 250), 0.9, keypoints))
    assert found is not None
    edge = 75 * np.array([np.cos(angle), np.sin(angle)])  # half of 1.5 × 100 px
    assert found.points[0, :2] == pytest.approx((300, 200), abs=0.01)
    assert found.points[1, :2] == pytest.approx(middle + edge, abs=0.01)
    assert found.points[0, 2] == pytest.approx(10 * 150 / 192, rel=1e-4)


def test_a_crop_that_shows_no_face_gives_no_mesh() -> None:
    mesh, _ = a_mesh(flag=-5.0)
    assert mesh.find(BGR, a_face()) is None


def test_the_model_sees_the_pixels_of_the_square() -> None:
    mesh, canned = a_mesh()
    bgr = BGR.copy()
    bgr[:, :, 2] = 255  # red comes first in the tensor
    mesh.find(bgr, Face(Box(250, 150, 350, 250), 0.9, np.zeros((0, 2), np.float32)))
    assert canned.seen is not None
    assert canned.seen.shape == (1, 3, 192, 192)
    assert canned.seen[0, :, 96, 96] == pytest.approx([1.0, 128 / 255, 128 / 255])


@pytest.mark.parametrize(
    "outputs",
    [
        {"points": np.zeros((1, 9), np.float32), "presence": np.zeros((1, 1), np.float32)},
        {"points": np.zeros((1, POINTS * 3), np.float32)},
        {
            "points": np.full((1, POINTS * 3), np.nan, np.float32),
            "presence": np.ones((1, 1), np.float32),
        },
    ],
    ids=["too few points", "no presence", "no numbers"],
)
def test_a_model_that_breaks_its_contract_is_an_error(outputs: dict[str, F32]) -> None:
    with pytest.raises(ModelError, match="mesh"):
        FaceMesh(SPEC, Canned(**outputs)).try_on_grey()


def test_the_shipped_model_loads_and_sees_no_face_in_grey() -> None:
    mesh = load_landmarker(Registry.open(), ONE_THREAD)
    assert mesh is not None
    assert mesh.find(BGR, a_face()) is None


def test_a_missing_landmark_file_gives_no_landmarker_and_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shipped = Registry.open()
    (tmp_path / "manifest.toml").write_bytes((shipped.shipped / "manifest.toml").read_bytes())
    assert load_landmarker(Registry.open(root=tmp_path), ONE_THREAD) is None
    assert "only gestures that the face detector can measure" in caplog.text


def test_a_landmark_file_with_a_changed_byte_is_not_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shipped = Registry.open()
    spec = shipped.default("landmarks")
    assert spec is not None
    (tmp_path / "manifest.toml").write_bytes((shipped.shipped / "manifest.toml").read_bytes())
    content = bytearray(spec.path(shipped.shipped).read_bytes())
    content[1000] ^= 1
    copy = spec.path(tmp_path)
    copy.parent.mkdir()
    copy.write_bytes(bytes(content))
    assert load_landmarker(Registry.open(root=tmp_path), ONE_THREAD) is None
    assert "not the one its manifest states" in caplog.text


@pytest.mark.field_data
def test_the_mesh_lies_where_the_detector_saw_eyes_nose_and_mouth(field_data: Path) -> None:
    registry = Registry.open()
    mesh, spec = load_landmarker(registry, ONE_THREAD), registry.default("detector")
    assert mesh is not None
    assert spec is not None
    detector = BlazeFace(registry.verified(spec), video=False, min_score=0.6, max_faces=1)
    off, found = [], 0
    with (field_data / "data/pad/manifest.csv").open(newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["split"] == "test" and r["label"] == "0"]
    for row in rows[:: len(rows) // 40]:
        bgr = cv2.imread(str(field_data / "data/pad" / row["path"]))
        padded = cv2.copyMakeBorder(bgr, 60, 60, 60, 60, cv2.BORDER_CONSTANT, value=(90, 90, 90))
        faces = detector.detect(Frame(padded, 0, "test", 0.0))
        if not faces:
            continue
        found += 1
        points = mesh.find(padded, faces[0])
        assert points is not None, row["path"]
        eyes = faces[0].keypoints[:2]
        between = float(np.linalg.norm(eyes[1] - eyes[0]))
        mine = [points.points[i, :2].mean(axis=0) for i in ([33, 133], [362, 263], [1], [13, 14])]
        off.append(np.linalg.norm(np.stack(mine) - faces[0].keypoints[:4], axis=1) / between)
    detector.close()
    assert found >= 30
    assert np.median(off) < 0.1  # of the distance between the eyes
    assert np.percentile(off, 95) < 0.3
