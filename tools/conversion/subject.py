"""The model that is converted: a file with its input and output contract."""

from __future__ import annotations

import argparse
import hashlib
from dataclasses import dataclass
from pathlib import Path

from edge.cli.contract import add_contract, contract_from
from edge.errors import ModelError
from edge.infer.session import Session
from models.importer import ContractOverrides, draft
from models.inspection import read_onnx
from models.registry import Registry
from models.spec import Calibration, ModelSpec

# fields for which a wrong guess gives wrong scores without an error
_VITAL = ("input.expansions", "input.colour", "input.scale", "output.attack_index", "output.name")


@dataclass(frozen=True, slots=True)
class Subject:
    """A model file and its contract; the contract's hash and size are those of the file.

    opened: a session for it where none of the runtime's own libraries can open the file.
    """

    path: Path
    spec: ModelSpec
    opened: Session | None = None

    @property
    def name(self) -> str:
        return self.spec.id

    def calibrated_as(self, other: Subject) -> Subject:
        """With the other's calibration, where this one has none of its own.

        A file that is not registered states none; the probabilities of an uncalibrated and of a
        calibrated model cannot be compared, nor their decisions at one threshold.
        """
        if self.spec.calibration != Calibration():
            return self
        spec = self.spec.model_copy(update={"calibration": other.spec.calibration})
        return Subject(self.path, spec, self.opened)

    def variant(self, path: Path, suffix: str, **changes: object) -> Subject:
        """A subject for the file `path` that was converted from this one, with the same contract.

        suffix: of the new id. changes: other fields of ModelSpec. The precision of an ONNX file is
        read from the file.
        """
        data = path.read_bytes()
        fields: dict[str, object] = {
            "id": f"{_stem(self.spec.id)}_{suffix}",
            "file": f"weights/{path.name}",
            "sha256": hashlib.sha256(data).hexdigest(),
            "bytes": len(data),
            "default": False,
            "thresholds": {},
            "metrics": {},
            "answers": {},
            "url": None,
            "member": None,
            "card": None,
        }
        if path.suffix == ".onnx":
            fields["precision"] = read_onnx(data).precision
        return Subject(path, self.spec.model_copy(update={**fields, **changes}))


def _stem(model_id: str) -> str:
    for ending in ("_fp32", "_fp16", "_int8", "_q8"):
        model_id = model_id.removesuffix(ending)
    return model_id


def add_model_options(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Add the options for a model and for the contract of an unregistered one.

    required: --model is given once; else any number of times, and args.model is a list or None.
    """
    parser.add_argument("--model", required=required, action="store" if required else "append",
                        metavar="ID|FILE", help="registry id or model file")  # fmt: skip
    add_contract_options(parser)


def add_contract_options(parser: argparse.ArgumentParser) -> None:
    """Add the options for the input and output contract of an unregistered model."""
    group = parser.add_argument_group(
        "contract of a model file that is not registered",
        "options left out are looked up by the file's hash, read from the file or guessed",
    )
    add_contract(group, ("antispoof", "deepfake"))
    group.add_argument(
        "--yes", action="store_true", help="accept the guessed contract without asking"
    )


def subject_from(args: argparse.Namespace, registry: Registry, named: str) -> Subject:
    """Resolve an id or a file. Raises ModelError where a field of _VITAL could only be guessed."""
    known = {spec.id: spec for spec in registry.specs()}
    if named in known:
        return Subject(registry.verified(known[named]), known[named])
    path = Path(named)
    if not path.is_file():
        if path.suffix:
            raise ModelError(f"there is no model file {path}; check the path")
        registry.get(named)  # raises, naming the nearest ids
    registered = _registered(path, registry)
    if registered is not None:
        return Subject(path, registered)
    return Subject(path, contract_of(path, registry, contract_from(args), sure=args.yes))


def contract_of(
    path: Path, registry: Registry, overrides: ContractOverrides, *, sure: bool
) -> ModelSpec:
    """The contract of an unregistered file.

    Raises ModelError where a field of _VITAL is only a guess, unless `sure`.
    """
    drafted = draft(path, registry, overrides)
    doubtful = [name for name in drafted.guesses if name in _VITAL]
    if doubtful and not sure:
        raise ModelError(
            f"{path.name} does not state its input and output contract; guessed: "
            f"{', '.join(f'{name} = {_field(drafted.spec, name)}' for name in doubtful)}. "
            "Confirm with --yes, or set them with --like, --expansion, --colour, "
            "--attack-index"
        )
    return drafted.spec


def _registered(path: Path, registry: Registry) -> ModelSpec | None:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return next((spec for spec in registry.specs() if spec.sha256 == digest), None)


def _field(spec: ModelSpec, dotted: str) -> object:
    part, _, name = dotted.partition(".")
    return getattr(getattr(spec, part), name)
