"""Faces shown to a camera during its calibration."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot
from ui_fakes import FAKE, SPOOF, FakeEngine, make_face, make_frame, make_result

from edge.types import Score
from models.spec import Calibration
from ui.calibration.run import CalibrationRun

GIVEN = Calibration(slope=2.0, offset=1.0)
"""What the fake engine's scores are given under."""


def present(engine: FakeEngine, mean: float, seconds: float = 25.0, faces: int = 1) -> None:
    """Ten frames a second to whoever watches; every score is the mean with a little noise."""
    rng = np.random.default_rng(round(100 * abs(mean)))
    for i in range(round(10 * seconds)):
        logit = GIVEN.apply(mean + 0.3 * float(rng.standard_normal()))
        scores = [Score(model, 0.5, logit, 3.0) for model in (SPOOF, FAKE)]
        frame = make_frame(3 * i)
        result = make_result([make_face(scores=scores)] * faces, frame)
        for watcher in list(engine.watchers):
            watcher.on_frame(frame, result)  # type: ignore[attr-defined]


def until_done(qtbot: QtBot, run: CalibrationRun) -> None:
    def done() -> None:
        run.poll()
        assert not run.busy

    qtbot.waitUntil(done, timeout=60_000)
