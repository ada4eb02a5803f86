"""The options of an evaluation, in groups; --help explains each."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from tools.metrics.operating import Rule

T = TypeVar("T")
OPERATING = "manifest:"
SEQUENTIAL = "presentation"
"""The level at which the shipped sequential test decides."""
BATCH = 16
"""Faces a model call; with fewer, inference finds its memory out of the cache more often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOptions:
    """The models, and their explanations. gradcam: model's name → torch network."""

    models: Sequence[str]
    like: str | None = None
    gradcam: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataOptions:
    """The samples, and how faces are found in them."""

    data: Path
    split: str | None = None
    layout: str = "auto"
    faces: str = "auto"
    label: int | None = None
    frames: int = 16
    limit: int | None = None
    allow_missing: bool = False
    one_class: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureOptions:
    """Threshold, level and columns of the measurement."""

    threshold: str = "0.5"
    fix_on: str = "val"
    level: str = "frame"
    pool: str = "mean"
    fps: float = 30.0
    by: tuple[str, ...] | None = None
    cluster: str | None = None

    @property
    def rule(self) -> Rule | str:
        """The rule, or the name of an operating point of the manifest. Raises DataError."""
        if self.threshold.startswith(OPERATING):
            return self.threshold.removeprefix(OPERATING)
        return Rule.parse(self.threshold)

    @property
    def fixed_on_data(self) -> bool:
        """Whether the threshold is fixed on scores of another set."""
        rule = self.rule
        return not isinstance(rule, str) and rule.needs_data

    @property
    def named_columns(self) -> tuple[str, ...]:
        """Columns the data must have."""
        return (*(self.by or ()), *([self.cluster] if self.cluster else []))


@dataclass(frozen=True, slots=True, kw_only=True)
class RobustnessOptions:
    """Corruptions to score, their severities, and the approximate number of rows."""

    corruptions: tuple[str, ...] = ()
    severities: tuple[int, ...] = (1, 3, 5)
    robustness_limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions:
    """Folder and contents of the results. command: the command line that reproduces them."""

    out: Path
    title: str | None = None
    previous: Path | None = None
    pdf: bool = False
    galleries: bool = True
    report: bool = True
    timing: bool = True
    command: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringOptions:
    """Use of the machine: workers, cluster, restart."""

    batch: int = BATCH
    provider: str = "auto"
    restart: bool = False
    quiet: bool = False


def chosen(kind: type[T], args: argparse.Namespace, **own: Any) -> T:
    """A `kind` with the arguments that have its fields' names; lists as tuples."""
    given = {f.name: getattr(args, f.name) for f in fields(kind) if hasattr(args, f.name)}  # type: ignore[arg-type]
    tuples = {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()}
    return kind(**tuples | own)
