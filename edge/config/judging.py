"""Settings of the stages between a frame and a verdict."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from edge.config.base import Rate, Section


class DetectConfig(Section):
    """The face detector."""

    detector: str = Field("blazeface", description="the face detector: blazeface")
    min_score: float = Field(0.5, ge=0, le=1, description="faces below are not reported")
    every: int = Field(
        2, ge=1, le=10, description="with faces in view, detect on every n-th frame and follow"
    )
    idle_every: int = Field(
        5, ge=1, le=30, description="with nobody in view, look on every n-th frame of a camera"
    )
    max_faces: int = Field(8, ge=1, le=64)


class TrackConfig(Section):
    """How faces are followed from frame to frame."""

    min_iou: float = Field(0.2, gt=0, lt=1, description="overlap that continues a track")
    max_lost_s: float = Field(1.0, gt=0, description="a face unseen for longer is a new track")


class QualityConfig(Section):
    """When a face is too poor to be scored."""

    min_face_px: float = Field(80, ge=8, description="longer side of the face box")
    max_face_fraction: float = Field(
        0.95,
        gt=0,
        description="face side over the frame's longer side; not asked of a still picture",
    )
    min_sharpness: float = Field(8, ge=0, description="variance of the Laplacian at 96 px")
    min_luma: float = Field(40, ge=0, le=255)
    max_luma: float = Field(235, ge=0, le=255)
    max_yaw: float = Field(40, gt=0, le=90, description="degrees")
    max_pitch: float = Field(40, gt=0, le=90, description="degrees")
    max_roll: float = Field(35, gt=0, le=180, description="degrees")
    max_outside: float = Field(0.2, ge=0, le=1, description="fraction of the box outside the frame")


class ModelsConfig(Section):
    """Which models score, and on what."""

    antispoof: str | None = Field("default", description="model id; default: the manifest's choice")
    deepfake: str | None = Field("default", description="model id; off: none")
    deepfake_every: int = Field(
        5, ge=1, description="score deepfake on every n-th frame of a track"
    )
    signed: Literal["auto", "require", "off"] = Field(
        "auto",
        description="which manifests must be signed. auto: all but a source checkout's own; "
        "require: that one too; off: none",
    )
    provider: Literal["auto", "cpu", "cuda", "tensorrt"] = Field(
        "auto",
        description="auto: TensorRT where its engines are built (facevouch models engines), else "
        "CUDA where there is one, else the processor",
    )
    engine_precision: Literal["fp32", "fp16"] = Field(
        "fp32", description="arithmetic of TensorRT's engines; fp16 is faster, and less exact"
    )
    threads: int = Field(0, ge=0, le=64, description="0: physical cores but one, at most 4")

    @field_validator("deepfake")
    @classmethod
    def _off(cls, chosen: str | None) -> str | None:
        """Convert the value that means off to None, because TOML has no null."""
        return None if chosen == "off" else chosen


class CanaryConfig(Section):
    """What a model must hold to when it takes another's place while the gate runs."""

    flips: float = Field(
        0.2, ge=0, le=1, description="share of sure faces it may judge the other way; 1: any"
    )
    faces: int = Field(5, ge=1, description="fewer sure faces are not judged by")
    slower: float = Field(4, ge=1, description="times the old one's time for a face")
    always_ms: float = Field(10, gt=0, description="a face in this time is fast enough anyway")
    probation: int = Field(
        300, ge=1, description="frames with faces after which the old model is let go"
    )
    look_every: int = Field(5, ge=1, description="on probation the old model scores every n-th too")


Uncalibrated = Literal["refuse", "warn", "accept"]


class DecisionConfig(Section):
    """The sequential test: its bounds follow from the error rates an operator asks for."""

    bpcer: Rate = Field(0.01, description="bona fide tracks that may be called attack")
    apcer: Rate = Field(0.01, description="attack tracks that may be called live")
    correlation_s: float = Field(
        0.4, ge=0, description="evidence of frames this far apart is still correlated by 1/e"
    )
    max_step: float = Field(
        4.0, gt=0, description="one frame's log-likelihood ratio is cut to this"
    )
    min_frames: int = Field(5, ge=1, description="no verdict from fewer scored frames")
    expire_s: float = Field(2.0, gt=0, description="a verdict without fresh evidence lapses")
    antispoof_looks: float = Field(
        3.0,
        ge=1,
        description="independent looks a track's anti-spoof evidence is worth at most, where a "
        "calibration says nothing of it: a model may be steadily wrong about a face",
    )
    deepfake_looks: float = Field(
        1.5,
        ge=1,
        description="independent looks a track's deepfake evidence is worth at most: that model "
        "errs by face and camera, not by frame",
    )
    deepfake: Literal["off", "advise", "require"] = Field(
        "advise",
        description="advise: calibrated to this camera it can call ATTACK, before that its scores "
        "are shown and count for nothing; require: it counts as it ships, and LIVE waits for it",
    )
    uncalibrated: Literal["auto", "refuse", "warn", "accept"] = Field(
        "auto",
        description="at a camera the anti-spoof model was never calibrated to. refuse: nobody is "
        "vouched for; warn, accept: somebody is, with the reason `uncalibrated`, and warn says so "
        "on screen; auto: refuse at a gate (kiosk and serve), warn in the window and in `run`",
    )

    def treats_uncalibrated(self) -> Uncalibrated:
        """`uncalibrated` outside a gate, where `auto` means `warn`."""
        return "warn" if self.uncalibrated == "auto" else self.uncalibrated

    def at_a_gate(self) -> DecisionConfig:
        """The settings for a gate, where `auto` means that an uncalibrated camera is refused."""
        if self.uncalibrated != "auto":
            return self
        return self.model_copy(update={"uncalibrated": "refuse"})
