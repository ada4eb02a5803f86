"""The files of the last commit, copied into an empty folder, so that nothing stale ships."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from pathlib import Path

from pack.errors import PackError

ROOT = Path(__file__).resolve().parents[2]
EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"
UNPACKED_EPOCH = 1_700_000_000
"""Stands in for the commit's time where there is no git: any fixed time serves."""


def epoch() -> int:
    """Seconds that stand in every archive: $SOURCE_DATE_EPOCH, else the last commit's time."""
    said = os.environ.get(EPOCH_VARIABLE)
    if said:
        if not said.isdigit():
            raise PackError(f"{EPOCH_VARIABLE} must be whole seconds, not {said!r}")
        return int(said)
    answer = _git("log", "-1", "--format=%ct")
    return int(answer) if answer else UNPACKED_EPOCH


def uncommitted() -> int:
    """Tracked files with changes that no commit holds, and that therefore are not packed."""
    return len(_git("status", "--porcelain", "--untracked-files=no").splitlines())


def clean_copy(folder: Path) -> Path:
    """The files of the last commit in an empty folder, with one mode and one time for all.

    Where there is no git (an unpacked sdist), what lies there is taken.
    """
    folder.mkdir(parents=True)
    if _git("rev-parse", "--verify", "-q", "HEAD"):
        archive = folder.with_suffix(".tar")
        _git("archive", "--format=tar", f"--output={archive}", "HEAD")
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        archive.unlink()
    else:
        shutil.copytree(
            ROOT,
            folder,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("__pycache__", ".venv*", "build", "dist", "*.egg-info"),
        )
    when = epoch()
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o755 if os.access(path, os.X_OK) else 0o644)
            os.utime(path, (when, when))
    return folder


def _git(*words: str) -> str:
    try:
        done = subprocess.run(
            ["git", *words], cwd=ROOT, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
