"""The set that a threshold is fixed on must not be the set that is reported."""

from __future__ import annotations

import numpy as np

from edge.errors import DataError
from tools.evaluation.table import ScoreTable

SHARED = 0.5
"""Beyond this share of common rows two sets are one; fewer may have a name and a score of 0 or 1
in common by chance."""


def refuse_same_rows(reported: ScoreTable, fixed_on: ScoreTable, what: str) -> None:
    """Raise DataError where most rows of the smaller set are rows of the other, with the same
    score: a threshold fixed on the reported rows gives error rates that are too low.

    what: the file of `fixed_on`, for the message.
    """
    if not (reported.keys.size and fixed_on.keys.size):
        return
    ours, theirs = (t.keys ^ t.scores.view(np.int64) for t in (reported, fixed_on))
    common = np.intersect1d(ours, theirs).size
    if common > SHARED * min(len(reported), len(fixed_on)):
        raise DataError(
            f"{common} rows of {what} are rows of the reported set, with the same scores; a "
            "threshold must be set on other data than it is reported on"
        )
