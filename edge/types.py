"""The types that flow from camera to verdict.

Frozen dataclasses with slots. Arrays inside are owned by the object and must not be written to.
One direction everywhere: a higher number means *attack* (positive class = attack = 1).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]


class SourceKind(StrEnum):
    """The kind of a source. Only a CAMERA is known to show what is in front of this machine.

    PIPELINE: a GStreamer pipeline, whose first element may be anything. MADE: frames rendered by
    this program, such as the demo.
    """

    CAMERA = "camera"
    STREAM = "stream"
    PIPELINE = "pipeline"
    FILE = "file"
    MADE = "made"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture from a source.

    bgr: uint8 (H, W, 3), read-only, owned by the frame.
    index: 0, 1, 2 … in the order the source delivered them (a dropped frame leaves a gap).
    source_id: names the source in results and logs; never holds a credential.
    captured_at: monotonic seconds for a live source, media time for a file.
    picture: file name of a still picture that is judged independently of all other frames; None for
        a frame of a sequence.
    """

    bgr: U8
    index: int
    source_id: str
    captured_at: float
    picture: str | None = None

    def __post_init__(self) -> None:
        if self.bgr.dtype != np.uint8 or self.bgr.ndim != 3 or self.bgr.shape[2] != 3:
            raise ValueError(
                f"a frame must be uint8 (H, W, 3), got {self.bgr.dtype} {self.bgr.shape}"
            )
        self.bgr.setflags(write=False)

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.bgr.shape[1], self.bgr.shape[0]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in frame pixels, half-open; it may reach outside the frame."""

    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def width(self) -> float:
        return self.x2 - self.x1

    @property
    def height(self) -> float:
        return self.y2 - self.y1

    @property
    def side(self) -> float:
        """The longer side, px: the face's size everywhere in this project."""
        return max(self.width, self.height)

    @property
    def center(self) -> tuple[float, float]:
        return (self.x1 + self.x2) / 2, (self.y1 + self.y2) / 2

    def iou(self, other: Box) -> float:
        """Intersection over union, 0..1."""
        w = min(self.x2, other.x2) - max(self.x1, other.x1)
        h = min(self.y2, other.y2) - max(self.y1, other.y1)
        if w <= 0 or h <= 0:
            return 0.0
        inter = w * h
        return inter / (self.width * self.height + other.width * other.height - inter)

    def shifted(self, dx: float, dy: float) -> Box:
        return Box(self.x1 + dx, self.y1 + dy, self.x2 + dx, self.y2 + dy)

    def as_list(self) -> list[float]:
        """[x1, y1, x2, y2], rounded to a tenth of a pixel, as written to JSON."""
        return [round(v, 1) for v in (self.x1, self.y1, self.x2, self.y2)]


@dataclass(frozen=True, slots=True)
class Face:
    """A detected face.

    score: the detector's confidence, 0..1.
    keypoints: float32 (6, 2) px — right eye, left eye, nose tip, mouth, right ear, left ear
        (the subject's right and left; BlazeFace's order) — or (0, 2) where a detector has none.
    track_id: stable over frames; 0 before tracking.
    """

    box: Box
    score: float
    keypoints: F32
    track_id: int = 0


class Reason(StrEnum):
    """Why a face was not scored, or why a verdict is what it is. Values appear in JSON."""

    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    BLURRED = "blurred"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    TURNED = "turned_away"
    OUT_OF_FRAME = "out_of_frame"
    LOW_DETECTION = "uncertain_detection"
    NO_MODEL = "no_model"
    MODEL_FAILED = "model_failed"
    EXPIRED = "evidence_expired"
    UNTRUSTED_SOURCE = "untrusted_source"
    UNCALIBRATED = "uncalibrated"
    ANTISPOOF = "antispoof"
    DEEPFAKE = "deepfake"
    SWAPPED = "swapped"
    GENERATED = "generated"


@dataclass(frozen=True, slots=True)
class Quality:
    """What the quality gate measured on one face.

    sharpness: variance of the Laplacian of the face at a fixed 96 px, grey levels squared.
    luma: mean brightness of the face, 0..255.
    face_px: longer side of the box, px.
    yaw, pitch, roll: degrees, estimated from the six keypoints (NaN without keypoints);
        yaw > 0 when the subject looks to the image's right, pitch > 0 when up.
    reasons: why the face must not be scored; empty means good.
    least_px: what face_px must be at least; 0 where that is not known.
    """

    sharpness: float
    luma: float
    face_px: float
    yaw: float
    pitch: float
    roll: float
    reasons: frozenset[Reason] = frozenset()
    least_px: float = 0.0

    @property
    def missing_px(self) -> tuple[int, int] | None:
        """Of a face that is too small and whose least size is known: (px it has, px it needs)."""
        if Reason.TOO_SMALL not in self.reasons or not self.least_px:
            return None
        return math.floor(self.face_px), math.ceil(self.least_px)

    @property
    def ok(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Crop:
    """The square image of a face that a model is given, and its transform to the frame.

    bgr: uint8 (S, S, 3).
    to_frame: float32 (2, 3) affine from crop pixels to frame pixels.
    padded: fraction of the crop's area that lies outside the frame (mirrored), 0..1.
    """

    bgr: U8
    to_frame: F32
    padded: float


@dataclass(frozen=True, slots=True)
class Score:
    """One model's score of one face in one frame.

    p_attack: 0..1, calibrated; logit: calibrated log-odds of attack at equal priors, which is
        the log-likelihood ratio log p(x | attack) / p(x | bona fide).
    latency_ms: preprocessing and inference of this face.
    looks: effective number of independent samples that a whole track of this model's scores is
        worth at most at this camera; None where that was not calibrated.
    generated: log-odds that a manipulated face was generated and not swapped; None where the model
        does not tell. It says nothing about whether the face is manipulated.
    evidence: float32 (h, w) or None; on the grid of the model's widest crop; each cell's
        contribution to the logit: evidence.sum() + bias = the model's raw logit.
    to_frame: float32 (2, 3), affine from the unit square of the evidence's crop to frame px.
    """

    model_id: str
    p_attack: float
    logit: float
    latency_ms: float
    evidence: F32 | None = None
    to_frame: F32 | None = None
    looks: float | None = None
    generated: float | None = None


class State(StrEnum):
    """What the app vouches for. Everything but LIVE keeps the gate shut."""

    UNKNOWN = "UNKNOWN"
    POOR_QUALITY = "POOR_QUALITY"
    CHECKING = "CHECKING"
    LIVE = "LIVE"
    ATTACK = "ATTACK"
    UNAVAILABLE = "UNAVAILABLE"


class AttackKind(StrEnum):
    """Which model family decided ATTACK."""

    PRESENTATION = "presentation"
    DEEPFAKE = "deepfake"


class Lean(StrEnum):
    """The decision of a sequential test so far; OPEN: none yet."""

    OPEN = "open"
    LIVE = "live"
    ATTACK = "attack"


@dataclass(frozen=True, slots=True)
class TaskEvidence:
    """The state of one model family's sequential test on a track, after this frame.

    task: antispoof or deepfake. total: sum of log-likelihood ratios, above 0 for attack.
    live, attack: the bounds of that sum at which the test decides, live < 0 < attack.
    lean: its decision, which holds until the sum has returned to zero. frames: number of summands.
    counts: whether the verdict depends on it; false for a task that is turned off and for evidence
        from an untrusted source.
    """

    task: str
    total: float
    live: float
    attack: float
    lean: Lean
    frames: int
    counts: bool = True

    @property
    def position(self) -> float:
        """The sum over its bound: −1 where the test decides live, 1 where it decides attack."""
        return self.total / (self.attack if self.total > 0 else -self.live)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on one track after this frame.

    p_attack: posterior probability of attack of the sequential test, 0..1.
    frames: number of scored frames that the decision is based on.
    since: time (the frame's clock) at which this state began.
    reasons: quality reasons while POOR_QUALITY, the deciding model while LIVE or ATTACK, the kind
        of a manipulation …
    evidence: the sequential tests behind the verdict, one for each model family that has scored.
    """

    track_id: int
    state: State
    p_attack: float
    frames: int
    since: float
    attack_kind: AttackKind | None = None
    reasons: frozenset[Reason] = frozenset()
    evidence: tuple[TaskEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class FaceResult:
    """The result for one face in one frame. scores: by model id."""

    face: Face
    quality: Quality
    verdict: Verdict
    scores: dict[str, Score] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FrameResult:
    """The result for one frame. timings_ms: by stage (detect, quality, antispoof …).

    picture: as in `Frame`. calibrated: whether the anti-spoof model was calibrated to this camera;
    where it was not, the error rates of its verdicts are unknown.
    """

    index: int
    time: float
    source_id: str
    size: tuple[int, int]
    faces: tuple[FaceResult, ...]
    timings_ms: dict[str, float]
    trusted_source: bool = True
    picture: str | None = None
    calibrated: bool = False
