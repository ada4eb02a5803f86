"""How the sequential test takes a picture that stands alone."""

from __future__ import annotations

import math

from edge.config import DecisionConfig


def for_one_picture(config: DecisionConfig) -> DecisionConfig:
    """The settings for it: it is all the evidence there will ever be, so it counts in full.

    The bounds stay those of the error rates asked for, so many pictures stay CHECKING.
    """
    alone = {"min_frames": 1, "correlation_s": 0.0, "max_step": math.inf}
    return config.model_copy(update=alone)
