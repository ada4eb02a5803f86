"""Augmented crops with the teachers' logits, computed once and used for several epochs.

The teachers cost more time than the student, so their logits on each augmented sample are stored
with its crops. A cache is a folder of shards. Each shard depends on the recipe and its own number
only, so the content is the same for any number of processes, and a cache can be extended later.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import Progress

from edge.errors import DataError
from edge.vision.crop import crop_face
from tools.training.antispoof_samples import KINDS, SampleMaker, crops_of, read_faces, read_pad
from tools.training.randomness import generator
from tools.training.teachers import LOOKS, Teachers

VIEWS = 2


@dataclass(frozen=True, slots=True)
class CacheRecipe:
    """All parameters on which a cache's content depends.

    teachers: folder of the teachers' files, or None for labels alone. shard: samples per file.
    """

    data: str
    teachers: str | None
    seed: int = 7
    size: int = 128
    expansions: tuple[float, ...] = (1.5, 2.4)
    shares: tuple[float, float, float] = (0.5, 0.2, 0.3)
    shard: int = 512
    made_by: str = "two views, 1"  # increase with any change to how samples are made


_worker: dict[str, Any] = {}


def _prepare(recipe: CacheRecipe) -> None:
    import cv2
    import torch

    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    root = Path(recipe.data)
    _worker["maker"] = SampleMaker(
        root, read_pad(root, "train"), read_faces(root, "train"), recipe.shares
    )
    _worker["teachers"] = Teachers(Path(recipe.teachers)) if recipe.teachers else None
    _worker["recipe"] = recipe


def _make_shard(folder: str, number: int) -> tuple[int, list[str]]:
    """Write one shard; returns its number and the images that could not be read."""
    recipe: CacheRecipe = _worker["recipe"]
    maker: SampleMaker = _worker["maker"]
    teachers: Teachers | None = _worker["teachers"]
    rng = generator(recipe.seed, number)
    shape = (recipe.shard, VIEWS, len(recipe.expansions), recipe.size, recipe.size, 3)
    crops = np.empty(shape, np.uint8)
    logits = np.zeros((recipe.shard, len(LOOKS)), np.float32)
    facts = []
    for begin in range(0, recipe.shard, 32):
        looks = []
        for k in range(begin, min(begin + 32, recipe.shard)):
            sample = maker.draw(rng)
            views = ((sample.image, sample.box), (sample.again, sample.again_box))
            for view, (image, box) in enumerate(views):
                crops[k, view] = crops_of(image, box, recipe.expansions, recipe.size)
            facts.append(
                (sample.label, KINDS.index(sample.kind), int(sample.simulated), sample.source)
            )
            if teachers is not None:
                looks.append(
                    [
                        crop_face(sample.image, sample.box, look.expansion, look.size).bgr
                        for look in teachers.looks
                    ]
                )
        if teachers is not None:
            logits[begin : begin + len(looks)] = teachers.logits(looks, rng)
    target = Path(folder) / f"shard_{number:04d}"
    np.savez(
        target.with_suffix(".part.npz"),
        logits=logits,
        labels=np.array([f[0] for f in facts], np.int8),
        kinds=np.array([f[1] for f in facts], np.int8),
        simulated=np.array([f[2] for f in facts], np.bool_),
        sources=np.array([f[3] for f in facts]),
    )
    np.save(target.with_suffix(".part.npy"), crops)
    target.with_suffix(".part.npy").replace(target.with_suffix(".npy"))
    target.with_suffix(".part.npz").replace(target.with_suffix(".npz"))
    return number, sorted(maker.reader.bad)


def build(
    folder: Path, recipe: CacheRecipe, samples: int, workers: int, progress: Progress | None = None
) -> int:
    """Extend a cache to at least `samples` samples. Returns the number of unreadable images.

    workers: number of processes; 0 = none besides this one.
    Raises DataError where the folder holds a cache of another recipe.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / "recipe.json"
    wanted = json.loads(json.dumps(asdict(recipe)))
    if written.is_file() and json.loads(written.read_text(encoding="utf-8")) != wanted:
        raise DataError(
            f"{folder} holds crops made with other settings ({written.name} differs); "
            "choose another --cache or delete it"
        )
    written.write_text(json.dumps(wanted, indent=1), encoding="utf-8")
    numbers = [
        n
        for n in range(-(-samples // recipe.shard))
        if not (folder / f"shard_{n:04d}.npz").is_file()
    ]
    bad: set[str] = set()
    bar = progress.add_task("crops and teachers", total=len(numbers)) if progress else None

    def done(made: tuple[int, list[str]]) -> None:
        bad.update(made[1])
        if progress is not None and bar is not None:
            progress.advance(bar)

    if workers == 0:
        _prepare(recipe)
        for number in numbers:
            done(_make_shard(str(folder), number))
        return len(bad)
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_prepare, initargs=(recipe,)
    ) as pool:
        for future in as_completed([pool.submit(_make_shard, str(folder), n) for n in numbers]):
            done(future.result())
    return len(bad)


class CropCache:
    """The shards of a folder as one sequence of samples. samples: use only the first that many."""

    def __init__(self, folder: Path, samples: int | None = None) -> None:
        shards = sorted(folder.glob("shard_????.npz"))
        if not shards:
            raise DataError(f"there are no crops in {folder}; run the training without --cache")
        self._shard = len(np.load(shards[0])["labels"])
        shards = shards[: None if samples is None else -(-samples // self._shard)]
        tables = [np.load(path) for path in shards]
        self._crops = [np.load(p.with_suffix(".npy"), mmap_mode="r") for p in shards]
        self.logits: NDArray[np.float32] = np.concatenate([t["logits"] for t in tables])
        self.labels: NDArray[np.int8] = np.concatenate([t["labels"] for t in tables])
        self.kinds: NDArray[np.int8] = np.concatenate([t["kinds"] for t in tables])
        self.simulated: NDArray[np.bool_] = np.concatenate([t["simulated"] for t in tables])
        self.sources: NDArray[np.str_] = np.concatenate([t["sources"] for t in tables])

    def __len__(self) -> int:
        return len(self.labels)

    def crops(self, indices: Sequence[int] | NDArray[np.int64]) -> NDArray[np.uint8]:
        """uint8 (n, views, k, size, size, 3) BGR; view 0 is the one that the teachers scored."""
        return np.stack([self._crops[i // self._shard][i % self._shard] for i in indices])
