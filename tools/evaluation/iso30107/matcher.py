"""A matcher under attack: alone, and behind the PAD subsystem as the full system."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.errors import DataError
from tools.evaluation.table import Column, ScoreTable
from tools.metrics.bounds import Rate
from tools.metrics.expected import MatcherScores
from tools.metrics.pad_rates import split
from tools.metrics.scores import Scores

MATCH = "match_score"
COMPARISON = "comparison"
GENUINE, IMPOSTOR = "genuine", "impostor"


@dataclass(frozen=True, slots=True)
class Comparisons:
    """What a matcher said of the rows of a table.

    scores: float64 (n,), higher = the same person. impostor: bool (n,), bona fide rows that were
    compared with another person.
    """

    scores: Scores
    impostor: NDArray[np.bool_]

    def by_kind(self, table: ScoreTable) -> MatcherScores:
        """Scores of genuine, impostor and attack comparisons."""
        bona_fide = ~table.labels
        return MatcherScores(
            self.scores[bona_fide & ~self.impostor],
            self.scores[bona_fide & self.impostor],
            self.scores[table.labels],
        )


@dataclass(frozen=True, slots=True)
class AcceptRates:
    """Who is accepted. iapar: of attacks, as the person they imitate, by species; iapar_all: of all
    of them; frr: genuine comparisons refused; far: impostors accepted, None without any."""

    iapar: dict[str, Rate]
    iapar_all: Rate
    frr: Rate
    far: Rate | None

    @property
    def riapar(self) -> float:
        """1 + IAPAR − TAR of the worst species (ISO/IEC 30107-3)."""
        return max(rate.value for rate in self.iapar.values()) + self.frr.value


@dataclass(frozen=True, slots=True)
class MatcherResult:
    """alone: the matcher by itself. system: it accepts and the PAD subsystem calls no attack, which
    is what IAPAR and RIAPAR are of."""

    threshold: float
    scores: MatcherScores
    alone: AcceptRates
    system: AcceptRates


def comparisons(samples: ScoreTable, table: ScoreTable, path: str) -> Comparisons | None:
    """The matcher's columns of presentations; None without them.

    table: `samples` with a row a presentation. Raises DataError on a score that is no finite
    number, on another word than genuine or impostor for a bona fide row, and where the frames of a
    presentation differ in either.
    """
    column = samples.columns.get(MATCH)
    if column is None:
        return None
    values = np.array([_number(name, path) for name in column.names])
    units = samples.presentations()
    _refuse_several(column, units, MATCH, path)
    kinds = samples.columns.get(COMPARISON)
    impostor = np.zeros(len(table), np.bool_)
    if kinds is not None:
        _refuse_several(kinds, units, COMPARISON, path)
        kinds = table.columns[COMPARISON]
        for name in kinds.taken(~table.labels).values or [""]:
            if name not in (GENUINE, IMPOSTOR):
                raise DataError(
                    f"{path}: the {COMPARISON} of a bona fide row is {GENUINE} or {IMPOSTOR}, "
                    f"not '{name}'"
                )
        impostor = kinds.where(IMPOSTOR)
    return Comparisons(values[table.columns[MATCH].codes], impostor & ~table.labels)


def measure_matcher(
    table: ScoreTable, found: Comparisons, threshold: float, pad_threshold: float
) -> MatcherResult:
    """table: a row a presentation. threshold: a comparison is accepted at or above it.

    Raises DataError where there is no genuine comparison or no attack.
    """
    genuine = ~table.labels & ~found.impostor
    if not genuine.any() or not table.labels.any():
        raise DataError(f"the matcher needs genuine comparisons and attacks with a {MATCH}")
    accepted = found.scores >= threshold
    return MatcherResult(
        threshold,
        found.by_kind(table),
        _rates(table, found, accepted),
        _rates(table, found, accepted & (table.scores < pad_threshold)),
    )


def _rates(table: ScoreTable, found: Comparisons, accepted: NDArray[np.bool_]) -> AcceptRates:
    _, attacks = split(table.labels, accepted.astype(np.float64), *table.types())
    impostors = _share(accepted, found.impostor)
    return AcceptRates(
        {name: Rate(int(of.sum()), of.size) for name, of in sorted(attacks.items())},
        _share(accepted, table.labels),
        _share(~accepted, ~table.labels & ~found.impostor),
        impostors if impostors.total else None,
    )


def _share(these: NDArray[np.bool_], among: NDArray[np.bool_]) -> Rate:
    return Rate(int(np.count_nonzero(these & among)), int(np.count_nonzero(among)))


def _number(text: str, path: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise DataError(f"{path}: the {MATCH} '{text}' is not a finite number")
    return value


def _refuse_several(column: Column, units: NDArray[np.int64], name: str, path: str) -> None:
    """One comparison a presentation: which of several is meant, nothing tells."""
    pairs = np.unique(np.stack((units, column.codes.astype(np.int64))), axis=1)
    if pairs.shape[1] > np.unique(units).size:
        raise DataError(
            f"{path}: frames of one presentation differ in {name}; give each comparison a row, or "
            "rows, with a presentation of its own"
        )
