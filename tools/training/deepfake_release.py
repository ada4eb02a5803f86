"""From a trained checkpoint to what ships: ONNX, INT8, calibration, thresholds, numbers, manifest.

Everything is fitted with the very file that ships, on crops framed as they are live: by the
runtime's own detector and the model's expansion. Calibrated on val, on a swap method that was held
out, and on the bona fide of every camera; test is only reported. `python -m
tools.training.deepfake_release --checkpoint FILE --out DIR` does it again for any weights.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import track

from edge.config import Config
from edge.decide.manipulation import LEAST_LOG_ODDS
from edge.errors import DataError
from edge.infer.preprocess import to_tensor
from edge.runtime.factory import build_detector
from edge.types import F32, U8, Box, Crop, Frame
from edge.vision.crop import crop_face
from models.deepfake import deepfake_net
from models.registry import Registry
from models.spec import InputSpec, ModelSpec
from tools.conversion.export import export_module
from tools.field_data import field_data
from tools.metrics.bootstrap import bootstrap
from tools.metrics.curve import Curve
from tools.metrics.pad_rates import pad_errors, split
from tools.metrics.ranking import auc, equal_error
from tools.quantise.automatic import quantise_auto
from tools.quantise.run import cpu_session
from tools.training.deepfake_card import tables
from tools.training.deepfake_manifest import (
    GENERATED,
    HELD_OUT,
    SWAP,
    Sample,
    read_manifest,
    read_manifests,
)
from tools.training.deepfake_weights import released
from tools.training.entry import write_text
from tools.training.fit import (
    ReleaseFit,
    balanced_equal_error,
    balanced_weights,
    platt,
    worst_source_threshold,
)
from tools.training.images import ImageReader
from tools.training.release import describe, entry, finish, write_release

# Side of the crop over that of the detector's box: rounded from the median of the train split's
# swap crops (1.09).
EXPANSION = 1.1
INPUT = InputSpec(
    size=224, expansions=(EXPANSION,), colour="RGB", mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5)
)
IDS = {p: f"deepfake_lite0_{p}" for p in ("fp32", "int8")}
OUTPUTS = ("logit", "evidence", "kind_logit")
# SQNR of the logit: at 20 dB the standard deviation of the noise is a tenth of the logit's.
TARGET_DB = 20.0
# Bona fide above even odds, at most, of each source that calibrates. With 4 %, each of 21 sources
# had less than 5 % at the bound of the others; with 5 %, one had 5.6 %.
REFUSED = 0.04
SPLITS = ("val", HELD_OUT, "val_gan", "test")
FITTED_ON = "val and a held-out swap method, and the bona fide of every camera; framed as live"
SOURCES = (
    "train splits of ../shared/data/deepfake (DFDC, real and face-swapped; real faces of FFHQ, "
    "UTKFace and two mask projects), ../shared/data/deepfake_more (StyleGAN faces against FFHQ) "
    "and the bona fide of ../shared/data/pad and pad_more (train and val); blends of these; the "
    "trunk started from EfficientNet-Lite0's ImageNet weights (Apache-2.0). Research and "
    "non-commercial terms; see the card."
)


@dataclass(frozen=True, slots=True)
class Faces:
    """Face crops in the framing of the runtime.

    crops: uint8 (N, 224, 224, 3) BGR. videos: (N,), the number of the source video. unfound: how
    many faces the detector did not find; the whole image is then the crop.
    """

    crops: NDArray[np.uint8]
    labels: NDArray[np.int64]
    videos: NDArray[np.int64]
    sources: NDArray[np.str_]
    unfound: int

    def tensor(self, start: int, count: int) -> F32:
        still = np.eye(2, 3, dtype=np.float32)
        cut = self.crops[start : start + count]
        return to_tensor([[Crop(crop, still, 0.0)] for crop in cut], INPUT)


def frame(entries: Sequence[tuple[Path, Sample]], expansion: float = EXPANSION) -> Faces:
    """Crop the faces of (folder, sample) with the runtime's detector and geometry.

    Raises DataError where no image can be read.
    """
    detector = build_detector(Config(), Registry.open(), video=False)
    reader = ImageReader(Path())
    crops: list[U8] = []
    kept: list[Sample] = []
    unfound = 0
    for root, sample in track(entries, "framing faces"):
        image = reader.read(str(root / sample.path))
        if image is None:
            continue
        found = detector.detect(Frame(image, 0, "release", 0.0))
        height, width = image.shape[:2]
        # a margin, so that the crop's side is not rounded down
        whole = Box(0, 0, width / expansion + 1e-6, height / expansion + 1e-6)
        middle = whole.shifted((width - whole.width) / 2, (height - whole.height) / 2)
        unfound += not found
        box = found[0].box if found else middle
        crops.append(crop_face(image, box, expansion, INPUT.size).bgr)
        kept.append(sample)
    detector.close()
    if not kept:
        raise DataError(f"none of {len(entries)} images can be read; check --data")
    names = {name: i for i, name in enumerate(sorted({s.video for s in kept}))}
    return Faces(
        np.stack(crops),
        np.array([s.label for s in kept], np.int64),
        np.array([names[s.video] for s in kept], np.int64),
        np.array([s.source for s in kept]),
        unfound,
    )


def spread(
    entries: Sequence[tuple[Path, Sample]], count: int, per_source: int | None = None
) -> list[tuple[Path, Sample]]:
    """At most `count` entries, in equal numbers of each source and label as far as they have them.

    per_source: an upper limit for each source and label.
    """
    groups: dict[tuple[str, int], list[tuple[Path, Sample]]] = defaultdict(list)
    for item in entries:
        groups[item[1].source, item[1].label].append(item)
    share = per_source or -(-count // max(1, len(groups)))
    chosen = []
    for _, group in sorted(groups.items()):
        picks = np.linspace(0, len(group) - 1, min(share, len(group)))
        chosen += [group[int(i)] for i in picks]
    return chosen[:count]


def run_model(path: Path, faces: Faces) -> tuple[F32, F32]:
    """Raw logits and kind logits of an ONNX file, float32 (N,) each, in one thread."""
    session = cpu_session(path)
    parts = [
        session.run(["logit", "kind_logit"], {"input": faces.tensor(i, 16)})
        for i in range(0, len(faces.labels), 16)
    ]
    logit, kind = (np.concatenate([p[k].reshape(-1) for p in parts]) for k in (0, 1))
    return logit.astype(np.float32), kind.astype(np.float32)


def fit(
    labels: NDArray[np.int64], raw: F32, sources: NDArray[np.str_],
    matched: NDArray[np.bool_] | None = None, *, refused: float = REFUSED,
) -> ReleaseFit:  # fmt: skip
    """Calibrate with a bound on the BPCER of every source, and fix operating points.

    Slope and offset are those of a Platt scaling with equal weights of sources; the offset is then
    lowered, where needed, until at p_attack 0.5 the BPCER of no source exceeds `refused`.
    Operating points on p_attack: `eer`, where both error rates are equal on the `matched` faces
    (those whose data set has both classes; None: all), sources weighted equally; `bpcer_5` and
    `bpcer_1`, where the BPCER of no source exceeds 5 % and 1 %.
    """
    weights = balanced_weights(sources, labels)
    slope, offset = platt(raw, labels, weights)
    slope, live = round(slope, 5), labels == 0
    limit = worst_source_threshold(raw[live].astype(np.float64), sources[live], refused)
    # rounded down, so that the bound holds with the rounded offset
    offset = math.floor(min(offset, -slope * limit) * 1e5) / 1e5
    p = ReleaseFit(slope, offset, {}).p_attack(raw)
    among = np.ones(len(labels), np.bool_) if matched is None else matched
    balanced = balanced_weights(sources[among], labels[among])
    points = {"eer": balanced_equal_error(p[among], labels[among], balanced)}
    for name, rate in (("bpcer_5", 0.05), ("bpcer_1", 0.01)):
        points[name] = worst_source_threshold(p[live], sources[live], rate)
    return ReleaseFit(
        slope, offset, {k: min(1.0, math.ceil(v * 1e4) / 1e4) for k, v in points.items()}
    )


def measure(faces: Faces, raw: F32, fitted: ReleaseFit) -> dict[str, Any]:
    """AUC with its 95 % interval over videos, EER, and the error rates at p_attack 0.5."""
    p = fitted.p_attack(raw)
    live, attacks = split(faces.labels, p)
    errors = pad_errors(live, attacks, 0.5)
    curve = Curve.of(faces.labels, raw)
    interval = bootstrap(faces.labels, p, faces.videos, 0.5).auc
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


def refusals(faces: Faces, raw: F32, fitted: ReleaseFit) -> dict[str, Any]:
    """Per source: number of bona fide faces, and their BPCER at p_attack 0.5 and at each point."""
    p = fitted.p_attack(raw)
    points = {"even_odds": 0.5, **fitted.thresholds}
    rows = {}
    live = faces.labels == 0
    for source in np.unique(faces.sources[live]):
        mine = p[live & (faces.sources == source)]
        rates = {name: float((mine >= at).mean()) for name, at in points.items()}
        rows[str(source)] = {"faces": len(mine), **rates}
    return rows


def kinds(swapped: F32, generated: F32) -> dict[str, float]:
    """Accuracy of the kind of manipulation. swapped, generated: the kind logits of such faces."""
    return {SWAP: float((swapped <= 0).mean()), GENERATED: float((generated > 0).mean())}


def named(logits: F32, generated: bool) -> dict[str, float]:
    """Shares of attacks of one kind whose frame names it rightly, wrongly and not at all.

    logits: (N,), their kind logits. A kind is named `LEAST_LOG_ODDS` or more away from even odds,
    as in a verdict, which takes the mean over a track.
    """
    right, wrong = logits >= LEAST_LOG_ODDS, logits <= -LEAST_LOG_ODDS
    if not generated:
        right, wrong = wrong, right
    rates = {"right": float(right.mean()), "wrong": float(wrong.mean())}
    return {"attacks": len(logits), **rates, "none": 1 - rates["right"] - rates["wrong"]}


def joined(*parts: Faces) -> tuple[NDArray[np.int64], NDArray[np.str_]]:
    """The labels and the sources of all parts, concatenated."""
    return np.concatenate([f.labels for f in parts]), np.concatenate([f.sources for f in parts])


def release(
    trained: Sequence[Path], out: Path, data: Sequence[Path], cameras: Sequence[Path],
    held_out: Sequence[str] | None = None, *, start: Path | None = None, keep_start: float = 0.0,
    most_float: int = 4, crops: int = 128,
) -> dict[str, Any]:  # fmt: skip
    """Export, quantise, calibrate, measure; write both ONNX files, release.json, deepfake.toml and
    tables.md (the tables of the model card).

    data: manifests of deepfake data sets. cameras: manifests of presentation-attack data sets,
    whose bona fide faces bound the BPCER. most_float: layers that may stay in float. crops: number
    of crops that fix the activation ranges. trained, start, keep_start: see
    `deepfake_weights.released`.
    """
    out.mkdir(parents=True, exist_ok=True)
    entries = read_manifests(data, held_out)
    real = [(m.parent, s) for m in cameras for s in read_manifest(m)]
    net = deepfake_net()
    state = released(net, trained, start, keep_start)
    files = {p: out / f"{IDS[p]}.onnx" for p in IDS}
    export_module(net, torch.rand(2, 3, 224, 224) * 2 - 1, OUTPUTS, files["fp32"])

    seen = [e for e in real if e[1].split == "train"]
    train = frame(spread([e for e in [*entries, *seen] if e[1].split == "train"], crops))
    mixed = np.random.default_rng(0).permutation(len(train.labels))
    shuffled = Faces(
        train.crops[mixed], train.labels[mixed], train.videos[mixed], train.sources[mixed], 0
    )
    choice = quantise_auto(
        files["fp32"], files["int8"], [shuffled.tensor(i, 16) for i in range(0, len(mixed), 16)],
        target_db=TARGET_DB, most_float=most_float, output="logit",
    )  # fmt: skip

    faces = {
        s: frame(spread([e for e in entries if e[1].split == s], len(entries), per_source=800))
        for s in SPLITS
    }
    faces["cameras"] = frame(spread(seen, len(seen), per_source=150))
    faces["unseen_cameras"] = frame([e for e in real if e[1].split == "test"])
    fitted_on = ("val", HELD_OUT, "cameras")
    labels, sources = joined(*(faces[s] for s in fitted_on))
    matched = np.arange(len(labels)) < len(labels) - len(faces["cameras"].labels)
    result: dict[str, Any] = {
        "checkpoint": {
            "epoch": state["epoch"],
            "best": list(state["best"]),
            "averaged": len(trained),
            "keep_start": keep_start,
        },
        "quantisation": describe(choice),
    }
    specs = []
    for precision, file in files.items():
        raw, kind = {}, {}
        for name, found in faces.items():
            raw[name], kind[name] = run_model(file, found)
        fitted = fit(labels, np.concatenate([raw[s] for s in fitted_on]), sources, matched)
        rows = {s: measure(faces[s], raw[s], fitted) for s in SPLITS}
        attacks = {s: kind[s][faces[s].labels == 1] for s in SPLITS}
        result[precision] = {
            "bytes": file.stat().st_size,
            "slope": fitted.slope,
            "offset": fitted.offset,
            "thresholds": fitted.thresholds,
            "splits": rows,
            "bona_fide": {s: refusals(f, raw[s], fitted) for s, f in faces.items()},
            "kinds": kinds(
                np.concatenate([attacks["test"], attacks[HELD_OUT]]), attacks["val_gan"]
            ),
            "named": {s: named(attacks[s], s == "val_gan") for s in SPLITS},
        }
        specs.append(spec(file, fitted, rows, net.bias))
    write_release(out, "deepfake", result, specs)
    write_text(out / "tables.md", tables(result))
    return result


def spec(file: Path, fitted: ReleaseFit, rows: dict[str, Any], bias: float) -> ModelSpec:
    """The manifest entry of one file."""
    metrics = {f"auc_{name}": round(row["auc"], 4) for name, row in rows.items()}
    metrics |= {f"eer_{name}": round(row["eer"], 4) for name, row in rows.items()}
    return entry(
        file, "deepfake",
        architecture="DeepfakeNet: EfficientNet-Lite0 to 1/16, two scales, exact evidence",
        inputs=INPUT, bias=bias, fitted=fitted, fitted_on=FITTED_ON, training_data=SOURCES,
        metrics=metrics, generated="kind_logit",
    )  # fmt: skip


def main(argv: list[str] | None = None) -> int:
    """Release trained weights; returns the exit status. An error is one line and status 2."""
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    shared = field_data("data")
    add(
        "--checkpoint", type=Path, nargs="+", required=True,
        help="best.pth of a training run; of several runs, the mean weights are released",
    )  # fmt: skip
    add("--start", type=Path, help="the FP32 file (.onnx) with the initial weights of the runs")
    add(
        "--keep-start",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="share of the initial weights in the released weights",
    )
    add("--out", type=Path, required=True, help="folder for the released files")
    add(
        "--data", type=Path, nargs="+",
        default=[shared / name / "manifest.csv" for name in ("deepfake", "deepfake_more")],
        help="manifest.csv of each data set to calibrate and measure on",
    )  # fmt: skip
    add(
        "--cameras", type=Path, nargs="+", help="data sets whose bona fide samples must "
        "not be rejected",
        default=[shared / name / "manifest.csv" for name in ("pad", "pad_more")],
    )  # fmt: skip
    add("--hold-out", nargs="*", metavar="SOURCE", help="the same as for the training")
    add("--most-float", type=int, default=4, help="largest number of layers kept in float")
    args = parser.parse_args(argv)
    return finish(
        "deepfake_release",
        lambda: release(
            args.checkpoint, args.out, args.data, args.cameras, args.hold_out,
            start=args.start, keep_start=args.keep_start, most_float=args.most_float,
        ),
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
