"""Crops become the tensor the contract describes."""

from __future__ import annotations

import numpy as np
import pytest

from edge.infer.preprocess import tensor_shape, to_tensor
from edge.types import Crop
from models.spec import InputSpec

RNG = np.random.default_rng(3)


def crop(size: int = 12) -> Crop:
    pixels = RNG.integers(0, 256, (size, size, 3), np.uint8)
    return Crop(pixels, np.eye(2, 3, dtype=np.float32), 0.0)


def in_numpy(crops: list[list[Crop]], spec: InputSpec) -> np.ndarray:
    faces = []
    for views in crops:
        parts = []
        for view in views:
            image = view.bgr[:, :, ::-1] if spec.colour == "RGB" else view.bgr
            values = (image.astype(np.float64) * spec.scale - spec.mean) / spec.std
            parts.append(values.astype(np.float32))
        face = np.concatenate(parts, axis=2)
        faces.append(face if spec.layout == "NHWC" else face.transpose(2, 0, 1))
    return np.stack(faces)


SPECS = [
    {"expansions": (1.5,)},
    {"expansions": (1.5,), "colour": "BGR"},
    {"expansions": (1.5,), "layout": "NHWC"},
    {"expansions": (1.3, 2.4)},
    {"expansions": (1.3, 2.4), "layout": "NHWC", "colour": "BGR"},
    {"expansions": (1.0,), "mean": (0.485, 0.456, 0.406), "std": (0.229, 0.224, 0.225)},
    {"expansions": (1.0,), "scale": 1.0, "mean": (127.5, 127.5, 127.5), "std": (128, 128, 128)},
]


@pytest.mark.parametrize("fields", SPECS)
@pytest.mark.parametrize("faces", [1, 3])
def test_every_contract_gives_what_numpy_gives(fields: dict[str, object], faces: int) -> None:
    spec = InputSpec.model_validate({"size": 12} | fields)
    crops = [[crop() for _ in spec.expansions] for _ in range(faces)]
    tensor = to_tensor(crops, spec)
    assert tensor.dtype == np.float32
    assert tensor.shape == tensor_shape(faces, spec)
    np.testing.assert_array_equal(tensor, in_numpy(crops, spec))


def test_a_given_array_is_filled_and_returned() -> None:
    spec = InputSpec(size=12, expansions=(1.5,))
    out = np.full((2, 3, 12, 12), np.nan, np.float32)
    crops = [[crop()], [crop()]]
    assert to_tensor(crops, spec, out) is out
    np.testing.assert_array_equal(out, in_numpy(crops, spec))


@pytest.mark.parametrize(
    "crops",
    [[[crop(), crop()]], [[]], [[crop(11)]]],
    ids=["too many crops", "no crop", "another size"],
)
def test_crops_that_do_not_fit_are_refused(crops: list[list[Crop]]) -> None:
    with pytest.raises(ValueError, match="crop"):
        to_tensor(crops, InputSpec(size=12, expansions=(1.5,)))


@pytest.mark.parametrize(
    "out",
    [
        np.empty((1, 3, 12, 11), np.float32),
        np.empty((1, 3, 12, 12)),
        np.empty((1, 3, 12, 24), "f4")[..., ::2],
    ],
    ids=["another shape", "doubles", "not contiguous"],
)
def test_an_array_that_does_not_fit_is_refused(out: np.ndarray) -> None:
    with pytest.raises(ValueError, match="out must be"):
        to_tensor([[crop()]], InputSpec(size=12, expansions=(1.5,)), out)
