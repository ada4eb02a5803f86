"""Moving attacks (puppets, recordings, replays) before a gate that poses a challenge.

The shipped pipeline judges every frame, and the shipped challenge observes the face as it does in a
session. Three results are recorded: whether the pipeline ever vouched for the face, whether the
face passed the challenge, and whether it did both without an earlier attack verdict, which is the
condition for opening a gate.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np

from edge.capture.video import VideoFile
from edge.challenge.base import Challenge, ChallengeState, Observation
from edge.challenge.guidance import Prompt
from edge.challenge.make import ChallengeMaker, FaceMeasurer
from edge.config import Config
from edge.errors import DataError, ModelError
from edge.infer.face_mesh import Landmarker, load_landmarker
from edge.runtime.factory import build_detector, build_pipeline
from edge.runtime.pipeline import Pipeline
from edge.types import U8, Box, FaceResult, Frame, State
from models.registry import Registry
from tools.evaluation.media import read_image
from tools.presentations.handheld import still_scene
from tools.presentations.presentation import Presentation
from tools.presentations.puppet import Puppet, Puppeteer
from tools.presentations.relighting import Relighting

FPS = 15.0
LONGEST_S = 40.0
PASSIVE_S = 5.0
"""Seconds for which a face is shown where there is no challenge."""

FACE_PX = 180.0
"""Longer side of a puppet's face, px, in a frame of 640 x 480."""

MOST_FRAMES = 400
"""Frames that are read of a recording, so that it fits into memory."""

Actor = Callable[[Prompt, float], U8]
"""The camera frame, uint8 (H, W, 3) BGR, for the prompt on the screen and the time in seconds."""


class Family(StrEnum):
    """The kinds of moving attack."""

    PUPPET = "puppet"
    RELIT = "puppet, painted anew as it turns"
    LOOP = "loop"
    REPLAY = "replay"


KINDS: dict[str, dict[str, object]] = {
    "none": {"kind": "none"},
    **{
        name: {"kind": "gestures", "gestures": [name], "steps": 1}
        for name in ("turn_left", "turn_right", "nod", "come_closer")
    },
    # people blink and smile without a prompt, so these are never the only step of a challenge
    **{
        f"{name} and a turn": {"kind": "gestures", "gestures": [name, "turn_left"], "steps": 2}
        for name in ("blink", "smile")
    },
    "gestures": {"kind": "gestures"},
    "light": {"kind": "light"},
    "gestures+light": {"kind": "gestures+light"},
}
"""The challenges that are tried, by name: settings of the `challenge` section."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """The outcome of one attack before one challenge.

    vouched: whether the passive models reached the verdict LIVE in any frame. passed: whether the
    challenge was passed; None where there was none. accepted: whether both held at once with no
    earlier verdict ATTACK. why: what ended the challenge.
    """

    family: Family
    name: str
    kind: str
    vouched: bool
    passed: bool | None
    accepted: bool
    why: str


class ChallengedGate:
    """Shows one attack after another to the shipped models. Used by one thread.

    guarded: False switches off the checks of how the face moves (`flat_face`, `warped_face`), to
    measure their effect. Raises ModelError where there is no landmark model.
    """

    def __init__(self, *, guarded: bool = True) -> None:
        self._registry = Registry.open()
        self._config = Config.model_validate({
            "models": {"provider": "cpu", "threads": 1, "deepfake": "off"},
            "decision": {"uncalibrated": "accept"},
        })  # fmt: skip
        self._guarded = guarded
        landmarker = load_landmarker(self._registry, self._config.models)
        if landmarker is None:
            raise ModelError(
                "animated stills and challenges need the landmark model; reinstall facevouch"
            )
        self._landmarker: Landmarker = landmarker
        self._pipeline: Pipeline = build_pipeline(self._config, self._registry)

    def close(self) -> None:
        self._pipeline.close()

    def puppet(self, one: Presentation, seed: int, *, relit: bool = False) -> Actor | None:
        """An actor that animates the face of a still; None where no face is found in it.

        relit: paint it anew as it turns (`Relighting`).
        """
        image = read_image(one.path)
        box = one.box or Box(0, 0, image.shape[1], image.shape[0])
        still = still_scene(image, box, FACE_PX)
        detector = build_detector(self._config, self._registry, video=False)
        try:
            faces = detector.detect(Frame(still, 0, one.name, 0.0))
        finally:
            detector.close()
        largest = max(faces, key=lambda face: face.box.side, default=None)
        mesh = self._landmarker.find(still, largest) if largest is not None else None
        if mesh is None:
            return None
        rng = np.random.default_rng(seed)
        relighting = Relighting(still, mesh.points, rng) if relit else None
        return Puppeteer(Puppet(still, mesh.points, relighting), rng).frame

    def attempt(self, family: Family, name: str, kind: str, actor: Actor, seed: int) -> Attempt:
        """Show an attack once. kind: a key of KINDS. seed: of the challenge's random choices."""
        settings = self._config.challenge.model_copy(update=KINDS[kind])
        made = ChallengeMaker(settings, mesh=True, rng=random.Random(seed))(0.0)
        measurer = FaceMeasurer(self._landmarker, light="light" in settings.kind)
        self._pipeline.reset()
        vouched = called = accepted = False
        longest = PASSIVE_S if made is None else LONGEST_S
        for index in range(round(longest * FPS)):
            at = index / FPS
            prompt = made.prompt if made is not None else Prompt.LOOK_HERE
            frame = Frame(actor(prompt, at), index, name, at)
            face = max(
                self._pipeline.process(frame).faces, key=lambda f: f.face.box.side, default=None
            )
            state = face.verdict.state if face is not None else State.UNKNOWN
            vouched, called = vouched or state is State.LIVE, called or state is State.ATTACK
            if made is not None:
                self._ask(made, measurer, frame, face)
            done = made is None or made.state is ChallengeState.PASSED
            accepted = accepted or (done and state is State.LIVE and not called)
            if accepted or (made is not None and made.state is ChallengeState.FAILED):
                break
            if done and made is not None and called:
                break
        passed = None if made is None else made.state is ChallengeState.PASSED
        why = made.why if made is not None else ""
        return Attempt(family, name, kind, vouched, passed, accepted, why)

    def _ask(
        self, made: Challenge, measurer: FaceMeasurer, frame: Frame, face: FaceResult | None
    ) -> None:
        """Give the challenge the observation of a frame's face, as a session does."""
        if face is None:
            made.interrupted(frame.captured_at)
        else:
            measured = measurer.measure(frame, face.face)
            if not self._guarded:
                measured = replace(measured, flatness=0.0, warped=0.0)
            made.update(
                Observation(face.face, face.quality, frame.size, frame.captured_at, measured)
            )
        made.tick(frame.captured_at)


def recorded(path: Path) -> Actor:
    """An actor that plays a recording forwards and backwards without end and ignores prompts.

    Raises SourceError, and DataError on fewer than two frames.
    """
    frames: list[U8] = []
    times: list[float] = []
    with VideoFile(path) as video:
        while len(frames) < MOST_FRAMES and (frame := video.read()) is not None:
            frames.append(frame.bgr)
            times.append(frame.captured_at)
    if len(frames) < 2:
        raise DataError(f"{path} is not a recording with at least two frames")
    fps = (len(times) - 1) / max(times[-1] - times[0], 1e-3)

    def play(_: Prompt, at: float) -> U8:
        place = round(at * fps) % (2 * len(frames) - 2)
        return frames[place if place < len(frames) else 2 * len(frames) - 2 - place]

    return play
