"""A tiny model whose score is the brightness of the face, and data sets of plain squares."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
from importing import import_file
from onnx import TensorProto, helper, numpy_helper

from models.registry import Registry

SIDE = 32
SLOPE = 12.0


def brightness_model(
    path: Path, *, sign: float = 1.0, side: int = SIDE, map_name: str = "evidence"
) -> Path:
    """ONNX: logit = sign · 12 · (mean − 0.5), as a sum of 4 × 4 evidence and a bias."""
    weight = numpy_helper.from_array(
        np.full((1, 3, 1, 1), sign * SLOPE / 3 / 16, np.float32), "weight"
    )
    nodes = [
        helper.make_node(
            "AveragePool", ["x"], ["pooled"], kernel_shape=[side // 4] * 2, strides=[side // 4] * 2
        ),
        helper.make_node("Conv", ["pooled", "weight"], [map_name]),
        helper.make_node("ReduceSum", [map_name, "axes"], ["sum"], keepdims=0),
        helper.make_node("Add", ["sum", "bias"], ["flat"]),
        helper.make_node("Reshape", ["flat", "shape"], ["logit"]),
    ]
    constants = [
        weight,
        numpy_helper.from_array(np.array([1, 2, 3], np.int64), "axes"),
        numpy_helper.from_array(np.array([-sign * SLOPE / 2], np.float32), "bias"),
        numpy_helper.from_array(np.array([-1, 1], np.int64), "shape"),
    ]
    graph = helper.make_graph(
        nodes,
        "brightness",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, side, side])],
        [
            helper.make_tensor_value_info("logit", TensorProto.FLOAT, ["n", 1]),
            helper.make_tensor_value_info(map_name, TensorProto.FLOAT, ["n", 1, 4, 4]),
        ],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(path))
    return path


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Import a brightness model under an id; returns the id."""
    monkeypatch.setenv("FACEVOUCH_MODELS", str(tmp_path / "models"))

    def add(name: str = "bright", *, sign: float = 1.0, evidence: bool = True) -> str:
        path = brightness_model(
            tmp_path / f"{name}.onnx", sign=sign, map_name="evidence" if evidence else "places"
        )
        import_file(
            Registry.open(),
            path,
            id=name,
            task="antispoof",
            expansions=(1.0,),
            output="logit",
            attack_index=1,
            licence="Apache-2.0",
            **({"evidence": "evidence", "bias": -sign * SLOPE / 2} if evidence else {}),
        )
        return name

    return add


def square(grey: float, seed: int = 0, side: int = 48) -> np.ndarray:
    """A noisy grey image."""
    noise = np.random.default_rng(seed).normal(0, 6, (side, side, 3))
    return np.clip(grey + noise, 0, 255).astype(np.uint8)


def save(path: Path, image: np.ndarray) -> Path:
    """Write an image, folders and all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), image)
    return path


def write_manifest(path: Path, rows: Iterable[dict[str, object]]) -> Path:
    """Write rows as a manifest; the first row names the columns."""
    rows = list(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def squares(tmp_path: Path) -> Path:
    """A manifest of 3 sources × 2 splits × 8: dark = bona fide, bright = attack, some overlap."""
    rows = []
    rng = np.random.default_rng(1)
    for source in ("a", "b", "c"):
        for split in ("val", "test"):
            for i in range(8):
                label = i % 2
                grey = float(np.clip(rng.normal(110 + 60 * label, 30), 0, 255))
                name = f"{split}/{source}_{i}.png"
                save(tmp_path / "set" / name, square(grey, i))
                rows.append(
                    {
                        "path": name,
                        "label": label,
                        "attack_type": ("print" if i % 4 == 1 else "replay") if label else "",
                        "source": source,
                        "split": split,
                        "x1": 8, "y1": 8, "x2": 40, "y2": 40,
                        "face_from": "none" if i == 7 else "hand",
                    }
                )  # fmt: skip
    return write_manifest(tmp_path / "set" / "manifest.csv", rows)


@pytest.fixture
def make_model() -> Callable[..., Path]:
    """The builder of brightness models."""
    return brightness_model


@pytest.fixture
def many() -> Callable[[Path, int], Path]:
    """A builder of manifests with so many small squares."""

    def build(folder: Path, count: int) -> Path:
        rows = []
        for i in range(count):
            save(folder / f"{i}.png", square(60 + (i * 37) % 140, i))
            rows.append({"path": f"{i}.png", "label": i % 2, "x1": 4, "y1": 4, "x2": 44, "y2": 44})
        return write_manifest(folder / "manifest.csv", rows)

    return build


@pytest.fixture
def video() -> Callable[[Path, list[float]], Path]:
    """A builder of videos, one frame a grey level."""

    def build(path: Path, greys: list[float]) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (48, 48))
        assert writer.isOpened()
        for grey in greys:
            writer.write(square(grey))
        writer.release()
        return path

    return build


@pytest.fixture(autouse=True)
def _brief_benchmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Benchmark rows need a few runs here, not half a second of them."""
    monkeypatch.setattr("tools.evaluation.leaderboard.SECONDS", 0.0)


@pytest.fixture
def without_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures have tests of their own, and take most of a report's time."""
    monkeypatch.setattr("tools.evaluation.figures.static.all_figures", lambda study: {})
    monkeypatch.setattr("tools.evaluation.figures.interactive.library", lambda: "")
