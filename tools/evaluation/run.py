"""`evaluate run`: from models and a data set to predictions, measurements and the report."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from edge.errors import DataError, ModelError
from models.registry import Registry
from tools.evaluation import pdf
from tools.evaluation.aggregate import STANDARD, pool_videos
from tools.evaluation.candidate import Candidate, find_candidates
from tools.evaluation.dataset import Dataset, Survey, survey
from tools.evaluation.direction import upside_down
from tools.evaluation.engine import Engine
from tools.evaluation.explain.base import Explainer
from tools.evaluation.explain.pictures import explainer_for, forget_others, make_gallery
from tools.evaluation.layouts import open_dataset
from tools.evaluation.leaderboard import write_leaderboards
from tools.evaluation.measure import Measured, measure
from tools.evaluation.predict import predict
from tools.evaluation.predictions import Record
from tools.evaluation.results import check_writable, read_previous, write_results
from tools.evaluation.robustness import CLEAN, CORRUPTIONS, Corruption, Point, Robustness
from tools.evaluation.scorefile import read_scores
from tools.evaluation.study import Study, Variant, made_by
from tools.evaluation.worker import Plan
from tools.metrics.operating import Rule
from tools.metrics.presentation import split as split_scores
from tools.progress import Progress

OPERATING = "manifest:"
FEW = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What `evaluate run` was asked for; see its --help."""

    models: Sequence[str]
    data: Path
    out: Path
    engine: Engine
    split: str | None = None
    fix_on: str = "val"
    threshold: str = "0.5"
    level: str = "frame"
    pool: str = "mean"
    layout: str = "auto"
    faces: str = "auto"
    label: int | None = None
    frames: int = 16
    batch: int = 8
    provider: str = "auto"
    limit: int | None = None
    like: str | None = None
    by: tuple[str, ...] | None = None
    cluster: str | None = None
    corruptions: tuple[str, ...] = ()
    severities: tuple[int, ...] = (1, 3, 5)
    robustness_limit: int | None = None
    galleries: bool = True
    gradcam: Mapping[str, str] = field(default_factory=dict)
    restart: bool = False
    allow_missing: bool = False
    one_class: bool = False
    previous: Path | None = None
    title: str | None = None
    pdf: bool = False
    quiet: bool = False
    command: str = ""


def run(wishes: Wishes) -> Path:
    """Score, measure, report; returns the HTML report.

    Everything that can be refused is refused before the first image is read. Raises DataError,
    ModelError, OutputError.
    """
    rule = _rule(wishes.threshold)
    if wishes.pdf:
        pdf.ready()
    candidates = find_candidates(wishes.models, Registry.open(), like=wishes.like)
    whole = open_dataset(wishes.data, layout=wishes.layout, faces=wishes.faces, label=wishes.label)
    corrupted = [Corruption(n, s) for n in wishes.corruptions for s in wishes.severities]
    reported = whole.only(wishes.split, wishes.limit)
    found = _survey(reported, wishes)
    _refuse_columns(reported, wishes)
    check_writable(wishes.out)
    earlier = read_previous(wishes.out, wishes.previous)
    explainers = _explainers(candidates, wishes)
    session = _Session(
        wishes, candidates, Plan(
            tuple(candidates), wishes.frames, wishes.batch, provider=wishes.provider
        ),
        wishes.out / "evaluation" / "predictions",
    )  # fmt: skip

    thresholds = session.thresholds(rule, whole)
    records = session.predict(reported, found, "")
    variants, notes = [], list[str]()
    for candidate in candidates:
        threshold, source = thresholds[candidate.name]
        measured = session.levels(candidate, "", threshold, source)
        variants.append(_variant(candidate, measured, records[candidate.name]))
        notes += _warnings(session, candidate, records[candidate.name], found)
    notes += _few_clusters(variants[0].main)
    if wishes.galleries:
        variants = [
            replace(
                v,
                gallery=make_gallery(
                    c,
                    reported,
                    session.path(c, ""),
                    v.measured["frame"].threshold,
                    wishes.out / "evaluation",
                    explainers[c.name],
                ),
            )
            for c, v in zip(candidates, variants, strict=True)
        ]  # fmt: skip
    robust = session.robustness(reported, variants, corrupted) if corrupted else None
    facts = _facts(reported, found, wishes)
    previous, incomparable = earlier.comparable(facts) if earlier else (None, [])
    notes += incomparable
    study = Study(
        wishes.title or f"{_task_name(candidates)} on {reported.name}",
        facts | session.facts,
        tuple(variants),
        task=candidates[0].spec.task,
        previous=previous,
        robustness=robust,
        notes=tuple(notes),
        command=wishes.command,
    )
    page = write_results(study, wishes.out, pdf=wishes.pdf)
    forget_others(wishes.out / "evaluation", [v.gallery for v in variants if v.gallery])
    write_leaderboards(candidates, variants, reported, wishes.split, wishes.out)
    return page


class _Session:
    """One run's models, folder and settings."""

    def __init__(
        self, wishes: Wishes, candidates: list[Candidate], plan: Plan, folder: Path
    ) -> None:
        self.wishes = wishes
        self.candidates = candidates
        self.plan = plan
        self.folder = folder
        self.facts: dict[str, str] = {}

    def predict(
        self, dataset: Dataset, found: Survey, suffix: str, corruption: Corruption | None = None
    ) -> dict[str, Record]:
        """Predictions of every model on one set, with a progress bar."""
        what = suffix.lstrip("-") or dataset.name
        started = time.perf_counter()
        with Progress(what, found.rows, quiet=self.wishes.quiet) as progress:
            records, scored = predict(
                dataset,
                found,
                replace(self.plan, corruption=corruption),
                self.wishes.engine,
                self.folder,
                suffix=suffix,
                restart=self.wishes.restart,
                advance=progress.advance,
                skip=progress.skip,
            )
        if not suffix and scored:
            seconds = time.perf_counter() - started
            self.facts["Scored"] = (
                f"{scored / seconds:.1f} samples/s with {len(self.candidates)} "
                + ("models" if len(self.candidates) > 1 else "model")
            )
        return records

    def thresholds(self, rule: Rule | str, whole: Dataset) -> dict[str, tuple[float, str]]:
        """Each model's threshold and where it is from; scores the other split where one is due."""
        if isinstance(rule, str):
            return {
                c.name: (_operating(c, rule), f"{rule} of the manifest") for c in self.candidates
            }
        if not rule.needs_data:
            return {c.name: (rule.value, "given") for c in self.candidates}
        fix_on = self.wishes.fix_on
        if self.wishes.split in (None, fix_on):
            raise DataError(
                f"the threshold rule {rule} is fixed on the split {fix_on}, so the report must be "
                "on another one: give --split test (and --fix-on another, if need be)"
            )
        other = whole.only(fix_on)
        found = _survey(other, self.wishes)
        self.predict(other, found, f"-{fix_on}")
        result = {}
        for candidate in self.candidates:
            path = self.path(candidate, f"-{fix_on}")
            if self.wishes.level == "video":
                pooled = path.with_name(f"{path.stem}.video-{self.wishes.pool}.csv")
                pool_videos(path, pooled, self.wishes.pool)
                path = pooled
            table = read_scores(path, candidate.name)
            codes, names = table.types()
            parts = split_scores(table.labels, table.scores, codes, names)
            result[candidate.name] = (rule.threshold(*parts), f"{rule} on {fix_on}")
        return result

    def levels(
        self, candidate: Candidate, suffix: str, threshold: float, source: str
    ) -> dict[str, Measured]:
        """Measurements at every level, the one asked for first."""
        path = self.path(candidate, suffix)
        measured = {"frame": self._measured(path, candidate, threshold, source, "frame")}
        pools = list(dict.fromkeys((self.wishes.pool, *STANDARD)))
        for how in pools:
            target = path.with_name(f"{path.stem}.video-{how}.csv")
            pooled = pool_videos(path, target, how)
            if pooled.videos == measured["frame"].samples and self.wishes.level == "frame":
                target.unlink()
                return measured
            if pooled.shared:
                self.facts["Video names"] = (
                    f"{pooled.shared} are of a bona fide and of an attack video: two videos each"
                )
            level = f"video, {how}"
            measured[level] = self._measured(target, candidate, threshold, source, level)
        if self.wishes.level == "video":
            first = f"video, {self.wishes.pool}"
            measured = {first: measured[first], **measured}
        return measured

    def robustness(
        self, dataset: Dataset, variants: list[Variant], corruptions: list[Corruption]
    ) -> Robustness:
        """Every corruption at every severity, at the thresholds of the untouched images."""
        part = dataset
        if self.wishes.robustness_limit is not None:
            part = _thinned(dataset, self.wishes.robustness_limit)
        found = survey(part, allow_missing=True, one_class=True)
        inner = _Session(self.wishes, self.candidates, self.plan, self.folder / "robustness")
        untouched, clean = (self, "") if part is dataset else (inner, "-clean")
        untouched.predict(part, found, clean)
        points = []
        for corruption in (None, *corruptions):
            name = corruption.name if corruption else ""
            severity = corruption.severity if corruption else CLEAN
            suffix, scored = (f"-{name}-{severity}", inner) if corruption else (clean, untouched)
            if corruption:
                inner.predict(part, found, suffix, corruption)
            for candidate, variant in zip(self.candidates, variants, strict=True):
                table = read_scores(scored.path(candidate, suffix), candidate.name)
                measured = measure(table, variant.main.threshold, "", by=(), resamples=2)
                points.append(Point.of(candidate.name, name, severity, measured))
        return Robustness(tuple(points))

    def path(self, candidate: Candidate, suffix: str) -> Path:
        return self.folder / f"{candidate.name}{suffix}.csv"

    def _measured(
        self, path: Path, candidate: Candidate, threshold: float, source: str, level: str
    ) -> Measured:
        table = read_scores(path, candidate.name)
        return measure(
            table, threshold, source, level=level, by=self.wishes.by, cluster=self.wishes.cluster
        )


def _rule(text: str) -> Rule | str:
    return text.removeprefix(OPERATING) if text.startswith(OPERATING) else Rule.parse(text)


def _rule_in_words(wishes: Wishes) -> str:
    rule = _rule(wishes.threshold)
    if isinstance(rule, str) or not rule.needs_data:
        return wishes.threshold
    return f"{rule} ({rule.words} on {wishes.fix_on})"


def _operating(candidate: Candidate, name: str) -> float:
    points = candidate.spec.thresholds
    if name not in points:
        known = ", ".join(points) or "none"
        raise ModelError(
            f"the manifest gives {candidate.name} no operating point '{name}' (it has {known})"
        )
    return points[name]


def _survey(dataset: Dataset, wishes: Wishes) -> Survey:
    return survey(dataset, allow_missing=wishes.allow_missing, one_class=wishes.one_class)


def _thinned(dataset: Dataset, most: int) -> Dataset:
    """About `most` rows, evenly out of all."""
    total = sum(1 for _ in dataset.rows())
    step = max(1, -(-total // most))

    def rows():  # type: ignore[no-untyped-def]
        for index, row in enumerate(r for i, r in enumerate(dataset.rows()) if i % step == 0):
            yield replace(row, index=index)

    return replace(dataset, rows=rows) if step > 1 else dataset


def _refuse_columns(dataset: Dataset, wishes: Wishes) -> None:
    for column in (*(wishes.by or ()), *([wishes.cluster] if wishes.cluster else [])):
        if column not in dataset.columns:
            known = ", ".join(dataset.columns) or "none"
            raise DataError(f"{dataset.name} has no column '{column}'; it has: {known}")


def _explainers(candidates: list[Candidate], wishes: Wishes) -> dict[str, Explainer | None]:
    """Of every model; made before anything is scored, so that one that does not fit is told."""
    names = [c.name for c in candidates]
    unknown = next((name for name in wishes.gradcam if name not in names), None)
    if unknown is not None:
        raise DataError(f"--gradcam names {unknown}, which is no model of {', '.join(names)}")
    if not wishes.galleries:
        return {}
    return {c.name: explainer_for(c, wishes.gradcam.get(c.name)) for c in candidates}


def _variant(candidate: Candidate, measured: dict[str, Measured], record: Record) -> Variant:
    spec = candidate.spec
    return Variant(
        candidate.name,
        measured,
        megabytes=candidate.megabytes,
        precision=spec.precision,
        sha256=spec.sha256,
        architecture=spec.architecture,
        details={
            "id": spec.id,
            "input": f"{spec.scoring_input.size} px",
            "expansions": ", ".join(f"{e:g}" for e in spec.scoring_input.expansions),
            "licence": spec.licence,
            "training_data": spec.training_data,
        },
        nonresponse=record.nonresponse,
    )


def _warnings(session: _Session, candidate: Candidate, record: Record, found: Survey) -> list[str]:
    notes = []
    area = upside_down(read_scores(session.path(candidate, ""), candidate.name))
    if area is not None:
        notes.append(
            f"{candidate.name} ranks the other way round (AUC {area:.4f}): check attack_index in "
            "its contract."
        )
    if record.faceless:
        notes.append(
            f"{candidate.name}: in {record.faceless} frames of videos no face was found; the "
            "videos' scores rest on their other frames."
        )
    lost = sum(sum(counts) for counts in record.unanswered.values())
    if lost > 0.05 * found.rows:
        notes.append(
            f"{candidate.name} gave no score for {lost} of {found.rows} samples; its error rates "
            "hold for the others only (see Non-response)."
        )
    return notes


def _few_clusters(measured: Measured) -> list[str]:
    """An interval from few clusters is rough, and must say so."""
    found = measured.intervals.auc
    if found is None or found.clusters >= FEW:
        return []
    return [
        f"The intervals rest on only {found.clusters} independent clusters "
        f"({measured.clustered_by}): read them as rough."
    ]


def _task_name(candidates: list[Candidate]) -> str:
    deepfake = candidates[0].spec.task == "deepfake"
    return "Deepfake analysis" if deepfake else "Presentation attack detection"


def _facts(dataset: Dataset, found: Survey, wishes: Wishes) -> dict[str, str]:
    facts = {
        "Data": f"{dataset.name} ({dataset.layout})",
        "Samples": f"{found.rows} ({found.bona_fide} bona fide, {found.attacks} attacks)",
        "Threshold rule": _rule_in_words(wishes),
        "Direction": "higher = attack",
        "Made by": made_by(),
    }
    if found.videos:
        facts["Frames"] = f"up to {wishes.frames} of a video (there are {found.videos})"
    if wishes.corruptions:
        facts["Corruptions"] = ", ".join(c for c in CORRUPTIONS if c in wishes.corruptions)
    return facts
