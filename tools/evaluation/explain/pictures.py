"""Galleries with pictures: the picked samples are read again, cropped and explained."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.config import ModelsConfig
from edge.errors import MissingExtraError, OutputError
from edge.infer.evidence import heatmap
from edge.infer.load import open_session
from edge.infer.scorer import Scorer
from edge.system.files import write_atomically
from edge.types import F32, U8, Box
from edge.vision.crop import crop_face
from tools.evaluation.candidate import Candidate
from tools.evaluation.dataset import DataRow, Dataset, Where
from tools.evaluation.explain.base import EvidenceExplainer, Explainer, OcclusionExplainer
from tools.evaluation.explain.gradcam import GradCamExplainer
from tools.evaluation.media import UnreadableError, frame_at, frames_of
from tools.evaluation.scorefile import read_scores, rows_at, sample_name
from tools.evaluation.table import ScoreTable
from tools.evaluation.torch_network import open_network
from tools.metrics.scores import Scores

TOP = 5
LOWEST, FEWEST = "lowest_attacks", 3
KINDS = ("true_positives", "false_negatives", "false_positives", "true_negatives")
TITLES = {
    "true_positives": "True positives: attacks found, surest first",
    "false_negatives": "False negatives: attacks missed, worst first",
    "false_positives": "False positives: bona fide called attack, worst first",
    "true_negatives": "True negatives: bona fide passed, surest first",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One sample. picture, heatmap: files, or None where there is no image or no explanation."""

    name: str
    score: float
    picture: Path | None = None
    heatmap: Path | None = None
    how: str = "N/A"


@dataclass(frozen=True, slots=True)
class Gallery:
    """Items by kind, in the order of KINDS; a kind without samples is empty.

    lowest: the attacks with the lowest scores, missed or not.
    """

    items: dict[str, list[Item]]
    lowest: list[Item] = field(default_factory=list)

    def every(self) -> Iterator[Item]:
        """All items, a sample of two kinds twice."""
        for items in (*self.items.values(), self.lowest):
            yield from items

    @property
    def files(self) -> set[Path]:
        """All pictures and heatmaps."""
        return {path for item in self.every() for path in (item.picture, item.heatmap) if path}


def pick(table: ScoreTable, threshold: float, top: int = TOP) -> dict[str, NDArray[np.int64]]:
    """Row numbers of the table for each kind; of equal scores the earlier row comes first.

    One of each subject or video: five frames of one clip would show one mistake five times.
    """
    called = table.scores >= threshold
    groups = table.subjects()
    kinds = {
        "true_positives": (table.labels & called, True),
        "false_negatives": (table.labels & ~called, False),
        "false_positives": (~table.labels & called, True),
        "true_negatives": (~table.labels & ~called, False),
    }
    found = {
        kind: _extreme(table.scores, groups, rows, top, highest=highest)
        for kind, (rows, highest) in kinds.items()
    }
    found[LOWEST] = _extreme(table.scores, groups, table.labels, FEWEST, highest=False)
    return found


def gathered(
    table: ScoreTable,
    path: Path,
    threshold: float,
    item: Callable[[dict[str, str], float, str], Item],
) -> Gallery:
    """The picked samples as `item` shows them, given the file's row, the score and a file stem."""
    chosen = pick(table, threshold)
    lines = [int(table.lines[i]) for places in chosen.values() for i in places]
    found = rows_at(path, lines)
    items: dict[str, list[Item]] = {}
    for kind, places in chosen.items():
        items[kind] = []
        for rank, place in enumerate(places.tolist(), start=1):
            row = found[int(table.lines[place])]
            stem = re.sub(r"[^A-Za-z0-9_.-]+", "_", Path(sample_name(row)).stem)[:60]
            items[kind].append(item(row, float(table.scores[place]), f"{kind}_{rank}_{stem}"))
    return Gallery({kind: items[kind] for kind in KINDS}, items[LOWEST])


def _extreme(
    scores: Scores, groups: NDArray[np.int64], rows: NDArray[np.bool_], top: int, *, highest: bool
) -> NDArray[np.int64]:
    places = np.flatnonzero(rows)
    keys = scores[places] * (-1 if highest else 1)
    best: dict[int, int] = {}
    size = 50 * top
    while True:  # sorting a few beats sorting ten million; more only where groups are large
        if places.size > size:
            bound = np.partition(keys, size - 1)[size - 1]
            near = keys <= bound
        else:
            near = np.ones(places.size, np.bool_)
        order = np.argsort(keys[near], kind="stable")
        for place in places[near][order].tolist():
            best.setdefault(int(groups[place]), place)
            if len(best) == top:
                break
        if len(best) == top or size >= places.size:
            return np.array(list(best.values()), np.int64)
        size *= 50


SIDE = 224
OPACITY = 0.75


def picture(image: U8, box: Box, expansion: float) -> U8:
    """The face as the model's widest crop shows it, BGR uint8 (SIDE, SIDE, 3)."""
    return crop_face(image, box, expansion, SIDE).bgr


def overlay(crop: U8, values: F32) -> U8:
    """The crop in grey with the map over it: orange speaks for attack, blue for bona fide."""
    grey = cv2.cvtColor(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    shade = heatmap(values, crop.shape[0])
    share = OPACITY * shade[:, :, 3:].astype(np.float32) / 255
    mixed: U8 = np.round(grey * (1 - share) + shade[:, :, :3] * share).astype(np.uint8)
    return mixed


def jpeg(image: U8, quality: int = 88) -> bytes:
    """As a JPEG file's bytes."""
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return bytes(data)


def explainer_for(candidate: Candidate, torch_model: str | None = None) -> Explainer | None:
    """The best there is: Grad-CAM where a torch model was named, else exact evidence, else
    occlusion; None where the package for it is not installed."""
    if torch_model is not None:
        spec = candidate.spec
        return GradCamExplainer(open_network(torch_model).module, spec.scoring_input, spec.output)
    session = open_session(candidate.path, candidate.spec, ModelsConfig(provider="cpu", threads=1))
    scorer = Scorer(candidate.spec, session)
    if candidate.spec.output.evidence is not None:
        return EvidenceExplainer(scorer)
    try:
        return OcclusionExplainer(scorer)
    except MissingExtraError:
        return None


def make_gallery(
    candidate: Candidate,
    dataset: Dataset,
    predictions: Path,
    threshold: float,
    folder: Path,
    explainer: Explainer | None,
) -> Gallery:
    """Pick, read, explain; pictures go to folder/explainability/NAME/.

    predictions: NAME.csv of the frames. A sample that cannot be read again has no picture.
    """
    table = read_scores(predictions, candidate.name)
    lines = [int(table.lines[i]) for places in pick(table, threshold).values() for i in places]
    names = {sample_name(row) for row in rows_at(predictions, lines).values()}
    rows = {row.name: row for row in dataset.rows() if row.name in names}
    root = folder / "explainability" / candidate.name

    def item(entry: dict[str, str], score: float, stem: str) -> Item:
        return _item(candidate, rows[sample_name(entry)], entry, score, explainer, root / stem)

    return gathered(table, predictions, threshold, item)


def gallery_from_files(
    table: ScoreTable, path: Path, threshold: float, folder: Path, images: Path | None
) -> Gallery:
    """Of a score file: names and scores, and pictures of the samples that lie in `images`.

    A video shows its middle frame; the columns x1, y1, x2, y2 of a row cut its face out.
    """
    root = folder / "explainability" / re.sub(r"[^A-Za-z0-9_.@-]+", "_", table.name)

    def item(entry: dict[str, str], score: float, stem: str) -> Item:
        name = sample_name(entry)
        if images is None:
            return Item(name, score)
        row = DataRow(0, name, images / name, 0, Where.WHOLE)
        try:
            image = next(frames_of(row, 1))[1]
        except (UnreadableError, StopIteration):
            return Item(name, score)
        corners = [float(at) for name in ("x1", "y1", "x2", "y2") if (at := entry.get(name))]
        height, width = image.shape[:2]
        given = len(corners) == 4
        box = Box(*corners) if given else Box(0, 0, width, height)
        target = root / f"{stem}.jpg"
        write_atomically(target, jpeg(picture(image, box, 1.5 if given else 1.0)))
        return Item(name, score, target)

    return gathered(table, path, threshold, item)


def forget_others(folder: Path, galleries: Iterable[Gallery]) -> None:
    """Remove what earlier runs left in folder/explainability and no gallery shows any more.

    They show people, so none may lie about that no report speaks of. Raises OutputError.
    """
    shown = {path for gallery in galleries for path in gallery.files}
    root = folder / "explainability"
    try:
        for kind in (*KINDS, LOWEST):
            for path in root.glob(f"*/{kind}_[0-9]*.jpg"):
                if path not in shown:
                    path.unlink()
        for left in root.glob("*/"):
            if not any(left.iterdir()):
                left.rmdir()
    except OSError as error:
        raise OutputError(f"cannot clear {root}: {error.strerror}") from error


def _item(
    candidate: Candidate,
    row: DataRow,
    entry: dict[str, str],
    score: float,
    explainer: Explainer | None,
    target: Path,
) -> Item:
    frame = int(entry.get("frame") or 0)
    shown = f"{row.name}, frame {frame}" if row.is_video else row.name
    try:
        image: U8 = frame_at(row, frame)
    except UnreadableError:
        return Item(shown, score)
    widest = max(candidate.spec.scoring_input.expansions)
    box = Box(*(float(entry[corner]) for corner in ("x1", "y1", "x2", "y2")))
    if row.where is Where.CROP:
        box = _shrunk(box, widest)
    crop = picture(image, box, widest)
    plain = target.with_name(f"{target.name}.jpg")
    write_atomically(plain, jpeg(crop))
    if explainer is None:
        return Item(shown, score, plain)
    explanation = explainer.explain(image, box)
    heat = target.with_name(f"{target.name}_heatmap.jpg")
    write_atomically(heat, jpeg(overlay(crop, explanation.map)))
    return Item(shown, score, plain, heat, explanation.how)


def _shrunk(box: Box, factor: float) -> Box:
    """The box about its centre, its sides divided by `factor`."""
    (x, y), half = box.center, (box.width / factor / 2, box.height / factor / 2)
    return Box(x - half[0], y - half[1], x + half[0], y + half[1])
