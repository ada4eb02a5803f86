"""From a trained checkpoint to what ships: ONNX, INT8, calibration, thresholds, numbers, manifest.

Everything is fitted on val with the very file that ships, on crops framed as they are live: by the
runtime's own detector and the model's expansion. Test is only reported. `python -m
tools.training.deepfake_release --checkpoint FILE --out DIR` does it again for any weights.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import track

from edge.config import Config
from edge.errors import DataError, FacevouchError
from edge.infer.preprocess import to_tensor
from edge.runtime.factory import build_detector
from edge.types import F32, U8, Box, Crop, Frame
from edge.vision.crop import crop_face
from models.deepfake import deepfake_net
from models.registry import Registry
from models.spec import Calibration, InputSpec, ModelSpec, OutputSpec
from tools.conversion.export import export_module
from tools.metrics.bootstrap import bootstrap
from tools.metrics.curve import Curve
from tools.metrics.presentation import pad_errors, split, threshold_at_bpcer
from tools.metrics.ranking import auc, equal_error
from tools.quantise.automatic import quantise_auto
from tools.quantise.run import cpu_session
from tools.training import checkpoint
from tools.training.deepfake_data import Sample, read_manifest
from tools.training.entry import toml_entry, write_text
from tools.training.fit import Fit
from tools.training.images import ImageReader

# Side of the crop over the detector's box: the median over the train split's swap crops (1.09).
EXPANSION = 1.1
INPUT = InputSpec(size=224, expansions=(EXPANSION,), colour="RGB")
IDS = {p: f"deepfake_fasnet_{p}" for p in ("fp32", "int8")}
# Signal over quantisation noise of the logit: at 22 dB the noise is 8 % of the scores' spread.
TARGET_DB = 22.0
SPLITS = ("val", "test", "val_gan")
SOURCES = (
    "train split of ../shared/data/deepfake: DFDC (real and face-swapped), and real faces of FFHQ, "
    "UTKFace and two mask projects for self-blended images; the trunk started from Silent-Face's "
    "MiniFASNetV2 (Apache-2.0 repository, its own data). Research and non-commercial terms; see "
    "the card."
)


@dataclass(frozen=True, slots=True)
class Faces:
    """One split framed as it is live. crops: uint8 (N, 224, 224, 3) BGR; videos: a number each.

    unfound: faces the detector did not find; their whole image stands for the crop.
    """

    crops: NDArray[np.uint8]
    labels: NDArray[np.int64]
    videos: NDArray[np.int64]
    unfound: int

    def tensor(self, start: int, count: int) -> F32:
        still = np.eye(2, 3, dtype=np.float32)
        cut = self.crops[start : start + count]
        return to_tensor([[Crop(crop, still, 0.0)] for crop in cut], INPUT)


def frame(samples: list[Sample], root: Path, expansion: float = EXPANSION) -> Faces:
    """Crops of `samples` through the runtime's detector and geometry. Raises DataError on none."""
    detector = build_detector(Config(), Registry.open(), video=False)
    reader = ImageReader(root)
    crops: list[U8] = []
    kept: list[Sample] = []
    unfound = 0
    for sample in track(samples, "framing faces"):
        image = reader.read(sample.path)
        if image is None:
            continue
        found = detector.detect(Frame(image, 0, "release", 0.0))
        height, width = image.shape[:2]
        # a hair more, so that the crop's side is not rounded down
        whole = Box(0, 0, width / expansion + 1e-6, height / expansion + 1e-6)
        middle = whole.shifted((width - whole.width) / 2, (height - whole.height) / 2)
        unfound += not found
        box = found[0].box if found else middle
        crops.append(crop_face(image, box, expansion, INPUT.size).bgr)
        kept.append(sample)
    detector.close()
    if not kept:
        raise DataError(f"None of {len(samples)} images under {root} can be read; check --data.")
    names = {name: i for i, name in enumerate(sorted({s.video for s in kept}))}
    return Faces(
        np.stack(crops),
        np.array([s.label for s in kept], np.int64),
        np.array([names[s.video] for s in kept], np.int64),
        unfound,
    )


def scores(path: Path, faces: Faces) -> F32:
    """Raw logits of an ONNX file, one thread, float32 (N,)."""
    session = cpu_session(path)
    parts = [
        session.run(["logit"], {"input": faces.tensor(i, 16)})[0].reshape(-1)
        for i in range(0, len(faces.labels), 16)
    ]
    return np.concatenate(parts).astype(np.float32)


def fit(labels: NDArray[np.int64], raw: F32) -> Fit:
    """`eer` where both error rates meet, `bpcer_5` and `bpcer_1` where so many % are refused."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6, class_weight="balanced").fit(raw[:, None], labels)
    slope, offset = round(float(model.coef_[0, 0]), 5), round(float(model.intercept_[0]), 5)
    p = Fit(slope, offset, {}).p_attack(raw)
    live, _ = split(labels, p)
    points = {
        "eer": equal_error(Curve.of(labels, p)).threshold,
        "bpcer_5": threshold_at_bpcer(live, 0.05),
        "bpcer_1": threshold_at_bpcer(live, 0.01),
    }
    return Fit(slope, offset, {k: round(min(1.0, v), 4) for k, v in points.items()})


def measure(faces: Faces, raw: F32, fitted: Fit) -> dict[str, Any]:
    """AUC with its 95 % interval over videos, EER, and the errors at the `eer` point."""
    p = fitted.p_attack(raw)
    live, attacks = split(faces.labels, p)
    threshold = fitted.thresholds["eer"]
    errors = pad_errors(live, attacks, threshold)
    curve = Curve.of(faces.labels, raw)
    interval = bootstrap(faces.labels, p, faces.videos, threshold).auc
    return {
        "auc": auc(curve),
        "auc_interval": None if interval is None else [interval.low, interval.high],
        "eer": equal_error(curve).rate,
        "apcer": errors.apcer["attack"].value,
        "bpcer": errors.bpcer.value,
        "bona_fide": curve.bona_fide,
        "attack": curve.attacks,
        "faces_not_found": faces.unfound,
    }


def calibration_feed(faces: Faces, count: int = 192) -> list[F32]:
    """Batches for quantising, both classes alike."""
    rng = np.random.default_rng(0)
    picks = [rng.permutation(np.flatnonzero(faces.labels == k))[: count // 2] for k in (0, 1)]
    mixed = rng.permutation(np.concatenate(picks))
    chosen = Faces(faces.crops[mixed], faces.labels[mixed], faces.videos[mixed], 0)
    return [chosen.tensor(i, 16) for i in range(0, len(mixed), 16)]


def release(
    trained: Path, out: Path, manifest: Path, *, most_float: int = 4, crops: int = 192
) -> dict[str, Any]:
    """Export, quantise, fit, measure. Writes both ONNX files, release.json and deepfake.toml."""
    out.mkdir(parents=True, exist_ok=True)
    samples = read_manifest(manifest)
    state = checkpoint.load(trained)
    net = deepfake_net(state["ema"]["weights"])
    files = {p: out / f"{IDS[p]}.onnx" for p in IDS}
    export_module(net, torch.rand(2, 3, 224, 224), ("logit", "evidence"), files["fp32"])

    swaps = [s for s in samples if s.split == "train" and s.source.startswith("dfdc")]
    train = frame(swaps[:: max(1, len(swaps) // crops)], manifest.parent)
    choice = quantise_auto(
        files["fp32"], files["int8"], calibration_feed(train), target_db=TARGET_DB,
        most_float=most_float, output="logit",
    )  # fmt: skip
    faces = {s: frame([x for x in samples if x.split == s], manifest.parent) for s in SPLITS}
    result: dict[str, Any] = {
        "checkpoint": {"epoch": state["epoch"], "best": list(state["best"])},
        "quantisation": {
            "method": choice.report.method,
            "kept_float": list(choice.report.kept_float),
            "float_operators": choice.report.float_operators,
            "sqnr_db": choice.sqnr_db,
        },
    }
    entries = []
    for precision, file in files.items():
        raw = {s: scores(file, f) for s, f in faces.items()}
        fitted = fit(faces["val"].labels, raw["val"])
        rows = {s: measure(f, raw[s], fitted) for s, f in faces.items()}
        result[precision] = {
            "bytes": file.stat().st_size,
            "slope": fitted.slope,
            "offset": fitted.offset,
            "thresholds": fitted.thresholds,
            "splits": rows,
        }
        entries.append(spec(file, precision, fitted, rows, net.bias))
    write_text(out / "release.json", json.dumps(result, indent=1) + "\n")
    write_text(out / "deepfake.toml", "\n".join(toml_entry(entry) for entry in entries))
    return result


def spec(file: Path, precision: str, fitted: Fit, rows: dict[str, Any], bias: float) -> ModelSpec:
    """The manifest's entry of one file."""
    data = file.read_bytes()
    metrics = {f"auc_{name}": round(row["auc"], 4) for name, row in rows.items()}
    metrics |= {f"eer_{name}": round(row["eer"], 4) for name, row in rows.items()}
    return ModelSpec(
        id=IDS[precision],
        task="deepfake",
        architecture="DeepfakeNet: MiniFASNetV2 trunk on 224 px, two-scale head, exact evidence",
        precision="int8" if precision == "int8" else "fp32",
        file=f"weights/{file.name}",
        sha256=hashlib.sha256(data).hexdigest(),
        bytes=len(data),
        default=precision == "int8",
        input=INPUT,
        output=OutputSpec(kind="logit", name="logit", evidence="evidence", bias=round(bias, 6)),
        calibration=Calibration(
            slope=fitted.slope, offset=fitted.offset, fitted_on="deepfake/val, framed as live"
        ),
        thresholds=fitted.thresholds,
        licence="Apache-2.0 (code); weights for research, non-commercial: see the card",
        training_data=SOURCES,
        source="trained by facevouch: facevouch train deepfake",
        card="cards/deepfake.md",
        metrics=metrics,
    )


def main(argv: list[str] | None = None) -> int:
    """Release weights that are trained already; errors are one line and status 2."""
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--checkpoint", type=Path, required=True, help="best.pth of a training run")
    add("--out", type=Path, required=True)
    add("--data", type=Path, default=Path("../shared/data/deepfake/manifest.csv"))
    add("--most-float", type=int, default=4, help="layers that may stay in float")
    args = parser.parse_args(argv)
    try:
        release(args.checkpoint, args.out, args.data, most_float=args.most_float)
    except FacevouchError as error:
        print(f"deepfake_release: {error}", file=sys.stderr)  # noqa: T201
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
