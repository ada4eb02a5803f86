"""From the trained FP32 network to what ships: INT8, calibration, thresholds, numbers for the card.

Everything is fitted on val with the INT8 file itself; test is only reported. `python -m
tools.training.antispoof_release --fp32 FILE --out DIR --data DIR` does it again for any weights.
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from edge.errors import ModelError
from models.spec import InputSpec, ModelSpec
from tools.field_data import field_data
from tools.metrics.bootstrap import bootstrap
from tools.metrics.curve import Curve
from tools.metrics.ranking import equal_error
from tools.quantise.automatic import quantise_auto
from tools.quantise.ranges import Method
from tools.quantise.run import cpu_session
from tools.training.antispoof_card import tables
from tools.training.antispoof_eval import PadSplit, as_tensor
from tools.training.entry import write_text
from tools.training.fit import ReleaseFit, balanced_equal_error, balanced_weights
from tools.training.one_threshold import class_middle, errors_at, left_out, pooled_auc
from tools.training.release import describe, entry, finish, write_release

F32 = NDArray[np.float32]
FP32_NAME = "antispoof_minifasnet_v2_se_fp32.onnx"
INT8_NAME = "antispoof_minifasnet_v2_se_int8.onnx"
CALIBRATION_CROPS = 192
FITTED_ON = "the sources of pad and pad_more, train and val, one threshold for all"
SOURCES = (
    "train split of ../shared/data/pad and pad_more (piiyushJoshi, gc535, nuaa 0001-0009, "
    "sumanadhikari0625, suryaremanan, Apfol, ShubhamLala, viguardieiro, sivakumar1982, "
    "yildirimege, neonipun, tamletan: public repositories and the NUAA imposter database) and "
    "bona fide faces of ../shared/data/deepfake and deepfake_more (DFDC, FFHQ, UTKFace, LFW, two "
    "mask projects); the teachers saw CelebA-Spoof and Silent-Face's own data. Research and "
    "non-commercial terms; see the card."
)


def onnx_scores(path: Path, split: PadSplit) -> F32:
    """Raw logits, float32 (N,), of an exported network on a split, in one thread."""
    session = cpu_session(path)
    return split.scores(lambda x: torch.from_numpy(session.run(["logit"], {"input": x.numpy()})[0]))


def fit(seen: PadSplit, seen_raw: F32, val: PadSplit, val_raw: F32) -> ReleaseFit:
    """Calibrate for an unknown camera: one zero and one slope for all sources.

    seen, val: sources used in training and sources held out, with their raw logits (N,). The zero
    (p_attack 0.5) is the midpoint between the classes, sources weighted equally
    (`one_threshold.class_middle`). The slope is that of a Platt scaling of the val sources through
    this zero, with equal weights of sources and classes, so that the calibrated confidence is the
    one measured on cameras that are not in the training data.

    Operating points on p_attack, on val, sources and classes weighted equally: `eer`, where both
    error rates are equal; `bpcer_5` and `bpcer_1`, where BPCER is 5 % and 1 %. Raises ModelError
    where the scores do not rise from bona fide to attack.
    """
    raw = np.concatenate([seen_raw, val_raw])
    labels = np.concatenate([seen.labels, val.labels])
    sources = np.concatenate([seen.sources, val.sources])
    zero = class_middle(raw, labels, sources)
    weights = balanced_weights(val.sources, val.labels)
    slope = _slope_through(val_raw - zero, val.labels, weights)
    if round(slope, 5) <= 0:
        raise ModelError(
            f"the scores do not rise from bona fide to attack (slope {slope:.2g}), so they "
            "cannot be calibrated; train the network longer"
        )
    fitted = ReleaseFit(round(slope, 5), round(-slope * zero, 5), {})
    p = fitted.p_attack(val_raw)
    live = val.labels == 0
    points = {"eer": balanced_equal_error(p, val.labels, weights)}
    for name, rate in (("bpcer_5", 0.05), ("bpcer_1", 0.01)):
        points[name] = _upper_quantile(p[live], weights[live], rate)
    # rounded up, so that BPCER does not exceed the value in the point's name
    points = {name: min(1.0, math.ceil(value * 1e4) / 1e4) for name, value in points.items()}
    return ReleaseFit(fitted.slope, fitted.offset, points)


def _slope_through(centred: F32, labels: NDArray[np.int64], weights: NDArray[np.float64]) -> float:
    """Slope of a logistic regression without intercept. centred: (N,), logits less the zero. An L2
    penalty keeps the slope finite where the classes are separable."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1.0, fit_intercept=False)
    model.fit(centred[:, None], labels, sample_weight=weights * 200 / len(labels))
    return float(model.coef_[0, 0])


def _upper_quantile(
    values: NDArray[np.float64], weights: NDArray[np.float64], rate: float
) -> float:
    """The smallest value with at most `rate` of the weight above it."""
    order = np.argsort(values)
    above = 1 - np.cumsum(weights[order]) / weights.sum()
    return float(values[order][np.argmax(above <= rate)])


def measure(split: PadSplit, raw: F32, fitted: ReleaseFit) -> dict[str, Any]:
    """Per source: AUC with a 95 % bootstrap interval, EER, and APCER and BPCER at p_attack 0.5,
    where the sign of the runtime's evidence changes."""
    p = fitted.p_attack(raw)
    threshold = 0.5
    rows: dict[str, Any] = {}
    for source, auc in split.by_source(raw).items():
        mine = split.sources == source
        y, s = split.labels[mine], raw[mine].astype(np.float64)
        interval = bootstrap(y, p[mine], np.arange(len(y)), threshold).auc
        rows[source] = {
            "auc": auc,
            "auc_interval": None if interval is None else [interval.low, interval.high],
            "eer": equal_error(Curve.of(y, s)).rate,
            "apcer": float((p[mine][y == 1] < threshold).mean()),
            "bpcer": float((p[mine][y == 0] >= threshold).mean()),
            "bona_fide": int((y == 0).sum()),
            "attack": int((y == 1).sum()),
        }
    return rows


def at_one_threshold(split: PadSplit, raw: F32, fitted: ReleaseFit) -> dict[str, float]:
    """Over the sources of a split: pooled AUC, and the mean and the highest error rates of a source
    at p_attack 0.5."""
    errors = errors_at(fitted.p_attack(raw), split.labels, split.sources, 0.5)
    others = left_out(raw, split.labels, split.sources)
    return {
        "pooled_auc": pooled_auc(raw, split.labels, split.sources),
        "apcer": float(np.mean(list(errors.apcer.values()))),
        "bpcer": float(np.mean(list(errors.bpcer.values()))),
        "acer": errors.acer,
        "worst": errors.worst,
        "acer_left_out": others.acer,
        "worst_left_out": others.worst,
    }


def mean_auc(rows: dict[str, Any]) -> float:
    return float(np.mean([r["auc"] for r in rows.values()]))


def release(
    fp32: Path,
    out: Path,
    data: Path,
    expansions: tuple[float, ...],
    baseline: Path | None = None,
    target_db: float = 12.0,
    methods: tuple[Method, ...] = ("minmax",),
) -> dict[str, Any]:
    """Quantise, calibrate and measure; write the INT8 file, `release.json`, `antispoof.toml` and
    `tables.md` (the tables of the model card) to `out`.

    baseline: the reference INT8 model, measured on the same faces with its own crop (1.5).
    target_db: up to two layers are kept in float to reach this SQNR of the logit, dB.
    methods: how activation ranges are chosen. Clipping outliers gives a higher SQNR but saturates
        large logits: the mean AUC on val fell from 0.9958 to 0.9944 with `mse`, not with `minmax`.
    """
    out.mkdir(parents=True, exist_ok=True)
    int8 = out / INT8_NAME
    train = PadSplit.load(data, "train", expansions, 128)
    pick = np.random.default_rng(3).permutation(len(train.labels))[:CALIBRATION_CROPS]
    feed = [as_tensor(train.crops[k]).contiguous().numpy() for k in np.array_split(pick, 12)]
    choice = quantise_auto(
        fp32, int8, feed, target_db=target_db, most_float=2, output="logit", methods=methods
    )
    result: dict[str, Any] = {
        "quantisation": describe(choice),
        "bytes": {"fp32": fp32.stat().st_size, "int8": int8.stat().st_size},
    }
    splits = {s: PadSplit.load(data, s, expansions, 128) for s in ("val", "test")}
    raw = {(s, f.name): onnx_scores(f, d) for s, d in splits.items() for f in (fp32, int8)}
    fits = {}
    for f in (fp32, int8):
        seen = onnx_scores(f, train)
        fits[f.name] = fit(train, seen, splits["val"], raw["val", f.name])
    for file in (fp32, int8):
        rows = {s: measure(d, raw[s, file.name], fits[file.name]) for s, d in splits.items()}
        result[file.name] = {
            "mean_auc": {s: mean_auc(r) for s, r in rows.items()},
            "one_threshold": {
                s: at_one_threshold(d, raw[s, file.name], fits[file.name])
                for s, d in splits.items()
            },
            "sources": rows,
            "slope": fits[file.name].slope,
            "offset": fits[file.name].offset,
            "thresholds": fits[file.name].thresholds,
        }
    if baseline is not None:
        result["baseline"] = _baseline(baseline, data)
    entries = [spec(file, fits[file.name], expansions, result) for file in (fp32, int8)]
    write_release(out, "antispoof", result, entries)
    printed = tables(result[INT8_NAME], result[FP32_NAME], result.get("baseline"))
    write_text(out / "tables.md", printed)
    return result


def _baseline(path: Path, data: Path) -> dict[str, dict[str, float]]:
    """AUC of the reference by split and source, one face per run: its scores depend on the other
    faces of a batch."""
    session = cpu_session(path)
    name = session.get_inputs()[0].name

    def one_by_one(x: torch.Tensor) -> torch.Tensor:
        rows = [session.run(None, {name: x[i : i + 1].numpy()})[0] for i in range(len(x))]
        pair = np.concatenate(rows)
        return torch.from_numpy(pair[:, 1] - pair[:, 0])

    out = {}
    for split in ("val", "test"):
        faces = PadSplit.load(data, split, (1.5,), 128)
        out[split] = faces.by_source(faces.scores(one_by_one))
    return out


def spec(
    file: Path, fitted: ReleaseFit, expansions: tuple[float, ...], result: dict[str, Any]
) -> ModelSpec:
    """The manifest entry of one file."""
    mine = result[file.name]
    metrics = {f"auc_{s}_mean": round(v, 4) for s, v in mine["mean_auc"].items()}
    for split, rows in mine["sources"].items():
        metrics |= {f"auc_{split}_{name}": round(r["auc"], 4) for name, r in rows.items()}
    return entry(
        file, "antispoof",
        architecture="MiniFASNetV2-SE, two towers",
        inputs=InputSpec(size=128, expansions=expansions, colour="RGB"),
        bias=bias_of(file, len(expansions)), fitted=fitted, fitted_on=FITTED_ON,
        training_data=SOURCES, metrics=metrics,
    )  # fmt: skip


def bias_of(file: Path, towers: int) -> float:
    """The logit less the sum of the evidence map: a constant, measured on one input."""
    session = cpu_session(file)
    x = np.full((1, 3 * towers, 128, 128), 0.5, np.float32)
    logit, evidence = session.run(["logit", "evidence"], {"input": x})
    return float(logit[0, 0]) - float(evidence.sum(dtype=np.float64))


def main(argv: list[str] | None = None) -> int:
    """Release trained weights; returns the exit status. An error is one line and status 2."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fp32", type=Path, required=True, help="the trained FP32 file (.onnx)")
    parser.add_argument("--out", type=Path, required=True, help="folder for the released files")
    parser.add_argument(
        "--data", type=Path, default=field_data("data"), help="folder that contains pad/"
    )
    parser.add_argument(
        "--expansions",
        type=float,
        nargs="+",
        default=(1.5, 2.4),
        help="expansions of the model's crops (default: 1.5 2.4)",
    )
    parser.add_argument("--baseline", type=Path, help="the reference INT8 model, to compare with")
    args = parser.parse_args(argv)
    return finish(
        "antispoof_release",
        lambda: release(args.fp32, args.out, args.data, tuple(args.expansions), args.baseline),
    )


if __name__ == "__main__":
    sys.exit(main())
