"""Audio cues for a person who does not watch the screen. Synthesised; there is no sound file."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QObject

from edge.challenge.guidance import Guidance, Phase

log = logging.getLogger(__name__)

RATE = 44_100  # samples a second
LOUDNESS = 0.25  # of full scale


@dataclass(frozen=True, slots=True)
class Tune:
    """A sequence of tones. hertz: the frequency of each; seconds: the duration of each."""

    hertz: tuple[float, ...]
    seconds: float = 0.16


# distinguishable by contour as well as by pitch: rising, repeated, falling, one short tone
TUNES = {
    Phase.ACCEPTED: Tune((523.25, 659.25, 783.99)),
    Phase.RETRY: Tune((392.0, 392.0)),
    Phase.HELP: Tune((392.0, 311.13), 0.3),
    Phase.CHALLENGE: Tune((659.25,), 0.09),
}


def samples(tune: Tune) -> NDArray[np.int16]:
    """(n,) int16 mono samples at RATE. Each tone fades in and out over 20 ms, so that it does not
    click.
    """
    tones = []
    for hertz in tune.hertz:
        time = np.arange(round(RATE * tune.seconds)) / RATE
        swell = np.clip(np.minimum(time, tune.seconds - time) / 0.02, 0, 1)
        fade = np.exp(-2.5 * time / tune.seconds)
        tones.append(np.sin(2 * np.pi * hertz * time) * swell * fade)
    return np.asarray(np.concatenate(tones) * LOUDNESS * 32767, np.int16)


def tune_for(before: Guidance, now: Guidance) -> Tune | None:
    """The tune for a change of guidance; None where nothing is played.

    In the light challenge, where a colour is shown, no tone is played.
    """
    if now.phase is Phase.CHALLENGE:
        if now.colour is not None or now.prompt is before.prompt:
            return None
        return TUNES[Phase.CHALLENGE]
    return TUNES.get(now.phase) if now.phase is not before.phase else None


class Chimes(QObject):
    """Plays tunes. Without an audio output it logs one warning and plays nothing."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sink: object | None = None
        self._buffer = QBuffer(self)
        try:
            from PyQt6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices
        except ImportError as error:
            log.warning("there is no sound: %s", error)
            return
        device = QMediaDevices.defaultAudioOutput()
        wanted = QAudioFormat()
        wanted.setSampleRate(RATE)
        wanted.setChannelCount(1)
        wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        if device.isNull() or not device.isFormatSupported(wanted):
            log.warning("there is no sound: no loudspeaker that plays %s Hz", RATE)
            return
        self._sink = QAudioSink(device, wanted, self)

    @property
    def audible(self) -> bool:
        return self._sink is not None

    def play(self, tune: Tune) -> None:
        if self._sink is None:
            return
        self._sink.stop()  # type: ignore[attr-defined]
        self._buffer.close()
        self._buffer.setData(QByteArray(samples(tune).tobytes()))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._sink.start(self._buffer)  # type: ignore[attr-defined]

    def stop(self) -> None:
        if self._sink is not None:
            self._sink.stop()  # type: ignore[attr-defined]
        self._buffer.close()
