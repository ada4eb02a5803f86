"""Tones, errands, and when the gate is out of order."""

import logging
import sys
import threading
from dataclasses import replace
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from kiosk_fakes import moment
from PyQt6.QtCore import QBuffer
from pytestqt.qtbot import QtBot
from ui_fakes import SPOOF, status

from edge.capture.supervisor import SourceState
from edge.challenge.guidance import Guidance, Phase, Prompt
from edge.runtime.stats import EngineStats
from ui.kiosk import chimes
from ui.kiosk.chimes import TUNES, Chimes, samples, tune_for
from ui.kiosk.errands import Errands
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


class TestTones:
    @pytest.mark.parametrize("phase", TUNES)
    def test_a_tune_is_short_soft_and_does_not_click(self, phase: Phase):
        wave = samples(TUNES[phase])

        assert wave.dtype == np.int16
        assert 0.05 < len(wave) / chimes.RATE < 1.0
        assert 2000 < np.abs(wave).max() <= chimes.LOUDNESS * 32767
        assert np.abs(wave[[0, -1]]).max() < 200
        assert np.abs(np.diff(wave.astype(int))).max() < 2500

    def test_no_two_tunes_are_alike(self):
        assert len(set(TUNES.values())) == len(TUNES)

    @pytest.mark.parametrize(
        ("before", "now", "heard"),
        [
            (moment(Prompt.HOLD_STILL), moment(Prompt.ACCEPTED), Phase.ACCEPTED),
            (moment(Prompt.ACCEPTED), moment(Prompt.ACCEPTED), None),
            (moment(Prompt.HOLD_STILL), moment(Prompt.TRY_AGAIN), Phase.RETRY),
            (moment(Prompt.TRY_AGAIN), moment(Prompt.ASK_FOR_HELP), Phase.HELP),
            (moment(Prompt.HOLD_STILL), moment(Prompt.NOD), Phase.CHALLENGE),
            (moment(Prompt.NOD), moment(Prompt.SMILE), Phase.CHALLENGE),
            (moment(Prompt.NOD), moment(Prompt.NOD, progress=0.5), None),
            (moment(Prompt.HOLD_STILL), moment(Prompt.WATCH_SCREEN, colour=(9, 9, 9)), None),
            (moment(Prompt.WELCOME), moment(Prompt.LOOK_HERE), None),
            (moment(Prompt.WELCOME), moment(Prompt.OUT_OF_ORDER), None),
        ],
    )
    def test_what_is_heard_when_the_screen_changes(
        self, before: Guidance, now: Guidance, heard: Phase | None
    ):
        assert tune_for(before, now) == (TUNES[heard] if heard is not None else None)

    def test_a_tune_is_given_to_the_loudspeaker_the_newest_in_place_of_the_one_before(
        self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ):
        speaker = multimedia(monkeypatch)
        made = Chimes()
        tunes = [TUNES[Phase.RETRY], TUNES[Phase.ACCEPTED]]
        for tune in tunes:
            made.play(tune)
        made.stop()

        assert made.audible
        assert speaker.played == [
            samples(TUNES[p]).tobytes() for p in (Phase.RETRY, Phase.ACCEPTED)
        ]
        assert speaker.stopped == 3

    @pytest.mark.parametrize("lacks", ["library", "loudspeaker", "format"])
    def test_without_a_loudspeaker_it_is_silent_and_says_so_once(
        self,
        qtbot: QtBot,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        lacks: str,
    ):
        speaker = multimedia(monkeypatch, lacks)
        with caplog.at_level(logging.WARNING):
            made = Chimes()
        made.play(TUNES[Phase.ACCEPTED])
        made.play(TUNES[Phase.RETRY])
        made.stop()

        assert not made.audible
        assert speaker.played == []
        assert [record.message[:17] for record in caplog.records] == ["there is no sound"]


class Speaker:
    """What was played."""

    def __init__(self) -> None:
        self.played: list[bytes] = []
        self.stopped = 0

    def start(self, buffer: QBuffer) -> None:
        assert buffer.isOpen()
        self.played.append(buffer.data().data())

    def stop(self) -> None:
        self.stopped += 1


def multimedia(monkeypatch: pytest.MonkeyPatch, lacks: str = "") -> Speaker:
    """Qt's sound in small: it needs libpulse, which not every machine has."""
    speaker, fake = Speaker(), ModuleType("QtMultimedia")
    device = SimpleNamespace(
        isNull=lambda: lacks == "loudspeaker", isFormatSupported=lambda _: lacks != "format"
    )

    class Format:
        SampleFormat = SimpleNamespace(Int16=1)

        def setSampleRate(self, rate: int) -> None:  # noqa: N802
            assert rate == chimes.RATE

        def setChannelCount(self, count: int) -> None:  # noqa: N802
            assert count == 1

        def setSampleFormat(self, _kind: int) -> None:  # noqa: N802
            pass

    fake.QAudioFormat = Format  # type: ignore[attr-defined]
    fake.QAudioSink = lambda *_: speaker  # type: ignore[attr-defined]
    fake.QMediaDevices = SimpleNamespace(defaultAudioOutput=lambda: device)  # type: ignore[attr-defined]
    found = None if lacks == "library" else fake
    monkeypatch.setitem(sys.modules, "PyQt6.QtMultimedia", found)
    return speaker


class TestErrands:
    def test_they_are_done_in_order_in_a_thread_of_their_own(self):
        errands, done = Errands(), []
        for number in range(20):
            errands.do(lambda n=number: done.append((n, threading.current_thread().name)))

        assert errands.stop() == []
        assert done == [(number, "facevouch-errands") for number in range(20)]

    def test_one_that_fails_is_logged_and_the_next_is_done(self, caplog: pytest.LogCaptureFixture):
        errands, done = Errands(), []
        errands.do(lambda: 1 / 0)
        errands.do(lambda: done.append("next"))

        assert errands.stop() == []
        assert done == ["next"]
        assert "errand" in caplog.text

    def test_a_thread_that_does_not_end_is_reported(self):
        errands, wait = Errands(), threading.Event()
        errands.do(wait.wait)

        assert errands.stop(0.05) == ["facevouch-errands"]
        wait.set()
        assert errands.stop() == []


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
