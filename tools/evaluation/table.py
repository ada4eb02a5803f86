"""Scores of one model on one set, as columns: what metrics, figures and galleries read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tools.metrics.scores import Labels, Scores

CLUSTERS = ("subject", "video", "source")  # what samples depend on, the closest bond first
PRESENTATIONS = ("presentation", "attempt", "video")  # whose frames are one presentation


@dataclass(frozen=True, slots=True)
class Column:
    """A text column as codes: int32 (n,) into `names`; the empty text is a name too."""

    codes: NDArray[np.int32]
    names: tuple[str, ...]

    def taken(self, rows: NDArray[np.int64] | Labels) -> Column:
        return Column(self.codes[rows], self.names)

    @property
    def values(self) -> list[str]:
        """The names that occur, sorted, without the empty one."""
        present = np.flatnonzero(np.bincount(self.codes, minlength=len(self.names)))
        return sorted(self.names[i] for i in present.tolist() if self.names[i])

    def where(self, name: str) -> Labels:
        """bool (n,): rows of this name."""
        return self.codes == self.names.index(name) if name in self.names else self.codes < 0


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """One row a sample.

    scores: float64 (n,), higher = attack; labels: bool (n,), True = attack; lines: int64 (n,), the
    row's number in its file (0 = first after the header), by which galleries find its name again,
    so that ten million names need not be held. keys: int64 (n,), the hash of each sample's name, of
    this process only; empty where the table is of no file. files: likewise of the files that rows
    are frames of; empty where rows are whole files.
    """

    name: str
    labels: Labels
    scores: Scores
    lines: NDArray[np.int64]
    columns: dict[str, Column] = field(default_factory=dict)
    keys: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    files: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))

    def __len__(self) -> int:
        return self.scores.size

    @property
    def bona_fide(self) -> int:
        return len(self) - self.attacks

    @property
    def attacks(self) -> int:
        return int(np.count_nonzero(self.labels))

    def only(self, rows: NDArray[np.int64] | Labels) -> ScoreTable:
        """The table of these rows."""
        return replace(
            self,
            labels=self.labels[rows],
            scores=self.scores[rows],
            lines=self.lines[rows],
            keys=self.keys[rows] if self.keys.size else self.keys,
            files=self.files[rows] if self.files.size else self.files,
            columns={name: column.taken(rows) for name, column in self.columns.items()},
        )

    def aligned(self, other: ScoreTable) -> ScoreTable | None:
        """`other` in the order of this table; None where they do not hold the same samples with
        the same labels."""
        if len(self) != len(other) or not (self.keys.size and other.keys.size):
            return None
        if not np.array_equal(self.keys, other.keys):
            order = np.empty(len(self), np.int64)
            order[np.argsort(self.keys)] = np.argsort(other.keys)
            other = other.only(order)
        same = np.array_equal(self.keys, other.keys) and np.array_equal(self.labels, other.labels)
        return other if same else None

    def flipped(self) -> ScoreTable:
        """The same with the direction turned: 1 − p for probabilities, −s for anything else."""
        s = self.scores
        bounded = len(self) > 0 and s.min() >= 0 and s.max() <= 1
        return replace(self, scores=1 - s if bounded else -s)

    def types(self) -> tuple[NDArray[np.int64] | None, tuple[str, ...]]:
        """Attack type codes and names, or (None, ()) where the table has none."""
        column = self.columns.get("attack_type")
        if column is None or not column.values:
            return None, ()
        return column.codes.astype(np.int64), column.names

    def clusters(self, by: str | None = None) -> tuple[NDArray[np.int64], str]:
        """An integer per sample, equal where samples depend on each other, and its name.

        by: a column; else the first of subject, video, source that a row has. A row that has
        none stands alone.
        """
        groups, used = self._grouped((by,) if by else CLUSTERS)
        return groups, "/".join(used) or "sample"

    def _grouped(self, wanted: Sequence[str]) -> tuple[NDArray[np.int64], list[str]]:
        """Each row's group by the first of these columns in which it has a name."""
        result = np.arange(len(self), dtype=np.int64)
        free = np.ones(len(self), np.bool_)
        used: list[str] = []
        offset = len(self)
        for name in wanted:
            column = self.columns.get(name)
            if column is None or not column.values:
                continue
            named = np.array([bool(n) for n in column.names])[column.codes]
            rows = free & named
            if rows.any():
                result[rows] = column.codes[rows] + offset
                used.append(name)
            offset += len(column.names)
            free &= ~named
        return result, used

    def subjects(self) -> NDArray[np.int64]:
        """An integer per sample, equal for those of one subject, else of one presentation."""
        groups, _ = self._grouped(("subject",))
        alone = groups < len(self)
        return np.where(alone, -1 - self.presentations(), groups)

    def presentations(self) -> NDArray[np.int64]:
        """An integer per sample, equal for the frames of one presentation of one class.

        A presentation is what ISO/IEC 30107-3 counts: one clip, one attempt. Its name is in the
        first of the columns PRESENTATIONS that a row has, else its file is one. A name
        that both classes have is that of a source: the real clip and what was made of it are two.
        """
        return 2 * self._units() + self.labels

    def shared_presentations(self) -> int:
        """How many presentation names bona fide and attack rows share."""
        unit = self._units()
        return int(np.intersect1d(unit[self.labels], unit[~self.labels]).size)

    def _units(self) -> NDArray[np.int64]:
        groups, _ = self._grouped(PRESENTATIONS)
        if self.files.size:
            alone = groups < len(self)
            _, file = np.unique(self.files[alone], return_inverse=True)
            groups[alone] = file
        return groups
