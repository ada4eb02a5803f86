"""Known answers: what a model said of four fixed pictures where its entry was made.

The pictures are frames of the built-in demo: a person, and a replay of that person. A file whose
hash is right can still be run wrongly, by a driver, an accelerator or a library: then its answers
are other ones. They say nothing about how good a model is.
"""

from __future__ import annotations

from functools import cache

from edge.capture.demo import Demo
from edge.errors import ModelError
from edge.infer.scorer import Scorer
from edge.types import U8, Box

PICTURES = {
    "person_20": (20, Box(237, 146, 429, 338)),
    "person_150": (150, Box(210, 143, 398, 331)),
    "replay_200": (200, Box(250, 197, 434, 381)),
    "replay_280": (280, Box(211, 211, 400, 400)),
}
"""Frame of the demo, and the face in it."""

TOLERANCE, SHARE = 0.5, 0.1
"""Raw logits may differ by TOLERANCE + SHARE × |answer|: not all processors sum 8 bits alike."""

DIGITS = 3


@cache
def pictures() -> dict[str, tuple[U8, Box]]:
    """By name: the picture, uint8 (480, 640, 3), and the face in it."""
    demo = Demo(count=1)
    demo.open()
    return {name: (demo.render(index), box) for name, (index, box) in PICTURES.items()}


def record(scorer: Scorer) -> dict[str, float]:
    """The model's raw logits, by picture. Raises ModelError as scoring does."""
    platt = scorer.spec.calibration
    return {
        name: round((scorer.score(bgr, [box])[0].logit - platt.offset) / platt.slope, DIGITS)
        for name, (bgr, box) in pictures().items()
    }


def refuse_other(scorer: Scorer) -> int:
    """Ask again; returns how many answers were compared, 0 where the entry holds none.

    Raises ModelError where one is another than was recorded.
    """
    wanted = scorer.spec.answers
    known = pictures()
    if not wanted.keys() & known.keys():
        return 0
    given = record(scorer)
    for name in sorted(wanted.keys() & known.keys()):
        far = abs(given[name] - wanted[name])
        if not far <= TOLERANCE + SHARE * abs(wanted[name]):
            raise ModelError(
                f"model {scorer.spec.id} answers {given[name]:.2f} to the known picture {name}, "
                f"where {wanted[name]:.2f} was recorded: it runs wrongly here; try models.provider "
                '= "cpu"'
            )
    return len(wanted.keys() & known.keys())
