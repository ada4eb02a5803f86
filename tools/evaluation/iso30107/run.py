"""`evaluate iso30107`: from score files and a test plan to the report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from edge.errors import DataError
from models.manifest import sha256_of
from tools.evaluation import pdf
from tools.evaluation.aggregate import pool_table
from tools.evaluation.direction import upside_down
from tools.evaluation.fixing import refuse_same_rows
from tools.evaluation.iso30107 import report
from tools.evaluation.iso30107.matcher import (
    Comparisons,
    MatcherResult,
    comparisons,
    measure_matcher,
)
from tools.evaluation.iso30107.plan import TestPlan, read_plan
from tools.evaluation.iso30107.results import measure_pad, verdicts
from tools.evaluation.nonresponse import by_species, read_nonresponse
from tools.evaluation.results import check_writable
from tools.evaluation.scorefile import read_scores
from tools.evaluation.session import rule_threshold
from tools.evaluation.study import made_by
from tools.evaluation.table import ScoreTable
from tools.metrics.expected import ExpectedCurve, expected_spoofability
from tools.metrics.operating import Rule

FEW = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class IsoOptions:
    """What `evaluate iso30107` is asked for; see its --help."""

    scores: Path
    plan: Path
    out: Path
    val: Path | None = None
    nonresponse: Path | None = None
    threshold: str = "0.5"
    pool: str = "mean"
    pdf: bool = False
    sign: bool = False
    command: str = ""


def run_iso(asked: IsoOptions) -> tuple[Path, bool]:
    """The HTML page, and whether every stated limit was kept. Raises DataError, OutputError."""
    plan = read_plan(asked.plan)
    rule = Rule.parse(asked.threshold)
    if rule.needs_data and asked.val is None:
        raise DataError(f"the rule {rule} needs scores of another set: give --val FILE")
    if asked.pdf:
        pdf.ready()
    check_writable(asked.out)
    samples = read_scores(asked.scores)
    refuse_unusable(samples, asked.scores)
    table, _ = pool_table(samples, asked.pool)
    threshold, fixed_by, sources = rule.value, "given", {}
    fixing = read_scores(asked.val) if asked.val is not None else None
    if asked.val is not None and fixing is not None:
        refuse_same_rows(samples, fixing, str(asked.val))
        sources["Validation score file"] = _identity(asked.val)
        if rule.needs_data:
            threshold = rule_threshold(rule, pool_table(fixing, asked.pool)[0])
            fixed_by = f"{rule.words} on the validation scores"
    if asked.nonresponse is not None:
        sources["List of non-responses"] = _identity(asked.nonresponse)
    matcher = _matcher(comparisons(samples, table, str(asked.scores)), table, plan, threshold)
    lost = by_species(read_nonresponse(asked.nonresponse), samples) if asked.nonresponse else {}
    result = measure_pad(table, threshold, fixed_by, lost, matcher)
    found = verdicts(result, plan)
    facts = {
        "Presentations": f"{table.bona_fide} bona fide, {table.attacks} attacks, from "
        f"{len(samples)} scores"
        + ("" if len(samples) == len(table) else f", of each presentation the {asked.pool}"),
        "Score file": _identity(asked.scores),
        **sources,
        "Test plan": _identity(asked.plan),
        "Threshold": f"{threshold:.6g} ({fixed_by})",
        "Made by": made_by(),
        "Made with": asked.command,
    }
    curve = _spoofability(matcher, fixing, asked)
    page, pictures = report.render(plan, result, found, facts, curve)
    content = report.as_json(plan, result, found, facts)
    written = report.write(page, pictures, content, asked.out, pdf=asked.pdf, sign=asked.sign)
    return written, all(v.passed for v in found)


def _identity(path: Path) -> str:
    return f"{path.name}, sha256 {sha256_of(path)}"


def refuse_unusable(table: ScoreTable, path: Path) -> None:
    """One class alone makes no report; scores that mean bona fide make a wrong one."""
    if not 0 < table.attacks < len(table):
        only = "attacks" if table.attacks else "bona fide presentations"
        raise DataError(f"{path} contains only {only}; the report needs both classes")
    if len(table) > FEW:  # of fewer the order may be chance
        area = upside_down(table)
        if area is not None:
            raise DataError(
                f"a higher score must mean attack, but {path} ranks in reverse (AUC "
                f"{area:.4f}); change the sign of its scores first"
            )


def _matcher(
    found: Comparisons | None, table: ScoreTable, plan: TestPlan, pad_threshold: float
) -> MatcherResult | None:
    threshold = plan.matcher.threshold
    if found is None or threshold is None:
        return None
    return measure_matcher(table, found, threshold, pad_threshold)


def _spoofability(
    matcher: MatcherResult | None, fixing: ScoreTable | None, asked: IsoOptions
) -> ExpectedCurve | None:
    """Where both sets have all three kinds of comparison. fixing: the validation scores."""
    if matcher is None or fixing is None or not matcher.scores.impostor.size:
        return None
    table, _ = pool_table(fixing, asked.pool)
    found = comparisons(fixing, table, str(asked.val))
    if found is None:
        return None
    own = found.by_kind(table)
    if not (own.genuine.size and own.impostor.size and own.attack.size):
        return None
    return expected_spoofability(own, matcher.scores)
