"""The registry of models: their entries, files and hashes.

It combines two folders: the package's, which is never written, and the user's, with imported and
pulled models. An entry of the user's replaces a shipped one with the same id, and the user's
default for a task takes precedence over the shipped one.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable
from pathlib import Path

import platformdirs

from edge.errors import ModelError, ModelTamperedError
from edge.security.file_signature import SignatureState
from edge.system.files import write_atomically
from models.manifest import (
    NAME,
    parse_manifest,
    read_bytes,
    read_verified,
    refuse_mismatch,
    sha256_of,
    write_manifest,
)
from models.signing import Signed, refusal, sign_own, signature_of
from models.spec import ModelSpec

USER_FOLDER_VARIABLE = "FACEVOUCH_MODELS"
IMPORTED = "imported"


def user_folder() -> Path:
    """The user's models: $FACEVOUCH_MODELS, else the platform's folder for user data."""
    named = os.environ.get(USER_FOLDER_VARIABLE)
    if named:
        return Path(named).expanduser()
    return platformdirs.user_data_path("facevouch", appauthor=False) / "models"


class Registry:
    """All known models. Not shared between processes that import at the same time.

    signed: whether manifests must be signed before a model of theirs is used, see models/signing.
    """

    def __init__(self, shipped: Path, user: Path) -> None:
        self.shipped = shipped
        self.user = user
        self.signed: Signed = "auto"
        self._shipped_content = read_bytes(shipped / NAME)
        self._shipped = parse_manifest(self._shipped_content, shipped / NAME)
        self._user_content = b""
        self._user: list[ModelSpec] = []
        self._read_user()

    @classmethod
    def open(cls, root: Path | None = None, user: Path | None = None) -> Registry:
        """Read both manifests. Raises ConfigError naming the file and key at fault."""
        return cls(root or Path(__file__).parent, user or user_folder())

    def _read_user(self) -> None:
        path = self.user / NAME
        self._user_content = read_bytes(path) if path.exists() else b""
        self._user = parse_manifest(self._user_content, path)

    def specs(self) -> list[ModelSpec]:
        """Every model, shipped ones first; one default a task at most."""
        own = {spec.id for spec in self._user}
        taken = {spec.task for spec in self._user if spec.default}
        shipped = [
            spec.model_copy(update={"default": spec.default and spec.task not in taken})
            for spec in self._shipped
            if spec.id not in own
        ]
        return shipped + self._user

    def shipped_specs(self) -> list[ModelSpec]:
        """The entries of the shipped manifest, unmodified."""
        return list(self._shipped)

    def get(self, model_id: str) -> ModelSpec:
        """The model of this id. Raises ModelError that lists the nearest known ids."""
        known = {spec.id: spec for spec in self.specs()}
        if model_id in known:
            return known[model_id]
        near = difflib.get_close_matches(model_id, known, n=3, cutoff=0.4) or sorted(known)
        raise ModelError(
            f"there is no model {model_id!r}; did you mean {', '.join(near)}? (facevouch "
            "models list shows all)"
        )

    def default(self, task: str) -> ModelSpec | None:
        """The manifest's choice for a task, or None."""
        return next((spec for spec in self.specs() if spec.task == task and spec.default), None)

    def is_own(self, spec: ModelSpec) -> bool:
        """Whether the entry is the user's, not a shipped one."""
        return any(own.id == spec.id for own in self._user)

    def refusal(self, spec: ModelSpec) -> str | None:
        """Why the manifest of this model is not trusted, as a sentence; None where it is."""
        if self.is_own(spec):
            return refusal(self.user, self._user_content, self.signed, shipped=False)
        return refusal(self.shipped, self._shipped_content, self.signed, shipped=True)

    def standings(self) -> dict[Path, SignatureState]:
        """The state of the manifests' signatures, by folder."""
        found = {self.shipped: signature_of(self.shipped, self._shipped_content, shipped=True)}
        if self._user:
            found[self.user] = signature_of(self.user, self._user_content, shipped=False)
        return found

    def path(self, spec: ModelSpec) -> Path:
        """The model's file, where its manifest is trusted.

        Raises ModelTamperedError where the manifest is not signed as required, and ModelError with
        the command to get a missing file.
        """
        if (reason := self.refusal(spec)) is not None:
            raise ModelTamperedError(reason)
        return self.locate(spec)

    def locate(self, spec: ModelSpec) -> Path:
        """The model's file; a pulled one takes precedence. Raises ModelError where it is
        missing."""
        folders = (self.user,) if self.is_own(spec) else (self.user, self.shipped)
        for folder in folders:
            path = spec.path(folder)
            if path.is_file():
                return path
        remedy = f"facevouch models pull {spec.id}" if spec.url else "facevouch models import FILE"
        raise ModelError(f"the file of model {spec.id} is missing; install it with: {remedy}")

    def verified(self, spec: ModelSpec) -> Path:
        """The file's path, its hash checked. Raises ModelTamperedError, ModelError."""
        path = self.path(spec)
        try:
            found = sha256_of(path)
        except OSError as error:
            raise ModelError(
                f"cannot read the file of model {spec.id}: {path}: {error.strerror}"
            ) from error
        refuse_mismatch(found, spec, path)
        return path

    def add(self, file: Path, spec: ModelSpec, *, replace: bool = False) -> ModelSpec:
        """Copy a file into the user's folder under this contract and return the entry written.

        A task without a default gets this model as its default. Importing the same bytes again
        renews the entry. Raises ModelError where the id is another model's, ModelTamperedError
        where the file is not the contract's, OutputError where the folder cannot be written.
        """
        self._refuse_taken(spec, replace=replace)
        self._refuse_tampered()
        content = read_verified(file, spec)
        name = f"{IMPORTED}/{spec.id}{file.suffix.lower()}"
        current = self.default(spec.task)
        chosen = spec.default or current is None or current.id == spec.id
        entry = spec.model_copy(update={"file": name, "default": chosen})
        write_atomically(entry.path(self.user), content)
        self._read_user()
        kept = [
            own.model_copy(update={"default": False})
            if entry.default and own.task == entry.task
            else own
            for own in self._user
            if own.id != entry.id
        ]
        write_manifest(self.user / NAME, [*kept, entry])
        sign_own(self.user)
        self._read_user()
        return self.get(entry.id)

    def _refuse_taken(self, spec: ModelSpec, *, replace: bool) -> None:
        if any(shipped.id == spec.id for shipped in self._shipped):
            raise ModelError(f"{spec.id} is the id of a shipped model; choose another id with --id")
        other = any(own.id == spec.id and own.sha256 != spec.sha256 for own in self._user)
        if other and not replace:
            raise ModelError(
                f"there already is a model {spec.id}; choose another id with --id, or add --replace"
            )

    def _refuse_tampered(self) -> None:
        """Adding an entry signs the whole manifest again, so its present content must be
        trusted."""
        if self._user:
            reason = refusal(self.user, self._user_content, self.signed, shipped=False)
            if reason is not None:
                raise ModelTamperedError(reason)

    def pull(
        self, model_id: str, progress: Callable[[int, int | None], None] | None = None
    ) -> Path:
        """Fetch a model's file from its publisher into the user's folder, if it is not here yet.

        progress(bytes so far, bytes in all or None). The file gets its name only after its hash
        was checked. Raises ModelError, ModelTamperedError, OutputError.
        """
        from models.pull import fetch

        spec = self.get(model_id)
        try:
            return self.verified(spec)
        except ModelError:
            target = spec.path(self.user)
        fetch(spec, target, progress)
        return target
