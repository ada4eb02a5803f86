"""How whole clips scored when a model was measured: all that is known where no attack is shown.

Kept beside the code and by the sha256 of the model file, so that a new model has none until
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
    """Means of clips, raw logits.

    bona_fide_sd: between bona fide clips of one camera. attacks: quantiles, evenly spaced from the
    lowest to the highest, of attack clips less their camera's mean of bona fide. clips: attack
    clips they come from.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    bona_fide_sd: Annotated[float, Field(gt=0)]
    attacks: tuple[float, ...] = Field(min_length=2)
    clips: int = Field(gt=0)
    measured_on: str = ""


def reference_of(spec: ModelSpec) -> Reference | None:
    """Of this very model file; None where it was never measured."""
    return _all().get(spec.sha256)


@cache
def _all() -> dict[str, Reference]:
    table = parse_toml(FILE.read_text(encoding="utf-8"))
    return {sha256: Reference.model_validate(entry) for sha256, entry in table.items()}
