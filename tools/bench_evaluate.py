"""Speed and memory of `evaluate run`, measured on this machine.

speed: images a second against plain loops that read, crop and score one image after another, on
the same model and files in the same run, in alternation, compared by their medians. One loop
lets onnxruntime use one thread, the other as many as it likes.
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
from pathlib import Path

import cv2
import numpy as np

from edge.config import ModelsConfig
from edge.crop import crop_face
from edge.errors import DataError, FacevouchError
from edge.infer.scorer import Scorer, sigmoid
from edge.infer.session import open_session
from edge.types import Box
from models.registry import Registry
from tools.evaluation.candidate import Candidate, find_candidates
from tools.evaluation.engine import LocalEngine, chunked
from tools.evaluation.layouts import open_dataset
from tools.evaluation.predict import CHUNK
from tools.evaluation.rows import Row, Where
from tools.evaluation.worker import Plan


def main(argv: list[str] | None = None) -> int:
    """Print the result as JSON; 0 done, 2 refused."""
    parser = argparse.ArgumentParser(prog="python tools/bench_evaluate.py", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    speed = commands.add_parser("speed", help="images a second against plain loops")
    speed.add_argument("--model", required=True, help="registry id or file")
    speed.add_argument("--data", type=Path, required=True, help="data set whose faces are known")
    speed.add_argument("--split")
    speed.add_argument("--limit", type=int, default=400, help="images a round (%(default)s)")
    speed.add_argument("--rounds", type=int, default=5, help="of each (%(default)s)")
    speed.add_argument("--workers", type=int)
    speed.set_defaults(execute=_speed)
    memory = commands.add_parser("memory", help="resident memory over data set size")
    memory.add_argument("--model", required=True, help="registry id or file")
    memory.add_argument("--rows", type=int, nargs="+", default=[20_000, 100_000])
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
    candidate = find_candidates([args.model], Registry.open())[0]
    rows = list(open_dataset(args.data).only(args.split, args.limit).rows())
    if any(row.where not in (Where.BOX, Where.WHOLE) for row in rows):
        raise DataError("the plain loop looks for no faces; give a data set with face boxes")
    return compare(candidate, rows, args.rounds, args.workers)


def compare(
    candidate: Candidate, rows: Sequence[Row], rounds: int, workers: int | None
) -> dict[str, object]:
    """Rates by round, ratios of medians, processor time an image, distance of the scores.

    On a machine that others use too the rates say little: what two workers gain is then what the
    others lose. Processor time stays: `on_idle_cores` is workers · loop's / evaluate's.
    """
    engine, plan = LocalEngine(workers), Plan((candidate,))
    loops = {"loop, one thread": _loop(candidate, 1), "loop, own threads": _loop(candidate, 0)}
    rates: dict[str, list[float]] = {name: [] for name in (*loops, "evaluate")}
    burnt: dict[str, list[float]] = {name: [] for name in rates}
    scores: dict[str, list[float]] = {}

    def timed(name: str, run: Callable[[], list[float]]) -> None:
        wall, processor = time.perf_counter(), time.process_time()
        scores[name] = run()
        rates[name].append(len(rows) / (time.perf_counter() - wall))
        burnt[name].append(1000 * (time.process_time() - processor) / len(rows))

    def ours() -> list[float]:
        chunks = engine.run(plan, chunked(iter(rows), CHUNK))
        return [outcome.samples[0].scores[0] for chunk in chunks for outcome in chunk]

    for _ in range(rounds):
        for name, scorer in loops.items():
            timed(name, lambda scorer=scorer: plain_loop(scorer, rows))
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
        "on_idle_cores": round(engine.workers * cost["loop, one thread"] / cost["evaluate"], 2),
        "largest_difference_of_scores": max(abs(a - b) for a, b in pairs),
    }


def _loop(candidate: Candidate, threads: int) -> Scorer:
    models = ModelsConfig(provider="cpu", threads=threads)
    return Scorer(candidate.spec, open_session(candidate.path, candidate.spec, models))


def plain_loop(scorer: Scorer, rows: Sequence[Row]) -> list[float]:
    """What one writes first: read, crop, numpy, infer, next."""
    spec = scorer.spec.scoring_input
    mean, std = (np.tile(np.float32(v), len(spec.expansions)) for v in (spec.mean, spec.std))
    scores = []
    for row in rows:
        image = cv2.imread(str(row.path))
        box = row.box or Box(0, 0, image.shape[1], image.shape[0])
        crops = [crop_face(image, box, e, spec.size).bgr for e in spec.expansions]
        if spec.colour == "RGB":
            crops = [crop[:, :, ::-1] for crop in crops]
        x = (np.concatenate(crops, axis=2).astype(np.float32) * spec.scale - mean) / std
        if spec.layout == "NCHW":
            x = x.transpose(2, 0, 1)
        outputs = scorer.session.run(np.ascontiguousarray(x[None], np.float32))
        raw = float(scorer.raw_logits(outputs, 1)[0])
        scores.append(sigmoid(scorer.spec.calibration.apply(raw)))
    return scores


def _memory(args: argparse.Namespace) -> dict[str, object]:
    """A child process for each size, so that one's memory is not another's."""
    peaks = {}
    for rows in args.rows:
        with tempfile.TemporaryDirectory() as folder:
            manifest = _links(Path(folder), rows)
            command = [
                sys.executable, "-c", _CHILD, "run", "--model", args.model, "--data",
                str(manifest), "--out", f"{folder}/out", "--no-galleries", "--quiet",
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
