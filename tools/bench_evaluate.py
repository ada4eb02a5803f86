"""Speed and memory of `evaluate run`, measured on this machine.

speed: images a second of `evaluate run` (survey, scores, journal and predictions file) against
plain loops that read, crop and score one image after another, on the same model and files in the
same run, in alternation, compared by their medians. Each side opens its model within the time
taken. One loop has onnxruntime use one thread, the other opens the session as onnxruntime does
unasked, with a thread for every core. Beside them stands the floor, decoding and inference alone,
in as many threads as there are workers: cores that share a cache, or are two halves of one, take
longer for the same work when both are busy.
memory: the highest resident memory of whole runs over data sets of growing size.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import onnxruntime as ort

from edge.errors import DataError, FacevouchError
from edge.infer.preprocess import tensor_shape
from edge.infer.scorer import Scorer, sigmoid
from edge.types import F32, U8, Box
from models.registry import Registry
from tools.evaluation.candidate import Candidate, find_candidates
from tools.evaluation.dataset import DataRow, Dataset, Where, survey
from tools.evaluation.engine import LocalEngine
from tools.evaluation.layouts import open_dataset
from tools.evaluation.predict import predict
from tools.evaluation.worker import ScoringPlan

FLOOR = "decode and infer"


def main(argv: list[str] | None = None) -> int:
    """Print the result as JSON; 0 done, 2 refused."""
    parser = argparse.ArgumentParser(prog="python tools/bench_evaluate.py", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    speed = commands.add_parser("speed", help="images per second, compared with plain loops")
    speed.add_argument("--model", required=True, help="registry id or model file")
    speed.add_argument("--data", type=Path, required=True, help="data set with face boxes")
    speed.add_argument(
        "--like",
        metavar="ID",
        help="for an unregistered model file: copy this registered model's contract",
    )
    speed.add_argument("--split", help="score this split of the data set only")
    speed.add_argument("--limit", type=int, help="images per round (default: all)")
    speed.add_argument(
        "--rounds", type=int, default=5, help="rounds of each engine (default: %(default)s)"
    )
    speed.add_argument("--workers", type=int, help="number of threads (default: physical cores)")
    speed.set_defaults(execute=_speed)
    memory = commands.add_parser("memory", help="resident memory by size of the data set")
    memory.add_argument("--model", required=True, help="registry id or model file")
    memory.add_argument(
        "--like",
        metavar="ID",
        help="for an unregistered model file: copy this registered model's contract",
    )
    memory.add_argument(
        "--rows",
        type=int,
        nargs="+",
        default=[20_000, 100_000],
        help="sizes of the data sets to measure (default: 20000 100000)",
    )
    memory.set_defaults(execute=_memory)
    args = parser.parse_args(argv)
    try:
        result = args.execute(args)
    except FacevouchError as error:
        print(f"bench_evaluate: {error}", file=sys.stderr)  # noqa: T201
        return 2
    print(json.dumps(result, indent=1))  # noqa: T201
    return 0


def _speed(args: argparse.Namespace) -> dict[str, object]:
    candidate = find_candidates([args.model], Registry.open(), like=args.like)[0]
    if args.data.is_file() and args.data.suffix != ".csv":
        raise DataError(f"{args.data} is not a data set; give a manifest or a folder")
    dataset = open_dataset(args.data).only(args.split, args.limit)
    gone = next((row.path for row in dataset.rows() if not row.path.is_file()), None)
    if gone is not None:
        raise DataError(f"{gone} is missing; give a data set whose files are all there")
    if any(row.where not in (Where.BOX, Where.WHOLE) for row in dataset.rows()):
        raise DataError("the plain loop detects no faces; give a data set with face boxes")
    return compare(candidate, dataset, args.rounds, args.workers)


def compare(
    candidate: Candidate, dataset: Dataset, rounds: int, workers: int | None
) -> dict[str, object]:
    """Rates by round, ratios of medians, processor time an image, distance of the scores.

    On a machine that others use too the rates say little: what two workers gain is then what the
    others lose. Processor time stays: `on_idle_cores` is workers · loop's / evaluate's.
    """
    engine, rows = LocalEngine(workers), list(dataset.rows())
    loops = {"loop, one thread": 1, "loop, as onnxruntime opens": None}
    rates: dict[str, list[float]] = {name: [] for name in (*loops, FLOOR, "evaluate")}
    burnt: dict[str, list[float]] = {name: [] for name in rates}
    scores: dict[str, list[float]] = {}

    def timed(name: str, run: Callable[[], list[float]]) -> None:
        wall, processor = time.perf_counter(), time.process_time()
        scores[name] = run()
        rates[name].append(len(rows) / (time.perf_counter() - wall))
        burnt[name].append(1000 * (time.process_time() - processor) / len(rows))

    def ours() -> list[float]:
        with tempfile.TemporaryDirectory() as folder:
            found = survey(dataset, one_class=True)  # nothing is measured that needs both
            predict(dataset, found, ScoringPlan((candidate,)), engine, Path(folder))
            with (Path(folder) / f"{candidate.name}.csv").open(encoding="utf-8") as file:
                return [float(line["score"]) for line in csv.DictReader(file)]

    for _ in range(rounds):
        for name, threads in loops.items():
            timed(name, partial(plain_loop, candidate, threads, rows))
        timed(FLOOR, lambda: decode_and_infer(candidate, rows, engine.workers))
        timed("evaluate", ours)
    rate = {name: statistics.median(values) for name, values in rates.items()}
    cost = {name: statistics.median(values) for name, values in burnt.items()}
    pairs = zip(scores["loop, one thread"], scores["evaluate"], strict=True)
    return {
        "model": candidate.name,
        "images": len(rows),
        "workers": engine.workers,
        "load_average": [round(v, 1) for v in os.getloadavg()],
        "images_per_second": {n: [round(v, 1) for v in values] for n, values in rates.items()},
        "median": {name: round(value, 1) for name, value in rate.items()},
        "ratio": {name: round(rate["evaluate"] / rate[name], 2) for name in loops},
        "processor_ms_an_image": {name: round(value, 2) for name, value in cost.items()},
        "processor_over_floor": round(cost["evaluate"] / cost[FLOOR], 2),
        "clock_over_floor": round(rate[FLOOR] / rate["evaluate"], 2),
        "on_idle_cores": round(engine.workers * cost["loop, one thread"] / cost["evaluate"], 2),
        "largest_difference_of_scores": max(abs(a - b) for a, b in pairs),
    }


def decode_and_infer(candidate: Candidate, rows: Sequence[DataRow], threads: int) -> list[float]:
    """What no evaluation can do without: each file decoded, and the model run on one thread; no
    crop is cut, so the tensor is always the same and there are no scores. threads: as many such
    loops at once, each with its share of the rows."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(str(candidate.path), options, providers=["CPUExecutionProvider"])
    source = session.get_inputs()[0].name
    x = np.zeros(tensor_shape(1, candidate.spec.scoring_input), np.float32)

    def loop(share: Sequence[DataRow]) -> None:
        for row in share:
            cv2.imread(str(row.path))
            session.run(None, {source: x})

    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(loop, (rows[i::threads] for i in range(threads))):
            pass  # an error is raised here
    return []


def plain_loop(candidate: Candidate, threads: int | None, rows: Sequence[DataRow]) -> list[float]:
    """What one writes first: open, then read, crop, numpy, infer, next."""
    options = ort.SessionOptions()
    if threads is not None:
        options.intra_op_num_threads = threads
    session = ort.InferenceSession(str(candidate.path), options, providers=["CPUExecutionProvider"])
    outputs = [output.name for output in session.get_outputs()]
    source = session.get_inputs()[0].name
    spec = candidate.spec.scoring_input
    mean, std = (
        np.tile(np.asarray(v, np.float32), len(spec.expansions)) for v in (spec.mean, spec.std)
    )
    scorer = Scorer(candidate.spec, _Unused())
    scores = []
    for row in rows:
        image = np.asarray(cv2.imread(str(row.path)), np.uint8)
        box = row.box or Box(0, 0, image.shape[1], image.shape[0])
        crops = [plain_crop(image, box, e, spec.size) for e in spec.expansions]
        if spec.colour == "RGB":
            crops = [crop[:, :, ::-1] for crop in crops]
        x = (np.concatenate(crops, axis=2).astype(np.float32) * spec.scale - mean) / std
        if spec.layout == "NCHW":
            x = x.transpose(2, 0, 1)
        x = np.ascontiguousarray(x[None], np.float32)
        found = dict(zip(outputs, session.run(None, {source: x}), strict=True))
        raw = float(scorer.raw_logits(found, 1)[0])
        scores.append(sigmoid(scorer.spec.calibration.apply(raw)))
    return scores


def plain_crop(image: U8, box: Box, expansion: float, size: int) -> U8:
    """The contract's crop in OpenCV's own words; the same bytes as `crop_face` gives."""
    half, side = box.side * expansion / 2, int(box.side * expansion)
    x, y = int(box.center[0] - half), int(box.center[1] - half)
    height, width = image.shape[:2]
    left, top, right, bottom = max(0, x), max(0, y), min(width, x + side), min(height, y + side)
    square = cv2.copyMakeBorder(
        image[top:bottom, left:right], top - y, y + side - bottom, left - x, x + side - right,
        cv2.BORDER_REFLECT_101,
    )  # fmt: skip
    method = cv2.INTER_LANCZOS4 if size > side else cv2.INTER_AREA
    return np.asarray(cv2.resize(square, (size, size), interpolation=method), np.uint8)


class _Unused:
    """The loop runs its session itself; only the reading of the outputs is shared."""

    providers = ("CPUExecutionProvider",)
    one_by_one = one_at_a_time = False

    def run(self, x: F32) -> dict[str, F32]:
        raise NotImplementedError


def _memory(args: argparse.Namespace) -> dict[str, object]:
    """A child process for each size, so that one's memory is not another's."""
    peaks = {}
    for rows in args.rows:
        with tempfile.TemporaryDirectory() as folder:
            manifest = _links(Path(folder), rows)
            like = ["--like", args.like] if args.like else []
            command = [
                sys.executable, "-c", _CHILD, "run", "--model", args.model, "--data",
                str(manifest), "--out", f"{folder}/out", "--no-galleries", "--quiet", *like,
            ]  # fmt: skip
            started = time.perf_counter()
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise DataError(f"the run over {rows} rows failed: {done.stderr.strip()[-300:]}")
            peaks[rows] = {
                "peak_mb": round(int(done.stdout.split()[-1]) / 1024, 1),
                "seconds": round(time.perf_counter() - started, 1),
            }
    return {"model": args.model, "rows": peaks}


_CHILD = """
import resource, sys
from tools.evaluate import main
status = main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
sys.exit(status)
"""


def _links(folder: Path, rows: int) -> Path:
    """A manifest of `rows` names for eight pictures."""
    noise = np.random.default_rng(0).integers(0, 256, (8, 64, 64, 3), np.uint8)
    for i, picture in enumerate(noise):
        cv2.imwrite(str(folder / f"{i}.jpg"), picture)
    manifest = folder / "manifest.csv"
    with manifest.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["path", "label", "source", "x1", "y1", "x2", "y2"])
        for i in range(rows):
            name = f"{i // 1000:04d}/{i:07d}.jpg"
            if i % 1000 == 0:
                (folder / name).parent.mkdir()
            (folder / name).symlink_to(folder / f"{i % 8}.jpg")
            writer.writerow([name, i % 2, f"s{i % 5}", 8, 8, 56, 56])
    return manifest


if __name__ == "__main__":
    sys.exit(main())
