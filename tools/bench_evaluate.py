"""How much faster `evaluate run` scores than a plain loop: same model, same files, one run.

The loop reads, crops and scores one image after another through `Scorer`, with onnxruntime's own
threads. Both are timed in alternation, several rounds each, and compared by their medians, so a
machine that slows down slows both.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import cv2

from edge.config import ModelsConfig
from edge.errors import DataError, FacevouchError
from edge.infer.scorer import Scorer
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
    """Print the rates as JSON; 0 done, 2 refused."""
    parser = argparse.ArgumentParser(prog="python tools/bench_evaluate.py", description=__doc__)
    parser.add_argument("--model", required=True, help="registry id or file")
    parser.add_argument("--data", type=Path, required=True, help="data set whose faces are known")
    parser.add_argument("--split")
    parser.add_argument("--limit", type=int, default=400, help="images a round (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="of each (%(default)s)")
    parser.add_argument("--workers", type=int)
    args = parser.parse_args(argv)
    try:
        candidate = find_candidates([args.model], Registry.open())[0]
        rows = list(open_dataset(args.data).only(args.split, args.limit).rows())
        if any(row.where is not Where.BOX and row.where is not Where.WHOLE for row in rows):
            raise DataError("the plain loop looks for no faces; give a data set with face boxes")
        result = compare(candidate, rows, args.rounds, args.workers)
    except FacevouchError as error:
        print(f"bench_evaluate: {error}", file=sys.stderr)  # noqa: T201
        return 2
    print(json.dumps(result, indent=1))  # noqa: T201
    return 0


def compare(
    candidate: Candidate, rows: Sequence[Row], rounds: int, workers: int | None
) -> dict[str, object]:
    """Images per second of both, by round, and the ratio of their medians."""
    engine, plan = LocalEngine(workers), Plan((candidate,))
    session = open_session(candidate.path, candidate.spec, ModelsConfig(provider="cpu"))
    loop = Scorer(candidate.spec, session)
    rates: dict[str, list[float]] = {"plain_loop": [], "evaluate": []}
    largest = 0.0
    for _ in range(rounds):
        started = time.perf_counter()
        plain = plain_loop(loop, rows)
        rates["plain_loop"].append(len(rows) / (time.perf_counter() - started))
        started = time.perf_counter()
        chunks = engine.run(plan, chunked(iter(rows), CHUNK))
        ours = [outcome.samples[0].scores[0] for chunk in chunks for outcome in chunk]
        rates["evaluate"].append(len(rows) / (time.perf_counter() - started))
        largest = max(largest, *(abs(a - b) for a, b in zip(plain, ours, strict=True)))
    medians = {name: statistics.median(values) for name, values in rates.items()}
    return {
        "model": candidate.name,
        "images": len(rows),
        "workers": engine.workers,
        "images_per_second": {n: [round(v, 1) for v in values] for n, values in rates.items()},
        "median": {name: round(value, 1) for name, value in medians.items()},
        "ratio": round(medians["evaluate"] / medians["plain_loop"], 2),
        "largest_difference_of_scores": largest,
    }


def plain_loop(scorer: Scorer, rows: Sequence[Row]) -> list[float]:
    """What one writes first: read, crop, infer, next."""
    scores = []
    for row in rows:
        image = cv2.imread(str(row.path))
        box = row.box or Box(0, 0, image.shape[1], image.shape[0])
        scores.append(scorer.score(image, [box])[0].p_attack)
    return scores


if __name__ == "__main__":
    sys.exit(main())
