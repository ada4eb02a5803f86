"""Builds a pipeline from the configuration and the registry."""

from __future__ import annotations

import logging

from edge.config import Config
from edge.errors import ConfigError, ModelError
from edge.infer.pool import SessionPool
from edge.infer.scorer import FaceScorer, Scorer
from edge.infer.selftest import try_on_grey
from edge.runtime.pipeline import Pipeline
from edge.vision.detector import BlazeFace, Detector
from models.registry import Registry

log = logging.getLogger(__name__)


def build_pipeline(
    config: Config,
    registry: Registry,
    *,
    video: bool = True,
    camera: str | None = None,
    pool: SessionPool | None = None,
) -> Pipeline:
    """A pipeline ready for its first frame.

    video: frames are a sequence; else they are independent. camera: identity whose calibration to
    use. pool: shares loaded models with other pipelines. Raises ModelError where a configured model
    does not load. Without any anti-spoof model every face is UNAVAILABLE.
    """
    registry.signed = config.models.signed
    # before the detector, which is slow to open
    scorers = load_scorers(config, registry, camera=camera, pool=pool)
    return Pipeline(config, build_detector(config, registry, video=video), scorers)


def build_detector(config: Config, registry: Registry, *, video: bool) -> Detector:
    """The detector the configuration names."""
    settings = config.detect
    if settings.detector != "blazeface":
        raise ConfigError(
            f"detect.detector: there is no detector {settings.detector!r}; use blazeface"
        )
    spec = registry.default("detector")
    if spec is None:
        raise ModelError("the registry has no face detector; reinstall facevouch")
    return BlazeFace(
        registry.verified(spec),
        video=video,
        min_score=settings.min_score,
        max_faces=settings.max_faces,
    )


def _chosen(config: Config) -> dict[str, str | None]:
    """By task, the configured model: an id, `default`, or None for off."""
    return {"antispoof": config.models.antispoof, "deepfake": config.models.deepfake}


def named_models(config: Config, registry: Registry) -> dict[str, str]:
    """By task, the configured model's id and its file's sha256, for the log.

    Raises ModelError on an unknown id.
    """
    named = {}
    for task, model_id in _chosen(config).items():
        if model_id is not None:
            spec = registry.default(task) if model_id == "default" else registry.get(model_id)
            if spec is not None:
                named[task] = f"{spec.id} {spec.sha256}"
    return named


def load_scorers(
    config: Config,
    registry: Registry,
    *,
    camera: str | None = None,
    pool: SessionPool | None = None,
) -> dict[str, FaceScorer]:
    """Load the configured models, by task."""
    scorers: dict[str, FaceScorer] = {}
    for task, model_id in _chosen(config).items():
        scorer = load_scorer(config, registry, task, model_id, camera=camera, pool=pool)
        if scorer is not None:
            scorers[task] = scorer
    return scorers


def load_scorer(
    config: Config,
    registry: Registry,
    task: str,
    model_id: str | None,
    *,
    camera: str | None = None,
    pool: SessionPool | None = None,
) -> FaceScorer | None:
    """Load one model; None when it is turned off, or when the registry has no default for the task.

    Raises ModelError when the id is unknown, of another task, or the file does not load or breaks
    its contract on a grey face; ConfigError when the camera's stored calibration is damaged.
    """
    if model_id is None:
        return None
    if model_id == "default":
        default = registry.default(task)
        if default is None:
            log.warning("there is no %s model; import one with: facevouch models import FILE", task)
            return None
        model_id = default.id
    spec = registry.get(model_id)
    if spec.task != task:
        raise ModelError(f"{model_id} is a {spec.task} model; a model for {task} is needed")
    scorer = Scorer.load(registry, model_id, config.models, camera=camera, pool=pool)
    try_on_grey(scorer)
    return scorer
