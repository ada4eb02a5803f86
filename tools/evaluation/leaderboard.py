"""The CSVs by which models are ranked over time: results, inference benchmark, metadata.

Columns and names are those of the image model libraries, so that their tools read them. A file
keeps the rows of other models; a model that is measured again replaces its own row.
"""

from __future__ import annotations

import csv
import io
import math
import platform
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import numpy as np

from edge.config import ModelsConfig
from edge.errors import DataError
from edge.infer.load import open_session
from edge.infer.preprocess import tensor_shape
from edge.system.files import write_atomically
from tools.alternate import Bystanders
from tools.evaluation.candidate import Candidate
from tools.evaluation.cost import Cost, onnx_cost
from tools.evaluation.dataset import Dataset
from tools.evaluation.study import Variant

RESULTS = (
    "model", "img_size", "top1", "top1_err", "top5", "top5_err", "param_count", "crop_pct",
    "interpolation",
)  # fmt: skip
DERIVED = (*RESULTS, "top1_diff", "top5_diff", "rank_diff")
OWN = ("classes", "weights")
"""Behind the columns of the libraries: among how many classes, and with which weights."""
BENCHMARK = (
    "model", "infer_samples_per_sec", "infer_step_time", "infer_batch_size", "infer_img_size",
    "infer_gmacs", "infer_macts", "param_count", "infer_repetitions", "infer_step_time_low",
    "infer_step_time_high", "others_cores",
)  # fmt: skip
TRAIN_BENCHMARK = (
    "model", "train_samples_per_sec", "train_step_time", "train_batch_size", "train_img_size",
    "param_count", "train_repetitions", "train_step_time_low", "train_step_time_high",
    "others_cores",
)  # fmt: skip
SECONDS = 0.5  # of calls behind a benchmark row, at least five runs
METADATA = (
    "model", "pretrain", "weights", "architecture", "precision", "bytes", "sha256", "licence",
    "training_data",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Accuracy:
    """One model on one set; accuracies in percent, parameters in millions, None = not measured."""

    model: str
    img_size: int
    top1: float
    top5: float | None
    param_count: float | None
    crop_pct: float | None
    interpolation: str
    classes: str = ""
    weights: str = ""

    def row(self) -> dict[str, str]:
        return {
            "model": self.model,
            "img_size": str(self.img_size),
            "top1": f"{self.top1:.3f}",
            "top1_err": f"{100 - self.top1:.3f}",
            "top5": _text(self.top5, 3),
            "top5_err": "" if self.top5 is None else f"{100 - self.top5:.3f}",
            "param_count": _text(self.param_count, 2),
            "crop_pct": _text(self.crop_pct, 3),
            "interpolation": self.interpolation,
            "classes": self.classes,
            "weights": self.weights,
        }


@dataclass(frozen=True, slots=True)
class Metadata:
    """Where a model comes from. pretrain: the data of its first training, in1k, in21k and so on,
    as in timm's table; empty where nothing says so. weights: what they are called."""

    model: str
    pretrain: str
    weights: str
    architecture: str
    precision: str
    bytes: str
    sha256: str
    licence: str
    training_data: str


def write_accuracies(out: Path, set_name: str, rows: Iterable[Accuracy], base: str = "") -> Path:
    """results-SET.csv, best first. base: the set whose file gives the differences of a derived one.

    rank_diff: places gained (+) or lost (−) against the rank on the base set, among the models
    that both files hold; models of one accuracy share a rank.
    """
    path = results_path(out, set_name)
    new = {row.model: row.row() for row in rows}
    merged = _merged(path, new)
    ordered = sorted(merged.values(), key=lambda r: (-float(r["top1"]), r["model"]))
    base_path = results_path(out, base) if base else None
    columns: tuple[str, ...] = RESULTS
    if base_path is not None and base_path != path and base_path.is_file():
        columns = DERIVED
        _add_differences(ordered, _read(base_path))
    write_atomically(path, _csv((*columns, *OWN), ordered))
    return path


def results_path(out: Path, set_name: str) -> Path:
    """Where the accuracies on a set stand."""
    return out / f"results-{slug(set_name)}.csv"


def write_benchmark(
    out: Path, precision: str, layout: str, framework: str, rows: Iterable[Mapping[str, str]]
) -> Path:
    """benchmark-infer-PRECISION-LAYOUT-FRAMEWORK-HW.csv, fastest first."""
    name = "-".join(slug(part) for part in (precision, layout, framework, hardware()))
    path = out / f"benchmark-infer-{name}.csv"
    return _ranked(path, rows, lambda row: -float(row["infer_samples_per_sec"]), BENCHMARK)


def write_metadata(out: Path, set_name: str, rows: Iterable[Metadata]) -> Path:
    """model_metadata-SET.csv, by name."""
    path = out / f"model_metadata-{slug(set_name)}.csv"
    return _ranked(path, [asdict(row) for row in rows], lambda _: 0.0, METADATA)


def write_corruptions(out: Path, set_name: str, rows: Sequence[Mapping[str, str]]) -> Path:
    """corruption-SET.csv, the smallest mean error first."""
    path = out / f"corruption-{slug(set_name)}.csv"
    return _ranked(path, rows, lambda row: float(row["mean_error"]))


def write_flips(out: Path, set_name: str, rows: Sequence[Mapping[str, str]]) -> Path:
    """flips-SET.csv, the smallest mean flip probability first."""
    path = out / f"flips-{slug(set_name)}.csv"
    return _ranked(path, rows, lambda row: float(row["mean_flip"]))


def write_train_benchmark(out: Path, framework: str, rows: Iterable[Mapping[str, str]]) -> Path:
    """benchmark-train-fp32-nchw-FRAMEWORK-HW.csv, fastest first."""
    name = "-".join(slug(part) for part in ("fp32", "nchw", framework, hardware()))
    path = out / f"benchmark-train-{name}.csv"
    return _ranked(path, rows, lambda row: -float(row["train_samples_per_sec"]), TRAIN_BENCHMARK)


def _ranked(
    path: Path,
    rows: Iterable[Mapping[str, str]],
    rank: Callable[[Mapping[str, str]], float],
    columns: tuple[str, ...] = (),
) -> Path:
    """Add rows to a table and sort it by rank, then by model. columns: all that occur by default.

    Returns the path. Raises DataError where the file is not such a table, OutputError.
    """
    merged = _merged(path, {row["model"]: dict(row) for row in rows})
    ordered = sorted(merged.values(), key=lambda row: (rank(row), row["model"]))
    columns = columns or tuple(dict.fromkeys(name for row in ordered for name in row))
    write_atomically(path, _csv(columns, ordered))
    return path


def hardware() -> str:
    """What benchmarks are measured on, for a file's name."""
    return f"cpu-{platform.machine()}"


def timed(
    model: str, run: Callable[[], object], batch: int, size: int, cost: Cost
) -> dict[str, str]:
    """A benchmark row: `run` infers one batch; the median of as many as fit, at least five.

    Beside it stand how many there were, the 95 % interval of the median (order statistics,
    Conover 1999, section 3.2), and how many cores other programs kept busy meanwhile: on a busy
    machine the number is that of the machine, and can be told from a quiet one's.
    """
    found = repeated(run)
    return {
        "model": model,
        "infer_samples_per_sec": f"{batch / found.step:.2f}",
        "infer_step_time": f"{1000 * found.step:.3f}",
        "infer_batch_size": str(batch),
        "infer_img_size": str(size),
        "infer_gmacs": _text(cost.gmacs, 4),
        "infer_macts": _text(cost.macts, 4),
        "param_count": f"{cost.parameters:.3f}",
        "infer_repetitions": str(found.repetitions),
        "infer_step_time_low": f"{1000 * found.low:.3f}",
        "infer_step_time_high": f"{1000 * found.high:.3f}",
        "others_cores": f"{found.others:.2f}",
    }


@dataclass(frozen=True, slots=True)
class Repeated:
    """step: the median, s; low, high: its interval; others: cores other programs kept busy."""

    step: float
    low: float
    high: float
    repetitions: int
    others: float


def repeated(run: Callable[[], object]) -> Repeated:
    """As many calls as fit into SECONDS, at least five, after one that does not count."""
    run()
    times: list[float] = []
    with Bystanders() as others:
        while len(times) < 5 or sum(times) < SECONDS:
            started = time.perf_counter()
            run()
            times.append(time.perf_counter() - started)
    low, high = median_interval(times)
    return Repeated(median(times), low, high, len(times), others.cores)


def median_interval(values: Sequence[float]) -> tuple[float, float]:
    """Order statistics between which the median lies with 95 %; of few values the extremes."""
    ordered, n = sorted(values), len(values)
    half = 0.98 * math.sqrt(n)  # 1.96 standard deviations of a binomial(n, 1/2)
    low, high = math.floor(n / 2 - half), math.ceil(n / 2 + half)
    return ordered[max(0, low - 1)], ordered[min(n - 1, high)]


def slug(text: str) -> str:
    """A name for files: lower case, digits, dots and single dashes."""
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-.") or "set"


def _add_differences(rows: list[dict[str, str]], base: dict[str, dict[str, str]]) -> None:
    now = {row["model"]: float(row["top1"]) for row in rows if row["model"] in base}
    before = {name: float(base[name]["top1"]) for name in now}
    for row in rows:
        name = row["model"]
        row |= {"top1_diff": "", "top5_diff": "", "rank_diff": ""}
        if name not in base:
            continue
        row["top1_diff"] = f"{float(row['top1']) - float(base[name]['top1']):.3f}"
        if row["top5"] and base[name].get("top5"):
            row["top5_diff"] = f"{float(row['top5']) - float(base[name]['top5']):.3f}"
        row["rank_diff"] = str(_rank(before, name) - _rank(now, name))


def _rank(accuracies: Mapping[str, float], name: str) -> int:
    """How many are better."""
    return sum(accuracy > accuracies[name] for accuracy in accuracies.values())


def _merged(path: Path, new: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {**_read(path), **new}


def _read(path: Path) -> dict[str, dict[str, str]]:
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        return {}
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read: {error}") from error
    if any("model" not in row for row in rows):
        raise DataError(f"{path} is not a table of models; move it to another place")
    return {row["model"]: row for row in rows}


def _csv(columns: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n", extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _text(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def write_leaderboards(
    candidates: Sequence[Candidate],
    variants: Sequence[Variant],
    dataset: Dataset,
    split: str | None,
    out: Path,
    *,
    timing: bool = True,
) -> None:
    """results-SET.csv, model_metadata-SET.csv and, with timing, a benchmark file of each precision.

    There are two classes, so top5 stays empty. One face a run, as the app does it.
    """
    root = dataset.root.resolve().name
    name = f"{root}-{split}" if split else root
    costs = {c.name: _cost(c) for c in candidates}
    write_accuracies(
        out,
        name,
        [
            Accuracy(
                v.name,
                c.spec.scoring_input.size,
                100 * v.main.confusion.accuracy,
                None,
                costs[c.name].parameters or None,
                None,
                "area/lanczos4",
                "2",
                c.path.name,
            )
            for c, v in zip(candidates, variants, strict=True)
        ],
    )
    write_metadata(
        out,
        name,
        [
            Metadata(
                c.name,
                "",
                c.path.name,
                c.spec.architecture,
                c.spec.precision,
                str(c.spec.bytes),
                c.spec.sha256,
                c.spec.licence,
                c.spec.training_data,
            )
            for c in candidates
        ],
    )
    for candidate in candidates if timing else ():
        framework = "litert" if candidate.path.suffix == ".tflite" else "onnxruntime"
        write_benchmark(
            out,
            candidate.spec.precision,
            candidate.spec.scoring_input.layout,
            framework,
            [_speed(candidate, costs[candidate.name])],
        )


def _cost(candidate: Candidate) -> Cost:
    if candidate.path.suffix == ".onnx":
        return onnx_cost(candidate.path)
    return Cost(0.0, None, None)


def _speed(candidate: Candidate, cost: Cost) -> dict[str, str]:
    session = open_session(candidate.path, candidate.spec, ModelsConfig(provider="cpu"))
    spec = candidate.spec.scoring_input
    x = np.random.default_rng(0).random(tensor_shape(1, spec), np.float32)
    row = timed(candidate.name, lambda: session.run(x), 1, spec.size, cost)
    return row if cost.parameters else {**row, "param_count": ""}
