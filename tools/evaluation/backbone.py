"""`evaluate backbone`: top-1 and top-5 of an image classifier on ImageNet-style folders."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from edge.errors import DataError, ModelError
from edge.infer.threads import usable_cores
from edge.types import F32
from models.inspection import read_onnx
from tools.evaluation.cost import Cost, onnx_cost, torch_cost
from tools.evaluation.layouts.imagenet import ImageFolder
from tools.evaluation.leaderboard import Accuracy, Metadata, timed
from tools.evaluation.torch_network import open_network
from tools.metrics.ranking import hits, ranked

Change = Callable[[Image.Image], Image.Image]
"""Makes an RGB image of one; the size stays."""
DATA_IN_TAG = re.compile(r"(?:^|_)(in\d+k|laion\w*?|openai|datacomp\w*?|webli|lvd\d+m|jft)(?=_|$)")
RESAMPLING = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}


@dataclass(frozen=True, slots=True)
class Framing:
    """How an image becomes a tensor: shorter side to size / crop_pct, centre crop, normalise."""

    size: int = 224
    crop_pct: float = 0.875
    interpolation: str = "bicubic"
    mean: tuple[float, float, float] = (0.485, 0.456, 0.406)
    std: tuple[float, float, float] = (0.229, 0.224, 0.225)

    def read(self, path: Path, change: Change | None = None) -> F32:
        """float32 (3, size, size), RGB. change: made to the image before. Raises DataError on what
        is no image."""
        try:
            with Image.open(path) as opened:
                image = opened.convert("RGB")
        except (OSError, UnidentifiedImageError) as error:
            raise DataError(f"the image {path} cannot be read: {error}") from error
        return self.tensor(image if change is None else change(image))

    def frame(self, image: Image.Image) -> F32:
        """The same of a frame that was cut to the model's size already: it stays as it is."""
        if image.size == (self.size, self.size):
            return self._normalised(image)
        return self.tensor(image)

    def tensor(self, image: Image.Image) -> F32:
        """float32 (3, size, size) of an RGB image."""
        short = int(self.size / self.crop_pct)
        # rounded as torchvision does, with which published accuracies were measured
        width, height = (max(self.size, short * side // min(image.size)) for side in image.size)
        image = image.resize((width, height), RESAMPLING[self.interpolation])
        left, top = round((width - self.size) / 2), round((height - self.size) / 2)
        return self._normalised(image.crop((left, top, left + self.size, top + self.size)))

    def _normalised(self, cut: Image.Image) -> F32:
        pixels = np.asarray(cut, np.float32) / 255
        return np.ascontiguousarray(
            (
                (pixels - np.asarray(self.mean, np.float32)) / np.asarray(self.std, np.float32)
            ).transpose(2, 0, 1)
        )


@dataclass(frozen=True, slots=True)
class Backbone:
    """logits: (N, 3, S, S) float32 to (N, C) float32. module: of a torch network."""

    name: str
    logits: Callable[[F32], F32]
    cost: Cost
    framework: str
    metadata: Metadata
    framing: Framing
    module: Any = None


def open_backbone(text: str, framing: Framing | None = None) -> Backbone:
    """`[NAME=]FILE.onnx` or `[NAME=]timm:MODEL[:CHECKPOINT]`.

    framing None: the model's own in timm, else the usual 224 px. Raises ModelError, also where a
    network would have no weights but random ones.
    """
    name, equals, rest = text.partition("=")
    if not equals:
        name, rest = "", text
    if rest.startswith("timm:"):
        return _from_timm(name or rest.split(":")[1], rest, framing)
    return _from_onnx(name or Path(rest).stem, Path(rest), framing or Framing())


def _from_onnx(name: str, path: Path, framing: Framing) -> Backbone:
    import onnxruntime as ort

    try:
        content = path.read_bytes()
        precision = read_onnx(content).precision
        session = ort.InferenceSession(content, providers=["CPUExecutionProvider"])
    except OSError as error:
        raise ModelError(f"cannot read the model {path}: {error.strerror}") from error
    except Exception as error:  # onnxruntime's exceptions share no base of their own
        raise ModelError(f"{path} cannot be loaded: {str(error).splitlines()[0]}") from error
    entry = session.get_inputs()[0]
    side = entry.shape[-1]
    if isinstance(side, int) and side != framing.size:
        raise ModelError(f"{path} has an input of {side} px; add --img-size {side}")
    one = entry.shape[0] == 1

    def logits(x: F32) -> F32:
        parts = np.split(x, len(x)) if one else [x]
        return np.concatenate([session.run(None, {entry.name: part})[0] for part in parts])

    metadata = Metadata(
        name, "", path.name, "", precision, str(len(content)),
        hashlib.sha256(content).hexdigest(), "", "",
    )  # fmt: skip
    return Backbone(name, logits, onnx_cost(path), "onnxruntime", metadata, framing)


def _from_timm(name: str, text: str, framing: Framing | None) -> Backbone:
    network = open_network(text)
    import torch

    module = network.module
    settings = getattr(module, "pretrained_cfg", {})
    if framing is None:
        plain = Framing()
        framing = Framing(
            settings.get("input_size", (3, 224, 224))[-1],
            settings.get("crop_pct") or 0.875,
            settings.get("interpolation") or "bicubic",
            tuple(settings.get("mean") or plain.mean),
            tuple(settings.get("std") or plain.std),
        )

    def logits(x: F32) -> F32:
        with torch.inference_mode():
            found: F32 = module(torch.from_numpy(x)).numpy()
            return found

    metadata = Metadata(
        name,
        pretrained_on(network.weights),
        network.weights,
        text.split(":")[1],
        "fp32",
        str(network.bytes),
        network.sha256,
        str(settings.get("license") or ""),
        "",
    )
    cost = torch_cost(module, framing.size)
    return Backbone(name, logits, cost, "pytorch", metadata, framing, module)


def pretrained_on(weights: str) -> str:
    """The data that a network's weights were first trained on, in the words of timm's tables.

    weights: "timm TAG", timm's own weights; of others nothing is known. A tag such as
    augreg_in21k_ft_in1k names the data before and after fine-tuning; this is the first.
    """
    if not weights.startswith("timm "):
        return ""
    before = weights.removeprefix("timm ").split("_ft_")[0]
    found = DATA_IN_TAG.findall(before)
    return found[-1] if found else ""


def accuracy(
    backbone: Backbone, data: ImageFolder, *, batch: int = 32,
    advance: Callable[[int], None] = lambda _: None,
    changes: Callable[[int], Change] | None = None,
) -> Accuracy:  # fmt: skip
    """Top-1 and top-5 in percent. Reading and inference overlap; two batches are in memory.

    changes: what is made to the image of a number before it is framed.
    """
    right1 = right5 = counted = 0
    for images, labels in _batches(data, backbone.framing, batch, changes):
        logits = backbone.logits(images)
        if logits.ndim != 2 or logits.shape[1] < data.classes:
            raise ModelError(
                f"{backbone.name} has {logits.shape[-1]} classes, the data set {data.classes}"
            )
        if not np.isfinite(logits).all():
            raise ModelError(f"{backbone.name} gave a logit that is not a finite number")
        if data.in_order and logits.shape[1] != data.classes:
            raise ModelError(
                f"{backbone.name} has {logits.shape[1]} classes, and nothing tells which of them "
                f"the {data.classes} folders of {data.root} are; name these by WordNet id or number"
            )
        best = ranked(logits, 5, data.mask)
        right1 += hits(best, labels, 1)[0]
        right, rows = hits(best, labels, 5)
        right5, counted = right5 + right, counted + rows
        advance(len(labels))
    if not counted:
        raise DataError(f"no image of {data.root} has a label")
    framing = backbone.framing
    return Accuracy(
        backbone.name,
        framing.size,
        100 * right1 / counted,
        100 * right5 / counted,
        backbone.cost.parameters,
        framing.crop_pct,
        framing.interpolation,
        str(data.classes) if data.mask is None else f"{data.mask.size} of {data.classes}",
        backbone.metadata.weights,
    )


def benchmark_row(backbone: Backbone, batch: int) -> dict[str, str]:
    """Inference alone, on random images."""
    size = backbone.framing.size
    x = np.random.default_rng(0).random((batch, 3, size, size), np.float32)
    return timed(backbone.name, lambda: backbone.logits(x), batch, size, backbone.cost)


def _batches(
    data: ImageFolder, framing: Framing, size: int, changes: Callable[[int], Change] | None = None
) -> Iterator[tuple[F32, Sequence[tuple[int, ...]]]]:
    def read(start: int) -> tuple[NDArray[np.float32], list[tuple[int, ...]]]:
        part = data.files[start : start + size]
        images = [
            framing.read(data.root / name, changes(number) if changes else None)
            for number, (name, _) in enumerate(part, start)
        ]
        return np.stack(images), [y for _, y in part]

    starts = range(0, len(data.files), size)
    with ThreadPoolExecutor(usable_cores(), thread_name_prefix="facevouch-read") as pool:
        waiting = [pool.submit(read, start) for start in starts[:2]]
        for start in [*starts[2:], None, None]:
            if not waiting:
                return
            yield waiting.pop(0).result()
            if start is not None:
                waiting.append(pool.submit(read, start))
