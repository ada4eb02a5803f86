"""What travels with a model file: how to feed it, what comes out, which way it points."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Positive = Annotated[float, Field(gt=0)]
Triple = tuple[float, float, float]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class InputSpec(_Part):
    """The preprocessing contract: crop, colour, numbers.

    The tensor is float32 (N, 3·k, size, size) — or (N, size, size, 3·k) for NHWC — where k is the
    number of expansions: the crops of one face, tightest first, stacked along the channels.
    Each value is (pixel · scale − mean) / std.
    """

    size: int = Field(gt=0, description="side of the square input, px")
    expansions: tuple[Positive, ...] = Field(
        min_length=1, description="crop side over the longer side of the face box, one per crop"
    )
    colour: Literal["RGB", "BGR"] = "RGB"
    scale: Positive = Field(1 / 255, description="multiplies the 0..255 pixel first")
    mean: Triple = (0.0, 0.0, 0.0)
    std: tuple[Positive, Positive, Positive] = (1.0, 1.0, 1.0)
    layout: Literal["NCHW", "NHWC"] = "NCHW"
    padding: Literal["reflect101"] = "reflect101"


class OutputSpec(_Part):
    """What comes out and which way it points. The adapter turns all of it into: higher = attack.

    kind `logit`: one number, the log-odds of attack (negated where `attack_index` is 0).
    kind `pair`: two logits or log-probabilities; the raw logit is their difference, attack first.
    """

    kind: Literal["logit", "pair"] = "logit"
    name: str = Field("logit", description="the output tensor that holds the score")
    attack_index: Literal[0, 1] = 1
    evidence: str | None = Field(
        None, description="output (N, k, h, w) whose sum + bias is the raw logit, one map per crop"
    )
    bias: float = 0.0
    generated: str | None = Field(
        None, description="output (N, 1), the log-odds that an attack is generated, not swapped"
    )


class Calibration(_Part):
    """calibrated logit = slope · raw logit + offset (Platt scaling at equal priors).

    camera: whose people it was fitted on; empty for one that ships with the model. looks: how many
    independent looks a track's evidence is worth at most there; None leaves that to the settings.
    """

    slope: Positive = 1.0
    offset: float = 0.0
    fitted_on: str = ""
    camera: str = ""
    looks: Annotated[float, Field(ge=1)] | None = None

    def apply(self, raw: float) -> float:
        """The calibrated log-odds of attack of a raw logit."""
        return self.slope * raw + self.offset


class ModelSpec(_Part):
    """One model of the registry."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")
    task: Literal["antispoof", "deepfake", "detector", "landmarks"]
    architecture: str
    precision: Literal["fp32", "fp16", "int8", "int8_dynamic", "q8"]
    file: str = Field(description="relative to the manifest")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    bytes: int = Field(gt=0)
    default: bool = False
    input: InputSpec | None = None
    output: OutputSpec = OutputSpec()
    calibration: Calibration = Calibration()
    thresholds: dict[str, float] = Field(
        default_factory=dict, description="operating points: name to threshold on p_attack"
    )
    licence: str
    training_data: str = ""
    source: str = Field("", description="where it comes from, in words")
    url: str | None = Field(None, description="where `models pull` may fetch it")
    member: str | None = Field(None, description="the file inside, where the url is an archive")
    card: str | None = Field(None, description="the card's page, relative to the manifest")
    metrics: dict[str, float] = Field(default_factory=dict, description="measured; see the card")
    answers: dict[str, float] = Field(
        default_factory=dict, description="raw logits on known pictures: edge/infer/selftest.py"
    )

    @model_validator(mode="after")
    def _no_camera_ships_with_a_model(self) -> ModelSpec:
        if self.calibration.camera:
            raise ValueError(
                f"{self.id}: calibration.camera is set by facevouch calibrate, never by a manifest"
            )
        return self

    @model_validator(mode="after")
    def _scored_models_need_an_input(self) -> ModelSpec:
        if self.task in ("antispoof", "deepfake") and self.input is None:
            raise ValueError(f"{self.id}: a model of task {self.task} needs an [input] table")
        if not all(math.isfinite(v) and 0 <= v <= 1 for v in self.thresholds.values()):
            raise ValueError(f"{self.id}: thresholds on p_attack must be between 0 and 1")
        return self

    @property
    def scoring_input(self) -> InputSpec:
        """The input of a scored model; never None for antispoof and deepfake."""
        if self.input is None:
            raise TypeError(f"{self.id} is a {self.task} model, which gives no score")
        return self.input

    def path(self, root: Path) -> Path:
        """Where the file lies, given the manifest's folder."""
        return root / self.file


def tested_auc(metrics: Mapping[str, float]) -> float | None:
    """The AUC of a model's own tests, over all their sources; None where none is stated."""
    return next((metrics[name] for name in ("auc_test_mean", "auc_test") if name in metrics), None)
