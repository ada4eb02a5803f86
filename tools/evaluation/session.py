"""One run's models on one folder of predictions: scored, given thresholds, measured."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from edge.config import DecisionConfig
from edge.errors import DataError, ModelError
from tools.evaluation import gate_decisions
from tools.evaluation.aggregate import STANDARD, pool_table, pool_videos
from tools.evaluation.candidate import Candidate
from tools.evaluation.dataset import Dataset, Survey, survey
from tools.evaluation.engine import ScoringEngine
from tools.evaluation.measure import Measured, measure
from tools.evaluation.options import SEQUENTIAL, MeasureOptions, ScoringOptions
from tools.evaluation.predict import predict
from tools.evaluation.predictions import PredictionRecord, fingerprint, finished
from tools.evaluation.robustness import CLEAN, Corruption, Point, Robustness
from tools.evaluation.scorefile import read_scores
from tools.evaluation.study import Variant
from tools.evaluation.table import ScoreTable
from tools.evaluation.worker import ScoringPlan
from tools.metrics.operating import Rule
from tools.metrics.pad_rates import split as split_scores
from tools.progress import ProgressBar


class ScoringSession:
    """Keeps what one run scored. facts: lines for the head of its report."""

    def __init__(
        self,
        plan: ScoringPlan,
        engine: ScoringEngine,
        folder: Path,
        measuring: MeasureOptions,
        scoring: ScoringOptions,
    ) -> None:
        self.plan, self.engine, self.folder = plan, engine, folder
        self.measuring, self.scoring = measuring, scoring
        self.facts: dict[str, str] = {}
        self._fixed_on = ""  # the suffix of the predictions that thresholds are fixed on

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        return self.plan.candidates

    def predict(
        self, dataset: Dataset, found: Survey, suffix: str, corruption: Corruption | None = None
    ) -> dict[str, PredictionRecord]:
        """Predictions of every model on one set, with a progress bar."""
        what = suffix.lstrip("-") or dataset.name
        started = time.perf_counter()
        with ProgressBar(what, found.rows, quiet=self.scoring.quiet) as progress:
            records, scored = predict(
                dataset,
                found,
                replace(self.plan, corruption=corruption),
                self.engine,
                self.folder,
                suffix=suffix,
                restart=self.scoring.restart,
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

    def mark(self, candidate: Candidate, found: Survey) -> str:
        """What a model's predictions on a set depend on, in a hash."""
        return fingerprint(candidate, found, self.plan)

    def scored(self, found: Survey, suffix: str) -> bool:
        """Whether every model's predictions on a set are there already."""
        return all(
            finished(self.path(c, suffix), self.mark(c, found)) is not None for c in self.candidates
        )

    def fix_thresholds(
        self, split: str | None, other: Dataset | None, found: Survey | None
    ) -> None:
        """Score the set that thresholds are fixed on, where the rule needs one.

        split: the one reported. Raises DataError where it is not another one.
        """
        rule, fix_on = self.measuring.rule, self.measuring.fix_on
        if not self.measuring.fixed_on_data:
            return
        if split in (None, fix_on) or other is None or found is None:
            raise DataError(
                f"the threshold rule {rule} is applied to the split {fix_on}, so another "
                "split must be reported: give --split test, or another --fix-on"
            )
        self._fixed_on = f"-{fix_on}"
        self.predict(other, found, self._fixed_on)

    def threshold(self, candidate: Candidate, how: str | None = None) -> tuple[float, str]:
        """A model's threshold and where it is from. how: frames are pooled so before."""
        rule = self.measuring.rule
        if isinstance(rule, str):
            return _operating(candidate, rule), f"{rule} of the manifest"
        if not rule.needs_data:
            return rule.value, "given"
        table = read_scores(self.path(candidate, self._fixed_on), candidate.name)
        if how is not None:
            table, _ = pool_table(table, how)
        return rule_threshold(rule, table), f"{rule} on {self.measuring.fix_on}"

    def levels(self, candidate: Candidate, suffix: str = "") -> dict[str, Measured]:
        """Measurements at every level, the one asked for first, each at its own threshold."""
        path = self.path(candidate, suffix)
        table = read_scores(path, candidate.name)
        measured = {"frame": self._measured(table, candidate, "frame")}
        wanted = self.measuring
        for how in dict.fromkeys((wanted.pool, *STANDARD)):
            target = path.with_name(f"{path.stem}.video-{how}.csv")
            pooled = pool_videos(path, target, how)
            if pooled.videos == measured["frame"].samples and wanted.level == "frame":
                target.unlink()
                return measured
            if pooled.shared:
                self.facts["Video names"] = (
                    f"{pooled.shared} are of a bona fide and of an attack video: two videos each"
                )
            level = f"video, {how}"
            videos = read_scores(target, candidate.name)
            measured[level] = self._measured(videos, candidate, level, how)
        if wanted.level == SEQUENTIAL:
            return {gate_decisions.LEVEL: self._decided(candidate, path), **measured}
        if wanted.level == "video":
            first = f"video, {wanted.pool}"
            measured = {first: measured[first], **measured}
        return measured

    def robustness(
        self, part: Dataset, whole: Dataset, variants: list[Variant], corruptions: list[Corruption]
    ) -> Robustness:
        """Every corruption at every severity, at the thresholds of the untouched images.

        part: the rows that are corrupted, `whole` or some of it.
        """
        found = survey(part, allow_missing=True, one_class=True)
        inner = ScoringSession(
            self.plan, self.engine, self.folder / "robustness", self.measuring, self.scoring
        )
        untouched, clean = (self, "") if part is whole else (inner, "-clean")
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
                threshold = variant.measured["frame"].threshold
                measured = measure(
                    table, threshold, "", by=(), cluster=self.measuring.cluster, resamples=300
                )
                points.append(Point.of(candidate.name, name, severity, measured))
        return Robustness(tuple(points))

    def _decided(self, candidate: Candidate, path: Path) -> Measured:
        """By the shipped sequential test, which has bounds of its own and no threshold."""
        config, wanted = DecisionConfig(), self.measuring
        target = path.with_name(f"{path.stem}.presentation.csv")
        gate_decisions.decide_presentations(path, target, candidate.spec.task, config, wanted.fps)
        return measure(
            read_scores(target, candidate.name),
            gate_decisions.threshold(config),
            gate_decisions.rule_in_words(config),
            level=gate_decisions.LEVEL,
            by=wanted.by,
            cluster=wanted.cluster,
        )

    def path(self, candidate: Candidate, suffix: str = "") -> Path:
        return self.folder / f"{candidate.name}{suffix}.csv"

    def _measured(
        self, table: ScoreTable, candidate: Candidate, level: str, how: str | None = None
    ) -> Measured:
        threshold, source = self.threshold(candidate, how)
        wanted = self.measuring
        return measure(table, threshold, source, level=level, by=wanted.by, cluster=wanted.cluster)


def rule_threshold(rule: Rule, table: ScoreTable) -> float:
    """What the rule gives on this table."""
    codes, names = table.types()
    return rule.threshold(*split_scores(table.labels, table.scores, codes, names))


def _operating(candidate: Candidate, name: str) -> float:
    points = candidate.spec.thresholds
    if name not in points:
        known = ", ".join(points) or "none"
        raise ModelError(
            f"the manifest entry of {candidate.name} has no operating point '{name}' (it "
            f"has {known})"
        )
    return points[name]
