"""How an installed facevouch starts and what it costs, against bounds measured in the same run.

    python3 packaging/measure.py                       facevouch on the PATH, of the package
    python3 packaging/measure.py --facevouch .venv/bin/facevouch --python .venv/bin/python

Start: from the command to the first verdict on the built-in portrait, against importing the same
libraries and nothing else; in alternation, after one run of each that warms the disk's cache.
Cost: the processor's time per second of video without a face against that with one.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time

LIBRARIES = "import cv2, numpy, onnxruntime, mediapipe, pydantic, rich"
DECIDED = ("LIVE", "ATTACK")


def import_s(python: str) -> float:
    """Seconds to start Python and import the libraries."""
    began = time.perf_counter()
    subprocess.run([python, "-I", "-c", LIBRARIES], check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def verdict_s(facevouch: str) -> tuple[float, float]:
    """Seconds from the command's start to the first frame's result, and to the first verdict."""
    began = time.perf_counter()
    words = [facevouch, "run", "--source", "demo", "--quiet", "--json", "-"]
    frame = 0.0
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as run:
        assert run.stdout is not None
        for line in run.stdout:
            frame = frame or time.perf_counter() - began
            if any(face["state"] in DECIDED for face in json.loads(line)["faces"]):
                taken = time.perf_counter() - began
                run.terminate()
                return frame, taken
    raise SystemExit("it ended without a verdict")


def cpu_share(facevouch: str, source: str, seconds: int) -> float:
    """Processor seconds per second of a source of 30 frames/s, without start and exit.

    The difference between two runs that differ by `seconds` of video, divided by these.
    """
    used = []
    for frames in (60, 60 + 30 * seconds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        words = [facevouch, "run", "--source", source, "--quiet", "--max-frames", str(frames)]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return (used[1] - used[0]) / seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facevouch", default="facevouch")
    parser.add_argument("--python", default="/opt/facevouch/current/bin/python3")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=10)
    args = parser.parse_args()
    import_s(args.python)
    verdict_s(args.facevouch)
    imports, frames, verdicts = [], [], []
    for _ in range(args.runs):
        imports.append(import_s(args.python))
        frame, verdict = verdict_s(args.facevouch)
        frames.append(frame)
        verdicts.append(verdict)
    bare, first, decided = (statistics.median(column) for column in (imports, frames, verdicts))
    idle = cpu_share(args.facevouch, "pattern", args.seconds)
    busy = cpu_share(args.facevouch, "demo", args.seconds)
    lines = [
        f"bare import of the libraries   {bare:6.2f} s",
        f"first frame judged             {first:6.2f} s   {first / bare:.2f} of the import",
        f"first verdict                  {decided:6.2f} s   {decided / bare:.2f} of the import",
        f"processor without a face       {idle:6.3f} of a core",
        f"processor with a face          {busy:6.3f} of a core   {idle / busy:.2f} without",
        f"medians of {args.runs} runs, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
