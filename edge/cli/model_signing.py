"""The verbs of `facevouch models` that sign manifests and record known answers."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.registry import Registry
    from models.spec import ModelSpec

SCORING = ("antispoof", "deepfake")


def answered(file: Path, spec: ModelSpec) -> ModelSpec:
    """The entry with the model's scores of the known pictures; unchanged for other tasks."""
    from edge.config import ModelsConfig
    from edge.infer.load import open_session
    from edge.infer.scorer import Scorer
    from edge.infer.selftest import record

    if spec.task not in SCORING:
        return spec
    scorer = Scorer(spec, open_session(file, spec, ModelsConfig()))
    return spec.model_copy(update={"answers": record(scorer)})


def show_answers(args: argparse.Namespace, registry: Registry) -> int:
    import tomli_w

    from edge.config import ModelsConfig
    from edge.infer.scorer import Scorer
    from edge.infer.selftest import record

    scorer = Scorer.load(registry, args.id, ModelsConfig())
    sys.stdout.write(tomli_w.dumps({"model": {"answers": record(scorer)}}))
    return 0


def sign(args: argparse.Namespace, registry: Registry) -> int:
    from rich.console import Console

    from edge.errors import ModelError
    from edge.security.keys import KioskKey
    from models.signing import sign_own

    if args.release:
        return _sign_release(args, registry)
    own = [spec for spec in registry.specs() if registry.is_own(spec)]
    if not own:
        raise ModelError(
            "there are no imported models; the manifest of the shipped models "
            "is signed with the release"
        )
    console = Console(stderr=True)
    for spec in own:
        console.print(f"{spec.id}  {spec.task}  sha256 {spec.sha256}", highlight=False)
    if not agreed(
        "Sign these models, with the contracts in their manifest?",
        args,
        "signing needs a confirmation, but there is no terminal; add --yes",
    ):
        console.print("nothing was signed")
        return 0
    key = KioskKey.load(args.key) if args.key else None
    console.print(f"signed: {sign_own(registry.user, key)}", highlight=False, soft_wrap=True)
    return 0


def _sign_release(args: argparse.Namespace, registry: Registry) -> int:
    """Sign the shipped manifest. Raises ModelTamperedError where a file is another."""
    from rich.console import Console

    from edge.errors import KeyFileError
    from edge.security.keys import KioskKey
    from edge.system.files import write_atomically
    from models.manifest import refuse_mismatch, sha256_of
    from models.signing import RELEASE_KEY, sign_release

    for spec in registry.shipped_specs():
        if spec.path(registry.shipped).is_file():
            refuse_mismatch(
                sha256_of(spec.path(registry.shipped)), spec, spec.path(registry.shipped)
            )
    if args.new_key:
        if args.release.exists():
            raise KeyFileError(f"{args.release} already exists; choose another file name")
        KioskKey.generate().save(args.release, exclusive=True)
    key = KioskKey.load(args.release)
    public = registry.shipped / RELEASE_KEY
    write_atomically(public, key.public_pem.encode())
    signature = sign_release(key, registry.shipped, args.days)
    Console(stderr=True).print(
        f"signed with key {key.key_id}: {signature}; commit it together with {public}",
        highlight=False,
        soft_wrap=True,
    )
    return 0


def allow_older(_args: argparse.Namespace, _registry: Registry) -> int:
    from rich.console import Console

    from models import used_versions

    used_versions.allow_older()
    Console(stderr=True).print("the next signed manifest is accepted, whatever its version")
    return 0


def agreed(question: str, args: argparse.Namespace, nobody: str) -> bool:
    from rich.console import Console
    from rich.prompt import Confirm

    from edge.errors import ModelError

    if args.yes:
        return True
    if not sys.stdin.isatty():
        raise ModelError(nobody)
    return Confirm.ask(question, console=Console(stderr=True), default=False)
