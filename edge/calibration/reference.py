"""Reference scores from a model's evaluation, used by a calibration to which no attack is shown.

They are stored in this package by the sha256 of the model file, so that a new model has none until
`facevouch evaluate attacks --reference` has measured it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from edge.system.toml_text import parse_toml
from models.spec import ModelSpec

FILE = Path(__file__).with_name("references.toml")


class Reference(BaseModel):
    """Statistics of clip means, raw logits.

    bona_fide_sd: standard deviation between bona fide clips of one camera. attacks: evenly spaced
    quantiles, from minimum to maximum, of the attack clips' means less the bona fide mean of their
    camera. clips: number of those attack clips.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    bona_fide_sd: Annotated[float, Field(gt=0)]
    attacks: tuple[float, ...] = Field(min_length=2)
    clips: int = Field(gt=0)
    measured_on: str = ""


def reference_of(spec: ModelSpec) -> Reference | None:
    """The reference of this model file, by its sha256; None where it was never measured."""
    return _all().get(spec.sha256)


@cache
def _all() -> dict[str, Reference]:
    table = parse_toml(FILE.read_text(encoding="utf-8"))
    return {sha256: Reference.model_validate(entry) for sha256, entry in table.items()}
