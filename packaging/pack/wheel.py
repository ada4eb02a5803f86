"""`make wheel`: the wheel and the sdist, the same bytes for the same commit.

A small environment of its own holds the pinned builder, so the result does not depend on what the
machine has. It is kept under build/ for the next time.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
import venv
from pathlib import Path

from pack.errors import PackError
from pack.source import EPOCH_VARIABLE, ROOT, clean_copy, epoch, uncommitted

REQUIREMENTS = ROOT / "packaging" / "build-requirements.txt"
HOOKS = """
import sys
from setuptools import build_meta
into = sys.argv[1]  # the hooks rewrite sys.argv
print(build_meta.build_wheel(into))
print(build_meta.build_sdist(into))
"""


def builder(folder: Path) -> Path:
    """The python that has the pinned builder; made once for each state of the requirements."""
    mark = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()[:12]
    home = folder / f"builder-{mark}"
    python = home / "bin" / "python"
    done = home / "complete"
    if not done.exists():
        venv.create(home, with_pip=True, clear=True)
        run([python, "-m", "pip", "install", "-q", "-r", REQUIREMENTS])
        done.touch()
    return python


def run(words: list[str | Path], **more: object) -> str:
    """Run one command. Its standard output; raises PackError with its last words."""
    done = subprocess.run(
        [str(word) for word in words],
        capture_output=True,
        text=True,
        check=False,
        **more,  # type: ignore[call-overload]
    )
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-3:]
        raise PackError(f"{Path(str(words[0])).name} failed: {' / '.join(last)}")
    return str(done.stdout)


def build(out: Path, work: Path) -> tuple[Path, Path]:
    """The wheel and the sdist of the last commit, in `out`."""
    out.mkdir(parents=True, exist_ok=True)
    work.mkdir(parents=True, exist_ok=True)
    python = builder(work)
    with tempfile.TemporaryDirectory(dir=work) as folder:
        source = clean_copy(Path(folder, "facevouch"))
        made = Path(folder, "made")
        made.mkdir()
        environ = os.environ | {EPOCH_VARIABLE: str(epoch()), "PYTHONHASHSEED": "0"}
        os.umask(0o022)
        run([python, "-c", HOOKS, made], cwd=source, env=environ)
        wheel, sdist = next(made.glob("*.whl")), next(made.glob("*.tar.gz"))
        settle(sdist)
        return wheel.replace(out / wheel.name), sdist.replace(out / sdist.name)


def settle(archive: Path) -> None:
    """Rewrite a .tar.gz with sorted names, one time and no owners."""
    when = epoch()
    new = archive.with_suffix(".settled")
    with (
        tarfile.open(archive) as old,
        new.open("wb") as raw,
        gzip.GzipFile("", "wb", mtime=when, fileobj=raw) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as fresh,
    ):
        for member in sorted(old.getmembers(), key=lambda m: m.name):
            member.mtime, member.uid, member.gid = when, 0, 0
            member.uname = member.gname = "root"
            member.pax_headers = {}
            fresh.addfile(member, old.extractfile(member) if member.isfile() else None)
    new.replace(archive)


def main() -> int:
    parser = argparse.ArgumentParser(prog="pack.wheel", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--work", type=Path, default=ROOT / "build")
    args = parser.parse_args()
    try:
        made = build(args.out, args.work)
    except PackError as error:
        print(f"wheel: {error}", file=sys.stderr)  # noqa: T201
        return 2
    if changed := uncommitted():
        print(f"wheel: {changed} changed files are not committed and not in it", file=sys.stderr)  # noqa: T201
    for path in made:
        print(f"{path}  {path.stat().st_size:,} bytes")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
