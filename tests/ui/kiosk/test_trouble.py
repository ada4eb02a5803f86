"""When the kiosk's engine counts as out of order."""

from dataclasses import replace

import pytest
from ui_fakes import SPOOF, status

from edge.capture.supervisor import SourceState
from edge.runtime.stats import EngineStats
from ui.kiosk.trouble import STUCK_S, trouble

WELL = EngineStats(
    30.0,
    30.0,
    100,
    0,
    0,
    models={"antispoof": SPOOF},
    source=status(SourceState.PLAYING),
    running=True,
)


class TestTrouble:
    def test_there_is_none_where_all_is_well(self):
        assert trouble(WELL, 1000.0) is None
        assert trouble(replace(WELL, busy_since=999.9), 1000.0) is None

    @pytest.mark.parametrize("state", [SourceState.OPENING, SourceState.PLAYING])
    def test_there_is_none_while_a_camera_opens(self, state: SourceState):
        assert trouble(replace(WELL, source=status(state), frames=0, models={}), 0.0) is None

    @pytest.mark.parametrize(
        "state",
        [
            SourceState.STALLED,
            SourceState.FROZEN,
            SourceState.RECONNECTING,
            SourceState.LOST,
            SourceState.ENDED,
        ],
    )
    def test_a_camera_that_shows_nothing_new_is_trouble(self, state: SourceState):
        assert "unplugged" in str(trouble(replace(WELL, source=status(state, "unplugged")), 0.0))

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"running": False}, "does not run"),
            ({"models": {}}, "anti-spoofing"),
            ({"models": {"deepfake": "x"}}, "anti-spoofing"),
            ({"busy_since": 1000.0 - STUCK_S - 0.1}, "judged for more than"),
        ],
    )
    def test_an_engine_that_cannot_judge_is_trouble(self, change: dict[str, object], says: str):
        assert says in str(trouble(replace(WELL, **change), 1000.0))  # type: ignore[arg-type]
