"""Wheels unpacked into one folder, without what the runtime never opens."""

from __future__ import annotations

import fnmatch
import shutil
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from pack.elf import is_elf, needed, strip
from pack.errors import PackError
from pack.icu import slim
from pack.source import ROOT
from pack.targets import Machine

PRUNE = ROOT / "packaging" / "deb" / "prune.toml"
BROKEN_BY_STRIP = ("opencv_python_headless.libs", "numpy.libs")
"""Their libraries were rewritten by patchelf, after which strip lays them out wrongly."""


def unpack(wheels: list[Path], site: Path) -> None:
    """Purelib and platlib of every wheel, in one site-packages. Scripts and headers stay out."""
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for member in archive.infolist():
                place = _place(member.filename)
                if place is None or member.is_dir():
                    continue
                target = site / place
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as source, target.open("wb") as out:
                    shutil.copyfileobj(source, out)
                executable = (member.external_attr >> 16) & 0o100
                target.chmod(0o755 if executable else 0o644)


def _place(name: str) -> str | None:
    """Where a wheel's file goes below site-packages; None: nowhere (PEP 427's .data folders)."""
    first, _, rest = name.partition("/")
    if not first.endswith(".data"):
        return name
    scheme, _, inner = rest.partition("/")
    return inner if scheme in ("purelib", "platlib") else None


def prune(site: Path, machine: Machine) -> dict[str, int]:
    """Leave out what prune.toml names. Bytes saved by reason.

    Raises PackError for a patch that no longer fits.
    """
    rules = tomllib.loads(PRUNE.read_text(encoding="utf-8"))
    saved = {}
    for rule in rules["rule"]:
        saved[rule["why"]] = _drop(site, rule["drop"], rule.get("keep", []))
    if (site / "PyQt6").is_dir():
        saved["Qt's other parts"] = _slim_qt(site / "PyQt6", rules["qt"])
        data = sorted(site.glob(rules["icu"]["library"]))
        saved["Unicode's tables that Qt never asks for"] = sum(
            slim(path, machine, rules["icu"]["drop"]) for path in data
        )
    for patch in rules["patch"]:
        _patch(site / patch["file"], patch)
    saved["symbols for a debugger"] = sum(
        strip(path, machine)
        for path in sorted(site.rglob("*.so*"))
        if is_elf(path) and not any(part in BROKEN_BY_STRIP for part in path.parts)
    )
    _drop_empty(site)
    return saved


def matches(name: str, patterns: list[str]) -> bool:
    """Whether a path below site-packages fits a pattern; `**/` also matches no folder at all."""
    return any(
        fnmatch.fnmatchcase(name, pattern)
        or (pattern.startswith("**/") and fnmatch.fnmatchcase(name, pattern[3:]))
        for pattern in patterns
    )


def _drop(site: Path, drop: list[str], keep: list[str]) -> int:
    saved = 0
    for path in sorted(p for p in site.rglob("*") if p.is_file() or p.is_symlink()):
        name = path.relative_to(site).as_posix()
        if matches(name, drop) and not matches(name, keep):
            saved += path.lstat().st_size
            path.unlink()
    return saved


def _slim_qt(qt: Path, rules: dict[str, list[str]]) -> int:
    """Only the named modules and plugins, and the libraries those link to."""
    before = _size(qt)
    modules = [qt / f"{name}.abi3.so" for name in rules["modules"]]
    for path in qt.iterdir():
        if path.suffix == ".so" and path not in modules and not path.name.startswith("sip."):
            path.unlink()
        elif path.is_dir() and path.name not in ("Qt6", "uic"):
            shutil.rmtree(path)
    home = qt / "Qt6"
    for folder in home.iterdir():
        if folder.is_dir() and folder.name not in ("lib", "plugins", "translations"):
            shutil.rmtree(folder)
    _drop_except(home / "plugins", rules["plugins"])
    _drop_except(home / "translations", rules["translations"])
    wanted = {
        path.name for path in _closure([*qt.glob("*.so"), *_files(home / "plugins")], home / "lib")
    }
    for path in _files(home / "lib"):
        if path.name not in wanted:
            path.unlink()
    return before - _size(qt)


def _closure(start: list[Path], libraries: Path) -> set[Path]:
    """Libraries of a folder that the files link to, directly or through one another."""
    found: set[Path] = set()
    waiting = list(start)
    while waiting:
        for name in needed(waiting.pop()):
            path = libraries / name
            if path.exists() and path not in found:
                found.add(path)
                waiting.append(path)
    return found


def _drop_except(folder: Path, patterns: list[str]) -> None:
    for path in _files(folder):
        if not matches(path.relative_to(folder).as_posix(), patterns):
            path.unlink()


def _patch(path: Path, patch: dict[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    if text.count(patch["find"]) != 1:
        raise PackError(f"the patch of {patch['file']} no longer fits; look at prune.toml")
    path.write_text(patch.get("mark", "") + text.replace(patch["find"], patch["put"]), "utf-8")


def _drop_empty(site: Path) -> None:
    for folder in sorted((p for p in site.rglob("*") if p.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(path for path in folder.rglob("*") if path.is_file()))


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in _files(folder))


def weigh(site: Path) -> dict[str, int]:
    """Bytes below each entry of site-packages, heaviest first; libraries with their own."""
    sizes: dict[str, int] = {}
    for path in _files(site):
        name = path.relative_to(site).parts[0].removesuffix(".libs").split("-")[0]
        name = {"opencv_python_headless": "cv2"}.get(name, name)
        sizes[name] = sizes.get(name, 0) + path.stat().st_size
    return dict(sorted(sizes.items(), key=lambda item: -item[1]))
