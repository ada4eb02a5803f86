"""Corruptions of images, and results under them: one point a variant, corruption and severity."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from edge.errors import DataError
from edge.types import U8
from tools.evaluation.measure import Measured
from tools.metrics.bootstrap import Interval
from tools.metrics.bounds import Rate

SEVERITIES = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Corruption:
    """name: of CORRUPTIONS; severity 1 (mild) to 5 (severe)."""

    name: str
    severity: int

    def __post_init__(self) -> None:
        if self.name not in CORRUPTIONS:
            known = ", ".join(CORRUPTIONS)
            raise DataError(f"there is no corruption '{self.name}'; there are {known}")
        if self.severity not in SEVERITIES:
            raise DataError(f"a severity must be from 1 to 5, not {self.severity}")

    def apply(self, image: U8, seed: int) -> U8:
        """The corrupted image, uint8 of the same shape; the same seed gives the same noise."""
        rng = np.random.default_rng(seed)
        return CORRUPTIONS[self.name](image, self.severity - 1, rng)


def _noise(image: U8, level: int, rng: np.random.Generator) -> U8:
    """Gaussian noise on every channel, standard deviation in grey levels."""
    sigma = (6, 12, 20, 30, 45)[level]
    return _clipped(image + rng.normal(0, sigma, image.shape))


def _blur(image: U8, level: int, _: np.random.Generator) -> U8:
    """Defocus: Gaussian blur, standard deviation as a fraction of the shorter side."""
    sigma = (0.006, 0.011, 0.017, 0.025, 0.036)[level] * min(image.shape[:2])
    edge = cv2.BORDER_REFLECT_101
    return np.asarray(cv2.GaussianBlur(image, (0, 0), max(sigma, 0.1), borderType=edge), np.uint8)


def _motion(image: U8, level: int, rng: np.random.Generator) -> U8:
    """Motion along a random direction, length as a fraction of the shorter side."""
    length = max(2, round((0.015, 0.03, 0.05, 0.075, 0.11)[level] * min(image.shape[:2])))
    size = length | 1
    kernel = np.zeros((size, size), np.float32)
    angle = rng.uniform(0, np.pi)
    centre = (size - 1) / 2
    for step in np.linspace(-centre, centre, 4 * size):
        x, y = centre + step * np.cos(angle), centre + step * np.sin(angle)
        kernel[round(y), round(x)] += 1
    edge = cv2.BORDER_REFLECT_101
    return np.asarray(cv2.filter2D(image, -1, kernel / kernel.sum(), borderType=edge), np.uint8)


def _jpeg(image: U8, level: int, _: np.random.Generator) -> U8:
    """JPEG at falling quality."""
    quality = (60, 40, 25, 15, 8)[level]
    return _decoded(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


def _brightness(image: U8, level: int, _: np.random.Generator) -> U8:
    """More light: added to the value channel, so that highlights clip as in a camera."""
    hsv = cv2.cvtColor(image, cv2.COLOR_BGR2HSV).astype(np.int16)
    hsv[:, :, 2] += (20, 40, 60, 85, 110)[level]
    return np.asarray(cv2.cvtColor(_clipped(hsv), cv2.COLOR_HSV2BGR), np.uint8)


def _contrast(image: U8, level: int, _: np.random.Generator) -> U8:
    """Contrast drawn towards the image's mean."""
    keep = (0.75, 0.55, 0.4, 0.28, 0.18)[level]
    mean = image.mean(axis=(0, 1))
    return _clipped((image - mean) * keep + mean)


def _pixelate(image: U8, level: int, _: np.random.Generator) -> U8:
    """Fewer pixels: shrunk, then enlarged in blocks."""
    scale = (0.6, 0.45, 0.33, 0.25, 0.18)[level]
    height, width = image.shape[:2]
    small = (max(1, round(width * scale)), max(1, round(height * scale)))
    shrunk = cv2.resize(image, small, interpolation=cv2.INTER_AREA)
    blocks = cv2.resize(shrunk, (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(blocks, np.uint8)


def _fog(image: U8, level: int, rng: np.random.Generator) -> U8:
    """A bright veil whose density varies smoothly, from octaves of noise."""
    density = (0.2, 0.32, 0.45, 0.58, 0.7)[level]
    height, width = image.shape[:2]
    veil = np.zeros((height, width), np.float32)
    for octave in range(4):
        cells = 2 ** (octave + 1)
        coarse = rng.random((cells + 1, cells + 1)).astype(np.float32)
        veil += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC) / 2**octave
    low, high = float(veil.min()), float(veil.max())
    share = density * (0.6 + 0.4 * (veil - low) / max(high - low, 1e-6))[:, :, None]
    return _clipped(image * (1 - share) + 235 * share)


def _low_light(image: U8, level: int, rng: np.random.Generator) -> U8:
    """Fewer photons: darker by gamma and gain, with the noise of what light is left."""
    gain, photons = (0.6, 0.42, 0.3, 0.2, 0.13)[level], (160, 90, 50, 28, 16)[level]
    linear = (image / 255.0) ** 2.2 * gain
    counted = rng.poisson(linear * photons) / photons
    return _clipped(np.clip(counted, 0, 1) ** (1 / 2.2) * 255)


CORRUPTIONS: dict[str, Callable[[U8, int, np.random.Generator], U8]] = {
    "noise": _noise,
    "blur": _blur,
    "motion": _motion,
    "jpeg": _jpeg,
    "brightness": _brightness,
    "contrast": _contrast,
    "pixelate": _pixelate,
    "fog": _fog,
    "low_light": _low_light,
}


def _clipped(values: np.ndarray) -> U8:
    return np.clip(np.round(values), 0, 255).astype(np.uint8)


def _decoded(data: np.ndarray) -> U8:
    image = cv2.imdecode(data, cv2.IMREAD_COLOR)
    if image is None:
        raise DataError("an image could not be decoded from its own JPEG")
    return np.asarray(image, np.uint8)


CLEAN = 0


@dataclass(frozen=True, slots=True)
class Point:
    """Results at one severity; 0 = untouched images. Rates 0..1, None where a class is missing.

    presentations: of bona fide and of attacks.
    """

    variant: str
    corruption: str
    severity: int
    samples: int
    auc: float | None
    eer: float | None
    bpcer: float
    apcer: float
    bpcer_interval: Interval | None = None
    apcer_interval: Interval | None = None
    apcer_by_type: Mapping[str, Rate] = field(default_factory=dict)
    presentations: tuple[int, int] = (0, 0)

    @property
    def error(self) -> float | None:
        """(APCER, pooled + BPCER) / 2; None where a class is missing."""
        return (self.apcer + self.bpcer) / 2 if self.auc is not None else None

    @classmethod
    def of(cls, variant: str, corruption: str, severity: int, measured: Measured) -> Point:
        """The numbers at the threshold that was fixed on untouched images."""
        ranking = measured.ranking
        return cls(
            variant,
            corruption,
            severity,
            measured.samples,
            ranking.auc if ranking else None,
            ranking.equal.rate if ranking else None,
            measured.bpcer.value,
            1 - measured.confusion.recall,
            measured.intervals.bpcer,
            measured.intervals.apcer_pooled,
            measured.apcer,
            measured.presentations,
        )


@dataclass(frozen=True, slots=True)
class Robustness:
    """All points of one study; the untouched results are points of severity 0."""

    points: tuple[Point, ...]

    @property
    def variants(self) -> list[str]:
        """Their names; the first is the baseline."""
        return list(dict.fromkeys(p.variant for p in self.points))

    def mean_error(self, variant: str) -> float | None:
        """Over all corruptions and severities, at the threshold of untouched images."""
        return self._mean([p for p in self.points if p.variant == variant and p.severity != CLEAN])

    def corruption_error(self, variant: str, corruption: str) -> float | None:
        """CE: the error summed over severities, over the baseline's; 1 = as the baseline.

        Hendrycks and Dietterich (ICLR 2019) take AlexNet's errors on ImageNet for the baseline.
        """
        own, base = (
            self._mean([p for p in self.series(name, corruption) if p.severity != CLEAN])
            for name in (variant, self.variants[0])
        )
        return own / base if own is not None and base else None

    def mean_corruption_error(self, variant: str) -> float | None:
        """mCE: the mean of CE over corruptions; None where the baseline makes no error in one."""
        found = [self.corruption_error(variant, name) for name in self.corruptions]
        errors = [error for error in found if error is not None]
        return sum(errors) / len(errors) if errors and len(errors) == len(found) else None

    @staticmethod
    def _mean(points: Sequence[Point]) -> float | None:
        errors = [p.error for p in points]
        known = [error for error in errors if error is not None]
        return sum(known) / len(known) if known and len(known) == len(errors) else None

    @property
    def corruptions(self) -> list[str]:
        """Their names, in the order they were run."""
        return list(dict.fromkeys(p.corruption for p in self.points if p.severity != CLEAN))

    def series(self, variant: str, corruption: str) -> list[Point]:
        """The points of one line of the figure, from untouched to most severe."""
        return sorted(
            (
                p
                for p in self.points
                if p.variant == variant and (p.corruption == corruption or p.severity == CLEAN)
            ),
            key=lambda p: p.severity,
        )
