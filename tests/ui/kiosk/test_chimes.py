"""The kiosk's tones: short, soft, distinct, and silent without a loudspeaker."""

import logging
import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from kiosk_fakes import moment
from PyQt6.QtCore import QBuffer
from pytestqt.qtbot import QtBot

from edge.challenge.guidance import Guidance, Phase, Prompt
from ui.kiosk import chimes
from ui.kiosk.chimes import TUNES, Chimes, samples, tune_for


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
    def test_a_change_of_the_screen_has_its_tune(
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
    def test_a_missing_loudspeaker_is_logged_once(
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
    """Records what is played."""

    def __init__(self) -> None:
        self.played: list[bytes] = []
        self.stopped = 0

    def start(self, buffer: QBuffer) -> None:
        assert buffer.isOpen()
        self.played.append(buffer.data().data())

    def stop(self) -> None:
        self.stopped += 1


def multimedia(monkeypatch: pytest.MonkeyPatch, lacks: str = "") -> Speaker:
    """A fake of QtMultimedia, which needs libpulse, which not every machine has."""
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
