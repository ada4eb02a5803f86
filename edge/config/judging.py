"""Settings of the stages between a frame and a verdict."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from edge.config.base import Rate, Section


class DetectConfig(Section):
    """The face detector."""

    detector: str = Field("blazeface", description="name of the face detector: blazeface")
    min_score: float = Field(
        0.5, ge=0, le=1, description="detections with a lower score are dropped"
    )
    every: int = Field(
        2,
        ge=1,
        le=10,
        description="with faces in view, detect on every n-th frame and track in between",
    )
    idle_every: int = Field(
        5, ge=1, le=30, description="with no face in view, detect on every n-th frame of a camera"
    )
    max_faces: int = Field(8, ge=1, le=64, description="only this many, the largest, are reported")


class TrackConfig(Section):
    """How faces are followed from frame to frame."""

    min_iou: float = Field(
        0.2,
        gt=0,
        lt=1,
        description="overlap (IoU) of a detection with a track needed to continue it",
    )
    max_lost_s: float = Field(
        1.0, gt=0, description="a face that is missing for longer starts a new track"
    )


class QualityConfig(Section):
    """When a face is too poor to be scored."""

    min_face_px: float = Field(80, ge=8, description="smallest longer side of the face box, px")
    max_face_fraction: float = Field(
        0.95,
        gt=0,
        description="largest face: side of its box over the frame's longer side; not "
        "applied to still pictures",
    )
    min_sharpness: float = Field(
        8, ge=0, description="variance of the Laplacian of the face at 96 px"
    )
    min_luma: float = Field(40, ge=0, le=255, description="darkest mean luma of the face")
    max_luma: float = Field(235, ge=0, le=255, description="brightest mean luma of the face")
    max_yaw: float = Field(
        40, gt=0, le=90, description="largest head rotation to the side, degrees"
    )
    max_pitch: float = Field(
        40, gt=0, le=90, description="largest head rotation up or down, degrees"
    )
    max_roll: float = Field(35, gt=0, le=180, description="largest head tilt, degrees")
    max_outside: float = Field(
        0.2, ge=0, le=1, description="largest fraction of the face box outside the frame"
    )


class ModelsConfig(Section):
    """Which models score, and on what."""

    antispoof: str | None = Field(
        "default", description="model id; default: the manifest's default"
    )
    deepfake: str | None = Field(
        "default", description="model id; default: the manifest's default; off: none"
    )
    deepfake_every: int = Field(
        5, ge=1, description="score with the deepfake model on every n-th frame of a track"
    )
    signed: Literal["auto", "require", "off"] = Field(
        "auto",
        description="which manifests must be signed. auto: all but a source checkout's "
        "own; require: all; off: none",
    )
    provider: Literal["auto", "cpu", "cuda", "tensorrt"] = Field(
        "auto",
        description="auto: TensorRT where its engines are built (facevouch models "
        "engines), else CUDA where available, else the CPU",
    )
    engine_precision: Literal["fp32", "fp16"] = Field(
        "fp32", description="precision of TensorRT engines; fp16 is faster and less exact"
    )
    threads: int = Field(
        0, ge=0, le=64, description="threads per model; 0: physical cores less one, at most 4"
    )

    @field_validator("deepfake")
    @classmethod
    def _off(cls, chosen: str | None) -> str | None:
        """Convert the value that means off to None, because TOML has no null."""
        return None if chosen == "off" else chosen


class CanaryConfig(Section):
    """Requirements on a model that replaces another one while the gate runs."""

    flips: float = Field(
        0.2,
        ge=0,
        le=1,
        description="share of clearly decided faces on which a new model "
        "may decide the opposite; 1: no limit",
    )
    faces: int = Field(
        5, ge=1, description="with fewer clearly decided faces, `flips` is not applied"
    )
    slower: float = Field(
        4, ge=1, description="largest time per face, as a multiple of the old model's"
    )
    always_ms: float = Field(10, gt=0, description="a time per face up to this is always accepted")
    probation: int = Field(
        300, ge=1, description="frames with faces during which the old model is kept, to go back to"
    )
    look_every: int = Field(
        5, ge=1, description="during probation the old model also scores every n-th frame"
    )


Uncalibrated = Literal["refuse", "warn", "accept"]


class DecisionConfig(Section):
    """The sequential test; its bounds follow from the target error rates."""

    bpcer: Rate = Field(0.01, description="target BPCER: bona fide tracks classified as ATTACK")
    apcer: Rate = Field(0.01, description="target APCER: attack tracks classified as LIVE")
    correlation_s: float = Field(
        0.4,
        ge=0,
        description="time constant: evidence of two frames this far apart is correlated by 1/e",
    )
    max_step: float = Field(
        4.0, gt=0, description="limit of one frame's log-likelihood ratio, in either direction"
    )
    min_frames: int = Field(5, ge=1, description="scored frames needed before a verdict")
    expire_s: float = Field(
        2.0, gt=0, description="a verdict expires after this time without new evidence"
    )
    antispoof_looks: float = Field(
        3.0,
        ge=1,
        description="largest weight of a track's anti-spoof evidence, in independent "
        "frames, if no calibration states it: a model's error about one face "
        "may be the same in all frames",
    )
    deepfake_looks: float = Field(
        1.5,
        ge=1,
        description="largest weight of a track's deepfake evidence, in independent frames: "
        "this model's errors depend on the face and the camera, not on the "
        "frame",
    )
    deepfake: Literal["off", "advise", "require"] = Field(
        "advise",
        description="off: no deepfake model decides; advise: it can decide ATTACK once "
        "calibrated to this camera, before that its scores are only shown; "
        "require: it decides without calibration too, and LIVE needs its "
        "evidence",
    )
    uncalibrated: Literal["auto", "refuse", "warn", "accept"] = Field(
        "auto",
        description="when the anti-spoof model is not calibrated to the camera. refuse: no "
        "face is LIVE; warn, accept: faces can be LIVE, with the reason "
        "`uncalibrated`, and warn shows it on screen; auto: refuse at a gate "
        "(kiosk and serve), warn in the window and in `run`",
    )

    def treats_uncalibrated(self) -> Uncalibrated:
        """`uncalibrated` outside a gate, where `auto` means `warn`."""
        return "warn" if self.uncalibrated == "auto" else self.uncalibrated

    def at_a_gate(self) -> DecisionConfig:
        """The settings for a gate, where `auto` means that an uncalibrated camera is refused."""
        if self.uncalibrated != "auto":
            return self
        return self.model_copy(update={"uncalibrated": "refuse"})
