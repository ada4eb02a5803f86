"""The interface of a loaded model, common to all libraries: one tensor in, named tensors out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from edge.errors import ModelError
from edge.types import F32
from models.spec import ModelSpec

Shape = tuple[int | None, ...]  # None: any number


class Session(Protocol):
    """A loaded model.

    providers: execution providers, in order of preference.
    one_at_a_time: two threads must not run it at once.
    one_by_one: faces must be given one at a time: the model takes no batch, or the other faces
        of a batch would change a face's score (dynamic quantisation).
    """

    @property
    def providers(self) -> tuple[str, ...]:
        """Execution providers, in order of preference."""
        ...

    @property
    def one_by_one(self) -> bool:
        """Whether faces must be given one at a time."""
        ...

    @property
    def one_at_a_time(self) -> bool:
        """Whether two threads must not run it at once."""
        ...

    def run(self, x: F32) -> dict[str, F32]:
        """All outputs by name, float32. Raises ModelError where the model refuses the input."""
        ...


@dataclass(frozen=True, slots=True)
class Interface:
    """The input and outputs that a model file itself states."""

    input: Shape
    outputs: dict[str, Shape]


def check_interface(found: Interface, spec: ModelSpec) -> None:
    """Raise ModelError where a file's tensors are not those its contract describes."""
    if spec.input is None:
        return
    wanted = spec.input
    channels = 3 * len(wanted.expansions)
    size = wanted.size
    image = (channels, size, size) if wanted.layout == "NCHW" else (size, size, channels)
    if len(found.input) != 4 or any(
        have not in (None, want) for have, want in zip(found.input[1:], image, strict=True)
    ):
        raise ModelError(
            f"model {spec.id} has an input of shape {_text(found.input)}, but its manifest "
            f"entry describes {_text((None, *image))}; correct the entry's input table"
        )
    if found.input[0] not in (None, 1):
        raise ModelError(
            f"model {spec.id} has a fixed batch size of {found.input[0]}; export it with a "
            "variable batch size, or with 1"
        )
    promised = (spec.output.name, spec.output.evidence, spec.output.generated)
    for name in promised:
        if name is not None and name not in found.outputs:
            raise ModelError(
                f"model {spec.id} has no output {name!r}; it has "
                f"{', '.join(found.outputs)}; correct the output table of its manifest entry"
            )


def _text(shape: Shape) -> str:
    return "×".join("N" if n is None else str(n) for n in shape) or "()"
