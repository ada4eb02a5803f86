"""`evaluate run`: from models and a data set to predictions, measurements and the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from edge.errors import DataError
from models.registry import Registry
from tools.evaluation.aggregate import pool_named
from tools.evaluation.candidate import Candidate, find_candidates
from tools.evaluation.dataset import Dataset, Survey, survey
from tools.evaluation.direction import upside_down
from tools.evaluation.engine import ScoringEngine
from tools.evaluation.equal_pixels import equal_pixels
from tools.evaluation.layouts import open_dataset
from tools.evaluation.measure import Measured
from tools.evaluation.nonresponse import nonresponse_of
from tools.evaluation.options import (
    DataOptions,
    MeasureOptions,
    ModelOptions,
    ReportOptions,
    RobustnessOptions,
    ScoringOptions,
)
from tools.evaluation.predictions import PredictionRecord
from tools.evaluation.report_reuse import ReportStanding
from tools.evaluation.robustness import CORRUPTIONS, Corruption
from tools.evaluation.scorefile import read_scores
from tools.evaluation.session import ScoringSession
from tools.evaluation.study import NonResponse, Study, Variant, made_by
from tools.evaluation.table import ScoreTable
from tools.evaluation.worker import ScoringPlan

FEW = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """All that `evaluate run` is asked for."""

    models: ModelOptions
    data: DataOptions
    measuring: MeasureOptions
    robustness: RobustnessOptions
    report: ReportOptions
    scoring: ScoringOptions


def run(asked: RunOptions, engine: ScoringEngine) -> Path:
    """Score, measure, report; returns the HTML report, or the predictions where none is wanted.

    Everything that can be refused is refused before the first image is read. Raises DataError,
    ModelError, OutputError.
    """
    data, report = asked.data, asked.report
    rule = asked.measuring.rule
    pool_named(asked.measuring.pool)
    candidates = find_candidates(asked.models.models, Registry.open(), like=asked.models.like)
    whole = open_dataset(data.data, layout=data.layout, faces=data.faces, label=data.label)
    corrupted = [
        Corruption(name, severity)
        for name in asked.robustness.corruptions
        for severity in asked.robustness.severities
    ]
    reported = whole.only(data.split, data.limit)
    found = _survey(reported, data)
    _refuse_columns(reported, asked.measuring)
    plan = ScoringPlan(
        tuple(candidates), data.frames, asked.scoring.batch, provider=asked.scoring.provider
    )
    folder = report.out / "evaluation" / "predictions"
    session = ScoringSession(plan, engine, folder, asked.measuring, asked.scoring)
    other = other_found = None
    if (
        not isinstance(rule, str)
        and rule.needs_data
        and data.split not in (None, asked.measuring.fix_on)
    ):
        other = whole.only(asked.measuring.fix_on)
        other_found = _survey(other, data)
    for candidate in candidates:
        if isinstance(rule, str):
            session.threshold(candidate)
    standing = None
    if report.report and report.previous is None and not asked.models.gradcam:
        standing = _standing(asked, session, found, other_found)
        kept = session.scored(found, "") and not asked.scoring.restart
        if kept and standing.stands():
            session.predict(reported, found, "")  # says that nothing is to be scored
            return report.out / "evaluation" / "report.html"
    writer = _Reporter(asked, candidates) if report.report else None

    session.fix_thresholds(data.split, other, other_found)
    records = session.predict(reported, found, "")
    if writer is None:
        return folder
    variants: list[Variant] = []
    notes: list[str] = []
    same: list[tuple[str, str]] = []
    for c in candidates:
        path = session.path(c)
        table = read_scores(path, c.name)
        if not variants:  # one model's scores are enough to suspect images
            same = equal_pixels(reported, path, table)
        lost = nonresponse_of(path, table)
        variants.append(_variant(c, session.levels(c), lost))
        notes += _warnings(table, records[c.name], found)
    notes += _twins(found) + _same_pixels(same) + _few_clusters(variants[0].main)
    variants = writer.galleries(reported, session, variants)
    robust = None
    if corrupted:
        most = asked.robustness.robustness_limit
        part = reported if most is None else reported.thinned(most)
        robust = session.robustness(part, reported, variants, corrupted)
    study = Study(
        report.title or f"{_task_name(candidates)} on {reported.name}",
        _facts(reported, found, asked) | session.facts,
        tuple(variants),
        task=candidates[0].spec.task,
        robustness=robust,
        notes=tuple(notes),
        command=report.command,
    )
    page = writer.write(study, session, reported)
    if standing is not None:
        standing.remember(page)
    return page


def _standing(
    asked: RunOptions, session: ScoringSession, found: Survey, other: Survey | None
) -> ReportStanding:
    """The report as it rests on the options, the models, and both sets with their pixels."""
    rests_on: list[object] = [
        asked.models, asked.data, asked.measuring, asked.robustness, asked.report,
        [(c.name, c.spec.model_dump_json(), session.mark(c, found)) for c in session.candidates],
        [session.mark(c, other) for c in session.candidates] if other else None,
    ]  # fmt: skip
    return ReportStanding(asked.report.out, rests_on)


class _Reporter:
    """What the report needs, checked before anything is scored. Its libraries are heavy, so a run
    without a report never imports them."""

    def __init__(self, asked: RunOptions, candidates: list[Candidate]) -> None:
        from tools.evaluation import pdf
        from tools.evaluation.explain.pictures import explainer_for
        from tools.evaluation.results import check_writable, read_previous

        self._asked, self._candidates = asked, candidates
        report, gradcam = asked.report, asked.models.gradcam
        if report.pdf:
            pdf.ready()
        check_writable(report.out / "evaluation")
        self._earlier = read_previous(report.out, report.previous)
        names = [c.name for c in candidates]
        unknown = next((name for name in gradcam if name not in names), None)
        if unknown is not None:
            raise DataError(
                f"--gradcam is given for {unknown}, which is not one of the "
                f"models {', '.join(names)}"
            )
        self._explainers = (
            {c.name: explainer_for(c, gradcam.get(c.name)) for c in candidates}
            if report.galleries
            else {}
        )

    def galleries(
        self, dataset: Dataset, session: ScoringSession, variants: list[Variant]
    ) -> list[Variant]:
        """The variants with their pictures, where those are wanted."""
        from tools.evaluation.explain.pictures import make_gallery

        if not self._asked.report.galleries:
            return variants
        folder = self._asked.report.out / "evaluation"
        made = []
        for c, v in zip(self._candidates, variants, strict=True):
            threshold = v.measured["frame"].threshold
            gallery = make_gallery(
                c, dataset, session.path(c), threshold, folder, self._explainers[c.name]
            )
            made.append(replace(v, gallery=gallery))
        return made

    def write(self, study: Study, session: ScoringSession, dataset: Dataset) -> Path:
        """The report, and the leaderboards beside it; returns the HTML page."""
        from tools.evaluation.explain.pictures import forget_others
        from tools.evaluation.leaderboard import write_leaderboards
        from tools.evaluation.pairing import compared
        from tools.evaluation.results import write_results

        report = self._asked.report
        previous, incomparable = (
            self._earlier.comparable(study.facts) if self._earlier else (None, [])
        )
        tables = [read_scores(session.path(c), c.name) for c in self._candidates]
        study = replace(
            study,
            previous=previous,
            notes=(*study.notes, *incomparable),
            paired=compared(tables, study.variants, self._asked.measuring),
        )
        page = write_results(study, report.out, pdf=report.pdf)
        galleries = [v.gallery for v in study.variants if v.gallery]
        forget_others(report.out / "evaluation", galleries)
        write_leaderboards(
            self._candidates, study.variants, dataset, self._asked.data.split, report.out,
            timing=report.timing,
        )  # fmt: skip
        return page


def _rule_in_words(measuring: MeasureOptions) -> str:
    rule = measuring.rule
    if isinstance(rule, str) or not rule.needs_data:
        return measuring.threshold
    return f"{rule} ({rule.words} on {measuring.fix_on})"


def _survey(dataset: Dataset, data: DataOptions) -> Survey:
    return survey(dataset, allow_missing=data.allow_missing, one_class=data.one_class)


def _refuse_columns(dataset: Dataset, measuring: MeasureOptions) -> None:
    for column in measuring.named_columns:
        if column not in dataset.columns:
            known = ", ".join(dataset.columns) or "none"
            raise DataError(f"{dataset.name} has no column '{column}'; its columns are: {known}")


def _variant(
    candidate: Candidate, measured: dict[str, Measured], nonresponse: NonResponse
) -> Variant:
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
        nonresponse=nonresponse,
    )


def _warnings(table: ScoreTable, record: PredictionRecord, found: Survey) -> list[str]:
    notes = []
    area = upside_down(table)
    if area is not None:
        notes.append(
            f"{table.name} ranks in reverse (AUC {area:.4f}): check attack_index in its contract."
        )
    if record.faceless:
        notes.append(
            f"{table.name}: in {record.faceless} frames of videos no face was found; the "
            "videos' scores rest on their other frames."
        )
    lost = sum(sum(counts) for counts in record.unanswered.values())
    if lost > 0.05 * found.rows:
        notes.append(
            f"{table.name} gave no score for {lost} of {found.rows} samples; its error rates "
            "hold for the others only (see Non-response)."
        )
    return notes


def _twins(found: Survey) -> list[str]:
    """The same file under two names counts twice, or with two labels."""
    count, first, second = found.twins
    if not count:
        return []
    files = "1 file holds" if count == 1 else f"{count} files hold"
    return [
        f"{files} the same bytes as another under a name of its own, the first pair being {first} "
        f"and {second}: they are counted as samples apart."
    ]


def _same_pixels(pairs: list[tuple[str, str]]) -> list[str]:
    """Likewise a file that was stored again without loss."""
    if not pairs:
        return []
    files = "1 file holds" if len(pairs) == 1 else f"{len(pairs)} files hold"
    return [
        f"{files} the same pixels as another that is stored differently, the first pair being "
        f"{pairs[0][0]} and {pairs[0][1]}: they are counted as samples apart."
    ]


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


def _facts(dataset: Dataset, found: Survey, asked: RunOptions) -> dict[str, str]:
    facts = {
        "Data": f"{dataset.name} ({dataset.layout})",
        "Samples": f"{found.rows} ({found.bona_fide} bona fide, {found.attacks} attacks)",
        "Threshold rule": _rule_in_words(asked.measuring),
        "Direction": "higher = attack",
        "Made by": made_by(),
    }
    if found.videos:
        facts["Frames"] = f"up to {asked.data.frames} of a video (there are {found.videos})"
    corruptions: Mapping[str, object] = CORRUPTIONS
    if asked.robustness.corruptions:
        facts["Corruptions"] = ", ".join(
            c for c in corruptions if c in asked.robustness.corruptions
        )
    return facts
